import { afterEach, beforeEach, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const lines = (text: string) => text.split("\n");
const entered = async () =>
  (await talk.store.db.calendarDay.findMany({ orderBy: { date: "asc" } })).map(
    (each) => `${each.date} ${each.kind}`,
  );

async function ask() {
  await head().says("/donvi");
  await head().presses("Thiết lập");
  return only(await head().presses("Thêm ngày nghỉ, làm bù"));
}
async function answer(text: string) {
  await ask();
  return lines(only(await head().says(text)).text);
}

it("repeats every day with what it is now, and takes days away again", async () => {
  expect(await answer("nghỉ 5/7, làm bù 6/7")).toEqual([
    "Đã lưu, áp dụng cho mọi đơn vị:",
    "• Thứ Sáu 05/07/2019: nghỉ",
    "• Thứ Bảy 06/07/2019: làm việc",
  ]);
  expect(await entered()).toEqual(["2019-07-05 off", "2019-07-06 work"]);
  expect(await answer("bỏ ngày nghỉ 5/7")).toEqual([
    "Đã lưu, áp dụng cho mọi đơn vị:",
    "• Thứ Sáu 05/07/2019: làm việc",
  ]);
  expect(await answer("bo lam bu 6/7")).toEqual([
    "Đã lưu, áp dụng cho mọi đơn vị:",
    "• Thứ Bảy 06/07/2019: nghỉ",
  ]);
  expect(await entered()).toEqual([]);
  // Nothing was entered: a working day stays one.
  expect(await answer("xóa ngày nghỉ 10/7")).toEqual([
    "Không có gì thay đổi:",
    "• Thứ Tư 10/07/2019: làm việc",
  ]);
  expect(await entered()).toEqual([]);
});

it.each(["không nghỉ 10/7 nữa", "xoa ngay nghi 10/7", "thôi nghỉ 10/7", "làm 10/7", "hủy 10/7"])(
  "a day off is taken away by “%s”",
  async (text) => {
    await answer("nghi tu 9/7 den 10/7");
    expect(await entered()).toEqual(["2019-07-09 off", "2019-07-10 off"]);
    expect(await answer(text)).toEqual(["Đã lưu, áp dụng cho mọi đơn vị:", "• Thứ Tư 10/07/2019: làm việc"]);
    expect(await entered()).toEqual(["2019-07-09 off"]);
  },
);

it("makes a holiday a working day, and leaves the weekend in a stretch as it is", async () => {
  expect(await answer("2/9 đi làm bình thường")).toEqual([
    "Đã lưu, áp dụng cho mọi đơn vị:",
    "• Thứ Hai 02/09/2019: làm việc",
  ]);
  await answer("nghỉ 5/7 đến hết 8/7");
  expect(await entered()).toEqual(["2019-07-05 off", "2019-07-08 off", "2019-09-02 work"]);
});

it("lists the days entered, each with a button to take it away", async () => {
  expect(lines((await ask()).text)[0]).toBe("Năm 2019 chưa thêm ngày nào.");
  await head().says("nghỉ 10/7 và 12/7, làm bù 13/7");
  const shown = await ask();
  expect(lines(shown.text).slice(0, 3)).toEqual([
    "Ngày đã thêm (bấm nút để bỏ)",
    "• Nghỉ: 10/07/2019, 12/07/2019",
    "• Làm việc: 13/07/2019",
  ]);
  expect(shown.buttons).toEqual([
    "Bỏ ngày nghỉ 10/07/2019",
    "Bỏ ngày nghỉ 12/07/2019",
    "Bỏ ngày làm 13/07/2019",
    "Hủy",
  ]);
  expect(lines(only(await head().presses("Bỏ ngày nghỉ 12/07/2019")).text)).toEqual([
    "Đã lưu, áp dụng cho mọi đơn vị:",
    "• Thứ Sáu 12/07/2019: làm việc",
  ]);
  expect(lines(only(await head().presses("Bỏ ngày nghỉ 12/07/2019")).text)[0]).toBe("Không có gì thay đổi:");
  expect(await entered()).toEqual(["2019-07-10 off", "2019-07-13 work"]);
});

it("saves nothing of what it cannot read, and goes on asking", async () => {
  expect(await answer("nghỉ 5/7 hay 6/7")).toEqual([
    "Tôi chưa đọc được ngày nên chưa lưu gì. Ví dụ: nghỉ 5/7, làm bù 6/7, nghỉ từ 10/7 đến 12/7, bỏ ngày nghỉ 5/7, hoặc thôi",
  ]);
  expect(await entered()).toEqual([]);
  await head().says("nghỉ 5/7");
  expect(await entered()).toEqual(["2019-07-05 off"]);
});

it.each(["Thêm ngày nghỉ 4/7", "ngay nghi 4/7"])(
  "shows what “%s” would do before it counts",
  async (text) => {
    const shown = only(await head().says(text));
    expect(lines(shown.text)).toEqual([
      "Lịch làm việc chung của mọi đơn vị sẽ là:",
      "• Thứ Năm 04/07/2019: nghỉ",
    ]);
    expect(shown.buttons).toEqual(["Lưu", "Hủy"]);
    expect(await entered()).toEqual([]);
    expect(lines(only(await head().presses("Lưu")).text)[0]).toBe("Đã lưu, áp dụng cho mọi đơn vị:");
    expect(await entered()).toEqual(["2019-07-04 off"]);
    await head().says("bỏ ngày nghỉ 4/7");
    await head().says("có");
    expect(await entered()).toEqual([]);
  },
);

it("is taken back as the newest thing that was done, once, and put down in the audit", async () => {
  await head().says("CT1 82%");
  await head().says("nghỉ 5/7, làm bù 6/7");
  await head().says("có");
  expect(await entered()).toEqual(["2019-07-05 off", "2019-07-06 work"]);
  expect(lines(only(await head().says("hoàn tác")).text)).toEqual([
    "Đã hoàn tác: ngày nghỉ 05/07/2019, ngày làm 06/07/2019",
    "• Thứ Sáu 05/07/2019: làm việc",
    "• Thứ Bảy 06/07/2019: nghỉ",
  ]);
  expect(await entered()).toEqual([]);
  expect(await talk.store.db.progressEntry.count({ where: { voidedAt: { not: null } } })).toBe(0);
  const audit = await talk.store.db.auditEntry.findMany({ orderBy: { id: "asc" } });
  expect(audit.slice(-2).map((each) => [each.action, each.detail])).toEqual([
    ["setting", "dayOff 2019-07-05 off, 2019-07-06 work"],
    ["undo", "daysOff"],
  ]);
  // The next one is the report before it.
  expect(lines(only(await head().says("hoàn tác")).text)[0]).toContain("82%");
  expect(await talk.store.db.progressEntry.count({ where: { voidedAt: { not: null } } })).toBe(1);
});

it("is put back as it was before, by its button too, unless somebody changed it since", async () => {
  await answer("nghỉ 9/7, 10/7");
  await answer("bỏ ngày nghỉ 9/7");
  expect(only(await head().presses("Hoàn tác")).text).toContain("• Thứ Ba 09/07/2019: nghỉ");
  expect(await entered()).toEqual(["2019-07-09 off", "2019-07-10 off"]);
  expect(only(await head().presses("Hoàn tác")).text).toContain("Việc này đã được hoàn tác lúc");
  await answer("nghỉ 12/7");
  const other = talk.person("HN", "unitLeader");
  await other.says("bỏ ngày nghỉ 12/7");
  await other.says("có");
  expect(only(await head().presses("Hoàn tác")).text).toBe(
    "Những ngày này đã được sửa lại sau đó nên không hoàn tác được: ngày nghỉ 12/07/2019.",
  );
  expect(await entered()).toEqual(["2019-07-09 off", "2019-07-10 off"]);
  // What the colleague did is theirs to take back.
  expect(lines(only(await other.says("hoàn tác")).text)[0]).toBe("Đã hoàn tác: bỏ ngày đã thêm 12/07/2019");
});

it("is nobody else's to change", async () => {
  await talk.person("VP", "focalOfficial").says("Thêm ngày nghỉ 4/7");
  await talk.person("VP", "focalOfficial").says("có");
  expect(await entered()).toEqual([]);
});
