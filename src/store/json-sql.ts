import type { Temporal } from "temporal-polyfill";
import { Prisma } from "./generated/sqlite/client.ts";

interface JsonSql {
  /** One JSON array of its arguments. */
  row: Prisma.Sql;
  /** One JSON object of names and values in turn. */
  object: Prisma.Sql;
  /** One JSON array of a value of each row; null where there is no row. */
  list: Prisma.Sql;
  /** Of an instant's text (see `jsonDate`) what can be compared with a column. */
  instant(text: Prisma.Sql): Prisma.Sql;
}

const ofSqlite: JsonSql = {
  row: Prisma.raw("json_array"),
  object: Prisma.raw("json_object"),
  list: Prisma.raw("json_group_array"),
  instant: (text) => text,
};
const ofPostgresql: JsonSql = {
  row: Prisma.raw("json_build_array"),
  object: Prisma.raw("json_build_object"),
  list: Prisma.raw("json_agg"),
  instant: (text) => Prisma.sql`CAST(${text} AS TIMESTAMP(3))`,
};

/** Columns with their own names, as an object is made of them. */
export const named = (table: string, columns: readonly string[]): Prisma.Sql =>
  Prisma.raw(columns.map((each) => `'${each}', ${table}."${each}"`).join(", "));

const onPostgresql = new WeakSet<object>();
export const noteOnPostgresql = (tx: object): void => {
  onPostgresql.add(tx);
};

/**
 * Rows that are always read together travel as one value: reading it costs a fraction of what their columns cost. The two
 * databases name the functions differently.
 */
export const jsonSql = (tx: object): JsonSql => (onPostgresql.has(tx) ? ofPostgresql : ofSqlite);

/** The rows of such a value, which the statement cast to text. */
export const jsonRows = <T extends object>(text: string | null): T[] =>
  text === null ? [] : (JSON.parse(text) as T[]);

/** An instant in such a value: PostgreSQL leaves out that it is in UTC. */
export const jsonInstant = (text: string): Date =>
  new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);

/** An instant on the way in, as SQLite's columns hold it. */
export const jsonDate = (at: Temporal.Instant): string =>
  new Date(at.epochMilliseconds).toISOString().replace("Z", "+00:00");

/**
 * Many rows on the way in, as one value: a table whose column "value" is a row, and `"value" ->> 0` the text of its first field.
 * The outer value is an object because both databases have `json_each` for objects.
 */
export const jsonTable = (rows: readonly (readonly (string | number | null)[])[]): Prisma.Sql =>
  Prisma.sql`json_each(${JSON.stringify(Object.assign({}, rows))})`;
