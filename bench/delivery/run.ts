// Delivery: pace against the flood model, and planning a month's reminders.
//   npx tsx bench/delivery/run.ts [pace|plan]    MESSAGES=100, SECONDS=60 (for each subject), CLUSTERS=1000, ROUNDS=3
// PostgreSQL too where a server is installed.
// Planning and the raw statement run in turn, A B A B …; ratios are of each round, so that a drifting machine cancels out.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "../../src/store/open.ts";
import { findPostgres, startPostgres } from "../../test/support/postgres.ts";
import { measurePace } from "./pace.ts";
import { fillPlanWorld, insertRaw, size, zone } from "./plan-world.ts";

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
  /** MB, at most. */
  rss: number;
  rows: number;
  payload: string;
  guard: string;
}

function planIn(url: string): Planned {
  const script = fileURLToPath(new URL("./plan-month.mjs", import.meta.url));
  const done = spawnSync(process.execPath, [script, url, zone], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "") as Planned;
}

/** `fresh` answers a database filled with the clusters, and how to take it away. */
async function plan(
  name: string,
  fresh: () => Promise<{ url: string; remove(): Promise<void> }>,
): Promise<void> {
  const planned: Planned[] = [];
  const raw = { addresses: [] as number[], roles: [] as number[] };
  const insert = async (like: Planned, from: keyof typeof raw) => {
    const one = await fresh();
    const store = openStore(one.url);
    raw[from].push(await insertRaw(store, like, from));
    await store.close();
    await one.remove();
  };
  for (let round = 0; round < rounds; round += 1) {
    const one = await fresh();
    const done = planIn(one.url);
    planned.push(done);
    await one.remove();
    await insert(done, "addresses");
    await insert(done, "roles");
  }
  const rows = planned[0]?.rows ?? 0;
  const rate = (all: number[]) =>
    spread(
      all.map((ms) => (rows * 1000) / ms),
      0,
    );
  const ratio = (all: number[]) =>
    spread(
      all.map((ms, round) => ms / (planned[round]?.ms ?? Number.NaN)),
      3,
    );
  const { clusters, units, people } = size;
  console.log(`${name}: ${clusters} clusters × ${units} units × ${people} people, ${rows} rows`);
  console.log(`  planned, rows a second:                 ${rate(planned.map((each) => each.ms))}`);
  console.log(`  one INSERT … SELECT of all addresses:   ${rate(raw.addresses)}`);
  console.log(`    planned / this statement:             ${ratio(raw.addresses)}`);
  console.log(`  one that finds them by role and person: ${rate(raw.roles)}`);
  console.log(`    planned / this statement:             ${ratio(raw.roles)}`);
  const most = Math.max(...planned.map((each) => each.rss));
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
  execFileSync(process.execPath, [fileURLToPath(new URL("../../scripts/setup.mjs", import.meta.url))]);
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
