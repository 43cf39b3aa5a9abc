// Fails when a module of src imports what its folder may not (.dependency-cruiser.cjs), one line per breach:
//   node scripts/check-walls.mjs [FOLDER WITH src AND tsconfig.json]
// With a TypeScript it doesn't know, dependency-cruiser finds no module and is content; so every source file must have been seen.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const root = path.resolve(import.meta.dirname, "..");
process.chdir(process.argv[2] ?? root);
const rules = createRequire(import.meta.url)(path.join(root, ".dependency-cruiser.cjs"));

const sources = readdirSync("src", { recursive: true })
  .map((name) => path.posix.join("src", name.replaceAll(path.sep, "/")))
  .filter((name) => name.endsWith(".ts") && !name.startsWith("src/store/generated/"));
if (sources.length === 0) {
  console.error("not cruised: there is no source file");
  process.exit(1);
}

const { output } = await cruise(
  ["src"],
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
  {},
  { tsConfig: extractTSConfig(path.resolve(rules.options.tsConfig.fileName)) },
);

const faults = output.summary.violations.map(({ rule, from, to, cycle }) =>
  cycle
    ? `${rule.name}: ${[from, ...cycle.map((each) => each.name)].join(" → ")}`
    : `${rule.name}: ${from} → ${to}`,
);
const cruised = new Set(output.modules.map((each) => each.source));
for (const name of sources) if (!cruised.has(name)) faults.push(`not cruised: ${name}`);

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`${sources.length} files keep to their walls.`);
