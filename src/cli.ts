import { existsSync, readFileSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Temporal } from "temporal-polyfill";
import { readDatabaseConfig } from "./config.ts";
import type { Fault as FoundFault } from "./domain/scoring/fault.ts";
import { readScheme } from "./domain/scoring/read-scheme.ts";
import { scoreExamples } from "./domain/scoring/score-examples.ts";
import { parseLine } from "./domain/vietnamese/parse-line.ts";
import type { Store } from "./store/open.ts";

/** A fault of the person who typed the command: one line, no stack. */
class Fault extends Error {}

const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Fault(`${file} cannot be read`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Fault(`${file} is not JSON`);
  }
}

/** JSON lines in, one line of JSON each out, in the same order. */
async function parse(): Promise<void> {
  const { loadOfficialCalendar } = await import("./store/calendar.ts");
  const calendar = loadOfficialCalendar();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === "") continue;
    let json: unknown;
    try {
      json = JSON.parse(line) as unknown;
    } catch {
      print({ error: "not JSON" });
      continue;
    }
    print(parseLine(json, { isWorkingDay: (day) => calendar.isWorkingDay(Temporal.PlainDate.from(day)) }));
  }
}

const faultsOf = (file: string, faults: readonly FoundFault[]): string =>
  `${file}: ${faults
    .map(({ path, code, fault, detail }) => {
      const row = code === null ? "" : ` (${code})`;
      return `${path}${row}: ${fault} ${JSON.stringify(detail)}`;
    })
    .join("; ")}`;

function score([schemeFile, examplesFile]: string[]): void {
  if (!schemeFile || !examplesFile) throw new Fault("usage: score SCHEME.json EXAMPLES.json");
  const read = readScheme(readJson(schemeFile));
  if (!read.ok) {
    throw new Fault(faultsOf(schemeFile, read.faults));
  }
  const examples = readJson(examplesFile);
  if (!Array.isArray(examples)) throw new Fault(`${examplesFile} is not a list of examples`);
  print(scoreExamples(read.scheme, examples as Parameters<typeof scoreExamples>[1]));
}

/** Opens the database of the environment, and closes it whatever happens. */
async function withStore<T>(work: (store: Store, zone: string) => Promise<T>): Promise<T> {
  const { databaseUrl, timeZone } = readDatabaseConfig(process.env);
  const { openStore } = await import("./store/open.ts");
  const store = openStore(databaseUrl);
  try {
    return await work(store, timeZone);
  } finally {
    await store.close();
  }
}

async function migrate(): Promise<void> {
  await withStore(async (store) => print({ applied: await store.migrate() }));
}

async function seed(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { targets: { type: "string" } },
    allowPositionals: true,
  });
  const { readClusterFile, readTargetsFile } = await import("./store/cluster-file.ts");
  const { demoClusters } = await import("./store/demo-files.ts");
  const { issueInvites, loadCluster, loadTargets } = await import("./store/seed.ts");
  const { loadCalendar } = await import("./store/calendar.ts");
  const files =
    positionals.length > 0 ? positionals.map((each) => readClusterFile(readJson(each))) : demoClusters();
  const targets = values.targets === undefined ? null : readTargetsFile(readJson(values.targets));
  await withStore(async (store, timeZone) => {
    await store.migrate();
    const calendar = await loadCalendar(store.db);
    const issued = await store.transaction(async (tx) => {
      const now = new Date(Temporal.Now.instant().epochMilliseconds);
      const all = [];
      for (const file of files) {
        const cluster = await loadCluster(tx, file, timeZone, now);
        if (targets) await loadTargets(tx, targets, { cluster, year: file.year }, calendar);
        all.push(...(await issueInvites(tx, cluster, now)));
      }
      return all;
    });
    print(issued);
  });
}

async function standings(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { cluster: { type: "string" }, on: { type: "string" } } });
  if (!values.cluster) throw new Fault("usage: standings --cluster CODE [--on YYYY-MM-DD]");
  const { clusterStandings } = await import("./store/standings-on.ts");
  await withStore(async (store, timeZone) => {
    let on: Temporal.PlainDate;
    try {
      on = values.on ? Temporal.PlainDate.from(values.on) : Temporal.Now.plainDateISO(timeZone);
    } catch {
      throw new Fault(`${values.on} is not a day (YYYY-MM-DD)`);
    }
    const found = await clusterStandings(store.db, values.cluster ?? "", on);
    if (!found) throw new Fault(`no cluster ${values.cluster}`);
    print(found);
  });
}

/** Keeps a scoring table as a draft of the open year; somebody of the head unit sees it in the chat and applies it. */
async function scheme(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { cluster: { type: "string" } },
    allowPositionals: true,
  });
  const [file] = positionals;
  const code = values.cluster;
  if (!code || !file) throw new Fault("usage: scheme --cluster CODE FILE.json");
  const json = readJson(file);
  const { loadDraft } = await import("./store/schemes.ts");
  const { yearOn } = await import("./domain/cluster.ts");
  await withStore(async (store) => {
    const cluster = await store.db.cluster.findUnique({ where: { code }, include: { years: true } });
    const now = Temporal.Now.instant();
    const year = cluster && yearOn(cluster.years, now.toZonedDateTimeISO(cluster.timeZone).year);
    if (!cluster || !year) throw new Fault(`no cluster ${code}`);
    const loaded = await store.transaction((tx) =>
      loadDraft(tx, json, { clusterYearId: year.id, personId: null, at: new Date(now.epochMilliseconds) }),
    );
    if ("faults" in loaded) throw new Fault(faultsOf(file, loaded.faults));
    const { scheme: read, rows, state } = loaded.draft;
    print({ cluster: code, year: year.year, code: read.code, name: read.name, state, rows: rows.length });
  });
}

/** A year's official days: what they would change, and with --apply they count. A running service reads them within a minute. */
async function calendar(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { apply: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (!file) throw new Fault("usage: calendar FILE.json [--apply]");
  const { calendarChanges, readOfficialDays } = await import("./domain/calendar-official.ts");
  const read = readOfficialDays(readJson(file));
  if (!read.ok) {
    throw new Fault(`${file}: ${read.faults.map(({ at, fault }) => `${at || "file"}: ${fault}`).join("; ")}`);
  }
  const { days } = read;
  const { loadOfficialDays, previewOfficialDays } = await import("./store/calendar.ts");
  await withStore(async (store) => {
    const { years, before, after, typed } = await previewOfficialDays(store.db, days);
    const { off, worked } = calendarChanges(before, after, years);
    if (values.apply) await store.transaction((tx) => loadOfficialDays(tx, days));
    print({
      years,
      off: days.filter((each) => each.kind === "off").map((each) => each.day),
      work: days.filter((each) => each.kind === "work").map((each) => each.day),
      newlyOff: off,
      newlyWorked: worked,
      typed: typed.map((each) => each.day),
      applied: values.apply,
    });
  });
}

const commands: Record<string, (args: string[]) => Promise<void> | void> = {
  parse,
  score,
  migrate,
  seed,
  standings,
  scheme,
  calendar,
};

// The same settings as the service's.
if (existsSync(".env")) loadEnvFile(".env");

const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];
try {
  if (!command)
    throw new Fault(`no command ${name || "was given"}; there are: ${Object.keys(commands).join(", ")}`);
  await command(args);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  // A heading says nothing without the list under it.
  const [first = "", ...others] = text.split("\n");
  process.stderr.write(`${first.endsWith(":") ? [first, ...others].join("\n") : first}\n`);
  process.exitCode = 1;
}
