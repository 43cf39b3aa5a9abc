import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { endOfDay } from "../../src/domain/period.ts";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { readClusterFile, readTargetsFile } from "../../src/store/cluster-file.ts";
import { demoClusters, demoTargets } from "../../src/store/demo-files.ts";
import { closeDialogue, openDialogue, openDialogueOf } from "../../src/store/dialogues.ts";
import { findInvite, inviteFault, issueJoinCode, readCode, useInvite } from "../../src/store/invites.ts";
import { claimScopes, ledgers } from "../../src/store/ledger.ts";
import type { Store } from "../../src/store/open.ts";
import { createPerson, giveRole } from "../../src/store/people.ts";
import { recordEntries, startAction, voidEntries } from "../../src/store/progress.ts";
import { recipientsOf } from "../../src/store/recipients.ts";
import { activeSeat } from "../../src/store/seat.ts";
import { issueInvites, loadCluster, loadTargets } from "../../src/store/seed.ts";
import { lastClosedStandings, standingsAt, standingsNow } from "../../src/store/standings.ts";
import { registerTarget, targetsOfUnit } from "../../src/store/targets.ts";
import { onBoth } from "../support/on-both.ts";

const zone = "Asia/Ho_Chi_Minh";
const at = new Date("2019-06-12T01:00:00Z");
const bacBo = demoClusters().find((each) => each.code === "SNV-BACBO-2019") ?? readClusterFile({});

async function seeded(store: Store) {
  return store.transaction(async (tx) => {
    const cluster = await loadCluster(tx, bacBo, zone, at);
    await loadTargets(tx, demoTargets(), { cluster, year: bacBo.year }, loadOfficialCalendar());
    const year = cluster.years[0];
    const unit = cluster.units.find((each) => each.code === "SNV-VP");
    if (!year || !unit) throw new Error("no year or unit");
    const address = await tx.address.create({
      data: { channel: "web", externalId: "an", kind: "private", title: "An", createdAt: at },
    });
    const person = await createPerson(tx, {
      displayName: "An",
      addressId: address.id,
      noticeVersion: 1,
      now: at,
    });
    await giveRole(tx, person.id, { code: "focalOfficial", clusterId: cluster.id, unitId: unit.id }, at);
    return { cluster, year, unit, person, address };
  });
}

onBoth("the store", (open) => {
  test("every demo cluster loads once, with a code per unit and role", async () => {
    const { store } = await open();
    const issued = await store.transaction(async (tx) => {
      const all = [];
      for (const file of demoClusters()) {
        const cluster = await loadCluster(tx, file, zone, at);
        all.push(...(await issueInvites(tx, cluster, at)));
        expect((await loadCluster(tx, file, zone, at)).id).toBe(cluster.id);
      }
      return all;
    });
    expect(await store.db.cluster.count()).toBe(5);
    expect(issued).toHaveLength(5 * 2 + 2 * demoClusters().reduce((sum, each) => sum + each.units.length, 0));
    expect(new Set(issued.map((each) => each.code)).size).toBe(issued.length);
  });

  test("a file of a later year adds that year to its cluster, with its units and its head", async () => {
    const { store } = await open();
    const joined = { code: "NEW", name: "Sở Nội vụ Mới", shortName: "SNV Mới", aliases: [] };
    const later = {
      ...bacBo,
      year: 2020,
      headUnit: "SNV-VP",
      units: [...bacBo.units.filter((each) => each.code !== "SNV-NB"), joined],
    };
    await store.transaction(async (tx) => {
      await loadCluster(tx, bacBo, zone, at);
      await loadCluster(tx, later, zone, at);
      const cluster = await loadCluster(tx, later, zone, at);
      await loadTargets(tx, demoTargets(), { cluster, year: 2020 }, loadOfficialCalendar());
    });
    // Its targets are its own.
    expect(await store.db.target.count({ where: { clusterYear: { year: 2019 } } })).toBe(0);
    expect(await store.db.target.count({ where: { clusterYear: { year: 2020 } } })).toBeGreaterThan(0);
    expect(await store.db.cluster.count()).toBe(1);
    expect(await store.db.unit.count()).toBe(bacBo.units.length + 1);
    const years = await store.db.clusterYear.findMany({
      include: { headUnit: true, memberships: { include: { unit: true }, orderBy: { position: "asc" } } },
      orderBy: { year: "asc" },
    });
    expect(years.map((each) => [each.year, each.headUnit?.code])).toEqual([
      [2019, "SNV-HN"],
      [2020, "SNV-VP"],
    ]);
    expect(years.map((each) => each.memberships.map(({ unit }) => unit.code))).toEqual([
      bacBo.units.map((each) => each.code),
      later.units.map((each) => each.code),
    ]);
  });

  test("a file that is no cluster is refused with every fault", () => {
    expect(() => readClusterFile({ code: "X", kind: "circle" })).toThrow(/kind.*name.*units/s);
    expect(() => readTargetsFile({ label: 1 })).toThrow(/label.*clusters/s);
  });

  test("a code admits two people and not a third, for 30 days", async () => {
    const { store } = await open();
    const { cluster, unit } = await seeded(store);
    const code = await store.transaction((tx) =>
      issueJoinCode(
        tx,
        { clusterId: cluster.id, unitId: unit.id, role: "focalOfficial", issuedById: null },
        at,
      ),
    );
    const typed = `${code.slice(0, 5).toLowerCase()} - ${code.slice(5)}`;
    expect(readCode(typed)).toBe(code);
    const invite = await findInvite(store.db, typed);
    expect(inviteFault(invite, at)).toBeNull();
    expect(inviteFault(invite, new Date(at.getTime() + 30 * 86_400_000))).toBe("expired");
    const uses = [];
    for (let each = 0; each < 3; each += 1) {
      uses.push(await store.transaction((tx) => useInvite(tx, invite?.id ?? 0, at)));
    }
    expect(uses).toEqual([true, true, false]);
    expect(inviteFault(await findInvite(store.db, code), at)).toBe("usedUp");
    expect(inviteFault(await findInvite(store.db, "AAAAABBBBB"), at)).toBe("unknown");
  });

  test("progress is appended, the newest day counts, and an undo voids", async () => {
    const { store } = await open();
    const { year, unit, person } = await seeded(store);
    const target = (await targetsOfUnit(store.db, year.id, unit.id)).find((each) => each.number === 2);
    if (!target) throw new Error("no CT2");
    const report = (op: "set" | "add", value: string, onDay: string) =>
      store.transaction(async (tx) => {
        const action = await startAction(tx, {
          personId: person.id,
          clusterYearId: year.id,
          kind: "progress",
          at,
        });
        const fresh = await tx.target.findUniqueOrThrow({ where: { id: target.id } });
        const entry = { target: fresh, op, value, done: false, onDay };
        const [recorded] = await recordEntries(tx, [entry], { personId: person.id, actionId: action.id, at });
        return { action, current: recorded?.after.current };
      });
    expect((await report("set", "700", "2019-06-12")).current).toBe("700");
    expect((await report("add", "0.1", "2019-06-12")).current).toBe("700.1");
    const more = await report("add", "0.2", "2019-06-12");
    expect(more.current).toBe("700.3");
    expect((await report("set", "650", "2019-06-01")).current).toBe("700.3");
    const [undone] = await store.transaction((tx) =>
      voidEntries(tx, more.action.id, { personId: person.id, at }),
    );
    expect(undone?.after.current).toBe("700.1");
    expect(
      await store.transaction((tx) => voidEntries(tx, more.action.id, { personId: person.id, at })),
    ).toEqual([]);
    expect(await store.db.progressEntry.count({ where: { targetId: target.id, personId: person.id } })).toBe(
      4,
    );
  });

  test("the table of a past day does not change with what comes later", async () => {
    const { store } = await open();
    const { cluster, year, unit, person } = await seeded(store);
    const march = endOfDay(Temporal.PlainDate.from("2019-03-31"), zone);
    const before = await standingsAt(store.db, year.id, march);
    expect((await lastClosedStandings(store.db, year.id, "2019-04"))?.rows).toEqual(before);
    await store.transaction(async (tx) => {
      const target = await registerTarget(tx, {
        clusterYearId: year.id,
        unitId: unit.id,
        title: "Số hóa hồ sơ",
        kind: "quantity",
        direction: "higher",
        measure: "hồ sơ",
        plan: "120",
        weight: "1",
        dueOn: "2019-09-30",
        createdById: person.id,
        at,
        approved: true,
      });
      expect(target.number).toBe(7);
      const action = await startAction(tx, {
        personId: person.id,
        clusterYearId: year.id,
        kind: "progress",
        at,
      });
      await recordEntries(tx, [{ target, op: "set", value: "120", done: true, onDay: "2019-03-01" }], {
        personId: person.id,
        actionId: action.id,
        at,
      });
    });
    expect(await standingsAt(store.db, year.id, march)).toEqual(before);
    const now = await standingsNow(store.db, year.id);
    expect(await standingsAt(store.db, year.id, Temporal.Instant.from("2019-06-12T02:00:00Z"))).toEqual(now);
    expect(now).toHaveLength(cluster.units.length);
    expect(now.find((row) => row.unitId === unit.id)?.targets).toBe(6);
  });

  test("an occurrence is claimed once, and its ledger remembers what was done", async () => {
    const { store } = await open();
    const { cluster, person } = await seeded(store);
    const instant = (text: string) => Temporal.Instant.from(text);
    const now = instant("2019-06-13T01:00:05Z");
    const claim = (
      outcome: "started" | "done" | "skipped",
      dueAt: string,
      scopes = [`${cluster.code} 08:00`],
    ) =>
      store.transaction(async (tx) => [
        ...(await claimScopes(tx, { job: "digest", outcome, dueAt: instant(dueAt), now }, scopes)),
      ]);
    const standing = async () =>
      (await store.transaction(ledgers)).map(({ job, time, scopes, standing: at }) => [
        [job, time, ...scopes].join(" "),
        at && [at.since, at.lastDone, at.lastRun].map((each) => each?.toString() ?? null),
      ]);
    const others = [
      ["housekeeping  installation", null],
      [`monthlySummary  ${cluster.code}`, null],
    ];
    const eight = `digest 08:00 ${cluster.code} 08:00`;
    expect(await standing()).toEqual([[eight, null], ...others]);
    await claim("started", "2019-06-12T01:00:00Z");
    expect(await standing()).toEqual([[eight, ["2019-06-12T01:00:00Z", null, null]], ...others]);
    const claims = await Promise.all([1, 2, 3].map(() => claim("done", "2019-06-13T01:00:00Z")));
    expect(claims.flat()).toEqual([`${cluster.code} 08:00`]);
    expect(await claim("done", "2019-06-13T01:00:00Z", [`${cluster.code} 08:00`, "Y 08:00"])).toEqual([
      "Y 08:00",
    ]);
    await claim("skipped", "2019-06-14T01:00:00Z");
    const done = [eight, ["2019-06-14T01:00:00Z", "2019-06-14T01:00:00Z", "2019-06-13T01:00:00Z"]];
    // Nobody asks for Y's ledger.
    expect(await standing()).toEqual([done, ...others]);
    await store.transaction((tx) =>
      tx.person.update({ where: { id: person.id }, data: { reminderTime: "14:00" } }),
    );
    expect(await standing()).toEqual([done, [`digest 14:00 ${cluster.code} 14:00`, null], ...others]);
  });

  test("thousands of ledgers that stand at the same place are read as one", async () => {
    const { store } = await open();
    const at = Temporal.Instant.from("2019-06-12T01:00:00Z");
    const codes = ["B", "A", "C"];
    await store.transaction(async (tx) => {
      for (const code of codes)
        await tx.cluster.create({
          data: {
            code,
            kind: "cum",
            name: code,
            shortName: code,
            timeZone: "Asia/Ho_Chi_Minh",
            createdAt: new Date(at.epochMilliseconds),
          },
        });
      const scopes = ["A 08:00", "B 08:00"];
      await claimScopes(tx, { job: "digest", outcome: "started", dueAt: at, now: at }, scopes);
      const dueAt = at.add({ hours: 24 });
      await claimScopes(tx, { job: "digest", outcome: "done", dueAt, now: dueAt }, scopes);
    });
    const found = await store.transaction(ledgers);
    const digests = found.filter((each) => each.job === "digest").map((each) => each.scopes);
    expect(digests).toHaveLength(2);
    expect(digests).toEqual(expect.arrayContaining([["A 08:00", "B 08:00"], ["C 08:00"]]));
  });

  test("a dialogue's versions never repeat, also after it was closed", async () => {
    const { store } = await open();
    const versions = await store.transaction(async (tx) => {
      const first = await openDialogue(tx, "person:1", "question", { a: 1 }, at);
      await closeDialogue(tx, "person:1", first);
      expect(await openDialogueOf(tx, "person:1")).toBeNull();
      return [first, await openDialogue(tx, "person:1", "join", { b: 2 }, at)];
    });
    expect(versions).toEqual([1, 2]);
    expect(await openDialogueOf(store.db, "person:1")).toEqual({ kind: "join", state: { b: 2 }, version: 2 });
  });

  test("a role that ended counts at the next step", async () => {
    const { store } = await open();
    const { cluster, year, unit, person } = await seeded(store);
    const seat = await activeSeat(store.db, person, 2019);
    expect(seat?.position).toEqual({
      personId: person.id,
      role: "focalOfficial",
      unitId: unit.id,
      headUnitId: year.headUnitId,
      deputyUnitId: null,
    });
    const audience = { clusterId: cluster.id, addressForm: "dongChi", clusterKind: "cum" };
    expect(await recipientsOf(store.db, audience)).toHaveLength(1);
    await store.transaction((tx) => tx.role.updateMany({ data: { endedAt: at } }));
    expect(await activeSeat(store.db, person, 2019)).toBeNull();
    expect(await recipientsOf(store.db, audience)).toEqual([]);
  });

  test("a transaction that fails leaves nothing", async () => {
    const { store } = await open();
    await expect(
      store.transaction(async (tx) => {
        await tx.setting.create({ data: { key: "x", value: "1" } });
        throw new Error("stop");
      }),
    ).rejects.toThrow("stop");
    expect(await store.db.setting.count()).toBe(0);
  });

  test("an instant keeps its moment and a migration runs once", async () => {
    const { store } = await open();
    const moment = new Date("2019-06-30T18:30:00.123Z");
    await store.transaction((tx) =>
      tx.invite.create({
        data: { codeHash: "h", purpose: "join", createdAt: moment, expiresAt: moment, maxUses: 2 },
      }),
    );
    expect((await store.db.invite.findFirst())?.createdAt.toISOString()).toBe("2019-06-30T18:30:00.123Z");
    expect(await store.migrate()).toEqual([]);
  });
});
