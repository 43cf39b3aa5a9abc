import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { openStore } from "../../src/store/open.ts";
import type { TestDatabase } from "./database.ts";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);

/** A throw-away server on a loopback port. */
export interface PostgresServer {
  /** Where it answers. */
  readonly url: string;
  /** An empty, migrated database. */
  create(): Promise<TestDatabase>;
  /** As in an outage: every connection is cut, and nobody answers until `revive`. */
  crash(): Promise<void>;
  revive(): Promise<void>;
  stop(): Promise<void>;
}

const versions = "/usr/lib/postgresql";

/** The newest installed server's programs; null where there is none. */
export function findPostgres(): string | null {
  if (!existsSync(versions)) return null;
  const newest = readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0];
  const bin = path.join(versions, newest ?? "", "bin");
  return existsSync(path.join(bin, "initdb")) ? bin : null;
}

/** The server refuses to run as root. */
const asRoot = process.getuid?.() === 0;
const command = (program: string, args: string[]): [string, string[]] =>
  asRoot ? ["runuser", ["-u", "postgres", "--", program, ...args]] : [program, args];

export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-postgres-"));
  if (asRoot) {
    const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
    await chown(folder, await id("-u"), await id("-g"));
  }
  const data = path.join(folder, "data");
  await run(
    ...command(path.join(bin, "initdb"), [
      "-D",
      data,
      "-U",
      "test",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--no-sync",
      "--no-locale",
    ]),
  );
  const port = await freePort();
  // Nothing here outlives the test: no waiting for the disk. A zone other than UTC, as on a server somebody else set up.
  const settings = [
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "timezone=Asia/Ho_Chi_Minh",
  ];
  const url = (database: string) => `postgresql://test@127.0.0.1:${port}/${database}`;
  const start = async () => {
    const started = spawn(
      ...command(path.join(bin, "postgres"), [
        "-D",
        data,
        "-p",
        String(port),
        "-k",
        folder,
        ...settings.flatMap((each) => ["-c", each]),
      ]),
      { stdio: "ignore" },
    );
    await answers(url("postgres"), started);
    return started;
  };
  let child: ChildProcess | null = await start();
  const halt = async () => {
    if (!child) return;
    const gone = once(child, "exit");
    child = null;
    await run(...command(path.join(bin, "pg_ctl"), ["stop", "-D", data, "-m", "immediate"]));
    await gone;
  };

  await ask(url("postgres"), "CREATE DATABASE template_thidua");
  const template = openStore(url("template_thidua"));
  await template.migrate();
  await template.close();

  return {
    url: url("postgres"),
    create: () => createOn(url("postgres")),
    crash: halt,
    async revive() {
      child ??= await start();
    },
    async stop() {
      await halt();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let count = 0;

/** An empty, migrated database on a running server. */
export async function createOn(server: string): Promise<TestDatabase> {
  count += 1;
  const name = `test_${process.pid}_${count}`;
  await ask(server, `CREATE DATABASE ${name} TEMPLATE template_thidua`);
  const url = server.replace(/[^/]*$/, name);
  const store = openStore(url);
  return {
    store,
    url,
    async remove() {
      await store.close();
      await ask(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function ask(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error("the PostgreSQL server did not start");
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("the PostgreSQL server does not answer");
}
