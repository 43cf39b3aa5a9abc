// `npm run check`: everything that must hold before a change is kept, cheapest first; stops at the first failure.
// Writes no source file. With TEST_RESULTS=FILE the tests' outcome is written there, too, as JSON.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);

/** The JavaScript file behind a package's command: no shell, no npx, the same on every system. */
const tool = (name, command = name) => {
  const folder = path.join("node_modules", name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[command]);
};

const results = process.env.TEST_RESULTS;
const reporters = results ? ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`] : [];

// Each as a function: before the set-up there may be no package to look into.
const steps = {
  "set-up": () => ["scripts/setup.mjs"],
  format: () => [tool("@biomejs/biome", "biome"), "check"],
  lint: () => [tool("oxlint"), "--type-aware"],
  types: () => [tool("typescript", "tsc"), "-p", "tsconfig.json", "--noEmit"],
  "types of the page": () => [tool("typescript", "tsc"), "-p", "tsconfig.page.json", "--noEmit"],
  walls: () => ["scripts/check-walls.mjs"],
  "dead code": () => [tool("knip"), "--no-progress"],
  texts: () => ["scripts/check-locales.mjs"],
  tests: () => [tool("vitest"), "run", ...reporters],
};

for (const [name, command] of Object.entries(steps)) {
  console.log(`\n— ${name}`);
  const start = performance.now();
  const { status } = spawnSync(process.execPath, command(), { stdio: "inherit" });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`✗ ${name} failed after ${seconds} s`);
    process.exit(1);
  }
  console.log(`✓ ${name}, ${seconds} s`);
}
