import { afterEach, beforeEach, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const row = (date: string, reason: string, kind: "off" | "work" = "off") => ({
  date,
  kind,
  reason,
  source: "QĐ 12/QĐ-UBND",
  certainty: "verified",
});
/** An invented decision: the report's day, Tuesday 25 June, is off, and Saturday 29 June is worked instead. */
const decision = {
  "2019": [row("2019-06-25", "Ngày truyền thống"), row("2019-06-29", "Làm bù ngày 25/6", "work")],
};
const file = (json: unknown, name = "ngay-nghi.json") => ({
  name,
  type: "application/json",
  bytes: new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json)),
});
const operator = () => talk.phone("operator");
const officer = () => talk.person("VP", "focalOfficial");

it("is shown before it counts, counts from the press on, and every due day follows at once", async () => {
  expect(only(await officer().says("/baocao")).text).toContain("25/06/2019");
  const opened = only(await operator().says("/ngaynghi"));
  expect(opened.text.split("\n")).toEqual([
    "Lịch nghỉ năm 2019",
    "• Thứ Ba 01/01/2019: Tết Dương lịch",
    "• 02/02–10/02: Tết Kỷ Hợi",
    "• 13/04–15/04: Nghỉ bù Giỗ Tổ",
    "• 27/04–01/05: Hoán đổi để nghỉ liền 30/4–1/5; Ngày Chiến thắng 30/4; Quốc tế Lao động 1/5",
    "• 31/08–02/09: Quốc khánh",
    "Đi làm bù: 05/01, 04/05",
    "Căn cứ: tienphong.vn; laodongthudo.vn; vietnamnet.vn",
    "Để nạp danh sách của một năm, đồng chí gửi tệp JSON vào đây. Tôi kiểm tra từng dòng và cho xem trước; chỉ áp dụng khi đồng chí bấm nút.",
  ]);
  expect(opened.buttons).toEqual(["Năm 2018", "Năm 2020"]);
  expect(only(await operator().presses("Năm 2020")).text).toMatch(/^Lịch nghỉ năm 2020\n/);

  const preview = only(await operator().sends(file(decision)));
  expect(preview.text.split("\n")).toEqual([
    "Xem trước lịch nghỉ năm 2019",
    "Nghỉ 1 ngày:",
    "• Thứ Ba 25/06/2019: Ngày truyền thống",
    "Đi làm bù 1 ngày:",
    "• Thứ Bảy 29/06/2019: Làm bù ngày 25/6",
    "Căn cứ: QĐ 12/QĐ-UBND",
    expect.stringMatching(/^Thành ngày nghỉ: .*25\/06\/2019/),
    expect.stringMatching(/^Thành ngày làm việc: .*29\/06\/2019/),
    "Chưa áp dụng. Đồng chí xem lại rồi bấm Áp dụng; các hạn và giờ nhắc sẽ tính theo lịch mới.",
  ]);
  expect(preview.buttons).toEqual(["Áp dụng", "Bỏ qua"]);
  expect(await talk.store.db.calendarDay.count()).toBe(0);
  expect(only(await officer().says("/baocao")).text).toContain("25/06/2019");

  expect(only(await operator().presses("Áp dụng")).text).toBe(
    "Đã áp dụng lịch nghỉ năm 2019. Các hạn và giờ nhắc từ nay tính theo lịch này.",
  );
  expect(await talk.store.db.calendarDay.findMany({ orderBy: { date: "asc" } })).toEqual([
    { date: "2019-06-25", kind: "off", reason: "Ngày truyền thống", source: "QĐ 12/QĐ-UBND" },
    { date: "2019-06-29", kind: "work", reason: "Làm bù ngày 25/6", source: "QĐ 12/QĐ-UBND" },
  ]);
  expect(only(await officer().says("/baocao")).text).toContain("26/06/2019");
  expect(await talk.store.db.auditEntry.count({ where: { action: "loadOfficialDays" } })).toBe(1);
  // Pressed again, nothing is done twice.
  expect(only(await operator().presses("Áp dụng")).text).toBe(
    "Nút này thuộc tin nhắn cũ, tôi không thực hiện nữa để tránh nhầm.",
  );
  // After a restart it still counts.
  await talk.restart();
  expect(only(await officer().says("/baocao")).text).toContain("26/06/2019");
});

it("keeps reminders away from a day that became off", async () => {
  await operator().sends(file(decision));
  await operator().presses("Áp dụng");
  await talk.clock.to("2019-06-24T12:00");
  expect(await talk.clock.to("2019-06-25T12:00")).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ job: "digest" })]),
  );
  const ran = await talk.clock.to("2019-06-29T09:00");
  expect(ran.filter((each) => each.job === "digest").map((each) => each.dueAt)).toContain(
    "2019-06-29T01:00:00Z",
  );
});

it("takes the place of the year's earlier list, and leaves what an administrator typed", async () => {
  await operator().says("/donvi");
  await operator().presses("Thiết lập");
  await operator().presses("Thêm ngày nghỉ, làm bù");
  await operator().says("nghỉ 27/6/2019");
  await operator().sends(file(decision));
  await operator().presses("Áp dụng");
  const later = { "2019": [row("2019-06-26", "Ngày khác"), row("2019-06-27", "Cũng nghỉ")] };
  expect(only(await operator().sends(file(later))).text).toContain(
    "Ngày đã thêm bằng tay, vẫn giữ: 27/06/2019",
  );
  await operator().presses("Áp dụng");
  expect(
    (await talk.store.db.calendarDay.findMany({ orderBy: { date: "asc" } })).map((each) => [
      each.date,
      each.source,
    ]),
  ).toEqual([
    ["2019-06-26", "QĐ 12/QĐ-UBND"],
    ["2019-06-27", null],
  ]);
  // The same list again changes nothing, and says so.
  const same = only(await operator().sends(file(later)));
  expect(same.text.split("\n").slice(-2)).toEqual([
    "Không thay đổi gì so với lịch đang dùng.",
    "Ngày đã thêm bằng tay, vẫn giữ: 27/06/2019",
  ]);
  expect(same.buttons).toEqual([]);
  // Typed over a day of the list, it is an administrator's from then on.
  await operator().says("/donvi");
  await operator().presses("Thiết lập");
  await operator().presses("Thêm ngày nghỉ, làm bù");
  await operator().says("làm bù 26/6/2019");
  await operator().sends(file(decision));
  await operator().presses("Áp dụng");
  expect(
    (await talk.store.db.calendarDay.findMany({ orderBy: { date: "asc" } })).map((each) => [
      each.date,
      each.kind,
      each.source,
    ]),
  ).toEqual([
    ["2019-06-25", "off", "QĐ 12/QĐ-UBND"],
    ["2019-06-26", "work", null],
    ["2019-06-27", "off", null],
    ["2019-06-29", "work", "QĐ 12/QĐ-UBND"],
  ]);
});

it("says every fault at once, by row, and loads nothing of a file with one", async () => {
  const wrong = {
    "2019": [
      row("2019-06-25", "Ngày truyền thống"),
      row("2019-06-25", " "),
      row("2019-02-30", "x"),
      row("2020-01-02", "x"),
      row("2019-06-29", "x"),
      row("2019-06-28", "x", "work"),
      { ...row("2019-07-01", "x"), kind: "nghỉ", certainty: "chắc", source: "" },
      null,
    ],
    "2020": [],
    hai: [],
  };
  expect(only(await operator().sends(file(wrong))).text.split("\n")).toEqual([
    "Tệp có 12 lỗi, tôi chưa nạp ngày nào:",
    "• Năm 2019, dòng 2, ngày: trùng với một dòng ở trên",
    "• Năm 2019, dòng 2, lý do: còn trống",
    "• Năm 2019, dòng 3, ngày: không phải là một ngày có thật, cần dạng 2027-01-31",
    "• Năm 2019, dòng 4, ngày: thuộc năm khác",
    "• Năm 2019, dòng 5, ngày: rơi vào thứ Bảy, Chủ Nhật, vốn đã nghỉ",
    "• Năm 2019, dòng 6, ngày: ngày làm bù phải là thứ Bảy",
    "• Năm 2019, dòng 7, loại ngày: phải là off (nghỉ) hoặc work (làm bù)",
    "• Năm 2019, dòng 7, căn cứ: còn trống",
    "• Năm 2019, dòng 7, mức xác minh: phải là verified (đã xác minh) hoặc unverified (chưa)",
    "• Năm 2019, dòng 8: không đúng dạng, cần các trường date, kind, reason, source, certainty",
    "• Năm 2020: không có ngày nào",
    "• Năm hai: không phải là năm gồm bốn chữ số",
    "Đồng chí sửa tệp rồi gửi lại giúp tôi.",
  ]);
  expect(only(await operator().sends(file("{"))).text).toBe(
    "Tệp không phải JSON nên tôi chưa đọc được. Đồng chí kiểm tra lại giúp tôi.",
  );
  expect(await talk.store.db.calendarDay.count()).toBe(0);
});

it("is the operator's alone", async () => {
  const refusal = "Lịch nghỉ chính thức do người vận hành nạp.";
  for (const who of [officer(), talk.person("HN", "focalOfficial"), talk.phone("observer")]) {
    expect(only(await who.says("/ngaynghi")).text).toBe(refusal);
    expect(only(await who.sends(file(decision), "lịch nghỉ năm 2019")).text).toBe(refusal);
  }
  expect(only(await talk.person("HN", "focalOfficial").says("/donvi")).buttons).toContain("Thiết lập");
  expect(only(await talk.person("HN", "focalOfficial").presses("Thiết lập")).buttons).not.toContain(
    "Lịch nghỉ chính thức",
  );
  await operator().says("/donvi");
  expect(only(await operator().presses("Thiết lập")).buttons).toContain("Lịch nghỉ chính thức");
  expect(only(await operator().presses("Lịch nghỉ chính thức")).text).toMatch(/^Lịch nghỉ năm 2019\n/);
  expect(await talk.store.db.calendarDay.count()).toBe(0);
});

it.each([
  ["lịch nghỉ năm 2020", 2020],
  ["xem ngay nghi 2019", 2019],
  ["ngày nghỉ", 2019],
])("is opened for an operator by “%s”", async (text, year) => {
  expect(only(await operator().says(text)).text.split("\n")[0]).toBe(`Lịch nghỉ năm ${year}`);
  expect(only(await talk.person("HN", "focalOfficial").says(text)).text.split("\n")[0]).toBe(
    "Năm 2019 chưa thêm ngày nào.",
  );
});

it("offers a list whose reasons alone differ", async () => {
  await operator().sends(file(decision));
  await operator().presses("Áp dụng");
  const [first, second] = decision["2019"];
  const other = { "2019": [{ ...first, reason: "Ngày hội" }, second] };
  const shown = only(await operator().sends(file(other)));
  expect(shown.text).toContain(
    "\nNgày nghỉ, ngày làm bù vẫn như lịch đang dùng; chỉ khác lý do hoặc căn cứ.\nChưa áp dụng.",
  );
  expect(shown.buttons).toEqual(["Áp dụng", "Bỏ qua"]);
});

it("is taken back as the newest thing that was done, to the list before it", async () => {
  await operator().says("nghỉ 5/7");
  await operator().says("có");
  const rows = () => talk.store.db.calendarDay.findMany({ orderBy: { date: "asc" } });
  await operator().sends(file(decision));
  await operator().presses("Áp dụng");
  const first = await rows();
  await operator().sends(file({ "2019": [row("2019-06-26", "Ngày khác"), row("2019-07-05", "Trùng")] }));
  await operator().presses("Áp dụng");
  expect((await rows()).map((each) => each.date)).toEqual(["2019-06-26", "2019-07-05"]);
  // A day typed since that the earlier list has too stays typed.
  await operator().says("làm bù 29/6");
  await operator().says("có");
  await operator().says("hoàn tác");
  expect(only(await operator().says("hoàn tác")).text).toBe("Đã hoàn tác: áp dụng lịch nghỉ năm 2019");
  expect(await rows()).toEqual(first);
  expect(only(await officer().says("/baocao")).text).toContain("26/06/2019");
  expect(only(await operator().says("hoàn tác")).text).toBe("Đã hoàn tác: áp dụng lịch nghỉ năm 2019");
  expect((await rows()).map((each) => each.date)).toEqual(["2019-07-05"]);
  expect(only(await officer().says("/baocao")).text).toContain("25/06/2019");
  expect(await talk.store.db.setting.count({ where: { key: "officialDays:2019" } })).toBe(0);
  expect(only(await operator().says("hoàn tác")).text).toContain("Đã hoàn tác: ngày nghỉ 05/07/2019");
});

it("is taken back also after a day was typed over it, or another list came and went", async () => {
  await operator().sends(file(decision));
  await operator().presses("Áp dụng");
  const applied = await talk.store.db.action.findFirstOrThrow({ where: { kind: "officialDays" } });
  await operator().says("làm bù 25/6");
  await operator().says("có");
  expect(only(await operator().says("hoàn tác")).text).toContain("• Thứ Ba 25/06/2019: nghỉ");
  await operator().sends(file({ "2019": [row("2019-06-26", "Ngày khác")] }));
  await operator().presses("Áp dụng");
  await operator().presses("Hoàn tác");
  expect(only(await operator().says("hoàn tác")).text).toBe("Đã hoàn tác: áp dụng lịch nghỉ năm 2019");
  expect(await talk.store.db.calendarDay.count()).toBe(0);
  expect((await talk.store.db.action.findUniqueOrThrow({ where: { id: applied.id } })).undoneAt).not.toBe(
    null,
  );
});

it("lets the operator type a day off beside it and take it back", async () => {
  await operator().says("/ngaynghi");
  await operator().says("nghỉ 5/7");
  await operator().says("có");
  expect(await talk.store.db.calendarDay.count()).toBe(1);
  expect(only(await operator().says("hoàn tác")).text).toBe(
    "Đã hoàn tác: ngày nghỉ 05/07/2019\n• Thứ Sáu 05/07/2019: làm việc",
  );
  expect(await talk.store.db.calendarDay.count()).toBe(0);
  expect(only(await operator().says("hoàn tác")).text).toContain("Không còn việc nào của đồng chí");
  expect(only(await operator().presses("Hoàn tác")).text).toContain("Việc này đã được hoàn tác lúc");
});
