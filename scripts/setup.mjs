// The set-up that `npm start`, `npm test` and `npm run cli` share: packages, Prisma clients, compiled code.
// Only Node's own modules (nothing else may be there yet); writes to standard error only; under 0.2 s when all is up to date.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const stamps = "node_modules/.thidua";

const say = (line) => process.stderr.write(`${line}\n`);
const fail = (line) => {
  say(line);
  process.exit(1);
};

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 20))
  fail(`Node.js 20.20 or newer is needed; this is ${process.version}.`);

const run = (command, args, env = {}) => {
  const done = spawnSync(command, args, {
    stdio: ["ignore", 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === "win32",
  });
  if (done.status !== 0) fail(`Set-up stopped: "${command} ${args.join(" ")}" failed.`);
};

const files = (folder, keep) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    return entry.isDirectory() ? files(name, keep) : keep(name) ? [name] : [];
  });

/** A fingerprint of names, sizes and times for many files, of the bytes for a few. */
const fingerprint = (names, byContent) => {
  const hash = createHash("sha256").update(process.version);
  for (const name of names.sort()) {
    hash.update(name);
    if (byContent) hash.update(readFileSync(name));
    else {
      const { size, mtimeMs } = statSync(name);
      hash.update(`${size}:${mtimeMs}`);
    }
  }
  return hash.digest("hex");
};

/** Does `work` when what it depends on changed since it last succeeded. */
const step = (name, print, made, work) => {
  const stamp = `${stamps}/${name}`;
  const upToDate =
    made.every((each) => existsSync(each)) && existsSync(stamp) && readFileSync(stamp, "utf8") === print;
  if (upToDate) return;
  say(`Set-up: ${name} …`);
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, print);
};

const hasPackages =
  existsSync("node_modules/.package-lock.json") &&
  (existsSync(`${stamps}/packages`)
    ? readFileSync(`${stamps}/packages`, "utf8") === fingerprint(["package-lock.json"], true)
    : statSync("node_modules/.package-lock.json").mtimeMs >= statSync("package-lock.json").mtimeMs);
if (!hasPackages) {
  say("Set-up: packages …");
  // npm sets these for the outer command; handed on, they would change what the inner one does.
  const env = Object.fromEntries(
    Object.entries(process.env)
      .filter(([key]) => key.startsWith("npm_config_omit"))
      .map(([key]) => [key, ""]),
  );
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], env);
  mkdirSync(stamps, { recursive: true });
  writeFileSync(`${stamps}/packages`, fingerprint(["package-lock.json"], true));
}

const generated = "src/store/generated";
step(
  "database clients",
  fingerprint(["prisma/schema.prisma", "package-lock.json"], true),
  [`${generated}/sqlite/client.ts`, `${generated}/postgresql/client.ts`],
  () => {
    rmSync(generated, { recursive: true, force: true });
    const schema = readFileSync("prisma/schema.prisma", "utf8");
    writeFileSync(
      "prisma/postgresql.prisma",
      schema
        .replace('provider = "sqlite"', 'provider = "postgresql"')
        .replace("generated/sqlite", "generated/postgresql"),
    );
    // Prisma would download a schema engine that `generate` never runs; any executable satisfies it. Only here:
    // with it set, `prisma migrate` and `db push` succeed and do nothing.
    const env = {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    };
    for (const name of ["schema", "postgresql"])
      run(
        process.execPath,
        ["node_modules/prisma/build/index.js", "generate", "--schema", `prisma/${name}.prisma`],
        env,
      );
  },
);

const sources = files("src", () => true).concat(
  "tsconfig.json",
  "tsconfig.build.json",
  "tsconfig.page.json",
  "package-lock.json",
);
step("compile", fingerprint(sources, false), ["dist/main.js", "dist/cli.js"], () => {
  const tsc = "node_modules/typescript/bin/tsc";
  run(process.execPath, [tsc, "-p", "tsconfig.build.json"]);
  run(process.execPath, [tsc, "-p", "tsconfig.page.json"]);
  for (const name of files("src/channels/web/page", (each) => !each.endsWith(".ts"))) {
    const to = name.replace(/^src/, "dist");
    mkdirSync(path.dirname(to), { recursive: true });
    copyFileSync(name, to);
  }
});
