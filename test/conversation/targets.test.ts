import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const lines = (text: string) => text.split("\n");

describe("the unit's targets", () => {
  it("are listed with bar, share, due day and state", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const list = only(await officer.says("/chitieu"));
    expect(lines(list.text)).toEqual([
      "Chỉ tiêu năm 2019, Sở Nội vụ Vĩnh Phúc: 6 chỉ tiêu.",
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn",
      "▰▰▰▰▰▰▰▱▱▱ 74% (kế hoạch 95%, đạt 77,9% kế hoạch)",
      "Đang thực hiện · hạn 15/12/2019 · còn 186 ngày",
      "CT2 Số hóa hồ sơ cán bộ",
      "▰▰▰▰▱▱▱▱▱▱ 560/1.200 hồ sơ (46,7%)",
      "Đang thực hiện · hạn 30/09/2019 · còn 110 ngày",
      "CT3 Hồ sơ giải quyết đúng hạn",
      "▰▰▰▰▰▰▰▱▱▱ 70% (kế hoạch 97%, đạt 72,2% kế hoạch)",
      "Đang thực hiện · hạn 29/11/2019 · còn 170 ngày",
      "CT4 Kiểm tra công vụ",
      "▰▰▰▰▱▱▱▱▱▱ 4/10 cuộc (40%)",
      "Có nguy cơ · hạn 18/06/2019 · còn 4 ngày làm việc",
      "CT5 Sinh hoạt chuyên đề học tập và làm theo Bác",
      "▱▱▱▱▱▱▱▱▱▱ chưa hoàn thành",
      "Chưa thực hiện · hạn 30/08/2019 · còn 79 ngày",
      "CT6 Danh hiệu tập thể đăng ký",
      "Tập thể lao động xuất sắc",
      "Đã đăng ký · hạn 31/12/2019 · còn 202 ngày",
      "SỐ LIỆU GIẢ ĐỊNH để trình diễn, không phải chỉ tiêu thật của các đơn vị",
    ]);
    expect(list.buttons.slice(-2)).toEqual(["Báo tiến độ", "Đăng ký chỉ tiêu"]);
  });

  it("count working days over a weekend as reminders do", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const seenOn = async (due: string, today: string) => {
      await talk.store.db.target.updateMany({ data: { dueOn: due } });
      await talk.clock.to(`${today}T09:00`);
      await officer.sees();
      return lines(only(await officer.says("/chitieu CT4")).text)[2];
    };
    // 14/06 is a Friday.
    expect(await seenOn("2019-06-16", "2019-06-14")).toBe(
      "Có nguy cơ · hạn 16/06/2019 · hôm nay là ngày làm việc cuối trước hạn",
    );
    expect(await seenOn("2019-06-16", "2019-06-15")).toBe("Có nguy cơ · hạn 16/06/2019 · còn 1 ngày");
    expect(await seenOn("2019-06-14", "2019-06-16")).toBe("Không hoàn thành · hạn 14/06/2019 · đã quá hạn");
    expect(await seenOn("2019-06-14", "2019-06-17")).toBe(
      "Không hoàn thành · hạn 14/06/2019 · quá hạn 1 ngày làm việc",
    );
  });

  it("are not overdue where they are titles, which are awarded and not reported", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await talk.store.db.target.updateMany({ data: { dueOn: "2019-06-14" } });
    await talk.clock.to("2019-06-20T09:00");
    await officer.sees();
    expect(lines(only(await officer.says("/chitieu CT6")).text)[2]).toBe("Đã đăng ký · hạn 14/06/2019");
  });

  it("have a card with history, what was taken back among it", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("CT4 5 cuộc");
    await officer.presses("Tổng mới: 5").catch(() => undefined);
    await officer.presses("Hoàn tác");
    const card = only(await officer.says("/chitieu CT4"));
    expect(lines(card.text)).toEqual([
      "CT4 Kiểm tra công vụ",
      "▰▰▰▰▱▱▱▱▱▱ 4/10 cuộc (40%)",
      "Có nguy cơ · hạn 18/06/2019 · còn 4 ngày làm việc",
      "Kế hoạch: 10 cuộc · Hạn: hết Thứ Ba 18/06/2019",
      "Trọng số: 1",
      expect.stringMatching(/^Nội dung giao ước 4: /),
      "Đã duyệt 02/01/2019",
      "Minh chứng: chưa có",
      "Các lần báo cáo:",
      "• 08:00 12/06: 5 cuộc · Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc · đã hoàn tác",
      expect.stringMatching(/^• 09:00 22\/05: 4 cuộc$/),
      ...lines(card.text).slice(11),
    ]);
    expect(card.buttons).toEqual(["Báo tiến độ", "Gửi minh chứng", "Sửa chỉ tiêu", "Danh sách chỉ tiêu"]);
  });

  it("of another unit are refused to members and observers, and open to the head", async () => {
    const refused =
      "Đồng chí chỉ xem được chỉ tiêu của đơn vị mình. Hạng và điểm của các đơn vị xem ở /xephang.";
    const officer = talk.person("VP", "focalOfficial");
    expect(only(await officer.says("chỉ tiêu của Sở Nội vụ Nam Định")).text).toBe(refused);
    const head = talk.person("HN", "focalOfficial");
    const seen = only(await head.says("chỉ tiêu của Sở Nội vụ Vĩnh Phúc"));
    expect(lines(seen.text)[0]).toBe("Chỉ tiêu năm 2019, Sở Nội vụ Vĩnh Phúc: 6 chỉ tiêu.");
    expect(seen.buttons.slice(-2)).toEqual(["Minh chứng của đơn vị", "Chỉ tiêu các đơn vị"]);
    const card = only(await head.presses("CT2"));
    expect(lines(card.text)[0]).toBe("Sở Nội vụ Vĩnh Phúc");
    expect(card.buttons).toEqual(["Danh sách chỉ tiêu"]);
  });

  it("that do not exist are said not to", async () => {
    expect(lines(only(await talk.person("VP", "focalOfficial").says("/chitieu CT19")).text)[0]).toBe(
      "Đơn vị không có chỉ tiêu CT19. Danh sách:",
    );
  });
});
