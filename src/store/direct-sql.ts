import { ColumnTypeEnum, type SqlResultSet } from "@prisma/driver-adapter-utils";
import { Prisma } from "./generated/sqlite/client.ts";
import type { OpenTransaction } from "./sqlite-driver.ts";

/** A template with its values, or a statement made with `Prisma.sql`. */
type Written = TemplateStringsArray | Prisma.Sql;

function queryOf(written: Written, values: readonly unknown[]) {
  const { sql, values: args } = "raw" in written ? Prisma.sql(written, ...values) : written;
  return { sql, args, argTypes: [] };
}

/** As Prisma's client answers it. */
function objects({ columnNames, columnTypes, rows }: SqlResultSet): Record<string, unknown>[] {
  return rows.map((row) => {
    const found: Record<string, unknown> = {};
    for (const [index, name] of columnNames.entries()) {
      const value = row[index];
      const type = columnTypes[index];
      if (value === null) found[name] = null;
      else if (type === ColumnTypeEnum.DateTime) found[name] = new Date(value as string | number);
      else found[name] = type === ColumnTypeEnum.Boolean ? value === 1 : value;
    }
    return found;
  });
}

/**
 * A transaction whose hand-written statements go to Prisma's driver without the way through Prisma's client, which costs more
 * than they do (docs/adr/0008-own-sqlite-driver.md). Everything else is Prisma's own.
 */
export function withDirectSql<Tx extends object>(tx: Tx, open: OpenTransaction): Tx {
  const direct = {
    $queryRaw: async (written: Written, ...values: unknown[]) => objects(open.rows(queryOf(written, values))),
    $executeRaw: async (written: Written, ...values: unknown[]) => open.run(queryOf(written, values)),
  };
  return new Proxy(tx, {
    get: (whole, key): unknown =>
      key === "$queryRaw" || key === "$executeRaw" ? direct[key] : Reflect.get(whole, key),
  });
}
