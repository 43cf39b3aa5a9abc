import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** Where filled databases of one run of the tests lie; each is made by the first test that needs it. */
export const templatesVariable = "THIDUA_TEST_TEMPLATES";

export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-templates-"));
  process.env[templatesVariable] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
