import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { readClusterFile } from "../../src/store/cluster-file.ts";
import { demoClusters, demoTargets } from "../../src/store/demo-files.ts";
import type { Store } from "../../src/store/open.ts";
import { recordEntries, startAction, voidEntries } from "../../src/store/progress.ts";
import { loadCluster, loadTargets } from "../../src/store/seed.ts";
import { standingsAt, standingsNow } from "../../src/store/standings.ts";
import { clusterStandings } from "../../src/store/standings-on.ts";
import { onBoth } from "../support/on-both.ts";

const zone = "Asia/Ho_Chi_Minh";
const bacBo = demoClusters().find((each) => each.code === "SNV-BACBO-2019") ?? readClusterFile({});
const start = Date.parse("2019-06-12T01:00:00Z");

async function seeded(store: Store) {
  return store.transaction(async (tx) => {
    const at = new Date("2019-01-02T01:00:00Z");
    const cluster = await loadCluster(tx, bacBo, zone, at);
    await loadTargets(tx, demoTargets(), { cluster, year: bacBo.year }, loadOfficialCalendar());
    const person = await tx.person.create({
      data: { displayName: "An", noticeVersion: 1, agreedAt: at, createdAt: at },
    });
    const year = cluster.years[0];
    if (!year) throw new Error("no year");
    const targets = await tx.target.findMany({
      where: { clusterYearId: year.id, kind: { not: "title" } },
      orderBy: { id: "asc" },
    });
    return { year, person, targetIds: targets.map(({ id }) => id) };
  });
}

type World = Awaited<ReturnType<typeof seeded>>;

/** One line of the log: a report on some targets, or the voiding of an earlier line. */
type Step =
  | {
      readonly kind: "report";
      readonly name: number;
      readonly at: number;
      readonly entries: { target: number; op: "set" | "add"; value: string; onDay: string }[];
    }
  | { readonly kind: "void"; readonly of: number; readonly at: number };

/** Always the same log: several lines share an instant, entries come for earlier days too, every fifth line voids. */
function log(targets: number): Step[] {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  let at = start;
  return Array.from({ length: 40 }, (_, name): Step => {
    at += random(3) * 3_600_000;
    if (name % 5 === 4) return { kind: "void", of: random(name), at };
    const entries = Array.from({ length: 1 + random(3) }, () => ({
      target: random(targets),
      op: random(3) === 0 ? ("add" as const) : ("set" as const),
      value: String(random(900) / 10),
      onDay: `2019-0${4 + random(3)}-${10 + random(3)}`,
    }));
    return { kind: "report", name, at, entries };
  });
}

async function play(
  store: Store,
  { year, person, targetIds }: World,
  steps: readonly Step[],
  each = async () => {},
) {
  const actions = new Map<number, number>();
  for (const step of steps) {
    await store.transaction(async (tx) => {
      const at = new Date(step.at);
      if (step.kind === "void") {
        const actionId = actions.get(step.of);
        if (actionId !== undefined) await voidEntries(tx, actionId, { personId: person.id, at });
        return;
      }
      const action = await startAction(tx, {
        personId: person.id,
        clusterYearId: year.id,
        kind: "progress",
        at,
      });
      actions.set(step.name, action.id);
      for (const { target, ...entry } of step.entries) {
        const fresh = await tx.target.findUniqueOrThrow({ where: { id: targetIds[target] ?? 0 } });
        await recordEntries(tx, [{ ...entry, target: fresh, done: false }], {
          personId: person.id,
          actionId: action.id,
          at,
        });
      }
    });
    await each();
  }
}

const soonAfter = (at: number) => Temporal.Instant.fromEpochMilliseconds(at + 1);

onBoth("the log", (open) => {
  test("gives the table of every moment again, and the same table when it is played again", async () => {
    const { store } = await open();
    const world = await seeded(store);
    const steps = log(world.targetIds.length);
    // The last line of each instant: what was true when that instant had passed.
    const seen = new Map<number, unknown>();
    let line = 0;
    await play(store, world, steps, async () => {
      seen.set(steps[line]?.at ?? 0, await standingsNow(store.db, world.year.id));
      line += 1;
    });
    expect(seen.size).toBeGreaterThan(10);
    for (const [at, table] of seen)
      expect(await standingsAt(store.db, world.year.id, soonAfter(at))).toEqual(table);
    const table = await standingsNow(store.db, world.year.id);
    expect(new Set(table.map(({ points }) => points)).size).toBeGreaterThan(5);

    const again = (await open()).store;
    await play(again, await seeded(again), steps);
    expect(await standingsNow(again.db, world.year.id)).toEqual(table);
    const on = Temporal.PlainDate.from("2019-06-13");
    expect(await clusterStandings(again.db, bacBo.code, on)).toEqual(
      await clusterStandings(store.db, bacBo.code, on),
    );
  });

  test("does not care for the order of reports on different targets at one time", async () => {
    const { store } = await open();
    const world = await seeded(store);
    const at = start;
    const steps = world.targetIds.slice(0, 12).map(
      (_, target): Step => ({
        kind: "report",
        name: target,
        at,
        entries: [
          { target, op: target % 2 ? "add" : "set", value: String(10 + target), onDay: "2019-06-12" },
        ],
      }),
    );
    await play(store, world, steps);
    const other = (await open()).store;
    await play(other, await seeded(other), [...steps].reverse());
    expect(await standingsNow(other.db, world.year.id)).toEqual(await standingsNow(store.db, world.year.id));
    expect(await standingsAt(other.db, world.year.id, soonAfter(at))).toEqual(
      await standingsAt(store.db, world.year.id, soonAfter(at)),
    );
  });
});
