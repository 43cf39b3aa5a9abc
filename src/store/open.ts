import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Client, type Config, createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient as PostgresqlClient } from "./generated/postgresql/client.ts";
import { PrismaClient as SqliteClient } from "./generated/sqlite/client.ts";
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

/** Takes the write lock at BEGIN: a deferred transaction that writes later fails if another process wrote in between. */
class ImmediateLibSql extends PrismaLibSql {
  override createClient(config: Config): Client {
    const client = createClient(config);
    const begin = client.transaction.bind(client);
    client.transaction = () => begin("write");
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

function openSqlite(url: string): Store {
  const file = url.slice("file:".length);
  mkdirSync(path.dirname(file), { recursive: true });
  // Another process (the command line) may hold the write lock for a moment; the driver waits for it this long (ms).
  const config = { url, timeout: 10_000 };
  const db = new SqliteClient({ adapter: new ImmediateLibSql(config), transactionOptions });
  // The driver waits for a lock without giving way to other work of this process, so two writers in it would wait for ever.
  const exclusively = oneAtATime();
  return {
    provider: "sqlite",
    db,
    transaction: (work) => exclusively(() => db.$transaction(work)),
    migrate: () => exclusively(() => migrateSqlite(config)),
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
    transaction: (work) => db.$transaction(work),
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

/** Opens `file:…` (SQLite) or `postgresql://…`; nothing is migrated yet. */
export function openStore(databaseUrl: string): Store {
  return databaseUrl.startsWith("file:") ? openSqlite(databaseUrl) : openPostgresql(databaseUrl);
}
