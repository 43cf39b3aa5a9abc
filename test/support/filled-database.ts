import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { startApp } from "../../src/app.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { sandboxClockKey } from "../../src/sandbox/clock.ts";
import { openStore } from "../../src/store/open.ts";
import { templatesVariable } from "./templates.ts";

/**
 * Lays a copy of the sandbox as it is after its first start where this configuration looks for it: filling a database anew
 * takes half a second, a copy nothing. On PostgreSQL, and where there is a database, nothing happens.
 */
export async function fillDatabase(config: Config): Promise<void> {
  const templates = process.env[templatesVariable];
  const { sandbox, databaseUrl, timeZone } = config;
  if (!templates || !sandbox || !databaseUrl.startsWith("file:")) return;
  const file = databaseUrl.slice("file:".length);
  if (existsSync(file)) return;
  const template = path.join(templates, `${sandbox.cluster}-${timeZone.replaceAll("/", "-")}.db`);
  if (!existsSync(template)) await makeTemplate(template, sandbox.cluster, timeZone);
  await mkdir(path.dirname(file), { recursive: true });
  await copyFile(template, file);
}

async function makeTemplate(template: string, cluster: string, timeZone: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-template-"));
  const filled = readConfig({
    SANDBOX: "1",
    SANDBOX_CLUSTER: cluster,
    DATA_DIR: folder,
    PORT: "0",
    TIMEZONE: timeZone,
  });
  const app = await startApp(filled, { log: pino({ level: "silent" }), alarm: false });
  // Another worker may make the same meanwhile: whoever is last leaves its own, which is equal.
  const own = `${template}.${randomUUID()}`;
  await app.stop();
  const store = openStore(filled.databaseUrl);
  // Each copy's clock begins when it is opened.
  await store.transaction((tx) => tx.setting.deleteMany({ where: { key: sandboxClockKey } }));
  // With what still lies in the write-ahead log.
  await store.db.$executeRaw`VACUUM INTO ${own}`;
  await store.close();
  await rename(own, template);
  await rm(folder, { recursive: true, force: true });
}
