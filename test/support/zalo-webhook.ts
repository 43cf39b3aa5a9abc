import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import type { BotHandle } from "./zalo/index.ts";

/** The settings of a product that these bots tell by webhook; its address has to be known before it listens there. */
export async function zaloWebhook(
  apiRoot: string,
  bots: readonly BotHandle[],
): Promise<Record<string, string>> {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  return {
    PORT: String(port),
    PUBLIC_URL: own,
    ZALO_BOT_TOKEN: bots.map((each) => each.token).join(","),
    ZALO_API_ROOT: apiRoot,
    ZALO_WEBHOOK_URL: `${own}/zalo`,
    ZALO_WEBHOOK_SECRET: "0123456789abcdef0123456789abcdef",
  };
}

/** The channel says where it listens in the background: resolves when all bots know. */
export async function untilConnected(bots: readonly BotHandle[]): Promise<void> {
  for (let tries = 0; bots.some((bot) => bot.state.webhook === null); tries += 1) {
    if (tries > 2_000) throw new Error("no webhook was set");
    await sleep(5);
  }
}
