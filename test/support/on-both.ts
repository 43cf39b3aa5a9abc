import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createSqlite, type TestDatabase } from "./database.ts";
import { createOn, findPostgres } from "./postgres.ts";
import { serverFile, templatesVariable } from "./templates.ts";

/** Opens an empty, migrated database; it is taken away after the test. */
export type OpenDatabase = () => Promise<TestDatabase>;

/**
 * The same tests on SQLite and on PostgreSQL. Where no server is installed they are skipped by name, and with CI=true they
 * fail.
 */
export function onBoth(name: string, tests: (open: OpenDatabase) => void): void {
  describe(`${name}, on SQLite`, () => tests(removing(() => createSqlite())));
  onPostgres(name, tests);
}

/** For what only several processes can do. */
export function onPostgres(name: string, tests: (open: OpenDatabase) => void): void {
  const bin = findPostgres();
  if (!bin) {
    if (process.env["CI"] === "true") {
      it(`${name}, on PostgreSQL`, () => expect(bin, "no PostgreSQL server is installed").not.toBeNull());
    } else it.skip(`${name}, on PostgreSQL: no server is installed`, () => undefined);
    return;
  }
  describe(`${name}, on PostgreSQL`, () => {
    tests(removing(createPostgresql));
  });
}

let server: Promise<string> | undefined;

/** The address of the one server of all tests, once it answers. */
async function findServer(): Promise<string> {
  const file = path.join(process.env[templatesVariable] ?? "", serverFile);
  for (let tries = 0; tries < 600; tries += 1) {
    const url = await readFile(file, "utf8").catch(() => null);
    if (url !== null) return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the PostgreSQL server of the tests did not start");
}

async function createPostgresql(): Promise<TestDatabase> {
  server ??= findServer();
  return createOn(await server);
}

/** Takes every database away after the test that opened it. */
function removing(create: OpenDatabase): OpenDatabase {
  let open: TestDatabase[] = [];
  afterEach(async () => {
    const all = open;
    open = [];
    for (const each of all) await each.remove();
  });
  return async () => {
    const database = await create();
    open.push(database);
    return database;
  };
}
