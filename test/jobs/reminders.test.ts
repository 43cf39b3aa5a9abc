import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { sendDigests, sendSnoozed } from "../../src/jobs/reminders.ts";
import { lastLook } from "../../src/jobs/write-digest.ts";
import { digestStillDue } from "../../src/store/digest-guard.ts";
import type { OutboxRow } from "../../src/store/outbox-rows.ts";
import { createReport, figuresNow } from "../../src/store/reports.ts";
import { snooze } from "../../src/store/snoozes.ts";
import { asDate, type Demo, local, openDemo } from "./demo.ts";

const digestJob: Job = (run) => {
  const { scope, ...occurrence } = run.occurrence;
  return sendDigests(run, { ...occurrence, scopes: [scope], lastRun: run.lastRun });
};

let demo: Demo;
beforeEach(async () => {
  demo = await openDemo();
});
afterEach(() => demo.database.remove());

const sample = "SỐ LIỆU GIẢ ĐỊNH để trình diễn, không phải chỉ tiêu thật của các đơn vị";
const tx = <T>(work: Parameters<typeof demo.database.store.transaction<T>>[0]) =>
  demo.database.store.transaction(work);
const digest = (day: string, time = "08:00") => ({
  job: "digest" as const,
  scope: `SNV-BACBO-2019 ${time}`,
  at: `${day}T${time}`,
});
const digests = async (at?: string) =>
  (await demo.sent("reminder", at)).sort((one, other) => (one.chat < other.chat ? -1 : 1));
const to = async (chat: string, at?: string) => (await digests(at)).filter((each) => each.chat === chat);

async function sendReport(code: string): Promise<void> {
  await tx(async (inside) => {
    const unit = await inside.unit.findFirstOrThrow({ where: { code } });
    const year = await inside.clusterYear.findFirstOrThrow();
    await createReport(inside, {
      clusterYearId: year.id,
      unitId: unit.id,
      month: "2019-06",
      sentAt: asDate(local("2019-06-12T09:00")),
      sentById: null,
      figures: await figuresNow(inside, year.id, unit.id, local("2019-06-12T09:00")),
      actionId: null,
      attested: false,
    });
  });
}

describe("the digest", () => {
  it("goes once to whom an item concerns, with all their open items", async () => {
    await demo.run(digestJob, digest("2019-06-13"), { lastRun: "2019-06-12T08:00" });
    await demo.run(digestJob, digest("2019-06-13"), { lastRun: "2019-06-12T08:00" });
    const all = await digests();
    // Hà Nội's CT4 (24/06) has 7 working days left, Vĩnh Phúc's (18/06) has 3; leaders are not told before it is overdue.
    expect(all.map((each) => each.chat)).toEqual(["snv-hn-official", "snv-hn-official-2", "snv-vp-official"]);
    const vinhPhuc = all[2];
    expect(vinhPhuc?.text.split("\n")).toEqual([
      "Việc thi đua hôm nay, Thứ Năm 13/06",
      "• CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 3 ngày làm việc, đạt 40%",
      "• Báo cáo tháng 6: chưa nộp, hạn 17:00 Thứ Ba 25/06",
      sample,
    ]);
    expect(vinhPhuc?.buttons).toEqual([
      "Báo tiến độ",
      "Gửi báo cáo tháng",
      "Nhắc lại 15:00",
      "Nhắc ngày mai",
    ]);
    expect(vinhPhuc?.data).toEqual(["progress", "report", "snooze:today", "snooze:tomorrow"]);
    expect(vinhPhuc?.policy).toBe("atMostOnce");
    expect(vinhPhuc?.expiresAt).toBe("2019-06-13T10:00:00.000Z");
    expect(vinhPhuc?.key).toBe(`digest:2019-06-13:${await demo.personId("snv-vp-official")}`);
  });

  it("says nothing on a day without a step, and nothing for a skipped occurrence", async () => {
    await demo.run(digestJob, digest("2019-06-14"), { lastRun: "2019-06-13T08:00" });
    expect(await to("snv-vp-official")).toEqual([]);
    await demo.run(digestJob, { ...digest("2019-06-13"), outcome: "skip" }, { lastRun: "2019-06-12T08:00" });
    expect(await to("snv-vp-official")).toEqual([]);
  });

  it("makes up for a step that fell into downtime", async () => {
    await demo.run(digestJob, digest("2019-06-14"), { lastRun: "2019-06-12T08:00" });
    expect((await to("snv-vp-official")).map((each) => each.text.split("\n")[1])).toEqual([
      "• CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 2 ngày làm việc, đạt 40%",
    ]);
  });

  it("escalates overdue items to the leader after 3 working days and to the head after 7", async () => {
    await demo.run(digestJob, digest("2019-06-19"), { lastRun: "2019-06-18T08:00" });
    expect((await to("snv-vp-official"))[0]).toMatchObject({
      policy: "atLeastOnce",
      text: expect.stringContaining(
        "CT4 Kiểm tra công vụ: quá hạn 1 ngày làm việc (hạn Thứ Ba 18/06), đạt 40%",
      ),
    });
    expect(await to("snv-vp-leader")).toEqual([]);
    await demo.run(digestJob, digest("2019-06-21"), { lastRun: "2019-06-20T08:00" });
    expect((await to("snv-vp-leader")).map((each) => each.text.split("\n")[1])).toEqual([
      "• CT4 Kiểm tra công vụ: quá hạn 3 ngày làm việc (hạn Thứ Ba 18/06), đạt 40%",
    ]);
    await demo.run(digestJob, digest("2019-06-27"), { lastRun: "2019-06-26T08:00" });
    const [head] = (await to("snv-hn-leader")).slice(-1);
    expect(head?.text.split("\n")[2]).toBe(
      "• SNV Vĩnh Phúc, CT4 Kiểm tra công vụ: quá hạn 7 ngày làm việc (hạn Thứ Ba 18/06), đạt 40%",
    );
    expect(head?.buttons).toContain("Đơn vị cần đôn đốc");
  });

  it("leaves out what is done, and is dropped when all of it was done before it was sent", async () => {
    await demo.run(digestJob, digest("2019-06-25"), { lastRun: "2019-06-24T08:00" });
    const [sent] = await to("snv-tb-official");
    expect(sent?.text.split("\n")).toEqual([
      "Việc thi đua hôm nay, Thứ Ba 25/06",
      "• Báo cáo tháng 6: chưa nộp, hạn 17:00 hôm nay",
    ]);
    const due = () => tx((inside) => digestStillDue(inside, sent?.guard, 2019));
    expect(await due()).toBe(true);
    await sendReport("SNV-TB");
    expect(await due()).toBe(false);

    await demo.database.store.db.outboxMessage.deleteMany();
    await demo.run(digestJob, digest("2019-06-25"), { lastRun: "2019-06-24T08:00" });
    expect(await to("snv-tb-official")).toEqual([]);
  });

  it("is dropped for somebody who left the unit", async () => {
    await demo.run(digestJob, digest("2019-06-13"), { lastRun: "2019-06-12T08:00" });
    const [sent] = await to("snv-vp-official");
    const personId = await demo.personId("snv-vp-official");
    await demo.database.store.db.role.updateMany({ where: { personId }, data: { endedAt: new Date() } });
    expect(await tx((inside) => digestStillDue(inside, sent?.guard, 2019))).toBe(false);
  });

  it("keeps to the person's level and hour", async () => {
    const { db } = demo.database.store;
    await db.person.update({
      where: { id: await demo.personId("snv-vp-official") },
      data: { reminderLevel: "lastCall" },
    });
    await db.person.update({
      where: { id: await demo.personId("snv-hn-official") },
      data: { reminderTime: "10:00" },
    });
    await demo.run(digestJob, digest("2019-06-13"), { lastRun: "2019-06-12T08:00" });
    expect((await digests()).map((each) => each.chat)).toEqual(["snv-hn-official-2"]);
    await demo.run(digestJob, digest("2019-06-13", "10:00"), { lastRun: "2019-06-12T10:00" });
    expect((await digests()).map((each) => each.chat)).toEqual(["snv-hn-official", "snv-hn-official-2"]);
  });

  it("goes on about last month's report, and its button leads there", async () => {
    await demo.run(digestJob, digest("2019-07-04"), { lastRun: "2019-07-03T08:00" });
    const [sent] = await to("snv-tb-official");
    expect(sent?.text).toContain(
      "• Báo cáo tháng 6: chưa nộp, quá hạn 7 ngày làm việc (hạn 17:00 Thứ Ba 25/06)",
    );
    expect(sent?.data).toContain("report:2019-06");
  });

  it("puts what it goes out for first, then the own items, then the rest by unit", async () => {
    const { db } = demo.database.store;
    const own = { unit: { code: "SNV-HN" } };
    await db.target.updateMany({ where: own, data: { dueOn: "2019-06-10", kind: "quantity" } });
    const others = { unit: { code: { in: ["SNV-TB", "SNV-ND"] } }, number: { in: [1, 2] } };
    await db.target.updateMany({ where: others, data: { dueOn: "2019-06-07" } });
    await demo.run(digestJob, digest("2019-06-27"), { lastRun: "2019-06-26T08:00" });
    const [head] = await to("snv-hn-official-2");
    const shown = head?.text.split("\n").map((each) => each.replace(/:.*/, "")) ?? [];
    expect(shown.slice(0, 3)).toEqual([
      "Việc thi đua hôm nay, Thứ Năm 27/06",
      "• SNV Vĩnh Phúc, CT4 Kiểm tra công vụ",
      "• CT1 Nhiệm vụ được giao hoàn thành đúng hạn",
    ]);
    expect(head?.text.split("\n").slice(-4)).toEqual([
      "Còn quá hạn ở các đơn vị:",
      "• SNV Nam Định: 2 việc",
      "• SNV Thái Bình: 2 việc",
      sample,
    ]);
  });

  it("goes on about a report that is months late", async () => {
    await demo.run(digestJob, digest("2019-09-26"), { lastRun: "2019-09-25T08:00" });
    const [sent] = await to("snv-tb-official");
    expect(sent?.text.split("\n").filter((each) => each.includes("Báo cáo"))).toEqual([
      // These two have reached a step today.
      "• Báo cáo tháng 8: chưa nộp, quá hạn 22 ngày làm việc (hạn 17:00 Thứ Hai 26/08)",
      "• Báo cáo tháng 9: chưa nộp, quá hạn 1 ngày làm việc (hạn 17:00 Thứ Tư 25/09)",
      "• Báo cáo tháng 6: chưa nộp, quá hạn 66 ngày làm việc (hạn 17:00 Thứ Ba 25/06)",
      "• Báo cáo tháng 7: chưa nộp, quá hạn 44 ngày làm việc (hạn 17:00 Thứ Năm 25/07)",
    ]);
    expect(sent?.data).toContain("report:2019-06");
  });

  it("tells the head in one line of a report that many units owe", async () => {
    await sendReport("SNV-TB");
    await demo.run(digestJob, digest("2019-07-04"), { lastRun: "2019-07-03T08:00" });
    const [head] = await to("snv-hn-leader");
    expect(head?.text.split("\n").filter((each) => each.includes("Báo cáo"))).toEqual([
      "• Báo cáo tháng 6: chưa nộp, quá hạn 7 ngày làm việc (hạn 17:00 Thứ Ba 25/06)",
      "• Báo cáo tháng 6: 9 đơn vị chưa nộp, quá hạn 7 ngày làm việc (hạn 17:00 Thứ Ba 25/06): SNV Vĩnh Phúc, SNV Hải Phòng, SNV Hải Dương, SNV Bắc Ninh, SNV Hưng Yên, SNV Quảng Ninh, SNV Hà Nam, SNV Nam Định, SNV Ninh Bình",
    ]);
  });

  it("names the year of a day in another one, and where the rest of the own unit's work is", async () => {
    await demo.run(digestJob, digest("2020-01-02"), { lastRun: "2019-12-31T08:00" });
    const [sent] = await to("snv-vp-official");
    const lines = sent?.text.split("\n") ?? [];
    expect(lines).toContain(
      "• CT2 Số hóa hồ sơ cán bộ: quá hạn 67 ngày làm việc (hạn Thứ Hai 30/09/2019), đạt 46,7%",
    );
    expect(lines.at(-2)).toBe("… và 2 việc khác của đơn vị: /chitieu, /baocao");
  });

  it("does not ask for reports that were due before the cluster was set up", async () => {
    const { db } = demo.database.store;
    await db.monthlyReport.deleteMany({ where: { month: "2019-05" } });
    await demo.run(digestJob, digest("2019-06-13"), { lastRun: "2019-06-12T08:00" });
    expect((await to("snv-vp-official"))[0]?.text).not.toContain("tháng 5");
  });
});

describe("a digest that was planned", () => {
  const plan = () => demo.run(digestJob, digest("2019-06-13"), { lastRun: "2019-06-12T08:00" });
  const vinhPhuc = async () => ({ personId: await demo.personId("snv-vp-official") });
  /** Its lines below the title when it goes out an hour later. */
  const lines = async (chat = "snv-vp-official") =>
    (await to(chat, "2019-06-13T09:00")).map((each) => each.text.split("\n").slice(1, -1));

  it("lies there without a text, once however often it is planned", async () => {
    await plan();
    await plan();
    const { personId } = await vinhPhuc();
    const rows = await demo.database.store.db.outboxMessage.findMany({ where: { address: { personId } } });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      dedupeKey: `digest:2019-06-13:${personId}`,
      payload: '{"html":""}',
      guard: '{"kind":"plannedDigest","since":"2019-06-12","asked":false}',
      priority: 5,
      expiresAt: new Date("2019-06-13T10:00:00.000Z"),
    });
  });

  it("says what is true when it is sent", async () => {
    await plan();
    const { db } = demo.database.store;
    const ofUnit = { unit: { code: "SNV-VP" }, number: 4 };
    await db.target.updateMany({ where: ofUnit, data: { plan: "100", current: "65" } });
    expect(await lines()).toEqual([
      [
        "• CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 3 ngày làm việc, đạt 65%",
        "• Báo cáo tháng 6: chưa nộp, hạn 17:00 Thứ Ba 25/06",
      ],
    ]);
    await sendReport("SNV-VP");
    expect(await lines()).toEqual([
      ["• CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 3 ngày làm việc, đạt 65%"],
    ]);
    await db.person.update({
      where: { id: (await vinhPhuc()).personId },
      data: { language: "en" },
    });
    expect((await lines())[0]?.[0]).toContain("CT4 Kiểm tra công vụ: due");
  });

  it("is not sent when what it was planned for is done, or is nothing to its reader's level", async () => {
    await plan();
    const { db } = demo.database.store;
    const ofUnit = { unit: { code: "SNV-VP" }, number: 4 };
    const { personId: id } = await vinhPhuc();
    await db.person.update({ where: { id }, data: { reminderLevel: "lastCall" } });
    expect(await lines()).toEqual([]);
    await db.person.update({ where: { id }, data: { reminderLevel: "all" } });
    await db.target.updateMany({ where: ofUnit, data: { current: "100" } });
    expect(await lines()).toEqual([]);
    await db.target.updateMany({ where: ofUnit, data: { current: "40", approval: "withdrawn" } });
    expect(await lines()).toEqual([]);
  });

  it("is not sent to whom it no longer concerns", async () => {
    await plan();
    const { db } = demo.database.store;
    expect(await lines()).toHaveLength(1);
    await db.role.updateMany({ where: await vinhPhuc(), data: { endedAt: new Date() } });
    expect(await lines()).toEqual([]);
    await db.person.update({
      where: { id: await demo.personId("snv-hn-official") },
      data: { erasedAt: new Date() },
    });
    expect(await lines("snv-hn-official")).toEqual([]);
  });

  it("waits for working hours as it stands", async () => {
    await plan();
    const { store } = demo.database;
    const row = await store.db.outboxMessage.findFirstOrThrow();
    const guard = { kind: "plannedDigest", since: null, asked: false };
    const planned = { ...row, addressId: -1, guard } as unknown as OutboxRow;
    const look = (at: string) =>
      tx((inside) => lastLook(inside, planned, { services: demo.services, now: local(at) }));
    expect(await look("2019-06-13T06:00")).toEqual({
      waitUntil: new Date(local("2019-06-13T07:30").epochMilliseconds),
    });
    expect(await look("2019-06-13T09:00")).toBe("drop");
  });
});

describe("a digest without a report", () => {
  it("does not offer to send one", async () => {
    await sendReport("SNV-VP");
    await demo.run(digestJob, digest("2019-06-13"), { lastRun: "2019-06-12T08:00" });
    expect((await to("snv-vp-official"))[0]?.buttons).toEqual([
      "Báo tiến độ",
      "Nhắc lại 15:00",
      "Nhắc ngày mai",
    ]);
  });
});

describe("a snoozed digest", () => {
  const asked = async (at: string) => {
    const personId = await demo.personId("snv-tb-official");
    await tx((inside) => snooze(inside, personId, local(at), local("2019-06-13T09:00")));
    return { job: "snooze" as const, scope: `person:${personId}`, at };
  };

  it("comes back once on the same day, although no step is reached", async () => {
    const later = await asked("2019-06-14T15:00");
    await demo.run(sendSnoozed, later);
    await demo.run(sendSnoozed, later);
    const [sent, ...more] = await to("snv-tb-official");
    expect(more).toEqual([]);
    expect(sent?.text.split("\n")).toEqual([
      "Việc thi đua hôm nay, Thứ Sáu 14/06",
      "• Báo cáo tháng 6: chưa nộp, hạn 17:00 Thứ Ba 25/06",
    ]);
    expect(sent?.buttons).toEqual(["Báo tiến độ", "Gửi báo cáo tháng", "Nhắc ngày mai"]);
    expect(await demo.database.store.db.snooze.count({ where: { doneAt: null } })).toBe(0);
  });

  it("of the next morning takes the place of that day's digest", async () => {
    // 20 June: 3 working days before the report is due.
    const later = await asked("2019-06-20T08:00");
    await demo.run(digestJob, digest("2019-06-20"), { lastRun: "2019-06-19T08:00" });
    await demo.run(sendSnoozed, later);
    expect((await to("snv-tb-official")).length).toBe(1);
  });

  it("is put away when it is skipped, or when nothing is open", async () => {
    const late = await asked("2019-06-14T15:00");
    await demo.run(sendSnoozed, { ...late, outcome: "skip" });
    await sendReport("SNV-TB");
    await demo.run(sendSnoozed, await asked("2019-06-17T15:00"));
    expect(await to("snv-tb-official")).toEqual([]);
    expect(await demo.database.store.db.snooze.count({ where: { doneAt: null } })).toBe(0);
  });
});
