import { setTimeout as sleep } from "node:timers/promises";
import {
  type ColumnType,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from "@prisma/driver-adapter-utils";
import Database from "libsql";

/**
 * Prisma's driver for a SQLite file. Prisma's own prepares each statement anew and reads its columns' names twice, which costs
 * more than running it; here statements are prepared once (docs/adr/0008-own-sqlite-driver.md).
 */
export interface SqliteFile {
  path: string;
  /** How long a transaction waits for another process's lock before it fails (ms). */
  patienceMs: number;
}

/** While the driver waits for a lock nothing else of this process runs: it waits a little, and we in between (ms). */
const driverWait = 100;
const pauseBetween = 25;

interface Prepared {
  statement: Database.Statement;
  /** Null for a statement without rows. */
  columns: { names: string[]; types: (ColumnType | null)[] } | null;
}

/** Prisma writes the lengths of lists into its statements, so there are more of them than are worth keeping. */
const mostKept = 300;

/** The declared types that the schema's migrations use. */
const typeOf: Record<string, ColumnType> = {
  INTEGER: ColumnTypeEnum.Int32,
  TEXT: ColumnTypeEnum.Text,
  DATETIME: ColumnTypeEnum.DateTime,
  BOOLEAN: ColumnTypeEnum.Boolean,
};

/** Of what is no column of a table, or of one of another type, by its first value. */
function typeOfValue(value: unknown): ColumnType {
  if (typeof value === "string") return ColumnTypeEnum.Text;
  if (typeof value === "number") return ColumnTypeEnum.UnknownNumber;
  return value instanceof Uint8Array ? ColumnTypeEnum.Bytes : ColumnTypeEnum.Int32;
}

/** Instants are kept as Prisma's own driver keeps them, so that the files stay the same. */
function bound(value: unknown, type: SqlQuery["argTypes"][number] | undefined): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString().replace("Z", "+00:00");
  if (typeof value !== "string") return value;
  switch (type?.scalarType) {
    case "datetime":
      return new Date(value).toISOString().replace("Z", "+00:00");
    case "bigint":
      return BigInt(value);
    case "decimal":
      return Number.parseFloat(value);
    case "bytes":
      return Buffer.from(value, "base64");
    default:
      return value;
  }
}

/** What Prisma should know of a refusal; the codes are SQLite's (sqlite.org/rescode.html). */
function refusal(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { message, rawCode = 1 } = error;
  const original = { originalCode: String(rawCode), originalMessage: `${error.code}: ${message}` };
  const columns = message.split("constraint failed: ").at(1)?.split(", ") ?? [];
  const fields = columns.map((each) => each.slice(each.lastIndexOf(".") + 1));
  const constraint = { fields };
  switch (rawCode) {
    case 1555: // SQLITE_CONSTRAINT_PRIMARYKEY
    case 2067: // SQLITE_CONSTRAINT_UNIQUE
      return new DriverAdapterError({ ...original, kind: "UniqueConstraintViolation", constraint });
    case 1299: // SQLITE_CONSTRAINT_NOTNULL
      return new DriverAdapterError({ ...original, kind: "NullConstraintViolation", constraint });
    case 787: // SQLITE_CONSTRAINT_FOREIGNKEY
    case 1811: // SQLITE_CONSTRAINT_TRIGGER
      return new DriverAdapterError({
        ...original,
        kind: "ForeignKeyConstraintViolation",
        constraint: { foreignKey: {} },
      });
    default:
      return new DriverAdapterError(
        isLocked(error)
          ? { ...original, kind: "SocketTimeout" }
          : { ...original, kind: "sqlite", extendedCode: rawCode, message: `${error.code}: ${message}` },
      );
  }
}

const isLocked = (error: unknown) =>
  error instanceof Database.SqliteError && ((error.rawCode ?? 0) & 0xff) === 5; // SQLITE_BUSY

/** One connection; every statement has run to its end when a method returns. */
function connect(path: string) {
  const database = new Database(path, { timeout: driverWait });
  // A commit is some twenty pages: the log goes into the file each 600 commits (48 MB) instead of each 50, and a morning's digests
  // of many clusters, with whom they are for, stay in memory until they are written (32 MB at most instead of 2).
  database.exec("PRAGMA wal_autocheckpoint = 12000; PRAGMA cache_size = -32000");
  const kept = new Map<string, Prepared>();

  function prepared(sql: string): Prepared {
    const known = kept.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    const columns = statement.reader ? statement.raw(true).columns() : null;
    const found: Prepared = {
      statement,
      columns: columns && {
        names: columns.map((each) => each.name),
        types: columns.map((each) => typeOf[each.type?.toUpperCase() ?? ""] ?? null),
      },
    };
    const [oldest] = kept.size >= mostKept ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(sql, found);
    return found;
  }

  const argsOf = ({ args, argTypes }: SqlQuery) => args.map((each, index) => bound(each, argTypes[index]));

  return {
    rows(query: SqlQuery): SqlResultSet {
      const { statement, columns } = prepared(query.sql);
      if (columns === null) {
        statement.run(argsOf(query));
        return { columnNames: [], columnTypes: [], rows: [] };
      }
      const rows = statement.all(argsOf(query)) as unknown[][];
      const columnTypes = columns.types.map(
        (type, index) => type ?? typeOfValue(rows.find((row) => row[index] !== null)?.[index]),
      );
      return { columnNames: columns.names, columnTypes, rows };
    },
    run(query: SqlQuery): number {
      const { statement, columns } = prepared(query.sql);
      if (columns === null) return statement.run(argsOf(query)).changes;
      statement.all(argsOf(query));
      return 0;
    },
    /** Several statements, or one that is not worth keeping. */
    exec(sql: string): void {
      database.exec(sql);
    },
    /** Takes the write lock at BEGIN: a deferred transaction that writes later fails if another process wrote in between. */
    async begin(patienceMs: number): Promise<void> {
      const until = performance.now() + patienceMs;
      for (;;) {
        try {
          database.exec("BEGIN IMMEDIATE");
          return;
        } catch (error) {
          if (!isLocked(error) || performance.now() >= until) throw error;
          await sleep(pauseBetween);
        }
      }
    },
    rollback(): void {
      // A full disk has rolled it back already, and a closed database must not be asked.
      if (database.open && database.inTransaction) database.exec("ROLLBACK");
    },
    close(): void {
      kept.clear();
      database.close();
    },
  };
}

const named = { provider: "sqlite", adapterName: "thidua-sqlite" } as const;

/** Does it, and tells Prisma of a refusal in its words. */
async function forPrisma<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusal(error);
  }
}

/** The statements of one transaction, which fail when it is over. */
export interface OpenTransaction {
  rows(query: SqlQuery): SqlResultSet;
  /** Answers how many rows were changed. */
  run(query: SqlQuery): number;
}

export interface SqliteDriver {
  /** For Prisma's client. */
  adapter: SqlDriverAdapterFactory;
  /** The transaction that is open now: there is one at a time. */
  transaction(): OpenTransaction;
}

export function sqliteDriver({ path, patienceMs }: SqliteFile): SqliteDriver {
  /** With its end, for which whatever else is asked waits: there is one connection. */
  let open: { transaction: OpenTransaction; ended: Promise<void> } | null = null;
  const free = async () => {
    while (open) await open.ended;
  };

  async function connectNow(): Promise<SqlDriverAdapter> {
    const connection = connect(path);

    async function startTransaction(): Promise<Transaction> {
      await free();
      let isOver = false;
      let resolve = () => {};
      const ended = new Promise<void>((done) => {
        resolve = done;
      });
      const end = () => {
        isOver = true;
        open = null;
        resolve();
      };
      /** A statement that comes late must not become part of somebody else's transaction. */
      const within = <T>(work: () => T): T => {
        if (isOver) throw new Error("the transaction is over");
        return work();
      };
      const transaction: OpenTransaction = {
        rows: (query) => within(() => connection.rows(query)),
        run: (query) => within(() => connection.run(query)),
      };
      open = { transaction, ended };
      try {
        await forPrisma(() => connection.begin(patienceMs));
      } catch (error) {
        end();
        throw error;
      }
      return {
        ...named,
        options: { usePhantomQuery: true },
        queryRaw: (query) => forPrisma(() => transaction.rows(query)),
        executeRaw: (query) => forPrisma(() => transaction.run(query)),
        commit: () =>
          forPrisma(() => {
            try {
              connection.exec("COMMIT");
            } finally {
              // What could not be committed is not left open.
              connection.rollback();
              end();
            }
          }),
        rollback: () =>
          forPrisma(() => {
            try {
              connection.rollback();
            } finally {
              end();
            }
          }),
      };
    }

    /** Outside a transaction. */
    const alone = <T>(work: () => T) => forPrisma(() => free().then(work));
    return {
      ...named,
      startTransaction,
      queryRaw: (query) => alone(() => connection.rows(query)),
      executeRaw: (query) => alone(() => connection.run(query)),
      executeScript: (script) => alone(() => connection.exec(script)),
      dispose: async () => connection.close(),
    };
  }

  return {
    adapter: { ...named, connect: connectNow },
    transaction() {
      if (!open) throw new Error("no transaction is open");
      return open.transaction;
    },
  };
}
