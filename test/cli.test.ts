import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const tsx = import.meta.resolve("tsx");
const folder = mkdtempSync(path.join(tmpdir(), "thidua-cli-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("takes its settings from .env, as the service does", () => {
  writeFileSync(path.join(folder, ".env"), "TIMEZONE=Nowhere/Land\n");
  const { DATABASE_URL: _, TIMEZONE: __, ...env } = process.env;
  const done = spawnSync(process.execPath, ["--import", tsx, at("../src/cli.ts"), "migrate"], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  expect(done.status).toBe(1);
  expect(done.stderr).toContain("TIMEZONE");
});
