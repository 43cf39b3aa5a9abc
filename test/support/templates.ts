import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPostgres, startPostgres } from "./postgres.ts";

/** Where what all tests of one run share lies: filled databases, each made by the first test that needs it, and the server's address. */
export const templatesVariable = "THIDUA_TEST_TEMPLATES";
export const serverFile = "postgresql.url";

/** Before the first test of a run; answers what is done after the last. */
export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-templates-"));
  process.env[templatesVariable] = folder;
  const bin = findPostgres();
  // Nobody waits for it who does not need it.
  const server = bin ? startPostgres(bin) : null;
  const announced = server?.then(async ({ url }) => {
    await writeFile(path.join(folder, `${serverFile}.new`), url);
    await rename(path.join(folder, `${serverFile}.new`), path.join(folder, serverFile));
  });
  // Who waits for the address says that it never came.
  announced?.catch(() => undefined);
  return async () => {
    await announced?.catch(() => undefined);
    await (await server?.catch(() => null))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
