import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import Database from "libsql";
import type { Client as PgClient } from "pg";

/** Applies what is missing, in order, under a lock; answers the names applied. Throws when an applied file was edited. */
export interface Migrator {
  run(): Promise<string[]>;
}

interface Migration {
  name: string;
  sql: string;
  /** As Prisma computes it, so that `prisma migrate` agrees with this table. */
  checksum: string;
}

interface Applied {
  migration_name: string;
  checksum: string;
}

/** Prisma's own table. */
const table = (timestamp: string) => `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" ${timestamp},
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" ${timestamp},
  "started_at" ${timestamp} NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

function readMigrations(provider: "sqlite" | "postgresql"): Migration[] {
  const folder = new URL(`../../prisma/migrations/${provider}/`, import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const bytes = readFileSync(new URL(`${name}/migration.sql`, folder));
      return {
        name,
        sql: bytes.toString("utf8"),
        checksum: createHash("sha256").update(bytes).digest("hex"),
      };
    });
}

/** The migrations that are still to be applied; refuses an edited or an unknown one. */
function missing(all: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(all.map((each) => [each.name, each]));
  for (const each of applied) {
    const file = known.get(each.migration_name);
    if (!file)
      throw new Error(`The database is newer than this program: it has migration ${each.migration_name}.`);
    if (file.checksum !== each.checksum)
      throw new Error(`Migration ${file.name} was edited after it had been applied.`);
  }
  const done = new Set(applied.map((each) => each.migration_name));
  return all.filter((each) => !done.has(each.name));
}

/** `patienceMs`: how long another process's lock is waited for. Nothing else of this process runs meanwhile. */
export function migrateSqlite(file: string, patienceMs: number): string[] {
  const database = new Database(file, { timeout: patienceMs });
  try {
    // Readers never wait for the writer.
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(table("DATETIME"));
    // BEGIN IMMEDIATE is the lock: a second process waits, then finds nothing missing.
    database.exec("BEGIN IMMEDIATE");
    try {
      const applied = database
        .prepare('SELECT migration_name, checksum FROM "_prisma_migrations" WHERE rolled_back_at IS NULL')
        .all() as Applied[];
      const todo = missing(readMigrations("sqlite"), applied);
      for (const each of todo) {
        database.exec(each.sql);
        database
          .prepare(
            'INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count) VALUES (?, ?, CURRENT_TIMESTAMP, ?, 1)',
          )
          .run(randomUUID(), each.checksum, each.name);
      }
      database.exec("COMMIT");
      return todo.map((each) => each.name);
    } finally {
      if (database.inTransaction) database.exec("ROLLBACK");
    }
  } finally {
    database.close();
  }
}

/** Prisma's own advisory lock for migrations. */
const advisoryLock = 72707369;

export function postgresqlMigrator(client: PgClient): Migrator {
  return {
    async run() {
      await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
      try {
        await client.query(table("TIMESTAMPTZ"));
        const { rows } = await client.query<Applied>(
          'SELECT migration_name, checksum FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
        );
        const todo = missing(readMigrations("postgresql"), rows);
        for (const each of todo) {
          await client.query("BEGIN");
          try {
            await client.query(each.sql);
            await client.query(
              'INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
              [randomUUID(), each.checksum, each.name],
            );
            await client.query("COMMIT");
          } catch (error) {
            await client.query("ROLLBACK");
            throw error;
          }
        }
        return todo.map((each) => each.name);
      } finally {
        await client.query("SELECT pg_advisory_unlock($1)", [advisoryLock]);
      }
    },
  };
}
