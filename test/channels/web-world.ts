import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { Temporal } from "temporal-polyfill";
import type { ReadFiles } from "../../src/channels/channel.ts";
import type { PageState } from "../../src/channels/web/routes.ts";
import type { Screen } from "../../src/channels/web/screen.ts";
import type { Clock } from "../../src/shared/clock.ts";
import type { Files } from "../../src/shared/files.ts";
import { openStore } from "../../src/store/open.ts";
import { createWebMessages } from "../../src/store/web-messages.ts";

export const silent = pino({ level: "silent" });

export const noon = Temporal.Instant.from("2019-06-12T05:00:00Z");

/** A clock that stands still until it is told. */
export function standingClock(): Clock & { at: Temporal.Instant } {
  return {
    at: noon,
    now() {
      return this.at;
    },
  };
}

/** A screen on a throw-away database. */
export async function openScreen(
  clock: Clock,
): Promise<{ screen: Screen; chats: () => string; close(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), "thidua-web-"));
  const store = openStore(`file:${path.join(folder, "web.db")}`);
  await store.migrate();
  return {
    screen: createWebMessages(store, clock) satisfies Screen,
    /** A chat that nobody used yet. */
    chats: () => `person-${randomUUID()}`,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Files in memory, on top of some that are there already. */
export function memoryFiles(beneath?: ReadFiles): Files {
  const held = new Map<string, Uint8Array>();
  const read = async (sha256: string) => {
    const own = held.get(sha256);
    if (own !== undefined) return own;
    if (beneath !== undefined) return beneath.read(sha256);
    throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  };
  return {
    async put(bytes) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      held.set(sha256, bytes);
      return sha256;
    },
    read,
    has: (sha256) =>
      read(sha256).then(
        () => true,
        () => false,
      ),
  };
}

export const pageState: PageState = {
  cluster: { code: "CUM-1", name: "Cụm thi đua số 1", shortName: "Cụm 1", kind: "cum", year: 2019 },
  timeZone: "Asia/Ho_Chi_Minh",
  headUnit: "Sở Nội vụ Hà Nội",
  sampleLabel: "Số liệu mẫu",
  groups: [{ code: "CUM-1", title: "Nhóm Cụm 1" }],
};

export const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
