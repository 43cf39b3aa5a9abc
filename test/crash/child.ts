import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The whole product as a process of its own. */
export interface Child {
  /** Where its page and its calls are. */
  readonly url: string;
  readonly running: boolean;
  readonly pid: number;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; answers its exit code and how long it took (ms). */
  stop(): Promise<{ code: number | null; ms: number }>;
  /** What it wrote to standard error and, from warnings on, to its log: for a failed test. */
  said(): string;
}

const program = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../dist/main.js");

/** Whoever started them may be ended in the middle: then nobody else would end them. */
const all = new Set<ChildProcess>();
process.once("exit", () => {
  for (const each of all) each.kill("SIGKILL");
});

/** Starts the compiled program; resolves when it takes messages. `folder` holds no .env of anybody's. */
export async function startChild(folder: string, env: Record<string, string>): Promise<Child> {
  const child: ChildProcess = spawn(process.execPath, ["--enable-source-maps", program], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", TZ: process.env.TZ ?? "", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(child, "exit");
  all.add(child);
  void gone.then(() => all.delete(child));
  const lines: string[] = [];
  let url = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (text: Buffer) => void lines.push(text.toString("utf8")));
    if (child.stdout)
      createInterface(child.stdout).on("line", (line) => {
        const entry = JSON.parse(line) as { level: number; url?: string; msg: string };
        if (entry.level >= 40) lines.push(line);
        if (entry.msg !== "ready" || entry.url === undefined) return;
        url = entry.url;
        resolve();
      });
    child.once("exit", (code) =>
      reject(new Error(`it ended with ${code} before it was ready\n${lines.join("\n")}`)),
    );
  });
  await ready;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    url,
    pid: child.pid ?? 0,
    get running() {
      return isRunning();
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      const began = performance.now();
      child.kill("SIGTERM");
      await gone;
      return { code: child.exitCode, ms: performance.now() - began };
    },
    said: () => lines.join("\n"),
  };
}
