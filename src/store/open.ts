import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, type Config, createClient, LibsqlError } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient as PostgresqlClient } from "./generated/postgresql/client.ts";
import { PrismaClient as SqliteClient } from "./generated/sqlite/client.ts";
import { noteOnPostgresql } from "./json-sql.ts";
import { postgresqlMigrator, sqliteMigrator } from "./migrate.ts";

/** The generated client; both databases have the same models. */
export type Db = SqliteClient;
/** Inside a transaction. */
export type Tx = Omit<Db, "$connect" | "$disconnect" | "$on" | "$use" | "$extends" | "$transaction">;

export interface Store {
  readonly provider: "sqlite" | "postgresql";
  /** For reading outside a transaction. Every write goes through `transaction`. */
  readonly db: Db;
  /** All or nothing. On SQLite one at a time; on PostgreSQL side by side. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Brings the schema to the newest migration. */
  migrate(): Promise<string[]>;
  close(): Promise<void>;
}

/** Another process (the command line) may hold the write lock for a moment; it is waited for this long (ms). */
const patience = 10_000;
/** While the driver waits for a lock nothing else of this process runs: it waits a little, and we in between (ms). */
const driverWait = 100;
const pauseBetween = 25;

/** Takes the write lock at BEGIN: a deferred transaction that writes later fails if another process wrote in between. */
class ImmediateLibSql extends PrismaLibSql {
  readonly #patienceMs: number;
  constructor(config: Config, patienceMs: number) {
    super(config);
    this.#patienceMs = patienceMs;
  }

  override createClient(config: Config): Client {
    const client = createClient(config);
    const begin = client.transaction.bind(client);
    client.transaction = async () => {
      const until = performance.now() + this.#patienceMs;
      for (;;) {
        const transaction = await begin("deferred");
        try {
          // Not begin("write"): where that meets a lock, the driver leaves its statement open until it is garbage, and every
          // later commit on the connection fails with "SQL statements in progress".
          await transaction.executeMultiple("ROLLBACK; BEGIN IMMEDIATE");
          return transaction;
        } catch (error) {
          transaction.close();
          const isLocked = error instanceof LibsqlError && error.code === "SQLITE_BUSY";
          if (!isLocked || performance.now() >= until) throw error;
          await sleep(pauseBetween);
        }
      }
    };
    return client;
  }
}

const transactionOptions = { maxWait: 30_000, timeout: 30_000 };

/** Runs one piece of work after another; a failed one does not stop the next. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

function openSqlite(url: string, patienceMs: number): Store {
  const file = url.slice("file:".length);
  mkdirSync(path.dirname(file), { recursive: true });
  const adapter = new ImmediateLibSql({ url, timeout: driverWait }, patienceMs);
  const db = new SqliteClient({ adapter, transactionOptions });
  // Two writers of this process would only wait for each other's lock.
  const exclusively = oneAtATime();
  return {
    provider: "sqlite",
    db,
    transaction: (work) => exclusively(() => db.$transaction(work)),
    migrate: () => exclusively(() => migrateSqlite({ url, timeout: patience })),
    close: () => db.$disconnect(),
  };
}

async function migrateSqlite(config: Config): Promise<string[]> {
  const client = createClient(config);
  try {
    // Readers never wait for the writer.
    await client.execute("PRAGMA journal_mode = WAL");
    return await sqliteMigrator(client).run();
  } finally {
    client.close();
  }
}

function openPostgresql(url: string): Store {
  // With another session zone the adapter reads instants shifted.
  const adapter = new PrismaPg({ connectionString: url, options: "-c TimeZone=UTC", max: 10 });
  // The two generated clients differ in nothing this code uses; one cast gives the rest of the code a single type.
  const db = new PostgresqlClient({ adapter, transactionOptions }) as unknown as Db;
  return {
    provider: "postgresql",
    db,
    transaction: (work) =>
      db.$transaction((tx) => {
        noteOnPostgresql(tx);
        return work(tx);
      }),
    migrate: async () => {
      const { Client: PgClient } = (await import("pg")).default;
      const client = new PgClient({ connectionString: url, options: "-c TimeZone=UTC" });
      await client.connect();
      try {
        return await postgresqlMigrator(client).run();
      } finally {
        await client.end();
      }
    },
    close: () => db.$disconnect(),
  };
}

/**
 * Opens `file:…` (SQLite) or `postgresql://…`; nothing is migrated yet. `patienceMs`: how long a transaction waits for another
 * process's lock on SQLite's file before it fails.
 */
export function openStore(databaseUrl: string, patienceMs = patience): Store {
  return databaseUrl.startsWith("file:") ? openSqlite(databaseUrl, patienceMs) : openPostgresql(databaseUrl);
}
