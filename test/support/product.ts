import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { type App, type Overrides, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { fillDatabase } from "./filled-database.ts";

/** The whole product in this process, with the sandbox's cluster and clock, on a folder of its own. */
export interface Product {
  /** Another one after each restart. */
  readonly app: App;
  /** What a script asks the sandbox; throws when that is refused. */
  call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T>;
  /** A fresh code for a unit (whole name) or, with null, for the cluster. */
  invite(unit: string | null, role: string): Promise<string>;
  /** "2019-06-13T08:00" in Hà Nội; answers the jobs that ran. */
  moveTo(local: string): Promise<{ job: string; dueAt: string }[]>;
  /** Stops it and starts it again on the same data. */
  restart(): Promise<void>;
  /** The folder goes too. */
  stop(): Promise<void>;
}

/** `env` beside what makes it a sandbox; without a log of one's own it says what TEST_LOG asks for, else nothing. */
export async function startProduct(env: Record<string, string>, overrides: Overrides = {}): Promise<Product> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-product-"));
  const config = readConfig({ SANDBOX: "1", DATA_DIR: folder, PORT: "0", ...env });
  const log = pino({ level: process.env["TEST_LOG"] ?? "silent" });
  await fillDatabase(config);
  const start = () => startApp(config, { log, alarm: false, ...overrides });
  let app = await start();

  const call: Product["call"] = async <T>(method: "GET" | "POST", path: string, body?: unknown) => {
    const response = await fetch(app.url + path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(`${response.status} ${answer.error ?? ""}`);
    return answer;
  };

  return {
    get app() {
      return app;
    },
    call,
    async invite(unit, role) {
      const all = await call<{ unit: string | null; role: string; code: string }[]>(
        "GET",
        "/sandbox/invites",
      );
      const found = all.find((each) => each.unit === unit && each.role === role);
      if (!found) throw new Error(`no invite for ${unit} ${role}`);
      return found.code;
    },
    async moveTo(local) {
      const { ran } = await call<{ ran: { job: string; dueAt: string }[] }>("POST", "/sandbox/clock", {
        now: `${local}+07:00`,
      });
      return ran;
    },
    async restart() {
      await app.stop();
      app = await start();
    },
    async stop() {
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
