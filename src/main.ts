import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { startApp } from "./app.ts";
import { readConfig } from "./config.ts";

if (existsSync(".env")) loadEnvFile(".env");

try {
  const config = readConfig(process.env);
  const app = await startApp(config);
  if (config.sandbox) process.stderr.write(`\n  Trợ lý Thi đua: ${app.url}\n\n`);
  let stopping = false;
  const stop = () => {
    // A second signal does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    app.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
