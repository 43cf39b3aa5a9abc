// The table of a large cluster beside one raw SQL aggregate over the same rows, a picture, and a report's reply while the
// history grows.
//   npx tsx bench/standings.ts      MOST_ENTRIES=100000 ROUNDS=10 for a quick look, UNITS=10 TARGETS=5 for one that takes seconds;
//                                   POSTGRES=1 on a throw-away server, DATABASE_URL=postgresql://… on one of your own
// What is compared runs in turn, A B A B …; ratios are of each round, so that a drifting machine cancels out.
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { Temporal } from "temporal-polyfill";
import { receive } from "../src/conversation/receive.ts";
import type { Services } from "../src/conversation/turn.ts";
import { endOfDay } from "../src/domain/period.ts";
import type { StandingRow } from "../src/domain/standings.ts";
import { renderPng } from "../src/pictures/render-png.ts";
import { standingsCard } from "../src/pictures/standings-card.ts";
import { openFiles } from "../src/shared/files.ts";
import { loadLocales } from "../src/shared/say.ts";
import { loadOfficialCalendar } from "../src/store/calendar.ts";
import { openStore, type Store } from "../src/store/open.ts";
import { createPerson, giveRole } from "../src/store/people.ts";
import { standingsAt, standingsNow } from "../src/store/standings.ts";
import { findPostgres, startPostgres } from "../test/support/postgres.ts";

const zone = "Asia/Ho_Chi_Minh";
const units = Number(process.env.UNITS ?? 100);
const targets = Number(process.env.TARGETS ?? 50);
const rounds = Number(process.env.ROUNDS ?? 21);
const most = Number(process.env.MOST_ENTRIES ?? 1_000_000);
const now = Temporal.Instant.from("2019-12-20T02:00:00Z");
const begin = new Date("2019-01-02T02:00:00Z");

const folder = await mkdtemp(path.join(tmpdir(), "thidua-bench-"));
const bin = process.env.POSTGRES === "1" ? findPostgres() : null;
if (process.env.POSTGRES === "1" && !bin) throw new Error("POSTGRES=1: no PostgreSQL server is installed");
const server = bin ? await startPostgres(bin) : null;

interface World {
  name: string;
  store: Store;
  yearId: number;
  entries: number;
}

async function emptyStore(name: string): Promise<Store> {
  if (server) return (await server.create()).store;
  const given = process.env.DATABASE_URL;
  const url = given ? await emptyDatabase(given, name) : `file:${path.join(folder, `${name}.db`)}`;
  const store = openStore(url);
  await store.migrate();
  return store;
}

/** A cluster of 100 units with 50 percent targets each, and `entries` reports spread over them and over the year. */
async function world(name: string, entries: number): Promise<World> {
  const store = await emptyStore(name);
  const yearId = await store.transaction(async (tx) => {
    const cluster = await tx.cluster.create({
      data: { code: "B", kind: "cum", name: "Cụm", shortName: "Cụm", timeZone: zone, createdAt: begin },
    });
    await tx.unit.createMany({
      data: Array.from({ length: units }, (_, index) => ({
        clusterId: cluster.id,
        code: `U${index}`,
        name: `Đơn vị số ${index + 1}`,
        shortName: `Đơn vị ${index + 1}`,
      })),
    });
    const all = await tx.unit.findMany({ orderBy: { id: "asc" } });
    const year = await tx.clusterYear.create({
      data: {
        clusterId: cluster.id,
        year: 2019,
        headUnitId: all[0]?.id ?? null,
        registrationFrom: "2019-01-01",
        registrationTo: "2019-12-31",
        createdAt: begin,
      },
    });
    await tx.membership.createMany({
      data: all.map((unit, position) => ({ clusterYearId: year.id, unitId: unit.id, position })),
    });
    const fields = { kind: "percent", direction: "higher", measure: "%", plan: "95", dueOn: "2019-12-31" };
    await tx.target.createMany({
      data: all.flatMap((unit) =>
        Array.from({ length: targets }, (_, index) => ({
          ...fields,
          clusterYearId: year.id,
          unitId: unit.id,
          number: index + 1,
          title: `Chỉ tiêu ${index + 1}`,
          approval: "approved",
          current: String(10 + index),
          currentOn: "2019-12-01",
          createdAt: begin,
        })),
      ),
    });
    const rows = await tx.target.findMany({ select: { id: true, title: true } });
    await tx.targetRevision.createMany({
      data: rows.map(({ id, title }) => ({
        ...fields,
        targetId: id,
        number: 1,
        title,
        weight: "1",
        createdAt: begin,
        decision: "approved",
        decidedAt: begin,
      })),
    });
    const first = all[0];
    if (!first) throw new Error("no unit");
    const address = await tx.address.create({
      data: { channel: "telegram", externalId: "7", kind: "private", title: "b", createdAt: begin },
    });
    const person = await createPerson(tx, {
      displayName: "b",
      addressId: address.id,
      noticeVersion: 1,
      now: begin,
    });
    await giveRole(tx, person.id, { code: "focalOfficial", clusterId: cluster.id, unitId: first.id }, begin);
    return year.id;
  });
  await fill(store, entries);
  return { name, store, yearId, entries };
}

/** One statement per round over the targets, so that a million rows take seconds. */
async function fill(store: Store, entries: number): Promise<void> {
  const perRound = units * targets;
  const all = Math.ceil(entries / perRound);
  for (let round = 0; round < all; round += 1) {
    const at = new Date(begin.getTime() + Math.floor((round / all) * 340) * 86_400_000 + round * 1000);
    const day = at.toISOString().slice(0, 10);
    const value = String(10 + (round % 80));
    await store.db.$executeRaw`
      INSERT INTO "ProgressEntry" ("clusterYearId", "unitId", "targetId", "op", "value", "total", "done", "onDay", "recordedAt")
      SELECT "clusterYearId", "unitId", "id", 'set', ${value}, ${value}, false, ${day}, ${at} FROM "Target"
      ORDER BY "id" LIMIT ${Math.min(perRound, entries - round * perRound)}`;
  }
}

async function emptyDatabase(given: string, name: string): Promise<string> {
  const { Client } = (await import("pg")).default;
  const client = new Client({ connectionString: given });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS bench_${name} WITH (FORCE)`);
  await client.query(`CREATE DATABASE bench_${name}`);
  await client.end();
  const url = new URL(given);
  url.pathname = `/bench_${name}`;
  return url.href;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
const quantile = (values: number[], at: number) => sorted(values)[Math.floor((values.length - 1) * at)] ?? 0;
const spread = (values: number[], digits: number) =>
  `${quantile(values, 0.5).toFixed(digits)} (${quantile(values, 0.25).toFixed(digits)}–${quantile(values, 0.75).toFixed(digits)})`;

/** Runs the works in turn; the times of each. */
async function inTurn(works: (() => Promise<unknown>)[], count: number): Promise<number[][]> {
  for (const work of works) await work();
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < count; round += 1) {
    for (const [index, work] of works.entries()) times[index]?.push(await timed(work));
  }
  return times;
}

const ratios = (times: number[], base: number[]) => times.map((time, index) => time / (base[index] ?? time));

function line(what: string, times: number[], base: number[] | null): void {
  const ratio = base ? `  ${spread(ratios(times, base), 2)} ×` : "";
  console.log(`${what.padEnd(42)} ${spread(times, 1).padStart(24)} ms${ratio}`);
}

const locales = await loadLocales();
const calendar = loadOfficialCalendar();
const services: Services = {
  locales,
  files: openFiles(folder),
  calendar: () => calendar,
  calendarChanged: () => undefined,
  timeZone: zone,
  hasButtons: () => true,
  inviteLink: () => null,
  quotaBots: () => [],
};
let message = 0;

/** "CT3 85%" of a member, from the stored message to the stored reply, in its one transaction. */
function reply({ store }: World): Promise<void> {
  message += 1;
  const inbound = {
    channel: "telegram" as const,
    externalId: String(message),
    chat: { id: "7", kind: "private" as const, title: "b" },
    sender: { id: "7", name: "b" },
    sentAt: now.toString(),
    replyTo: null,
    content: { kind: "text" as const, text: `CT3 ${50 + (message % 40)}%` },
  };
  return store.transaction((tx) => receive(tx, services, inbound, { id: message, offer: null, now }));
}

/** Each one new: equal pictures share one drawing. */
let drawn = 0;

function card(rows: readonly StandingRow[], count: number) {
  const say = locales.say("vi");
  drawn += 1;
  return standingsCard({
    title: say.plain("standings:card.title"),
    subtitle: "Cụm · 2019",
    label: `Tạm tính ${drawn}`,
    rows: rows.slice(0, count).map((row) => ({
      rank: row.rank === null ? null : String(row.rank),
      name: `Đơn vị ${row.unitId}`,
      points: row.points,
      share: Number(row.points ?? 0) / 100,
      trend: 1,
      own: row.unitId === 1,
    })),
    texts: {
      notRanked: say.plain("standings:card.notRanked"),
      own: say.plain("standings:card.own"),
      rank: say.plain("standings:card.rank"),
      unit: say.plain("standings:card.unit"),
      points: say.plain("standings:card.points"),
      trend: say.plain("standings:card.trend"),
    },
  });
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}, load ${loadavg()
    .map((each) => each.toFixed(1))
    .join(" ")}`,
);
console.log(`median (lower–upper quartile) of ${rounds} rounds; × is the median of the rounds' ratios`);

const year = await world("year", units * targets * 12);
const aggregate = () => year.store.db.$queryRaw`
  SELECT "unitId", COUNT(*) AS "entries", SUM(CAST("value" AS REAL)) AS "sum", MAX("recordedAt") AS "last"
  FROM "ProgressEntry" WHERE "clusterYearId" = ${year.yearId} AND "voidedAt" IS NULL GROUP BY "unitId"`;
const past = endOfDay(Temporal.PlainDate.from("2019-12-15"), zone);
const [raw = [], again = [], table = [], day = []] = await inTurn(
  [
    aggregate,
    aggregate,
    () => standingsNow(year.store.db, year.yearId),
    () => standingsAt(year.store.db, year.yearId, past),
  ],
  rounds,
);
console.log(
  `\n${year.store.provider}: ${units} units × ${targets} targets × 12 months = ${year.entries} entries`,
);
line("one raw SQL aggregate", raw, null);
line("the same again (noise)", again, raw);
line("the table now", table, raw);
line("the table of a past day", day, raw);

const rows = await standingsNow(year.store.db, year.yearId);
const [small = [], large = []] = await inTurn(
  [() => renderPng(card(rows, 14)), () => renderPng(card(rows, units))],
  rounds,
);
line("a picture of 14 units", small, null);
line(`a picture of ${units} units`, large, null);
await year.store.close();

const few = await world("few", 1000);
const many = await world("many", most);
const [base = [], second = [], grown = []] = await inTurn(
  [() => reply(few), () => reply(few), () => reply(many)],
  rounds * 2,
);
console.log(`\nThe reply to "CT3 85%", with the place in the table of ${units} units`);
line(`${few.entries} entries`, base, null);
line("the same again (noise)", second, base);
line(`${many.entries} entries`, grown, base);
await few.store.close();
await many.store.close();
await server?.stop();
await rm(folder, { recursive: true, force: true });
