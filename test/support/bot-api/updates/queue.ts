import type { Update } from "grammy/types";
import { type Core, seconds } from "../core.ts";
import type { BotState, QueuedUpdate, UpdateType } from "../state/world.ts";

/** Kinds a bot gets only when it asks for them by name. */
export const NOT_BY_DEFAULT: UpdateType[] = ["chat_member", "message_reaction", "message_reaction_count"];

const DAY = 86_400;
const SILENCE = 7 * DAY * 1000;

/** Seconds an update lives from its arrival; kinds not listed live a day from the date they carry. */
const LIFE: Partial<Record<UpdateType, number>> = {
  callback_query: 150,
  shipping_query: 150,
  pre_checkout_query: 150,
  inline_query: 30,
  chosen_inline_result: 600,
};

/** Puts an update into the bot's queue and wakes whoever waits. `date` is the event's own, in seconds. */
export function pushUpdate(
  core: Core,
  bot: BotState,
  type: UpdateType,
  payload: object,
  lane: string,
  date?: number,
): void {
  const allowed = bot.allowedUpdates ? bot.allowedUpdates.includes(type) : !NOT_BY_DEFAULT.includes(type);
  if (!allowed || bot.revoked) return;
  if (bot.updates.size >= core.settings.maxQueuedUpdates) purgeExpired(core, bot);
  if (bot.updates.size >= core.settings.maxQueuedUpdates) {
    core.journal.counts.overflow += 1;
    return;
  }
  const now = core.clock.now();
  const life = LIFE[type];
  const expiresAt = ((life === undefined ? (date ?? seconds(core)) + DAY : seconds(core) + life) + 1) * 1000;
  if (expiresAt <= now) return;
  if (core.settings.restartIdsAfterSilence && bot.lastUpdateAt > 0 && now - bot.lastUpdateAt >= SILENCE)
    bot.nextUpdateId = core.random.int(100_000_000, 900_000_000);
  bot.lastUpdateAt = now;
  const update: QueuedUpdate = {
    id: bot.nextUpdateId++,
    type,
    json: JSON.stringify(payload),
    createdAt: now,
    expiresAt,
    lane,
  };
  bot.updates.set(update.id, update);
  const record = {
    botId: bot.id,
    updateId: update.id,
    type,
    at: now,
    deliveries: 0,
    fate: "pending" as const,
  };
  core.journal.updates.set(`${bot.id}:${update.id}`, record);
  core.pollers.get(bot.id)?.wake();
  core.pushers.get(bot.id)?.add(update);
}

/** Removes an update for good and writes its fate down. */
export function settleUpdate(
  core: Core,
  bot: BotState,
  update: QueuedUpdate,
  fate: "confirmed" | "expired" | "dropped",
): void {
  if (!bot.updates.delete(update.id)) return;
  if (fate === "expired") core.journal.counts.expired += 1;
  const record = core.journal.update(bot.id, update.id);
  if (record) record.fate = fate;
}

export function purgeExpired(core: Core, bot: BotState): void {
  const now = core.clock.now();
  for (const update of bot.updates.values())
    if (update.expiresAt <= now) settleUpdate(core, bot, update, "expired");
}

export function dropAll(core: Core, bot: BotState): void {
  for (const update of bot.updates.values()) settleUpdate(core, bot, update, "dropped");
}

/** The update as a client gets it; counts the delivery. */
export function deliver(core: Core, bot: BotState, update: QueuedUpdate): Update {
  const record = core.journal.update(bot.id, update.id);
  if (record) record.deliveries += 1;
  return { update_id: update.id, [update.type]: JSON.parse(update.json) as unknown } as Update;
}
