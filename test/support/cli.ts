import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const tsx = import.meta.resolve("tsx");

/** Runs a command in this folder; settings of one's own shell are left out, `env` comes instead. */
export function runCli(folder: string, args: readonly string[], env: Record<string, string> = {}) {
  const { DATABASE_URL: _, TIMEZONE: __, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", tsx, cli, ...args], {
    cwd: folder,
    env: { ...inherited, ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** The command line with a database in this folder. */
export const cliIn =
  (folder: string) =>
  (...args: string[]) =>
    runCli(folder, args, { DATABASE_URL: `file:${path.join(folder, "cli.db")}` });
