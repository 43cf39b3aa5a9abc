import { Temporal } from "temporal-polyfill";
import { sandboxClockKey } from "../../src/sandbox/clock.ts";
import type { Talk } from "./talk.ts";

/** The program stands still until then ("2020-01-06T09:00" in Hà Nội), and starts again: nothing is caught up before the next tick. */
export async function standStillUntil(talk: Talk, local: string): Promise<void> {
  const shown = Temporal.PlainDateTime.from(local).toZonedDateTime("Asia/Ho_Chi_Minh").toInstant();
  const value = JSON.stringify({ shown: String(shown), real: String(Temporal.Now.instant()) });
  await talk.store.db.setting.update({ where: { key: sandboxClockKey }, data: { value } });
  await talk.restart();
}
