import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Occurrence } from "../../src/domain/schedule.ts";
import type { StandingRow } from "../../src/domain/standings.ts";
import type { JobServices } from "../../src/jobs/job.ts";
import { writeMonthlySummary } from "../../src/jobs/monthly-summary.ts";
import { openFiles } from "../../src/shared/files.ts";
import { plainText, type Reply } from "../../src/shared/messages.ts";
import { loadLocales } from "../../src/shared/say.ts";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { demoClusters } from "../../src/store/demo-files.ts";
import { createReport, figuresNow } from "../../src/store/reports.ts";
import { loadCluster } from "../../src/store/seed.ts";
import type { TestDatabase } from "../support/database.ts";
import { createDemo } from "./demo.ts";

const zone = "Asia/Ho_Chi_Minh";
const code = "SNV-BACBO-2019";
const calendar = loadOfficialCalendar();
const local = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

let database: TestDatabase;
let folder: string;
let services: JobServices;

beforeEach(async () => {
  database = await createDemo();
  folder = await mkdtemp(path.join(tmpdir(), "thidua-summary-"));
  const locales = await loadLocales();
  services = { locales, files: openFiles(folder), calendar: () => calendar, timeZone: zone };
});

afterEach(async () => {
  await database.remove();
  await rm(folder, { recursive: true, force: true });
});

const occurrence = (month: string, dueAt: string, outcome: Occurrence["outcome"] = "run"): Occurrence => ({
  job: "monthlySummary",
  scope: code,
  dueAt: local(dueAt),
  outcome,
  month,
});

const run = (each: Occurrence, now = each.dueAt) =>
  database.store.transaction((tx) =>
    writeMonthlySummary({ tx, services, now, occurrence: each, lastRun: null }),
  );

const june = occurrence("2019-06", "2019-07-01T08:00");

async function sendReport(unitCode: string, at: string): Promise<void> {
  await database.store.transaction(async (tx) => {
    const unit = await tx.unit.findFirstOrThrow({ where: { code: unitCode } });
    const year = await tx.clusterYear.findFirstOrThrow();
    await createReport(tx, {
      clusterYearId: year.id,
      unitId: unit.id,
      month: "2019-06",
      sentAt: asDate(local(at)),
      sentById: null,
      figures: await figuresNow(tx, year.id, unit.id, local(at)),
      actionId: null,
      attested: false,
    });
  });
}

/** What each chat is told, by the chat's id on the page. */
async function told(): Promise<Map<string, Reply>> {
  const rows = await database.store.db.outboxMessage.findMany({
    where: { kind: "summary" },
    include: { address: true },
    orderBy: { id: "asc" },
  });
  expect(new Set(rows.map((row) => row.address.externalId)).size).toBe(rows.length);
  return new Map(rows.map((row) => [row.address.externalId, JSON.parse(row.payload) as Reply]));
}

const textFor = (all: Map<string, Reply>, chat: string) => plainText(all.get(chat)?.html ?? "");

describe("the monthly summary", () => {
  it("freezes the month as it stood at the end of its last day", async () => {
    const unit = await database.store.db.unit.findFirstOrThrow({ where: { code: "SNV-VP" } });
    const target = await database.store.db.target.findFirstOrThrow({
      where: { unitId: unit.id, number: 5 },
    });
    // Recorded on 1 July, before the summary: it belongs to July.
    await database.store.db.progressEntry.create({
      data: {
        clusterYearId: target.clusterYearId,
        unitId: unit.id,
        targetId: target.id,
        op: "set",
        value: "1",
        total: "1",
        done: true,
        onDay: "2019-07-01",
        recordedAt: asDate(local("2019-07-01T07:40")),
      },
    });
    await run(june);
    const closed = await database.store.db.closedMonth.findFirstOrThrow({ where: { month: "2019-06" } });
    const rows = JSON.parse(closed.standings) as StandingRow[];
    expect(closed.closedAt).toEqual(asDate(june.dueAt));
    expect(closed.publishedAt).toBeNull();
    expect(rows).toHaveLength(11);
    expect(rows.find((row) => row.unitId === unit.id)).toEqual({
      unitId: unit.id,
      rank: 7,
      // 100 × (3 × 74/95 + 2 × 560/1200 + 2 × 70/97 + 4/10 + 0) / 9
      points: "56.82",
      targets: 5,
    });
  });

  it("tells each unit its own line, and the head and the group the table with the picture", async () => {
    await sendReport("SNV-VP", "2019-06-24T10:00");
    await sendReport("SNV-ND", "2019-06-25T17:00");
    await sendReport("SNV-HNA", "2019-06-27T09:00");
    await sendReport("SNV-TB", "2019-06-25T17:01");
    await run(june);
    const all = await told();
    expect(textFor(all, "snv-vp-official").split("\n")).toEqual([
      "Tháng 6 của SNV Vĩnh Phúc: hạng 7/11 (▼2); 2/5 chỉ tiêu đúng tiến độ; chậm: CT2, CT4, CT5.",
      "Báo cáo tháng 6: đã nộp đúng hạn.",
      "SỐ LIỆU GIẢ ĐỊNH để trình diễn, không phải chỉ tiêu thật của các đơn vị",
    ]);
    expect(textFor(all, "snv-vp-leader")).toBe(textFor(all, "snv-vp-official"));
    expect(all.get("snv-vp-official")?.image).toBeUndefined();
    // Who has not sent the report can do so from here.
    const choices = (chat: string) =>
      all
        .get(chat)
        ?.choices?.flat()
        .map(({ label, data }) => [label, data]);
    const table = ["Bảng xếp hạng tháng 6/2019", "standings:2019-06"];
    const send = ["Gửi báo cáo tháng", "report:2019-06"];
    expect(choices("snv-vp-official")).toEqual([table]);
    expect(choices("snv-hp-official")).toEqual([send, table]);
    expect(choices("snv-hn-leader")?.at(-1)).toEqual(send);
    expect(textFor(all, "group-1").split("\n")).toEqual([
      "Tổng hợp tháng 6/2019, Cụm Bắc Bộ",
      "2/11 đơn vị nộp báo cáo đúng hạn; nộp chậm: SNV Hà Nam (2 ngày), SNV Thái Bình (trong ngày hạn); chưa nộp: SNV Hà Nội, SNV Hải Phòng, SNV Hải Dương, SNV Bắc Ninh, SNV Hưng Yên, SNV Quảng Ninh, SNV Ninh Bình.",
      "Tăng hạng nhiều nhất: SNV Quảng Ninh (▲3). Chỉ tiêu đạt kế hoạch: 3/55.",
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
      "Hạng và điểm tạm tính, đơn vị cụm trưởng công bố sau.",
      "SỐ LIỆU GIẢ ĐỊNH để trình diễn, không phải chỉ tiêu thật của các đơn vị",
    ]);
    expect(textFor(all, "snv-hn-official").split("\n")).toEqual([
      "Tổng hợp tháng 6/2019, Cụm Bắc Bộ",
      "2/11 đơn vị nộp báo cáo đúng hạn; nộp chậm: SNV Hà Nam (2 ngày), SNV Thái Bình (trong ngày hạn); chưa nộp: SNV Hà Nội, SNV Hải Phòng, SNV Hải Dương, SNV Bắc Ninh, SNV Hưng Yên, SNV Quảng Ninh, SNV Ninh Bình.",
      "Tăng hạng nhiều nhất: SNV Quảng Ninh (▲3). Chỉ tiêu đạt kế hoạch: 3/55.",
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
      "Hạng và điểm tạm tính, đơn vị cụm trưởng công bố sau.",
      "Tháng 6 của SNV Hà Nội: hạng 1/11 (=); 4/5 chỉ tiêu đúng tiến độ; chậm: CT4.",
      "Báo cáo tháng 6: chưa nộp.",
      "SỐ LIỆU GIẢ ĐỊNH để trình diễn, không phải chỉ tiêu thật của các đơn vị",
    ]);
    for (const chat of ["group-1", "snv-hn-official", "snv-hn-official-2", "snv-hn-leader"]) {
      const image = all.get(chat)?.image;
      expect(image?.mediaType).toBe("image/png");
      expect(await services.files.has(image?.sha256 ?? "")).toBe(true);
    }
    expect(all.has("observer")).toBe(false);
    expect(all.has("operator")).toBe(false);
    expect(all.size).toBe(11 * 2 + 1 + 1);
  });

  it("is written once, also when it runs twice", async () => {
    await run(june);
    const before = await told();
    await run(june, local("2019-07-01T09:00"));
    await run(occurrence("2019-06", "2019-07-02T08:00"));
    expect(await told()).toEqual(before);
    expect(await database.store.db.closedMonth.count({ where: { month: "2019-06" } })).toBe(1);
  });

  it("leaves a month alone that was closed before, and one that is skipped", async () => {
    await run(occurrence("2019-05", "2019-06-03T08:00"));
    await run({ ...june, outcome: "skip" });
    expect((await told()).size).toBe(0);
    expect(await database.store.db.closedMonth.count()).toBe(5);
  });

  it("writes every missed month, in order, each against the one before", async () => {
    const now = local("2019-08-05T10:00");
    await run(june, now);
    await run(occurrence("2019-07", "2019-08-01T08:00"), now);
    const rows = await database.store.db.outboxMessage.findMany({
      where: { kind: "summary", address: { externalId: "snv-vp-official" } },
      orderBy: { id: "asc" },
    });
    expect(rows.map((row) => plainText((JSON.parse(row.payload) as Reply).html).split("\n")[0])).toEqual([
      "Tháng 6 của SNV Vĩnh Phúc: hạng 7/11 (▼2); 2/5 chỉ tiêu đúng tiến độ; chậm: CT2, CT4, CT5.",
      "Tháng 7 của SNV Vĩnh Phúc: hạng 7/11 (=); 2/5 chỉ tiêu đúng tiến độ; chậm: CT2, CT4, CT5.",
    ]);
  });

  it("says nothing of rank and points to members while the head hides them", async () => {
    await database.store.db.clusterYear.updateMany({ data: { provisionalVisible: false } });
    await run(june);
    const all = await told();
    expect(textFor(all, "snv-vp-official").split("\n").slice(0, 3)).toEqual([
      "Tháng 6 của SNV Vĩnh Phúc: 2/5 chỉ tiêu đúng tiến độ; chậm: CT2, CT4, CT5.",
      "Báo cáo tháng 6: chưa nộp.",
      "Hạng và điểm do đơn vị cụm trưởng công bố sau.",
    ]);
    expect(textFor(all, "group-1")).not.toMatch(/▲|56,82/);
    expect(all.get("group-1")?.image).toBeUndefined();
    expect(textFor(all, "snv-hn-leader")).toContain("7. SNV Vĩnh Phúc · 56,82");
  });

  it("tells a person with roles in two units once", async () => {
    const { db } = database.store;
    const official = await db.address.findFirstOrThrow({ where: { externalId: "snv-vp-official" } });
    const head = await db.unit.findFirstOrThrow({ where: { code: "SNV-HN" } });
    await db.role.create({
      data: {
        personId: official.personId ?? 0,
        code: "focalOfficial",
        clusterId: head.clusterId,
        unitId: head.id,
        since: asDate(june.dueAt),
      },
    });
    await run(june);
    expect(textFor(await told(), "snv-vp-official")).toContain("Tổng hợp tháng 6/2019");
  });

  it("has nothing to close for a cluster whose units are not known", async () => {
    const file = demoClusters().find((each) => each.units.length === 0);
    if (!file) throw new Error("no such cluster");
    const now = local(`${file.year}-07-03T08:00`);
    await database.store.transaction((tx) => loadCluster(tx, file, zone, asDate(now)));
    await run({ ...june, scope: file.code, dueAt: now, month: `${file.year}-06` });
    expect((await told()).size).toBe(0);
    expect(await database.store.db.closedMonth.count()).toBe(5);
  });
});
