import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { planDigest, reachesStep } from "../../src/domain/reminders.ts";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { digestReader } from "../../src/store/digest-reader.ts";
import type { Store, Tx } from "../../src/store/open.ts";
import type { OpenItem } from "../../src/store/open-items.ts";
import { planDigests, type Wish } from "../../src/store/planned-digests.ts";
import { createRandom } from "../simulation/random.ts";
import { onBoth } from "../support/on-both.ts";

const at = new Date("2019-06-12T01:00:00.000Z");
const day = Temporal.PlainDate.from("2019-06-13");
const calendar = loadOfficialCalendar();
const capacities = ["official", "unitLeader", "head"] as const;
const levels = ["all", "lastCall", "overdueOnly"] as const;
const codes = { official: "focalOfficial", leader: "unitLeader", observer: "observer" };

interface Place {
  channel: string;
  unreachable?: true;
}

/** Two clusters; of each the first unit is the head. */
async function worldIn(tx: Tx) {
  const cluster = async (code: string, names: string[]) => {
    const { id } = await tx.cluster.create({
      data: { code, kind: "cum", name: code, shortName: code, timeZone: "Asia/Ho_Chi_Minh", createdAt: at },
    });
    const units = [];
    for (const name of names)
      units.push(await tx.unit.create({ data: { clusterId: id, code: name, name, shortName: name } }));
    const year = await tx.clusterYear.create({
      data: {
        clusterId: id,
        year: 2019,
        headUnitId: units[0]?.id ?? null,
        registrationFrom: "2019-01-01",
        registrationTo: "2019-07-31",
        createdAt: at,
      },
    });
    for (const [position, unit] of units.entries())
      await tx.membership.create({ data: { clusterYearId: year.id, unitId: unit.id, position } });
    return { id, yearId: year.id, units: new Map(units.map((each) => [each.code, each.id])) };
  };
  const clusters = [await cluster("A", ["A1", "A2", "A3"]), await cluster("B", ["B1"])];
  const placeOf = (unit: string) => {
    const found = clusters.find((each) => each.units.has(unit));
    if (!found) throw new Error(`no ${unit}`);
    return { clusterId: found.id, clusterYearId: found.yearId, unitId: found.units.get(unit) ?? 0 };
  };
  const target = async (unit: string, number: number, more: object = {}) => {
    const { clusterYearId, unitId } = placeOf(unit);
    const usual = { title: "x", kind: "quantity", direction: "higher", plan: "100", current: "40" };
    const state = { approval: "approved", dueOn: "2019-06-18", createdAt: at };
    await tx.target.create({ data: { clusterYearId, unitId, number, ...usual, ...state, ...more } });
  };
  let lastChat = 0;
  const person = async (
    name: string,
    roles: (readonly [keyof typeof codes, string])[],
    { places = [{ channel: "telegram" }], ...more }: { places?: Place[] } & Record<string, unknown> = {},
  ) => {
    const { id } = await tx.person.create({
      data: { displayName: name, noticeVersion: 1, agreedAt: at, createdAt: at, ...more },
    });
    for (const [role, unit] of roles) {
      const { clusterId, unitId } = placeOf(unit);
      await tx.role.create({ data: { personId: id, code: codes[role], clusterId, unitId, since: at } });
    }
    for (const { channel, unreachable } of places) {
      lastChat += 1;
      await tx.address.create({
        data: {
          channel,
          externalId: `${lastChat}`,
          kind: "private",
          title: `${name} ${channel}`,
          personId: id,
          createdAt: at,
          ...(unreachable && { unreachableSince: at, unreachableReason: "blocked" }),
        },
      });
    }
    return id;
  };
  return { target, person, placeOf };
}

const inYear = ({ clusterYearId, unitId }: { clusterYearId: number; unitId: number }) => ({
  clusterYearId,
  unitId,
});

/** Items of that kind and due day have reached a step for some. */
interface Step {
  kind: "target" | "monthReport";
  due: string;
  wishes: Wish[];
}

const step = (
  kind: Step["kind"],
  due: string,
  capacity: Wish["capacity"],
  ...levels: Wish["level"][]
): Step => ({ kind, due, wishes: levels.map((level) => ({ capacity, level })) });

/** Plans them; answers for which due days it was asked. */
const plan = (store: Store, clusterCodes: string[], steps: Step[], time = "08:00") =>
  store.transaction(async (tx) => {
    const asked: string[] = [];
    const occasion = { kind: "reminder", priority: 5, expiresAt: at, createdAt: at };
    const since = day.subtract({ days: 1 });
    await planDigests(tx, { clusterCodes, time, day, since, calendar, occasion }, (kind, due) => {
      asked.push(`${kind} ${due.toString()}`);
      return steps
        .filter((each) => each.kind === kind && due.equals(each.due))
        .flatMap(({ wishes }) => wishes);
    });
    return asked.sort();
  });

/** The addresses that have a digest. */
async function planned(store: Store): Promise<string[]> {
  const rows = await store.db.outboxMessage.findMany({ include: { address: true } });
  return rows.map((each) => each.address.title).sort();
}

const fill = (store: Store, work: (world: Awaited<ReturnType<typeof worldIn>>, tx: Tx) => Promise<unknown>) =>
  store.transaction(async (tx) => work(await worldIn(tx), tx));

/** Plans the digests of that day; answers whom the rules of one digest would write to, and all they would write about. */
async function bothWays(store: Store, today: Temporal.PlainDate) {
  const since = today.subtract({ days: 1 });
  const reached = (kind: Step["kind"], due: Temporal.PlainDate): Wish[] =>
    capacities.flatMap((capacity) =>
      levels
        .filter((level) =>
          reachesStep(
            { kind, due, capacity, done: false },
            { day: today, since, level, asked: false, calendar },
          ),
        )
        .map((level) => ({ capacity, level })),
    );
  return store.transaction(async (tx) => {
    const occasion = { kind: "reminder", priority: 5, expiresAt: at, createdAt: at };
    await planDigests(
      tx,
      { clusterCodes: ["A", "B"], time: "08:00", day: today, since, calendar, occasion },
      reached,
    );
    const written: string[] = [];
    const items: OpenItem[] = [];
    for (const { id, displayName } of await tx.person.findMany()) {
      const reader = await digestReader(tx, id, { today, calendar });
      const request = { day: today, since, asked: false, calendar };
      if (!reader) continue;
      items.push(...reader.items);
      if (planDigest({ ...request, items: reader.items, level: reader.level as Wish["level"] }))
        written.push(`${displayName} telegram`);
    }
    return { written: written.sort(), items };
  });
}

onBoth("planned digests", (open) => {
  test("go to the people whom a step concerns, by role, level and hour", async () => {
    const { store } = await open();
    await fill(store, async ({ target, person }, tx) => {
      await target("A2", 1);
      await target("A3", 1, { dueOn: "2019-06-10" });
      await person("head", [["leader", "A1"]]);
      await person("official", [["official", "A2"]]);
      await person("last call", [["official", "A2"]], { reminderLevel: "lastCall" });
      await person("at ten", [["official", "A2"]], { reminderTime: "10:00" });
      await person("leader", [["leader", "A2"]]);
      await person("alone", [["leader", "A3"]]);
      await person("observer", [["observer", "A2"]]);
      await person("erased", [["official", "A2"]], { erasedAt: at });
      const former = await person("former", [["official", "A2"]]);
      await tx.role.updateMany({ where: { personId: former }, data: { endedAt: at } });
      await person("unreached", [["official", "A2"]], { places: [] });
      await person("elsewhere", [["official", "B1"]]);
    });
    await plan(store, ["A", "B"], [step("target", "2019-06-18", "official", "all")]);
    expect(await planned(store)).toEqual(["official telegram"]);
    await plan(store, ["A"], [step("target", "2019-06-18", "official", "all", "lastCall")]);
    expect(await planned(store)).toEqual(["last call telegram", "official telegram"]);
    await plan(store, ["A"], [step("target", "2019-06-18", "official", "all")], "10:00");
    expect(await planned(store)).toEqual(["at ten telegram", "last call telegram", "official telegram"]);
    await store.transaction((tx) => tx.outboxMessage.deleteMany());
    // Nobody of A3 is an official: its leader hears what one would.
    await plan(store, ["A"], [step("target", "2019-06-10", "official", "all")]);
    expect(await planned(store)).toEqual(["alone telegram"]);
    await plan(store, ["A"], [step("target", "2019-06-18", "unitLeader", "all")]);
    expect(await planned(store)).toEqual(["alone telegram", "leader telegram"]);
    await plan(store, ["A"], [step("target", "2019-06-10", "head", "all")]);
    expect(await planned(store)).toEqual(["alone telegram", "head telegram", "leader telegram"]);
  });

  test("come once a person and day, whatever their roles, units, clusters and addresses", async () => {
    const { store } = await open();
    const officials = [
      step("target", "2019-06-18", "official", "all"),
      step("target", "2019-06-18", "head", "all"),
    ];
    await fill(store, async ({ target, person }, tx) => {
      for (const unit of ["A1", "A2", "A3", "B1"]) for (const number of [1, 2]) await target(unit, number);
      const roles = [
        ["official", "A1"],
        ["leader", "A2"],
        ["official", "A3"],
        ["official", "B1"],
      ] as const;
      await person("many", [...roles]);
      const both = [{ channel: "telegram" }, { channel: "zalo" }];
      await person("newest", [["official", "B1"]], { places: both });
      await person("chose", [["official", "B1"]], { places: both, preferredChannel: "telegram" });
      await person("wrote", [["official", "B1"]], { places: both });
      await person("blocked", [["official", "B1"]], {
        places: [{ channel: "telegram" }, { channel: "zalo", unreachable: true }],
        preferredChannel: "zalo",
      });
      await person("gone", [["official", "B1"]], { places: [{ channel: "telegram", unreachable: true }] });
      const wrote = await tx.address.findFirstOrThrow({ where: { title: "wrote telegram" } });
      const chat = { channel: "telegram", chat: `telegram:${wrote.externalId}` };
      await tx.inboxMessage.create({
        data: { ...chat, externalId: "1", payload: "{}", state: "done", receivedAt: at },
      });
    });
    await plan(store, ["A", "B"], officials);
    await plan(store, ["B", "A"], officials);
    expect(await planned(store)).toEqual([
      "blocked telegram",
      "chose telegram",
      "gone telegram",
      "many telegram",
      "newest zalo",
      "wrote telegram",
    ]);
  });

  test("are about targets that are open, in force and not reached", async () => {
    const { store } = await open();
    const units = ["A1", "A2", "A3", "B1"];
    const steps = [step("target", "2019-06-18", "official", "all")];
    await fill(store, async ({ target, person }) => {
      for (const unit of units) await person(unit, [["official", unit]]);
      await target("A1", 1, { current: "100" });
      await target("A1", 2, { done: true });
      await target("A1", 3, { approval: "returned" });
      await target("A1", 4, { kind: "title", plan: "Cờ thi đua" });
      await target("A1", 5, { dueOn: null });
      await target("A1", 6, { dueOn: "2019-06-19" });
      await target("A1", 7, { plan: "9.5", current: "10" });
      await target("A2", 1, { plan: "10", current: "9.5" });
      await target("A3", 1, { direction: "lower", plan: "5", current: "3" });
      await target("B1", 1, { approval: "awaiting", current: null });
    });
    await plan(store, ["A", "B"], steps);
    expect(await planned(store)).toEqual(["A2 telegram", "A3 telegram", "B1 telegram"]);
  });

  test("are about the reports that are owed", async () => {
    const { store } = await open();
    await fill(store, async ({ person, placeOf }, tx) => {
      for (const unit of ["A1", "A2", "B1"]) await person(unit, [["official", unit]]);
      const report = { sentAt: at, figures: "[]" };
      await tx.monthlyReport.create({ data: { ...inYear(placeOf("A1")), ...report, month: "2019-06" } });
      await tx.monthlyReport.create({
        data: { ...inYear(placeOf("A2")), ...report, month: "2019-06", voidedAt: at },
      });
      await tx.monthlyReport.create({ data: { ...inYear(placeOf("A3")), ...report, month: "2019-05" } });
    });
    const june = step("monthReport", "2019-06-25", "official", "all");
    expect(await plan(store, ["A", "B"], [june])).toEqual([
      "monthReport 2019-05-27",
      "monthReport 2019-06-25",
      "monthReport 2019-07-25",
    ]);
    expect(await planned(store)).toEqual(["A2 telegram", "B1 telegram"]);
    await store.transaction((tx) => tx.outboxMessage.deleteMany());
    // May's was due before either cluster was set up; but of A somebody did report.
    await plan(store, ["A", "B"], [step("monthReport", "2019-05-27", "official", "all")]);
    expect(await planned(store)).toEqual(["A1 telegram", "A2 telegram"]);
  });

  test("are not about reports that fell due until the unit came", async () => {
    const { store } = await open();
    await fill(store, async ({ person, placeOf }, tx) => {
      for (const unit of ["A1", "A2", "A3"]) await person(unit, [["official", unit]]);
      for (const [unit, since] of [
        ["A2", "2019-06-24"],
        ["A3", "2019-06-25"],
      ] as const)
        await tx.membership.updateMany({ where: inYear(placeOf(unit)), data: { since } });
    });
    await plan(store, ["A"], [step("monthReport", "2019-06-25", "official", "all")]);
    expect(await planned(store)).toEqual(["A1 telegram", "A2 telegram"]);
    await store.transaction((tx) => tx.outboxMessage.deleteMany());
    await plan(store, ["A"], [step("monthReport", "2019-07-25", "official", "all")]);
    expect(await planned(store)).toEqual(["A1 telegram", "A2 telegram", "A3 telegram"]);
  });

  test.each([1, 2, 4, 6, 7, 8])(
    "are for exactly those whom the rules of one digest would write to (world %i)",
    async (seed) => {
      const { store } = await open();
      const random = createRandom(seed);
      const units = ["A1", "A2", "A3", "B1"];
      await fill(store, async ({ target, person, placeOf }, tx) => {
        for (const unit of units) {
          for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) {
            const dueOn = day.add({ days: random.int(-25, 16) }).toString();
            const current = random.pick([null, "40", "99.5", "100", "120"]);
            const direction = random.pick(["higher", "higher", "lower"]);
            const approval = random.pick(["approved", "awaiting", "returned"]);
            await target(unit, number, { dueOn, current, direction, approval, done: random.int(0, 5) === 0 });
          }
          if (random.int(0, 1) === 0)
            await tx.monthlyReport.create({
              data: { ...inYear(placeOf(unit)), month: "2019-05", sentAt: at, figures: "[]" },
            });
        }
        for (let number = 0; number < 20; number += 1) {
          const roles = Array.from({ length: random.int(1, 3) }, () => {
            return [
              random.pick(["official", "leader", "leader", "observer"] as const),
              random.pick(units),
            ] as const;
          });
          await person(`${number}`, roles, { reminderLevel: random.pick([...levels]) });
        }
      });
      const { written } = await bothWays(store, day);
      expect(written.length).toBeGreaterThan(3);
      expect(await planned(store)).toEqual(written);
    },
  );

  test.each([
    // A Saturday after the tenth working day, and the Monday after it, which is the eleventh.
    ["2019-06-14", "2019-06-29", true],
    ["2019-06-14", "2019-07-01", false],
    // Last year's, without a year after it, go on as its reports do.
    ["2020-04-29", "2019-11-20", true],
    ["2020-05-04", "2019-11-20", false],
  ])("of %s are about a target due on %s: %s", async (today, dueOn, isAbout) => {
    const { store } = await open();
    await fill(store, async ({ target, person, placeOf }, tx) => {
      await person("head", [["official", "A1"]]);
      await person("official", [["official", "A2"]]);
      await target("A2", 1, { dueOn });
      for (const unit of ["A1", "A2", "A3"])
        for (const month of [
          "2019-05",
          "2019-06",
          "2019-07",
          "2019-08",
          "2019-09",
          "2019-10",
          "2019-11",
          "2019-12",
        ])
          await tx.monthlyReport.create({
            data: { ...inYear(placeOf(unit)), month, sentAt: at, figures: "[]" },
          });
    });
    const { items, written } = await bothWays(store, Temporal.PlainDate.from(today));
    expect(await planned(store)).toEqual(written);
    expect(items.some((each) => each.due.equals(dueOn))).toBe(isAbout);
  });

  // Nothing but reports is open: they are owed from June on, and A's of May, which somebody did send.
  test.each([
    ["2019-09-03", ["2019-05", "2019-06", "2019-07", "2019-08"]],
    ["2019-10-25", ["2019-05", "2019-06", "2019-07", "2019-08", "2019-09", "2019-10"]],
    ["2020-02-05", ["2019-05", "2019-06", "2019-07", "2019-08", "2019-09", "2019-10", "2019-11", "2019-12"]],
    ["2020-05-04", []],
  ])("agree with the rules about reports that are months late (week of %s)", async (from, owed) => {
    const { store } = await open();
    const random = createRandom(3);
    await fill(store, async ({ person, placeOf }, tx) => {
      const report = { sentAt: at, figures: "[]" };
      const units = ["A1", "A2", "A3", "B1"];
      await tx.membership.updateMany({ where: inYear(placeOf("A3")), data: { since: "2019-08-26" } });
      for (const month of ["2019-03", "2019-05"])
        await tx.monthlyReport.create({ data: { ...inYear(placeOf("A1")), ...report, month } });
      for (const unit of units) {
        for (const month of ["2019-06", "2019-07", "2019-08", "2019-09", "2019-11"])
          if (random.int(0, 2) === 0)
            await tx.monthlyReport.create({ data: { ...inYear(placeOf(unit)), ...report, month } });
        for (const role of ["official", "leader"] as const)
          for (const reminderLevel of levels)
            await person(`${unit} ${role} ${reminderLevel}`, [[role, unit]], { reminderLevel });
      }
    });
    const months = new Set<string>();
    let messages = 0;
    for (const ahead of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const today = Temporal.PlainDate.from(from).add({ days: ahead });
      if (!calendar.isWorkingDay(today)) continue;
      await store.transaction((tx) => tx.outboxMessage.deleteMany());
      const { written, items } = await bothWays(store, today);
      expect(await planned(store)).toEqual(written);
      messages += written.length;
      for (const { report, due } of items)
        if (report && Temporal.PlainDate.compare(due, today) < 0) months.add(report.month);
    }
    expect([...months].sort()).toEqual(owed);
    expect(messages > 0).toBe(owed.length > 0);
  });
});
