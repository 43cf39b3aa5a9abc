import { Temporal } from "temporal-polyfill";
import { groupChat } from "../channels/web/channel.ts";
import type { Landmark, PageState } from "../channels/web/routes.ts";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import { reportDue } from "../domain/deadline.ts";
import { firstDay, instantAt, monthOf, nextMonth } from "../domain/period.ts";
import type { Ticker } from "../jobs/clock-tick.ts";
import type { Inbound } from "../shared/messages.ts";
import type { Locales } from "../shared/say.ts";
import { demoClusters, demoTargets } from "../store/demo-files.ts";
import type { Store, Tx } from "../store/open.ts";
import { wakeHeldRows } from "../store/ready-rows.ts";
import { regimeOf } from "../store/regime.ts";
import { issueInvites, type Loaded, loadCluster, loadTargets } from "../store/seed.ts";
import type { MovableClock } from "./clock.ts";
import type { SandboxControl, SandboxPerson } from "./control.ts";
import { joinPersonas, newcomerIds } from "./personas.ts";

/** 08:00 on 12 June of the cluster's year. */
export function sandboxStart(clusterCode: string, zone: string): Temporal.Instant {
  const file = demoClusters().find((each) => each.code === clusterCode);
  if (!file) {
    const known = demoClusters()
      .map((each) => each.code)
      .join(", ");
    throw new Error(`SANDBOX_CLUSTER ${clusterCode} is not one of ${known}`);
  }
  return instantAt(new Temporal.PlainDate(file.year, 6, 12), "08:00", zone);
}

/** Loads the demo cluster and lets its personas join, once. */
export async function fillSandbox(
  store: Store,
  {
    clusterCode,
    zone,
    calendar,
    locales,
    now,
  }: { clusterCode: string; zone: string; calendar: Calendar; locales: Locales; now: Temporal.Instant },
): Promise<void> {
  await store.transaction(async (tx) => {
    if (await tx.cluster.findUnique({ where: { code: clusterCode } })) return;
    const at = new Date(now.epochMilliseconds);
    const file = demoClusters().find((each) => each.code === clusterCode);
    if (!file) return;
    const cluster = await loadCluster(tx, file, zone, at);
    await loadTargets(tx, demoTargets(), { cluster, year: file.year }, calendar);
    await joinPersonas(tx, cluster, locales, groupChat(clusterCode), at);
  });
}

interface Dependencies {
  store: Store;
  clock: MovableClock;
  ticker: Ticker;
  calendar(): Calendar;
  locales: Locales;
  clusterCode: string;
  zone: string;
  settled(): Promise<void>;
  deliver(inbound: Inbound): Promise<unknown>;
}

/** The cluster with the one year that is meant on that day (the next may be open already) and its units. */
async function loadedCluster(tx: Tx, code: string, day: Temporal.PlainDate): Promise<Loaded> {
  const cluster = await tx.cluster.findUniqueOrThrow({
    where: { code },
    include: { years: true, units: { orderBy: { id: "asc" } } },
  });
  const year = yearOn(cluster.years, day.year);
  const members = await tx.membership.findMany({ where: { clusterYearId: year?.id ?? 0 } });
  const inCluster = new Set(members.map((each) => each.unitId));
  return {
    ...cluster,
    years: year ? [year] : [],
    units: cluster.units.filter((unit) => inCluster.has(unit.id)),
  };
}

/** What the sandbox's page and its HTTP calls steer. */
export function createSandbox(dependencies: Dependencies): SandboxControl {
  const { store, clock, ticker, calendar, locales, clusterCode, zone, settled, deliver } = dependencies;
  const today = () => clock.now().toZonedDateTimeISO(zone).toPlainDate();

  async function people(): Promise<SandboxPerson[]> {
    const cluster = await loadedCluster(store.db, clusterCode, today());
    const addresses = await store.db.address.findMany({
      where: { channel: "web", kind: "private" },
      include: {
        person: { include: { roles: { where: { endedAt: null }, include: { unit: true, cluster: true } } } },
      },
      orderBy: { id: "asc" },
    });
    const known = addresses.map((address): SandboxPerson => {
      const { person } = address;
      const role = person?.roles.find((each) => each.id === person.activeRoleId) ?? person?.roles[0];
      return {
        id: address.externalId,
        name: address.title,
        unit: role?.unit?.name ?? null,
        role: role?.code ?? null,
        cluster: role?.cluster?.code ?? null,
        joined: role !== undefined,
      };
    });
    const position = new Map(cluster.units.map((unit, index) => [unit.name, index]));
    known.sort((a, b) => (position.get(a.unit ?? "") ?? 1e6) - (position.get(b.unit ?? "") ?? 1e6));
    const say = locales.say("vi");
    const newcomers = newcomerIds
      .filter((id) => !known.some((each) => each.id === id))
      .map(
        (id, index): SandboxPerson => ({
          id,
          name: say.plain("sandbox:persona.newcomer", { number: Number(id.slice(-1)) || index + 1 }),
          unit: null,
          role: null,
          cluster: null,
          joined: false,
        }),
      );
    return [...known, ...newcomers];
  }

  async function state(): Promise<PageState> {
    const cluster = await loadedCluster(store.db, clusterCode, today());
    const year = cluster.years[0];
    return {
      cluster: {
        code: cluster.code,
        name: cluster.name,
        shortName: cluster.shortName,
        kind: cluster.kind,
        year: year?.year ?? 0,
      },
      timeZone: zone,
      headUnit: cluster.units.find((unit) => unit.id === year?.headUnitId)?.name ?? null,
      sampleLabel: year?.sampleLabel ?? null,
      groups: [{ code: cluster.code, title: cluster.shortName }],
    };
  }

  async function landmarks(): Promise<Landmark[]> {
    const now = clock.now();
    const year = (await loadedCluster(store.db, clusterCode, today())).years[0];
    const due = (month: string) => reportDue(regimeOf(year), month, calendar(), zone).at;
    const summary = (month: string) =>
      instantAt(calendar().nextWorkingDay(firstDay(nextMonth(month))), "08:00", zone);
    /** The first of this month's and the next months' that is still ahead. */
    const ahead = (at: (month: string) => Temporal.Instant, month: string): Temporal.Instant =>
      Temporal.Instant.compare(at(month), now) > 0 ? at(month) : ahead(at, nextMonth(month));
    const before = monthOf(today().subtract({ months: 1 }));
    return [
      { key: "nextMorning", at: String(instantAt(today().add({ days: 1 }), "08:00", zone)) },
      { key: "reportDue", at: String(ahead(due, monthOf(today()))) },
      { key: "monthlySummary", at: String(ahead(summary, before)) },
    ];
  }

  /** One walk at a time, or two would run past each other. */
  let walking: Promise<unknown> = Promise.resolve();

  async function walkTo(target: Temporal.Instant): ReturnType<SandboxControl["advanceTo"]> {
    if (Temporal.Instant.compare(target, clock.now()) < 0) return { backwards: true };
    const ran = await ticker.tick();
    await settled();
    // Those that wait for working hours wait in real time.
    const moveTo = async (instant: Temporal.Instant) => {
      await clock.moveTo(instant);
      await store.transaction(wakeHeldRows);
    };
    for (;;) {
      const next = await ticker.next(clock.now());
      if (next === null || Temporal.Instant.compare(next, target) > 0) break;
      await moveTo(next);
      ran.push(...(await ticker.tick()));
      await settled();
    }
    await moveTo(target);
    await settled();
    return { ran: ran.map(({ job, dueAt }) => ({ job, dueAt: String(dueAt) })) };
  }

  return {
    now: () => clock.now(),
    advanceTo(target) {
      const mine = walking.then(
        () => walkTo(target),
        () => walkTo(target),
      );
      walking = mine.catch(() => undefined);
      return mine;
    },
    people,
    invites: () =>
      store.transaction(async (tx) =>
        issueInvites(
          tx,
          await loadedCluster(tx, clusterCode, today()),
          new Date(clock.now().epochMilliseconds),
        ),
      ),
    settled,
    deliver,
    state,
    landmarks,
  };
}
