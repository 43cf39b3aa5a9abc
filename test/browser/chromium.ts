import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env["CHROMIUM_PATH"] || "/usr/bin/chromium";

/** With CI=true a missing browser is a failure of its own, not something to skip. */
export const hasChromium = existsSync(executablePath) || process.env["CI"] === "true";
export const chromiumName = executablePath;

/** A headless browser with a profile of its own that asks nothing of the network behind one's back. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
