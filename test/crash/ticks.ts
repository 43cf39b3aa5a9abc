import { setTimeout as sleep } from "node:timers/promises";
import { Temporal } from "temporal-polyfill";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import type { Random } from "../simulation/random.ts";
import type { Child } from "./child.ts";
import { type House, until } from "./house.ts";

const zone = "Asia/Ho_Chi_Minh";
const skews = [-700, 0, 700];
const cluster = "SNV-BACBO-2019";
const shiftedClock = new URL("./shifted-clock.mjs", import.meta.url).href;

/** What the processes are told: production, real clocks, and each a clock of its own that is a little wrong. */
const environment = (start: Temporal.Instant, skew: number): Record<string, string> => ({
  SANDBOX: "0",
  TELEGRAM_WEBHOOK_URL: "http://127.0.0.1:9/telegram",
  TELEGRAM_WEBHOOK_SECRET: "a-secret-that-is-long-enough-for-it",
  NODE_OPTIONS: `--import ${shiftedClock}`,
  CLOCK_START: start.toString(),
  CLOCK_SKEW_MS: String(skew),
});

const at = (day: Temporal.PlainDate, time: string) =>
  day.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant();

/** The days of that many ticks: working days, with holes between them in which nobody runs. */
function daysOf(ticks: number, random: Random): Temporal.PlainDate[] {
  const calendar = loadOfficialCalendar();
  const days: Temporal.PlainDate[] = [];
  let day = Temporal.PlainDate.from("2019-06-13");
  while (days.length < ticks) {
    days.push(day);
    // Every third time an outage of one to four working days.
    day = calendar.addWorkingDays(day, days.length % 3 === 2 ? random.int(2, 5) : 1);
  }
  return days;
}

export interface TickVerdict {
  breaches: string[];
  totals: Record<string, number>;
}

/**
 * Three processes on one PostgreSQL, their clocks up to 0.7 s before and behind, begin shortly before 08:00 of each day, are
 * killed at any moment around it, some are started again; between the days there are outages. Every tick must be in the
 * ledger once, whoever was alive, never before its time, and what it caused must have gone out as its policy says.
 */
export async function runTicks(house: House, ticks: number, random: Random): Promise<TickVerdict> {
  const { store } = house;
  const days = daysOf(ticks, random);
  let children: Child[] = [];
  let kills = 0;
  const startOne = (start: Temporal.Instant, index: number) =>
    house.start(environment(start, skews[index] ?? 0));
  /** A ledger begins with the first look at it: nothing before that is ever caught up. */
  const begin = async () => {
    const child = await startOne(at(Temporal.PlainDate.from("2019-06-12"), "10:00"), 1);
    children = [child];
    const where = { job: "digest", scope: `${cluster} 08:00`, outcome: "started" };
    await until("the beginning of the ledger", () => store.db.tickLedger.count({ where }));
    await child.kill();
  };
  const isDone = (day: Temporal.PlainDate) =>
    store.db.tickLedger.count({
      where: {
        job: "digest",
        scope: `${cluster} 08:00`,
        dueAt: new Date(at(day, "08:00").epochMilliseconds),
      },
    });
  try {
    await begin();
    for (const day of days) {
      // The last seconds before eight, or long after it: whoever was down catches up.
      const late = random.chance(0.3);
      const from = late ? at(day, "09:30") : at(day, "07:59:57");
      const began = performance.now();
      const nowThere = () => from.add({ milliseconds: Math.round(performance.now() - began) });
      children = await Promise.all(skews.map((_, index) => startOne(from, index)));
      const victims = random.int(1, 3);
      for (let count = 0; count < victims; count += 1) {
        await sleep(random.int(0, 1500));
        const index = random.int(0, skews.length - 1);
        await children[index]?.kill();
        kills += 1;
        if (random.chance(0.7)) children[index] = await startOne(nowThere(), index);
      }
      if (!children.some((each) => each.running)) children[0] = await startOne(nowThere(), 0);
      await until(`the tick of ${day.toString()}`, () => isDone(day), 120_000);
      if (random.chance(0.6)) await sleep(random.int(0, 800));
      for (const each of children) if (each.running) await each.kill();
      kills += 1;
    }
    const last = days.at(-1) ?? Temporal.PlainDate.from("2019-06-13");
    children = [await startOne(at(last, "10:00"), 1)];
    await until(
      "everything sent and settled",
      async () => {
        await house.passTwoMinutes();
        const where = { channel: "telegram", state: { in: ["queued", "sending"] } };
        return (await store.db.outboxMessage.count({ where })) === 0;
      },
      120_000,
    );
    return await judgeTicks(house, days, kills);
  } finally {
    for (const each of children) if (each.running) await each.kill();
  }
}

async function judgeTicks(house: House, days: Temporal.PlainDate[], kills: number): Promise<TickVerdict> {
  const { store, people } = house;
  const breaches: string[] = [];
  const calendar = loadOfficialCalendar();
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) throw new Error("no days");
  const ledger = await store.db.tickLedger.findMany({ where: { job: "digest", scope: `${cluster} 08:00` } });
  const occurrences = ledger.filter((each) => each.outcome !== "started");
  let expected = 0;
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const dueAt = at(day, "08:00").epochMilliseconds;
    const found = occurrences.filter((each) => each.dueAt.getTime() === dueAt);
    const wanted = calendar.isWorkingDay(day) ? 1 : 0;
    expected += wanted;
    if (found.length !== wanted) breaches.push(`${day.toString()} is ${found.length} times in the ledger`);
    const ran = days.some((each) => each.equals(day));
    for (const each of found) {
      if (each.claimedAt.getTime() < dueAt) breaches.push(`${day.toString()} was claimed before its time`);
      if (each.outcome !== (ran ? "done" : "skipped")) breaches.push(`${day.toString()} is ${each.outcome}`);
    }
  }
  const mark = /\n\(Gửi lại vì chưa rõ tin trước đã đến nơi\.\)$|\n<i>\(Gửi lại[^<]*<\/i>$/;
  let messages = 0;
  for (const person of people) {
    const wire = new Map<string, number>();
    for (const { params } of house.reached(person)) {
      const text = String(params.text ?? params.caption ?? "").replace(mark, "");
      wire.set(text, (wire.get(text) ?? 0) + 1);
    }
    const rows = await store.db.outboxMessage.findMany({
      where: { kind: { in: ["reminder", "summary"] }, address: { externalId: String(person.id) } },
    });
    messages += rows.length;
    for (const row of rows) {
      const { html } = JSON.parse(row.payload) as { html: string };
      const times = wire.get(html) ?? 0;
      const most = row.policy === "atMostOnce" ? 1 : 1 + row.uncertain;
      if (times > most) breaches.push(`${times} times on the wire: ${row.dedupeKey}`);
      if (row.state === "sent" && times === 0) breaches.push(`sent, but not on the wire: ${row.dedupeKey}`);
      wire.delete(html);
    }
    for (const text of wire.keys())
      if (text.startsWith("<b>Việc thi đua")) breaches.push(`without a row: ${text}`);
  }
  const skipped = occurrences.filter((each) => each.outcome === "skipped").length;
  return { breaches, totals: { ticks: expected, skipped, kills, messages } };
}
