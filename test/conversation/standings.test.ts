import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

const sample = "SỐ LIỆU GIẢ ĐỊNH để trình diễn, không phải chỉ tiêu thật của các đơn vị";

let talk: Talk;
const open = async () => {
  talk = await startTalk();
};
const close = () => talk.stop();

const lines = (text: string) => text.split("\n");

describe("standings", () => {
  // Asked only: nothing changes.
  beforeAll(open);
  afterAll(close);

  it("are shown as text and picture, with the own place and where most can be gained", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const answer = only(await officer.says("xep hang"));
    expect(lines(answer.text)).toEqual([
      "Tạm tính đến 12/06/2019. Sở Nội vụ Vĩnh Phúc: hạng 7/11 (▼2 so với tháng 5).",
      "Còn có thể tăng nhiều điểm nhất ở CT2 (đạt 46,7% kế hoạch).",
      sample,
      "1. SNV Hà Nội · 77,20",
      "2. SNV Hải Dương · 72,91",
      "3. SNV Nam Định · 71,72",
      "4. SNV Ninh Bình · 60,17",
      "5. SNV Quảng Ninh · 58,66",
      "6. SNV Hải Phòng · 58,60",
      "7. SNV Vĩnh Phúc · 56,82",
      "8. SNV Hà Nam · 54,87",
      "9. SNV Bắc Ninh · 54,74",
      "10. SNV Thái Bình · 54,35",
      "11. SNV Hưng Yên · 54,12",
    ]);
    expect(answer.buttons).toEqual(["Điểm từng chỉ tiêu", "So với tháng trước", "Diễn biến theo tháng"]);
    expect(answer.image).toBeDefined();
    const picture = await fetch(answer.image ?? "");
    expect(picture.headers.get("content-type")).toBe("image/png");
  });

  it("say what each target gives", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("/xephang");
    const points = only(await officer.presses("Điểm từng chỉ tiêu"));
    expect(lines(points.text)).toEqual([
      "Điểm từng chỉ tiêu, Sở Nội vụ Vĩnh Phúc · Tạm tính đến 12/06/2019",
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 25,96 · còn có thể tăng 7,37",
      "CT2 Số hóa hồ sơ cán bộ: 10,37 · còn có thể tăng 11,85",
      "CT3 Hồ sơ giải quyết đúng hạn: 16,04 · còn có thể tăng 6,19",
      "CT4 Kiểm tra công vụ: 4,44 · còn có thể tăng 6,67",
      "CT5 Sinh hoạt chuyên đề học tập và làm theo Bác: 0,00 · còn có thể tăng 11,11",
      "Tổng: 56,82/100 điểm.",
      "Mỗi dòng làm tròn riêng nên cộng lại có thể lệch tổng một chút.",
    ]);
    // The button leads back to the same table.
    expect(only(await officer.presses("Bảng xếp hạng")).text).toContain("7. SNV Vĩnh Phúc · 56,82");
  });

  it("compare with the last closed month", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("/xephang");
    expect(lines(only(await officer.presses("So với tháng trước")).text)).toEqual([
      "So với tháng 5/2019 · Tạm tính đến 12/06/2019",
      "Sở Nội vụ Vĩnh Phúc: hạng 7/11 (▼2 so với tháng 5).",
      "1. SNV Hà Nội · 77,20 (+5,24 điểm, =)",
      "2. SNV Hải Dương · 72,91 (+2,07 điểm, =)",
      "3. SNV Nam Định · 71,72 (+3,89 điểm, =)",
      "4. SNV Ninh Bình · 60,17 (+2,86 điểm, =)",
      "5. SNV Quảng Ninh · 58,66 (+6,07 điểm, ▲3)",
      "6. SNV Hải Phòng · 58,60 (+2,93 điểm, =)",
      "7. SNV Vĩnh Phúc · 56,82 (0,00 điểm, ▼2)",
      "8. SNV Hà Nam · 54,87 (+1,61 điểm, ▼1)",
      "9. SNV Bắc Ninh · 54,74 (+3,65 điểm, ▲2)",
      "10. SNV Thái Bình · 54,35 (+2,87 điểm, ▼1)",
      "11. SNV Hưng Yên · 54,12 (+2,87 điểm, ▼1)",
    ]);
  });

  it("of a day that has not come, or lies before the year, are one sentence", async () => {
    const officer = talk.person("VP", "focalOfficial");
    for (const [text, answer] of [
      ["/xephang ngày 30/6", "Ngày 30/06/2019 chưa đến nên chưa có số liệu xếp hạng."],
      ["/xephang tháng 7", "Tháng 7/2019 chưa đến nên chưa có số liệu xếp hạng."],
      ["/xephang 31/12/2018", "Năm thi đua 2019 tính từ 01/01/2019; trước đó tôi không có số liệu xếp hạng."],
      [
        "/xephang ngày 31/2",
        "Tôi chưa rõ đồng chí hỏi ngày nào. Ví dụ: xếp hạng ngày 31/3, xếp hạng tháng 5",
      ],
    ] as const) {
      expect(only(await officer.says(text)).text).toBe(answer);
    }
  });

  it("of another unit name its place, not its targets", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const answer = only(await officer.says("hạng của Nam Định"));
    expect(lines(answer.text)[0]).toBe(
      "Tạm tính đến 12/06/2019. Sở Nội vụ Nam Định: hạng 3/11 (giữ nguyên so với tháng 5).",
    );
    expect(answer.text).not.toContain("Còn có thể tăng");
    expect(answer.buttons).toEqual(["So với tháng trước", "Diễn biến theo tháng"]);
  });

  it("in the group are for all, with nothing private", async () => {
    const head = talk.person("HN", "focalOfficial");
    await head.saysInGroup("/xephang");
    const answer = (await talk.group()).findLast((each) => each.image);
    expect(lines(answer?.text ?? "").slice(0, 3)).toEqual([
      "Tạm tính đến 12/06/2019.",
      sample,
      "1. SNV Hà Nội · 77,20",
    ]);
    expect(answer?.buttons).toEqual([]);
  });
});

describe("standings that change", () => {
  beforeEach(open);
  afterEach(close);

  it("of a past day and of a closed month are always the same", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const march = only(await officer.says("/xephang ngày 31/3"));
    expect(lines(march.text).slice(0, 4)).toEqual([
      "Tạm tính đến 31/03/2019. Sở Nội vụ Vĩnh Phúc: hạng 6/11 (▲5 so với tháng 2).",
      sample,
      "1. SNV Hải Dương · 47,14",
      "2. SNV Hà Nội · 46,45",
    ]);
    const may = only(await officer.says("xep hang thang 5"));
    expect(lines(may.text).slice(0, 4)).toEqual([
      "Tháng 5/2019: đã khóa sổ, chưa công bố. Sở Nội vụ Vĩnh Phúc: hạng 5/11 (▲2 so với tháng 4).",
      sample,
      "1. SNV Hà Nội · 71,96",
      "2. SNV Hải Dương · 70,84",
    ]);
    // Recorded today for a day in March: the table of that day stays what it was by its end.
    await officer.says("CT2 700 ngày 20/3");
    await talk.clock.to("2019-06-14T09:00");
    expect(only(await officer.says("xếp hạng ngày 31/3")).text).toBe(march.text);
    expect(only(await officer.says("/xephang tháng 5")).text).toBe(may.text);
  });

  it("mark equal points as đồng hạng, and a unit without targets as not ranked", async () => {
    const { db } = talk.store;
    const unit = (code: string) => db.unit.findFirstOrThrow({ where: { code } });
    const [vp, nd, tb] = [await unit("SNV-VP"), await unit("SNV-ND"), await unit("SNV-TB")];
    await db.target.updateMany({ where: { unitId: tb.id }, data: { approval: "withdrawn" } });
    await db.target.updateMany({
      where: { unitId: { in: [vp.id, nd.id] }, kind: { not: "title" } },
      data: { current: "7", plan: "10" },
    });
    const answer = only(await talk.person("VP", "focalOfficial").says("/xephang"));
    expect(lines(answer.text)[0]).toBe(
      "Tạm tính đến 12/06/2019. Sở Nội vụ Vĩnh Phúc: hạng 3/10 (đồng hạng, ▲2 so với tháng 5).",
    );
    expect(lines(answer.text).slice(3)).toEqual([
      "1. SNV Hà Nội · 77,20",
      "2. SNV Hải Dương · 72,91",
      "3. SNV Vĩnh Phúc · 70,00 (đồng hạng)",
      "3. SNV Nam Định · 70,00 (đồng hạng)",
      "5. SNV Ninh Bình · 60,17",
      "6. SNV Quảng Ninh · 58,66",
      "7. SNV Hải Phòng · 58,60",
      "8. SNV Hà Nam · 54,87",
      "9. SNV Bắc Ninh · 54,74",
      "10. SNV Hưng Yên · 54,12",
      "– SNV Thái Bình · không xếp hạng",
    ]);
  });

  it("can be hidden by the head; then members read what was published", async () => {
    await talk.store.db.clusterYear.updateMany({ data: { provisionalVisible: false } });
    const officer = talk.person("VP", "focalOfficial");
    const hidden = only(await officer.says("/xephang"));
    expect(hidden.text).toBe(
      "Hạng và điểm đang được đơn vị cụm trưởng tạm ẩn cho đến khi công bố.\nChưa có tháng nào được công bố.",
    );
    expect(hidden.image).toBeUndefined();

    const head = talk.person("HN", "focalOfficial");
    expect(lines(only(await head.says("/xephang")).text)[0]).toContain("Tạm tính đến 12/06/2019.");
    await head.presses("Công bố tháng 5/2019");
    await head.presses("Công bố");
    const published = only(await officer.says("/xephang"));
    expect(lines(published.text).slice(0, 2)).toEqual([
      "Hạng và điểm đang được đơn vị cụm trưởng tạm ẩn cho đến khi công bố.",
      "Chính thức tháng 5/2019, công bố ngày 12/06/2019. Sở Nội vụ Vĩnh Phúc: hạng 5/11.",
    ]);
    expect(published.text).not.toContain("Tạm tính");
    expect(published.image).toBeDefined();
  });
});

describe("publishing a month", () => {
  beforeEach(open);
  afterEach(close);

  it("is previewed, confirmed, and told to everybody once", async () => {
    const head = talk.person("HN", "focalOfficial");
    const observer = talk.phone("observer");
    const officer = talk.person("VP", "focalOfficial");
    expect(only(await observer.says("/xephang")).text).toBe(
      "Đồng chí xem được kết quả những tháng đã công bố.\nChưa có tháng nào được công bố.",
    );
    await head.says("/xephang");
    const preview = only(await head.presses("Công bố tháng 5/2019"));
    expect(lines(preview.text)[0]).toBe("Công bố kết quả tháng 5/2019, Cụm Bắc Bộ");
    expect(lines(preview.text)).toHaveLength(13);
    expect(preview.buttons).toEqual(["Công bố", "Hủy"]);
    await officer.sees();
    await observer.sees();

    const done = only(await head.presses("Công bố"));
    expect(done.text).toBe("Đã công bố kết quả tháng 5/2019 và báo cho 24 người.");
    expect(lines(only(await officer.sees()).text)).toEqual([
      "Công bố kết quả thi đua tháng 5/2019, Cụm Bắc Bộ",
      "Sở Nội vụ Vĩnh Phúc: hạng 5/11 (▲2 so với tháng 4).",
      sample,
    ]);
    expect(lines(only(await observer.sees()).text)).toEqual([
      "Công bố kết quả thi đua tháng 5/2019, Cụm Bắc Bộ",
      sample,
    ]);
    expect(lines(only(await observer.presses("Bảng xếp hạng tháng 5/2019")).text)[0]).toBe(
      "Chính thức tháng 5/2019, công bố ngày 12/06/2019.",
    );

    // The second head person presses a button of before.
    const second = talk.person("HN", "unitLeader");
    await second.says("/xephang tháng 5");
    expect((await second.sees()).at(-1)?.buttons).toEqual([
      "Điểm từng chỉ tiêu",
      "So với tháng trước",
      "Diễn biến theo tháng",
    ]);
    expect(only(await head.presses("Công bố")).text).toBe(
      "Kết quả tháng 5/2019 đã được công bố lúc 08:00 Thứ Tư 12/06/2019.",
    );
    expect(await officer.sees()).toEqual([]);
    expect(await talk.store.db.auditEntry.count({ where: { action: "publishMonth" } })).toBe(1);
  });

  it("is for whoever is head at the press", async () => {
    const head = talk.person("HN", "focalOfficial");
    await head.says("/xephang");
    await head.presses("Công bố tháng 5/2019");
    const other = await talk.store.db.unit.findFirstOrThrow({ where: { code: "SNV-VP" } });
    await talk.store.db.clusterYear.updateMany({ data: { headUnitId: other.id } });
    expect(only(await head.presses("Công bố")).text).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
    expect(await talk.store.db.closedMonth.count({ where: { publishedAt: { not: null } } })).toBe(0);
    expect(only(await head.says("/xephang tháng 5")).buttons).not.toContain("Công bố tháng 5/2019");
  });
});
