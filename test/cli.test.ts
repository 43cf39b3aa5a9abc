import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { cliIn, runCli } from "./support/cli.ts";

const folder = mkdtempSync(path.join(tmpdir(), "thidua-cli-"));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = cliIn(folder);

it("takes its settings from .env, as the service does", () => {
  writeFileSync(path.join(folder, ".env"), "TIMEZONE=Nowhere/Land\n");
  const done = runCli(folder, ["migrate"]);
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
