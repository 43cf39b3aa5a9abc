import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { isEmptyDatabase } from "../store/emptiness.ts";
import { openStore, type Store } from "../store/open.ts";
import { readSetting, writeSetting } from "../store/settings.ts";

const markKey = "sandbox";

/** The database without what may be secret in its address. */
const nameOf = (databaseUrl: string) =>
  databaseUrl.startsWith("file:")
    ? databaseUrl.slice("file:".length)
    : new URL(databaseUrl).pathname.slice(1);

/** What the database is, before anything is changed in it. */
async function lookAt(databaseUrl: string): Promise<"empty" | "marked" | "foreign"> {
  if (databaseUrl.startsWith("file:") && !existsSync(databaseUrl.slice("file:".length))) return "empty";
  const store = openStore(databaseUrl);
  try {
    if (await isEmptyDatabase(store)) return "empty";
    return (await readSetting(store.db, markKey).catch(() => null)) === null ? "foreign" : "marked";
  } finally {
    await store.close();
  }
}

/**
 * Opens the sandbox's database: only an empty one, or one that bears the sandbox's mark; any other is refused by name.
 * A reset obeys the same mark.
 */
export async function openSandboxStore(
  databaseUrl: string,
  reset: boolean,
  open: (databaseUrl: string) => Store = openStore,
): Promise<Store> {
  const found = await lookAt(databaseUrl);
  if (found === "foreign") {
    throw new Error(
      `The database ${nameOf(databaseUrl)} holds data that is not the sandbox's; it was not touched.`,
    );
  }
  if (reset && found === "marked") await wipe(databaseUrl);
  const store = open(databaseUrl);
  await store.migrate();
  await store.transaction((tx) => writeSetting(tx, markKey, "1"));
  return store;
}

async function wipe(databaseUrl: string): Promise<void> {
  if (databaseUrl.startsWith("file:")) {
    const file = databaseUrl.slice("file:".length);
    for (const each of ["", "-wal", "-shm"]) await rm(file + each, { force: true });
    return;
  }
  const store = openStore(databaseUrl);
  try {
    await store.transaction(async (tx) => {
      await tx.$executeRawUnsafe("DROP SCHEMA public CASCADE");
      await tx.$executeRawUnsafe("CREATE SCHEMA public");
    });
  } finally {
    await store.close();
  }
}
