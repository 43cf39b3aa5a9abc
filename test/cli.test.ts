import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, it } from "vitest";

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const tsx = import.meta.resolve("tsx");
const folder = mkdtempSync(path.join(tmpdir(), "thidua-cli-"));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) => {
  const { DATABASE_URL: _, TIMEZONE: __, ...env } = process.env;
  const done = spawnSync(process.execPath, ["--import", tsx, at("../src/cli.ts"), ...args], {
    cwd: folder,
    env: { ...env, DATABASE_URL: `file:${path.join(folder, "cli.db")}` },
    encoding: "utf8",
  });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
};

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

it("shows what a year's official days would change, loads them when told to, and names every fault", () => {
  const file = path.join(folder, "2031.json");
  const day = { date: "2031-06-25", kind: "off", reason: "Lễ", source: "QĐ 1", certainty: "verified" };
  writeFileSync(file, JSON.stringify({ "2031": [day, { ...day, kind: "x", reason: "" }] }));
  expect(cli("calendar", file)).toEqual({
    status: 1,
    stdout: "",
    stderr: `${file}: 2031[1].date: dateTwice; 2031[1].kind: unknownKind; 2031[1].reason: textMissing\n`,
  });
  writeFileSync(file, JSON.stringify({ "2031": [day] }));
  expect(cli("migrate").status).toBe(0);
  const shown = {
    years: [2031],
    off: ["2031-06-25"],
    work: [],
    newlyOff: ["2031-06-25"],
    newlyWorked: [],
    typed: [],
  };
  expect(JSON.parse(cli("calendar", file).stdout)).toEqual({ ...shown, applied: false });
  expect(JSON.parse(cli("calendar", file, "--apply").stdout)).toEqual({ ...shown, applied: true });
  expect(JSON.parse(cli("calendar", file).stdout)).toEqual({ ...shown, newlyOff: [], applied: false });
});
