import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const officer = (unit: string) => talk.person(unit, "focalOfficial");
const lines = (text: string) => text.split("\n");
const unitId = async (code: string) => (await talk.store.db.unit.findFirstOrThrow({ where: { code } })).id;

/** Everybody but these has sent the June report. */
async function onlyMissing(...codes: string[]): Promise<void> {
  const year = await talk.store.db.clusterYear.findFirstOrThrow();
  for (const unit of await talk.store.db.unit.findMany()) {
    if (codes.includes(unit.code)) continue;
    await talk.store.db.monthlyReport.create({
      data: {
        clusterYearId: year.id,
        unitId: unit.id,
        month: "2019-06",
        sentAt: new Date("2019-06-12T01:00:00Z"),
        figures: JSON.stringify({ targets: [], rank: null, points: null }),
      },
    });
  }
}

describe("whom to call", () => {
  it("names the units, what they owe, who is not reached and why", async () => {
    await onlyMissing("SNV-VP", "SNV-TB");
    await talk.store.db.address.updateMany({
      where: { externalId: "snv-tb-official" },
      data: { unreachableSince: new Date("2019-06-12T01:00:00Z"), unreachableReason: "blocked" },
    });
    const haNam = await unitId("SNV-HNA");
    await talk.store.db.role.updateMany({
      where: { unitId: haNam },
      data: { endedAt: new Date("2019-06-12T01:00:00Z") },
    });
    await talk.clock.to("2019-06-20T09:00");
    await head().sees();
    const list = only(await head().says("chưa nộp"));
    expect(lines(list.text)).toEqual([
      "Đơn vị cần đôn đốc, Thứ Năm 20/06/2019",
      "Chỉ tiêu quá hạn (số ngày làm việc)",
      "• SNV Vĩnh Phúc: CT4 (2)",
      "Chưa nộp báo cáo sắp đến hạn",
      "• Tháng 6 (hạn 17:00 Thứ Ba 25/06): 2/11 đơn vị: SNV Vĩnh Phúc, SNV Thái Bình",
      "Chưa liên lạc được",
      "• SNV Hà Nam: chưa có ai tham gia",
      "• SNV Thái Bình, cán bộ đầu mối: người nhận đã chặn trợ lý",
    ]);
    expect(list.buttons).toEqual([
      "Nhắc các đơn vị này",
      "SNV Vĩnh Phúc",
      "SNV Thái Bình",
      "Tình hình nộp báo cáo",
    ]);

    const unit = only(await head().presses("SNV Vĩnh Phúc"));
    expect(lines(unit.text)).toEqual([
      "Sở Nội vụ Vĩnh Phúc",
      "• Báo cáo tháng 6: chưa nộp, hạn 17:00 Thứ Ba 25/06",
      "• Chỉ tiêu quá hạn: CT4 (quá 2 ngày làm việc)",
      "Liên hệ (cán bộ đầu mối): Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc",
      "Liên hệ (lãnh đạo đơn vị): Lãnh đạo, Sở Nội vụ Vĩnh Phúc",
    ]);
    expect(unit.buttons).toEqual(["Nhắc đơn vị này", "Chỉ tiêu", "Minh chứng", "Đơn vị cần đôn đốc"]);
    expect(only(await head().presses("Chỉ tiêu")).text).toContain("Sở Nội vụ Vĩnh Phúc");
  });

  it("counts the days of a late report", async () => {
    await onlyMissing("SNV-NB");
    await talk.clock.to("2019-06-27T10:00");
    await head().sees();
    expect(only(await head().says("/chuanop")).text).toContain(
      "• Tháng 6 (quá hạn 2 ngày làm việc): 1/11 đơn vị: SNV Ninh Bình",
    );
  });

  it("says what fell due before a weekend without a number of days", async () => {
    await onlyMissing();
    await talk.store.db.target.updateMany({ where: { dueOn: "2019-06-18" }, data: { dueOn: "2019-06-14" } });
    await talk.clock.to("2019-06-15T10:00");
    await head().sees();
    expect(only(await head().says("/chuanop")).text).toContain("• SNV Vĩnh Phúc: CT4 (vừa quá hạn)");
  });

  it("reminds each unit's officials once a day", async () => {
    await onlyMissing("SNV-VP", "SNV-TB");
    await talk.clock.to("2019-06-20T09:00");
    for (const each of [head(), officer("VP"), officer("TB")]) await each.sees();
    expect(only(await head().says("nhắc Thái Bình nộp báo cáo")).text).toBe(
      "Đã nhắc 1 người của Sở Nội vụ Thái Bình.",
    );
    expect(only(await officer("TB").sees())).toMatchObject({
      text: "Sở Nội vụ Hà Nội đề nghị đơn vị thực hiện:\n• Báo cáo tháng 6: chưa nộp, hạn 17:00 Thứ Ba 25/06",
      buttons: ["Báo tiến độ", "Gửi báo cáo tháng"],
    });
    await head().says("/chuanop");
    expect(only(await head().presses("Nhắc các đơn vị này")).text).toBe(
      "Đã nhắc 1 người của Sở Nội vụ Vĩnh Phúc.\nHôm nay đã nhắc trước đó: SNV Thái Bình.",
    );
    expect(only(await head().presses("Nhắc các đơn vị này")).text).toBe(
      "Hôm nay đã nhắc trước đó: SNV Vĩnh Phúc, SNV Thái Bình.",
    );
    expect(await officer("VP").sees()).toHaveLength(1);
    expect(await officer("TB").sees()).toEqual([]);
    expect(only(await head().says("nhắc Nam Định nộp báo cáo")).text).toBe(
      "Sở Nội vụ Nam Định đã nộp báo cáo và không có chỉ tiêu quá hạn, tôi không nhắc.",
    );
  });

  it("asks for what is pressing, the longest owed first, and not the own unit", async () => {
    await onlyMissing("SNV-VP", "SNV-HN");
    await talk.clock.to("2019-07-01T09:00");
    for (const each of [head(), officer("VP"), officer("TB")]) await each.sees();
    const list = only(await head().says("/chuanop"));
    // July's is named, and nobody is called for it yet.
    expect(lines(list.text).slice(1)).toEqual([
      "Chưa nộp báo cáo đã quá hạn",
      "• Tháng 6 (quá hạn 4 ngày làm việc): 2/11 đơn vị: SNV Hà Nội, SNV Vĩnh Phúc",
      "Chỉ tiêu quá hạn (số ngày làm việc)",
      "• SNV Vĩnh Phúc: CT4 (9)",
      "• SNV Hà Nội: CT4 (5)",
      "Kỳ tới: báo cáo tháng 7, hạn 17:00 Thứ Năm 25/07.",
    ]);
    expect(list.buttons.slice(0, 3)).toEqual(["Nhắc các đơn vị này", "SNV Vĩnh Phúc", "SNV Hà Nội"]);
    const second = talk.person("HN", "focalOfficial", "second");
    await second.sees();
    expect(only(await head().presses("Nhắc các đơn vị này")).text).toBe(
      "Đã nhắc 1 người của Sở Nội vụ Vĩnh Phúc.",
    );
    expect(lines(only(await officer("VP").sees()).text)).toEqual([
      "Sở Nội vụ Hà Nội đề nghị đơn vị thực hiện:",
      "• Báo cáo tháng 6: chưa nộp, quá hạn 4 ngày làm việc (hạn 17:00 Thứ Ba 25/06)",
      "• Chỉ tiêu quá hạn: CT4 (quá 9 ngày làm việc)",
    ]);
    expect(only(await officer("VP").presses("Gửi báo cáo tháng")).text).toContain("Báo cáo tháng 6/2019");
    expect(await officer("TB").sees()).toEqual([]);
    expect(await second.sees()).toEqual([]);
  });

  it("names reports that are months late until they are sent", async () => {
    await onlyMissing("SNV-VP");
    await talk.clock.to("2019-08-01T08:05");
    await head().sees();
    const list = lines(only(await head().says("/chuanop")).text);
    expect([...list.slice(2, 4), list.at(-1)]).toEqual([
      "• Tháng 6 (quá hạn 27 ngày làm việc): 1/11 đơn vị: SNV Vĩnh Phúc",
      "• Tháng 7 (quá hạn 5 ngày làm việc): cả 11 đơn vị",
      "Kỳ tới: báo cáo tháng 8, hạn 17:00 Thứ Hai 26/08.",
    ]);
  });

  it("calls for a report as soon as a digest would list it, ten working days before", async () => {
    await onlyMissing("SNV-VP");
    const list = only(await head().says("/chuanop"));
    expect(list.text).toContain("• Tháng 6 (hạn 17:00 Thứ Ba 25/06): 1/11 đơn vị: SNV Vĩnh Phúc");
    expect(list.buttons.slice(0, 2)).toEqual(["Nhắc các đơn vị này", "SNV Vĩnh Phúc"]);
  });

  it("fits a phone, the longest overdue first, with everything behind buttons", async () => {
    const units = await talk.store.db.unit.findMany({ orderBy: { id: "asc" } });
    const late = units.slice(0, 7);
    const onTime = units.slice(7);
    await onlyMissing(...late.map((each) => each.code));
    const year = await talk.store.db.clusterYear.findFirstOrThrow();
    const due = ["2019-06-11", "2019-06-10", "2019-06-07", "2019-06-06", "2019-06-05", "2019-06-04"];
    await talk.store.db.target.updateMany({ data: { done: true } });
    for (const [place, dueOn] of due.entries())
      await talk.store.db.target.updateMany({
        where: { clusterYearId: year.id, unitId: late[place]?.id ?? 0, number: 4 },
        data: { dueOn, done: false },
      });
    await talk.clock.to("2019-06-27T09:00");
    await head().sees();
    const list = only(await head().says("/chuanop"));
    expect(lines(list.text).slice(1)).toEqual([
      "Chưa nộp báo cáo đã quá hạn",
      "• Tháng 6 (quá hạn 2 ngày làm việc): 7/11 đơn vị: SNV Hà Nội, SNV Vĩnh Phúc, SNV Hải Phòng, SNV Hải Dương và 3 đơn vị khác",
      "Chỉ tiêu quá hạn (số ngày làm việc)",
      "• SNV Hưng Yên: CT4 (17)",
      "• SNV Bắc Ninh: CT4 (16)",
      "• SNV Hải Dương: CT4 (15)",
      "• SNV Hải Phòng: CT4 (14)",
      "… và 2 dòng khác",
    ]);
    expect(list.buttons).toEqual([
      "Nhắc các đơn vị này",
      "Xem từng đơn vị (7)",
      "Xem đủ danh sách",
      "Tình hình nộp báo cáo",
    ]);
    const whole = only(await head().presses("Xem đủ danh sách"));
    expect(lines(whole.text)[2]).toBe(
      `Báo cáo tháng 6 (quá hạn 2 ngày làm việc, hạn 17:00 Thứ Ba 25/06): 7/11 đơn vị chưa nộp: ${late.map((each) => each.shortName).join(", ")}`,
    );
    expect(whole.text.match(/CT4/g)).toHaveLength(due.length);
    const choice = only(await head().presses("Xem từng đơn vị (7)"));
    expect(choice.buttons.slice(0, 2)).toEqual(["SNV Hưng Yên", "SNV Bắc Ninh"]);
    expect(choice.buttons.filter((label) => onTime.some((each) => each.shortName === label))).toEqual([]);
    expect(only(await head().presses("SNV Hưng Yên")).text).toContain("CT4 (quá 17 ngày làm việc)");
  });

  it("names those that sent it where nearly nobody did", async () => {
    await talk.clock.to("2019-06-20T09:00");
    await officer("VP").says("gửi báo cáo tháng 6");
    await officer("VP").presses("Gửi báo cáo");
    await head().sees();
    const list = only(await head().says("/chuanop"));
    expect(list.text).toContain("• Tháng 6 (hạn 17:00 Thứ Ba 25/06): 10/11 đơn vị, trừ SNV Vĩnh Phúc");
    expect(list.buttons).toEqual(["Nhắc các đơn vị này", "Xem từng đơn vị (11)", "Tình hình nộp báo cáo"]);
  });

  it("is leafed through where it is long", async () => {
    await onlyMissing();
    await talk.store.db.target.updateMany({ data: { done: true } });
    const officials = await talk.store.db.address.updateMany({
      where: { externalId: { endsWith: "-official", not: "snv-hn-official" } },
      data: { unreachableSince: new Date("2019-06-12T01:00:00Z"), unreachableReason: "blocked" },
    });
    const leaders = await talk.store.db.address.updateMany({
      where: { externalId: "snv-vp-leader" },
      data: { unreachableSince: new Date("2019-06-12T01:00:00Z"), unreachableReason: "deactivated" },
    });
    expect(officials.count + leaders.count).toBe(11);
    const list = only(await head().says("/chuanop"));
    expect(lines(list.text).slice(-1)).toEqual(["… và 7 dòng khác"]);
    const first = only(await head().presses("Xem đủ danh sách"));
    expect(lines(first.text)).toHaveLength(12);
    expect(first.buttons).toEqual(["Xem tiếp", "Đơn vị cần đôn đốc"]);
    const second = only(await head().presses("Xem tiếp"));
    expect(lines(second.text)).toEqual([
      "Đơn vị cần đôn đốc, Thứ Tư 12/06/2019",
      "Chưa liên lạc được",
      "• SNV Ninh Bình, cán bộ đầu mối: người nhận đã chặn trợ lý",
    ]);
    expect(second.buttons).toEqual(["Trang trước", "Đơn vị cần đôn đốc"]);
  });

  it("calls nobody while nothing is pressing", async () => {
    await onlyMissing();
    await talk.store.db.target.updateMany({ data: { done: true } });
    await talk.clock.to("2019-07-01T09:00");
    await head().sees();
    const list = only(await head().says("/chuanop"));
    expect(lines(list.text).slice(1)).toEqual([
      "Không có đơn vị nào cần đôn đốc.",
      "Kỳ tới: báo cáo tháng 7, hạn 17:00 Thứ Năm 25/07.",
    ]);
    expect(list.buttons).toEqual(["Tình hình nộp báo cáo"]);
  });

  it("shows sends whose outcome nobody knows", async () => {
    await onlyMissing();
    await head().says("/thongbao Họp giao ban");
    await head().says("Thái Bình");
    await head().says("gửi ngay");
    const address = await talk.store.db.address.findFirstOrThrow({
      where: { externalId: "snv-tb-official" },
    });
    await talk.store.db.outboxMessage.updateMany({
      where: { addressId: address.id },
      data: { state: "uncertain" },
    });
    expect(lines(only(await head().says("/chuanop")).text)).toEqual([
      "Đơn vị cần đôn đốc, Thứ Tư 12/06/2019",
      "Tin gửi chưa chắc đã đến (7 ngày qua)",
      "• SNV Thái Bình, cán bộ đầu mối: 1 tin chưa rõ đã đến hay chưa",
    ]);
  });

  it("tells the group of reports alone, and others nothing", async () => {
    await onlyMissing("SNV-VP");
    await talk.clock.to("2019-06-20T09:00");
    await talk.group();
    const said = await officer("VP").saysInGroup("/chuanop");
    expect(lines(said.at(-1)?.text ?? "")).toEqual([
      "Đơn vị cần đôn đốc, Thứ Năm 20/06/2019",
      "Báo cáo tháng 6 (hạn 17:00 Thứ Ba 25/06): 1/11 đơn vị chưa nộp: SNV Vĩnh Phúc",
    ]);
    expect(only(await officer("VP").says("/chuanop")).text).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
  });
});
