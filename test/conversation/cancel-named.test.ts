import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Phone, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let officer: Phone;
let head: Phone;
beforeEach(async () => {
  talk = await startTalk();
  officer = talk.person("VP", "focalOfficial");
  head = talk.person("HN", "focalOfficial");
});
afterEach(() => talk.stop());

const first = (text: string) => text.split("\n")[0];
const states = async () =>
  (await talk.store.db.broadcast.findMany({ orderBy: { number: "asc" } })).map((each) => each.state);
const voided = () => talk.store.db.progressEntry.count({ where: { voidedAt: { not: null } } });
async function schedule(text: string): Promise<void> {
  await head.says(`/thongbao ${text}`);
  await head.presses("Lãnh đạo đơn vị");
  await head.presses("08:00 ngày mai");
}
const texts = async (said: Promise<{ text: string }[]>) => (await said).map((each) => each.text);

describe("cancelling what has a name", () => {
  it("stops the broadcast that is named, or the newest that waits, and leaves progress alone", async () => {
    await head.says("CT1 82%");
    for (const text of ["Họp sơ kết", "Họp giao ban", "Gửi số liệu"]) await schedule(text);
    expect(await texts(head.says("hủy thông báo số 2"))).toContain(
      "Đã hủy Thông báo số 2; những tin chưa gửi sẽ không gửi nữa.",
    );
    expect(await states()).toEqual(["scheduled", "cancelled", "scheduled"]);
    expect(await texts(head.says("hủy thông báo số 2"))).toEqual(["Thông báo số 2 đã được hủy trước đó."]);
    expect(await texts(head.says("thông báo số 9 hủy giúp tôi"))).toEqual(["Không có Thông báo số 9."]);
    expect(await texts(head.says("huy gui thong bao"))).toContain(
      "Đã hủy Thông báo số 3; những tin chưa gửi sẽ không gửi nữa.",
    );
    expect(await texts(head.says("hủy gửi"))).toContain(
      "Đã hủy Thông báo số 1; những tin chưa gửi sẽ không gửi nữa.",
    );
    expect(await texts(head.says("hủy thông báo"))).toEqual([
      "Hiện không có thông báo nào đang chờ gửi hoặc đang gửi để hủy.",
    ]);
    expect(await voided()).toBe(0);
  });

  it("drops the broadcast that is being written", async () => {
    await head.says("CT1 82%");
    await head.says("/thongbao");
    expect(only(await head.says("hủy thông báo")).text).toBe("Đã hủy, chưa gửi thông báo nào.");
    expect(await states()).toEqual([]);
    expect(await voided()).toBe(0);
  });

  it("is the head's, as its button is", async () => {
    await schedule("Họp sơ kết");
    await officer.says("CT1 82%");
    expect(only(await officer.says("hủy thông báo số 1")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
    expect(await states()).toEqual(["scheduled"]);
    expect(await voided()).toBe(0);
  });

  it("drops what one asked to be reminded of again", async () => {
    await talk.clock.to("2019-06-13T08:30");
    await officer.sees();
    await officer.presses("Nhắc lại 15:00");
    await officer.says("CT1 82%");
    expect(only(await officer.says("bỏ nhắc 15h đi")).text).toBe(
      "Đã hủy lời nhắc lúc 15:00 Thứ Năm 13/06/2019. Nhắc việc hằng ngày vẫn giữ nguyên, đổi ở /nhacviec",
    );
    for (const text of ["hủy nhắc việc", "hủy lời nhắc 15h"]) {
      expect(only(await officer.says(text)).text).toBe(
        "Đồng chí không có lời nhắc hẹn lại nào để hủy. Đổi mức và giờ nhắc việc hằng ngày: /nhacviec",
      );
    }
    await talk.clock.to("2019-06-13T15:30");
    expect((await officer.sees()).filter((each) => each.text.startsWith("Việc thi đua"))).toEqual([]);
    expect(await voided()).toBe(0);
    // Asked for once more it comes.
    await officer.presses("Nhắc ngày mai");
    expect(await talk.store.db.snooze.count({ where: { doneAt: null } })).toBe(1);
  });

  it("tells how other things are cancelled", async () => {
    await officer.says("CT1 82%");
    const answers = {
      "hủy công bố":
        "Kết quả đã công bố không hủy được; cần sửa, đơn vị cụm trưởng sửa điểm rồi công bố lại ở /thamdinh",
      "xóa ngày nghỉ 2/9":
        "Ngày nghỉ, ngày làm bù do người vận hành sửa bằng danh sách chính thức gửi vào đây.",
      "hủy duyệt CT1":
        "Chỉ tiêu đã duyệt không hủy duyệt được; cần thay đổi, đơn vị gửi đề nghị sửa kèm lý do, ví dụ: sửa chỉ tiêu CT2",
      "hủy đơn vị": "Đơn vị, vai trò và mã mời được sửa ở /donvi",
      "hủy báo cáo":
        "Không có báo cáo tháng nào gửi trong 24 giờ qua để hủy. Muốn thay báo cáo đã gửi, đồng chí báo số mới rồi gửi lại: /baocao",
      "bỏ Nam Định":
        "Tôi chưa rõ đồng chí muốn hủy việc gì nên chưa hủy gì. Để bỏ lần báo vừa rồi, đồng chí nhắn: hoàn tác",
    };
    for (const [text, answer] of Object.entries(answers))
      expect(only(await officer.says(text)).text).toBe(answer);
    expect(await voided()).toBe(0);
  });

  it("takes the month's report back, not the figures told after it", async () => {
    await officer.says("gửi báo cáo tháng 6");
    await officer.presses("Gửi báo cáo");
    await officer.says("CT1 82%");
    expect(first(only(await officer.says("hủy báo cáo tháng 6")).text)).toBe(
      "Đã hoàn tác: gửi báo cáo tháng 6/2019",
    );
    expect(await voided()).toBe(0);
  });

  it("closes what was shown to choose from", async () => {
    await officer.says("CT1 82%");
    await officer.says("báo tiến độ");
    expect(only(await officer.says("hủy")).text).toBe("Đã bỏ qua, chưa ghi gì.");
    expect(await voided()).toBe(0);
    const again = only(await officer.says("hủy"));
    expect(again.text).toBe(
      "Hiện không có gì đang chờ để hủy. Việc vừa làm: CT1 82%; muốn bỏ, đồng chí bấm Hoàn tác.",
    );
    // Said once more it refuses that.
    expect(only(await officer.says("hủy")).text).toBe("Đã bỏ qua, chưa ghi gì.");
    expect(await voided()).toBe(0);
  });

  it.each(["/chitieu", "/riengtu", "/donvi", "/xephang"])(
    "does nothing after %s, which only shows something, and says how the last report is taken back",
    async (command) => {
      await officer.says("CT1 82%");
      for (const text of ["hủy", "thôi", "bỏ đi", "huy bo"]) {
        await officer.says(command);
        const seen = only(await officer.says(text));
        expect(seen.text).toContain("Hiện không có gì đang chờ để hủy. Việc vừa làm: CT1 82%");
        expect(seen.buttons).toEqual(["Hoàn tác"]);
      }
      expect(await voided()).toBe(0);
      expect(only(await officer.presses("Hoàn tác")).text).toContain("82% → 74%");
      await officer.says(command);
      expect(only(await officer.says("hủy")).text).toBe(
        "Vâng. Hiện không có câu hỏi nào đang chờ đồng chí, tôi chưa ghi gì thêm.",
      );
    },
  );

  it("takes one report back, however often it is said", async () => {
    await officer.says("CT1 82%");
    await officer.says("CT2 600");
    expect(only(await officer.says("hủy")).text).toContain("600 → 560");
    expect(only(await officer.says("hủy")).text).toContain("Việc vừa làm: CT1 82%");
    expect(await voided()).toBe(1);
    expect(only(await officer.says("hoàn tác")).text).toContain("82% → 74%");
  });

  it.each(["bỏ cái vừa rồi", "báo nhầm rồi, xóa giúp em", "hủy giúp em", "huy", "hủy CT1"])(
    "still takes progress back: %s",
    async (text) => {
      await officer.says("CT1 82%");
      expect(only(await officer.says(text)).text).toContain("82% → 74%");
    },
  );
});
