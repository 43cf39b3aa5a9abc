import { existsSync, readFileSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Temporal } from "temporal-polyfill";
import { readDatabaseConfig } from "./config.ts";
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

function score([schemeFile, examplesFile]: string[]): void {
  if (!schemeFile || !examplesFile) throw new Fault("usage: score SCHEME.json EXAMPLES.json");
  const read = readScheme(readJson(schemeFile));
  if (!read.ok) {
    const faults = read.faults.map(
      ({ path, fault, detail }) => `${path}: ${fault} ${JSON.stringify(detail)}`,
    );
    throw new Fault(`${schemeFile}: ${faults.join("; ")}`);
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
        if (targets) await loadTargets(tx, targets, cluster, calendar);
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

const commands: Record<string, (args: string[]) => Promise<void> | void> = {
  parse,
  score,
  migrate,
  seed,
  standings,
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
