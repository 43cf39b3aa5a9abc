import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Client, createClient } from "@libsql/client";
import { openStore, type Store, type Tx } from "../../src/store/open.ts";
import { type Life, never } from "./life.ts";

/** A database file that outlives processes. */
export interface Disk {
  /** The store as one process sees it: with its faults, and dead when it is. */
  storeOf(life: Life): Store;
  /** Something is being read or written. */
  busy(): boolean;
  /** As after the last process is gone: the file is opened anew. */
  reopen(): Promise<void>;
  /** Committed rows, read from beside. */
  rows<T>(sql: string): Promise<T[]>;
  /** Changes from beside: somebody takes a safeguard out, or a person's role ends. */
  execute(sql: string): Promise<void>;
  remove(): Promise<void>;
}

const memory = "/dev/shm";

export async function createDisk(template: string): Promise<Disk> {
  // Hundreds of databases, none of which is to last: in memory where there is such a place.
  const folder = await mkdtemp(path.join(existsSync(memory) ? memory : tmpdir(), "thidua-simulation-"));
  const file = path.join(folder, "simulation.db");
  await copyFile(template, file);
  const url = `file:${file}`;
  let store = openStore(url);
  const beside: Client = createClient({ url });
  let underWay = 0;

  async function counted<T>(work: () => Promise<T>): Promise<T> {
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
    }
  }

  return {
    busy: () => underWay > 0,
    storeOf: (life) => ({
      provider: "sqlite",
      db: faulty(() => store.db, life, counted),
      transaction: (work) => transactionOf(life, (whole) => counted(() => store.transaction(whole)), work),
      migrate: async () => [],
      close: async () => undefined,
    }),
    async reopen() {
      await store.close();
      store = openStore(url);
    },
    rows: async <T>(sql: string) => (await beside.execute(sql)).rows as T[],
    execute: (sql) => store.transaction(async (tx) => void (await tx.$executeRawUnsafe(sql))),
    async remove() {
      beside.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const trouble = () => Object.assign(new Error("SQLITE_BUSY: database is locked"), { code: "SQLITE_BUSY" });

/** What comes in the way of a process's next statement, if anything. */
function obstacle(life: Life): Promise<never> | null {
  if (!life.alive) return never();
  const [next] = life.statements;
  if (!next) return null;
  next.left -= 1;
  if (next.left > 0 || next.fate === "answerLost") return null;
  life.statements.shift();
  if (next.fate === "busy") return Promise.reject(trouble());
  life.kill();
  return never();
}

/** One transaction of a process; when the process dies in it, nothing of it stays and nobody hears of it. */
async function transactionOf<T>(
  life: Life,
  run: (work: (tx: Tx) => Promise<T>) => Promise<T>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (!life.alive) return never();
  try {
    const result = await run((tx) =>
      Promise.race([
        work(faulty(() => tx, life)).then(async (done) => {
          // The commit is a statement too.
          await obstacle(life);
          return done;
        }),
        life.death,
      ]),
    );
    const [next] = life.statements;
    if (next?.fate === "answerLost" && next.left <= 0) {
      life.statements.shift();
      throw trouble();
    }
    // After the commit, before the process knows.
    await obstacle(life);
    return result;
  } catch (error) {
    if (life.alive) throw error;
    return never();
  }
}

type Counted = <T>(work: () => Promise<T>) => Promise<T>;

/** The client with every call counted as a statement of the process. */
function faulty<T extends object>(client: () => T, life: Life, counted: Counted = (work) => work()): T {
  return new Proxy({} as T, {
    get(_, name) {
      const owner = client() as Record<string | symbol, unknown>;
      const value = owner[name];
      if (typeof value === "function") {
        return (...args: unknown[]) =>
          obstacle(life) ?? counted(async () => (await value.apply(owner, args)) as unknown);
      }
      if (typeof value !== "object" || value === null) return value;
      return faulty(() => client()[name as keyof T] as object, life, counted);
    },
  });
}
