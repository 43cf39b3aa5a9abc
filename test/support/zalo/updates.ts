import { setTimeout as sleep } from "node:timers/promises";
import type { BotState, Core, Happening } from "./world.ts";
import { monthOf } from "./world.ts";

/** The update as the quirks shape it. */
export function updateOf({ quirks }: Core, happening: Happening): Record<string, unknown> {
  const { chat, messageId, at, from, content, photoUrl, eventName } = happening;
  const photo =
    photoUrl === undefined
      ? {}
      : {
          ...(quirks.imageField === "photo" ? {} : { photo_url: photoUrl }),
          ...(quirks.imageField === "photo_url" ? {} : { photo: photoUrl }),
        };
  const message = {
    date: quirks.dateUnit === "ms" ? at : Math.floor(at / 1000),
    chat: { chat_type: chat.kind, id: chat.id },
    message_id: messageId,
    from: { id: from.id, is_bot: from.isBot, [quirks.nameField]: from.name },
    ...content,
    ...photo,
  };
  return { ...(quirks.eventName ? { event_name: eventName } : {}), message };
}

/** Hands a happening to whoever listens: the webhook, the held poll, or nobody. */
export function emit(core: Core, bot: BotState, happening: Happening): void {
  if (core.quirks.countInbound && !happening.from.isBot) monthOf(core, bot).in += 1;
  if (bot.webhook !== null) {
    const lane = bot.lanes.get(happening.chat.id);
    if (lane !== undefined) {
      lane.push(happening);
      return;
    }
    const started = [happening];
    bot.lanes.set(happening.chat.id, started);
    void drain(core, bot, happening.chat.id, started);
  } else if (bot.waiter !== null) {
    bot.waiter.give(happening);
  } else if (core.quirks.bufferWhenIdle) {
    bot.buffer.push(happening);
  } else {
    core.journal.dropped += 1;
  }
}

/** What the bot's side has not acknowledged yet. */
export const pendingOf = (bot: BotState): number =>
  bot.buffer.length + bot.handedOut + [...bot.lanes.values()].reduce((sum, lane) => sum + lane.length, 0);

/** One chat's webhook requests, one after the other. What is under way stays in the lane until it is over. */
async function drain(core: Core, bot: BotState, chatId: string, lane: Happening[]): Promise<void> {
  // Whoever acts several times in one turn fills the lane first.
  await sleep(0);
  while (lane.length > 0 && !core.stopped) {
    const newer = core.quirks.reorder ? lane[1] : undefined;
    const current = newer ?? lane[0];
    if (current === undefined) break;
    for (let copy = 0; copy <= core.quirks.duplicates; copy += 1) await deliver(core, bot, current);
    lane.splice(lane.indexOf(current), 1);
  }
  bot.lanes.delete(chatId);
}

async function deliver(core: Core, bot: BotState, happening: Happening): Promise<void> {
  const { quirks, journal, clock } = core;
  for (let tries = 0; !core.stopped && bot.webhook !== null; tries += 1) {
    const update = updateOf(core, happening);
    const body = JSON.stringify(quirks.envelope === "flat" ? update : { ok: true, result: update });
    const status = await post(core, bot, bot.webhook.url, body, bot.webhook.secret);
    if (status >= 200 && status < 300) return;
    if (tries >= quirks.retry) break;
    await new Promise<void>((resolve) => void clock.after(quirks.retryDelay * 2 ** tries, resolve));
  }
  journal.dropped += 1;
}

/** One webhook request; 0 when there was no answer. */
export async function post(
  { journal, clock, quirks }: Core,
  bot: BotState,
  url: string,
  body: string | null,
  secret: string | null,
): Promise<number> {
  const headers: Record<string, string> = {
    "user-agent": "Java/17",
    ...(body === null ? {} : { "content-type": "application/json" }),
    ...(secret === null ? {} : { "x-bot-api-secret-token": secret }),
  };
  const record = { at: clock.now(), botId: bot.id, url, headers, body: body ?? "", status: 0 };
  journal.deliveries.push(record);
  try {
    const signal = AbortSignal.timeout(quirks.webhookDeadline);
    const response = await fetch(url, { method: "POST", headers, body, signal });
    await response.arrayBuffer();
    record.status = response.status;
  } catch {
    // Refused, reset or too late: to the platform it is all the same.
  }
  return record.status;
}
