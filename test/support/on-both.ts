import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createSqlite, type TestDatabase } from "./database.ts";
import { findPostgres, type PostgresServer, startPostgres } from "./postgres.ts";

/** Opens an empty, migrated database; it is taken away after the test. */
export type OpenDatabase = () => Promise<TestDatabase>;

/**
 * The same tests on SQLite and on PostgreSQL. Where no server is installed they are skipped by name, and with CI=true they
 * fail.
 */
export function onBoth(name: string, tests: (open: OpenDatabase) => void): void {
  describe(`${name}, on SQLite`, () => tests(removing(createSqlite)));
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
    tests(removing(async () => (await serverOfFile(bin)).create()));
  });
  afterAll(async () => {
    const running = server;
    server = undefined;
    await (await running)?.stop();
  });
}

/** One server for all the tests of a file. */
let server: Promise<PostgresServer> | undefined;
const serverOfFile = (bin: string) => {
  server ??= startPostgres(bin);
  return server;
};

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
