import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runBroadcast } from "../../src/jobs/broadcasts.ts";
import type { BroadcastAudience } from "../../src/store/broadcast-audience.ts";
import { broadcastStillWanted } from "../../src/store/broadcast-guard.ts";
import { acknowledge } from "../../src/store/broadcast-receipts.ts";
import { refreshBroadcastReports } from "../../src/store/broadcast-report.ts";
import { findBroadcast } from "../../src/store/find-broadcast.ts";
import { unreachableError } from "../../src/store/outbox-rows.ts";
import { createBroadcast } from "../../src/store/plan-broadcast.ts";
import { createReport, figuresNow } from "../../src/store/reports.ts";
import { cancelBroadcast } from "../../src/store/send-broadcast.ts";
import { asDate, type Demo, local, openDemo } from "./demo.ts";

let demo: Demo;
beforeEach(async () => {
  demo = await openDemo();
});
afterEach(() => demo.database.remove());

const tx = <T>(work: Parameters<typeof demo.database.store.transaction<T>>[0]) =>
  demo.database.store.transaction(work);
const unitId = async (code: string) =>
  (await demo.database.store.db.unit.findFirstOrThrow({ where: { code } })).id;

async function schedule(audience: BroadcastAudience): Promise<number> {
  const byId = await demo.personId("snv-hn-official");
  const address = await demo.database.store.db.address.findFirstOrThrow({
    where: { externalId: "snv-hn-official" },
  });
  const year = await demo.database.store.db.clusterYear.findFirstOrThrow();
  const made = await tx((inside) =>
    createBroadcast(inside, {
      clusterYearId: year.id,
      byId,
      text: "Họp giao ban <8h30>",
      image: null,
      audience,
      draft: 1,
      sendAt: local("2019-06-13T08:00"),
      reportAddressId: address.id,
      now: local("2019-06-12T08:00"),
    }),
  );
  return made.id;
}

const run = (id: number) =>
  demo.run(runBroadcast, { job: "broadcast", scope: `broadcast:${id}`, at: "2019-06-13T08:00" });
const settle = (key: string, data: { state: string; lastError?: string; uncertain?: number }) =>
  demo.database.store.db.outboxMessage.update({ where: { dedupeKey: key }, data });
const refresh = () =>
  tx((inside) => refreshBroadcastReports(inside, demo.services.locales, local("2019-06-13T08:01")));
const newestReport = async () => (await demo.sent("broadcastReport")).at(-1);
/** The report as it is on the sender's phone. */
const reported = () =>
  demo.database.store.db.outboxMessage.updateMany({
    where: { kind: "broadcastReport", state: "queued" },
    data: { state: "sent", platformMessageId: "1" },
  });

describe("a scheduled broadcast", () => {
  it("goes out once to everybody it is for, with a number and a button", async () => {
    const id = await schedule({ kind: "units", unitIds: [await unitId("SNV-VP"), await unitId("SNV-HNA")] });
    await run(id);
    await run(id);
    const all = await demo.sent("broadcast");
    expect(all.map((each) => each.chat)).toEqual([
      "snv-vp-official",
      "snv-vp-leader",
      "snv-hna-official",
      "snv-hna-leader",
    ]);
    expect(all[0]).toMatchObject({
      text: "Thông báo số 1 · Sở Nội vụ Hà Nội\nHọp giao ban <8h30>",
      buttons: ["Đã nhận"],
      data: [`broadcast:got:${id}`],
      policy: "atLeastOnce",
      key: `broadcast:${id}:${await demo.personId("snv-vp-official")}`,
    });
  });

  it("leaves out units that have reported since, and whoever wrote it", async () => {
    const late = [await unitId("SNV-HN"), await unitId("SNV-TB")];
    const id = await schedule({ kind: "late", unitIds: late });
    await tx(async (inside) => {
      const year = await inside.clusterYear.findFirstOrThrow();
      const at = local("2019-06-12T10:00");
      await createReport(inside, {
        clusterYearId: year.id,
        unitId: late[1] ?? 0,
        month: "2019-06",
        sentAt: asDate(at),
        sentById: null,
        figures: await figuresNow(inside, year.id, late[1] ?? 0, at),
        actionId: null,
        attested: false,
      });
    });
    await run(id);
    expect((await demo.sent("broadcast")).map((each) => each.chat)).toEqual([
      "snv-hn-official-2",
      "snv-hn-leader",
    ]);
  });

  it("sends nothing after it was cancelled", async () => {
    const id = await schedule({ kind: "all" });
    await tx(async (inside) => {
      const row = await findBroadcast(inside, id);
      if (!row) throw new Error("it is gone");
      expect(await cancelBroadcast(inside, row, demo.services.locales, local("2019-06-12T09:00"))).toBe(true);
    });
    await run(id);
    expect(await demo.sent("broadcast")).toEqual([]);
    expect((await newestReport())?.text).toBe("Thông báo số 1 · đã hủy");
  });
});

describe("the report of a broadcast", () => {
  it("follows what becomes of the copies, and names who failed and why", async () => {
    const id = await schedule({ kind: "units", unitIds: [await unitId("SNV-VP"), await unitId("SNV-HNA")] });
    await run(id);
    expect((await newestReport())?.text).toBe("Thông báo số 1 · đang gửi 0/4 · đã nhận 0");
    await reported();
    const [third, fourth, first, second] = (await demo.sent("broadcast")).map((each) => each.key);
    await settle(first ?? "", { state: "sent" });
    await settle(second ?? "", { state: "sent" });
    await settle(third ?? "", { state: "failed", lastError: unreachableError("blocked") });
    await settle(fourth ?? "", { state: "queued", uncertain: 1 });
    expect(await refresh()).toBe(true);
    expect(await refresh()).toBe(false);
    const doubtful = await newestReport();
    expect(doubtful?.text).toBe(
      "Thông báo số 1 · đã gửi 2/4 · đã nhận 0 · chưa rõ đã đến hay chưa 1 (Sở Nội vụ Vĩnh Phúc)" +
        " · chưa gửi được 1 (Sở Nội vụ Vĩnh Phúc: người nhận đã chặn trợ lý)",
    );
    expect(doubtful?.buttons).toEqual(["Nhắc 2 người chưa nhận", "Danh sách chưa xác nhận"]);
    await settle(fourth ?? "", { state: "sent", uncertain: 1 });
    // Not sent yet: the edit that waits is written anew.
    const before = (await demo.sent("broadcastReport")).length;
    expect(await refresh()).toBe(true);
    expect(await demo.sent("broadcastReport")).toHaveLength(before);
    expect((await newestReport())?.text).toBe(
      "Thông báo số 1 · đã gửi 3/4 · đã nhận 0 · chưa gửi được 1 (Sở Nội vụ Vĩnh Phúc: người nhận đã chặn trợ lý)",
    );
    // All is settled: there is nothing left to look at.
    expect(
      await demo.database.store.db.setting.count({ where: { key: { startsWith: "broadcast-report" } } }),
    ).toBe(0);
  });

  it("changes at most ten times while many copies go out", async () => {
    const id = await schedule({ kind: "all" });
    await run(id);
    const keys = (await demo.sent("broadcast")).map((each) => each.key);
    expect(keys).toHaveLength(22);
    let changes = 0;
    for (const key of keys) {
      await settle(key, { state: "sent" });
      if (await refresh()) changes += 1;
    }
    expect(changes).toBe(8);
    expect((await newestReport())?.text).toBe("Thông báo số 1 · đã gửi 22/22 · đã nhận 0");
  });

  it("counts an acknowledgement once, and only of a recipient", async () => {
    const id = await schedule({ kind: "units", unitIds: [await unitId("SNV-VP")] });
    await run(id);
    for (const each of await demo.sent("broadcast")) await settle(each.key, { state: "sent" });
    await refresh();
    const say = async (chat: string) => {
      const personId = await demo.personId(chat);
      return tx((inside) =>
        acknowledge(inside, id, personId, demo.services.locales, local("2019-06-13T09:00")),
      );
    };
    expect(await say("snv-vp-official")).toMatchObject({ first: true });
    expect(await say("snv-vp-official")).toMatchObject({ first: false });
    expect(await say("snv-tb-official")).toBeNull();
    expect((await newestReport())?.text).toBe("Thông báo số 1 · đã gửi 2/2 · đã nhận 1");
  });

  it("holds back what has not gone out when it is cancelled under way", async () => {
    const id = await schedule({ kind: "units", unitIds: [await unitId("SNV-VP"), await unitId("SNV-TB")] });
    await run(id);
    const [first, ...rest] = await demo.sent("broadcast");
    await settle(first?.key ?? "", { state: "sent" });
    const wanted = (guard: unknown) => tx((inside) => broadcastStillWanted(inside, guard));
    expect(await wanted(rest[0]?.guard)).toBe(true);
    const cancel = () =>
      tx(async (inside) => {
        const row = await findBroadcast(inside, id);
        return row && cancelBroadcast(inside, row, demo.services.locales, local("2019-06-13T08:01"));
      });
    expect(await cancel()).toBe(true);
    expect(await cancel()).toBe(false);
    expect(await wanted(rest[0]?.guard)).toBe(false);
    expect(
      await demo.database.store.db.outboxMessage.count({ where: { kind: "broadcast", state: "dropped" } }),
    ).toBe(3);
    expect((await newestReport())?.text).toBe(
      "Thông báo số 1 · đã hủy · đã gửi 1/4 · đã nhận 0 · không gửi 3",
    );
  });

  it("drops a copy for somebody who left the cluster", async () => {
    const id = await schedule({ kind: "units", unitIds: [await unitId("SNV-VP")] });
    await run(id);
    const [first] = await demo.sent("broadcast");
    const personId = await demo.personId("snv-vp-official");
    await demo.database.store.db.role.updateMany({ where: { personId }, data: { endedAt: new Date() } });
    expect(await tx((inside) => broadcastStillWanted(inside, first?.guard))).toBe(false);
  });
});
