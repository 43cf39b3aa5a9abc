import { mkdirSync } from "node:fs";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { withDirectSql } from "./direct-sql.ts";
import { PrismaClient as PostgresqlClient } from "./generated/postgresql/client.ts";
import { PrismaClient as SqliteClient } from "./generated/sqlite/client.ts";
import { noteOnPostgresql } from "./json-sql.ts";
import { migrateSqlite, postgresqlMigrator } from "./migrate.ts";
import { sqliteDriver } from "./sqlite-driver.ts";

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

const clientOptions = {
  transactionOptions: { maxWait: 30_000, timeout: 30_000 },
  /** The others look for the calling line at each statement, and quote what was to be stored in their errors. */
  errorFormat: "minimal",
} as const;

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
  const driver = sqliteDriver({ path: file, patienceMs });
  const db = new SqliteClient({ adapter: driver.adapter, ...clientOptions });
  // Two writers of this process would only wait for each other's lock.
  const exclusively = oneAtATime();
  return {
    provider: "sqlite",
    db,
    transaction: (work) =>
      exclusively(() => db.$transaction((tx) => work(withDirectSql(tx, driver.transaction())))),
    migrate: () => exclusively(async () => migrateSqlite(file, patience)),
    close: () => db.$disconnect(),
  };
}

function openPostgresql(url: string): Store {
  // With another session zone the adapter reads instants shifted.
  const adapter = new PrismaPg({ connectionString: url, options: "-c TimeZone=UTC", max: 10 });
  // The two generated clients differ in nothing this code uses; one cast gives the rest of the code a single type.
  const db = new PostgresqlClient({ adapter, ...clientOptions }) as unknown as Db;
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
