// Delivery: pace against the flood model, and planning a month's reminders.
//   npx tsx bench/delivery/run.ts [pace|plan]    MESSAGES=100, SECONDS=60 (for each subject), CLUSTERS=1000, ROUNDS=3
// PostgreSQL too where a server is installed.
// Planning and the raw statement run in turn, A B A B …; ratios are of each round, so that a drifting machine cancels out.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "../../src/store/open.ts";
import { findPostgres, startPostgres } from "../../test/support/postgres.ts";
import { measurePace } from "./pace.ts";
import { fillPlanWorld, insertRaw, size } from "./plan-world.ts";

const rounds = Number(process.env.ROUNDS ?? 3);
const which = process.argv[2];
const machine = () =>
  `${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, node ${process.version}`;
const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const spread = (values: number[], digits: number) =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;

interface Planned {
  ms: number;
  cpu: number;
  rss: number;
  rows: number;
  payload: string;
  guard: string;
}

function planIn(url: string): Planned {
  const script = fileURLToPath(new URL("./plan-month.ts", import.meta.url));
  const done = spawnSync(process.execPath, ["--import", "tsx", script, url], {
    encoding: "utf8",
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "") as Planned;
}

/** `fresh` answers a database filled with the clusters, and how to take it away. */
async function plan(
  name: string,
  fresh: () => Promise<{ url: string; remove(): Promise<void> }>,
): Promise<void> {
  const ratios: number[] = [];
  const planned: number[] = [];
  const raw: number[] = [];
  let most = 0;
  let rows = 0;
  for (let round = 0; round < rounds; round += 1) {
    const one = await fresh();
    const done = planIn(one.url);
    await one.remove();
    const other = await fresh();
    const store = openStore(other.url);
    const statement = await insertRaw(store, done.rows, done.payload, done.guard);
    await store.close();
    await other.remove();
    ratios.push(statement.ms / done.ms);
    planned.push((done.rows * 1000) / done.ms);
    raw.push((done.rows * 1000) / statement.ms);
    most = Math.max(most, done.rss);
    rows = done.rows;
  }
  console.log(
    `${name}: ${size.clusters} clusters × ${size.units} units × ${size.people} people, ${rows} rows`,
  );
  console.log(`  planned, rows a second:                 ${spread(planned, 0)}`);
  console.log(`  one INSERT … SELECT, rows a second:     ${spread(raw, 0)}`);
  console.log(`  planned / one statement:                ${spread(ratios, 3)}`);
  console.log(`  most memory of the planning process:    ${most.toFixed(0)} MB`);
}

if (which !== "plan") {
  const messages = Number(process.env.MESSAGES ?? 100);
  const seconds = Number(process.env.SECONDS ?? 60);
  console.log(
    `${machine()}\n${messages} messages to as many chats, 40 ms there and back, up to 60 ms of jitter, ${seconds} s for each:`,
  );
  for await (const each of measurePace({ messages, patience: seconds * 1000 })) {
    const rate = each.perSecond === null ? "" : `${each.perSecond.toFixed(1)} a second`;
    const end = each.isCut ? ", still trying" : "";
    console.log(
      `  ${each.name.padEnd(46)} ${rate.padStart(13)}, ${each.refused} × 429, ${each.delivered} of ${each.wanted} delivered${end}`,
    );
  }
  console.log(machine());
}
if (which !== "pace") {
  console.log(machine());
  const folder = mkdtempSync(path.join(tmpdir(), "thidua-bench-"));
  const filled = path.join(folder, "filled.db");
  await fillPlanWorld(`file:${filled}`);
  let count = 0;
  await plan("SQLite", async () => {
    count += 1;
    const file = path.join(folder, `${count}.db`);
    copyFileSync(filled, file);
    return {
      url: `file:${file}`,
      remove: async () => {
        for (const each of ["", "-wal", "-shm"]) rmSync(file + each, { force: true });
      },
    };
  });
  rmSync(folder, { recursive: true, force: true });
  const bin = findPostgres();
  if (bin) {
    const server = await startPostgres(bin);
    try {
      await plan("PostgreSQL", async () => {
        const database = await server.create();
        await database.store.close();
        await fillPlanWorld(database.url);
        return database;
      });
    } finally {
      await server.stop();
    }
  } else console.log("PostgreSQL is not installed and was not measured");
  console.log(machine());
}
