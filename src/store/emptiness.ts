import type { Store } from "./open.ts";

/** No table of anybody's in it: nothing can be overwritten. */
export async function isEmptyDatabase(store: Store): Promise<boolean> {
  const rows =
    store.provider === "sqlite"
      ? await store.db.$queryRaw<
          unknown[]
        >`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' LIMIT 1`
      : await store.db.$queryRaw<unknown[]>`
          SELECT 1 FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') LIMIT 1`;
  return rows.length === 0;
}
