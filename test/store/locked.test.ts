import { createClient } from "@libsql/client";
import { afterEach, expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { createSqlite, type TestDatabase } from "../support/database.ts";

let database: TestDatabase | undefined;
afterEach(async () => {
  await database?.remove();
  database = undefined;
});

it("a file locked by another process fails what cannot wait, keeps the process running, and harms nothing later", async () => {
  database = await createSqlite();
  const impatient = openStore(database.url, 60);
  const write = (key: string) =>
    impatient.transaction(async (tx) => {
      await tx.setting.create({ data: { key, value: "1" } });
    });
  const other = createClient({ url: database.url });
  try {
    const lock = await other.transaction("write");
    for (let tries = 0; tries < 3; tries += 1)
      await expect(write("during")).rejects.toThrow(/SQLITE_BUSY|timed out/);
    // Readers do not wait for it.
    expect(await impatient.db.setting.count()).toBe(0);
    // Whoever is patient goes on as soon as it is free.
    const patient = database.store.transaction(async (tx) => {
      await tx.setting.create({ data: { key: "patient", value: "1" } });
    });
    await lock.rollback();
    await patient;
    for (const key of ["a", "b", "c"]) await write(key);
    const keys = (await impatient.db.setting.findMany({ orderBy: { key: "asc" } })).map((each) => each.key);
    expect(keys).toEqual(["a", "b", "c", "patient"]);
  } finally {
    other.close();
    await impatient.close();
  }
});
