import { rmSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openStore, type Store } from "../../src/store/open.ts";

/** A database of its own for one test. */
export interface TestDatabase {
  store: Store;
  url: string;
  /** Closes it and takes away what lay on the disk. */
  remove(): Promise<void>;
}

let template: Promise<string> | undefined;

/** A migrated file that each test copies: migrating takes longer than all that most tests do. */
async function makeTemplate(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-template-"));
  const file = path.join(folder, "template.db");
  const store = openStore(`file:${file}`);
  await store.migrate();
  // Everything into the one file, so that copying it is enough.
  await store.db.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`;
  await store.close();
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return file;
}

/** The same database for every test that asks: filled once, then copied. */
export function createFilled(fill: (store: Store) => Promise<void>): () => Promise<TestDatabase> {
  let filled: Promise<string> | undefined;
  const make = async () => {
    const { store, remove } = await createSqlite();
    await fill(store);
    const folder = await mkdtemp(path.join(tmpdir(), "thidua-filled-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, "filled.db");
    await store.db.$executeRaw`VACUUM INTO ${file}`;
    await remove();
    return file;
  };
  return async () => {
    filled ??= make();
    return createSqlite(await filled);
  };
}

/** An empty, migrated SQLite database in a temporary folder, or a copy of that file. */
export async function createSqlite(from?: string): Promise<TestDatabase> {
  template ??= makeTemplate();
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-test-"));
  const file = path.join(folder, "test.db");
  await copyFile(from ?? (await template), file);
  const url = `file:${file}`;
  const store = openStore(url);
  return {
    store,
    url,
    async remove() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
