import type { SimClock } from "../clock.ts";
import { refuseFlood } from "../errors.ts";
import type { FloodMode, FloodNumbers } from "../options.ts";
import type { Random } from "../random.ts";
import type { BotState, ChatState } from "../state/world.ts";

/** A conservative model of the unpublished send limits. Everything runs on the monotonic clock. */
export interface FloodModel {
  mode: FloodMode;
  numbers: FloodNumbers;
  /** Counts `messages` sends or edits to a chat, or throws a 429 and counts nothing. */
  admit(bot: BotState, chat: ChatState, messages?: number): void;
  /** A person wrote here just now. */
  personWrote(chat: ChatState): void;
  /** 429 on every method until the storm is over; all bots when `botId` is undefined. */
  storm(seconds: number, botId: number | undefined, retryAfter: number | undefined): void;
  /** Throws while a storm rages over this bot. */
  weather(botId: number): void;
}

interface Window {
  times: number[];
  /** Saved-up sends, and when they were last topped up. */
  tokens: number;
  toppedUpAt: number;
  coolUntil: number;
  penalty: number;
  /** Fuzzy mode: the limit of the day, and when it is drawn again. */
  limit: number;
  redrawAt: number;
}

export function createFloodModel(
  mode: FloodMode,
  numbers: FloodNumbers,
  clock: SimClock,
  random: Random,
): FloodModel {
  const windows = new Map<string, Window>();
  const wrote = new Map<string, number>();
  let storms: { until: number; botId: number | undefined; retryAfter: number | undefined }[] = [];

  const windowOf = (key: string, burst: number): Window => {
    let found = windows.get(key);
    if (!found) {
      const at = clock.monotonic();
      found = { times: [], tokens: burst, toppedUpAt: at, coolUntil: 0, penalty: 0, limit: 0, redrawAt: 0 };
      windows.set(key, found);
    }
    return found;
  };

  const draw = (w: Window, exact: number, low: number, high: number): number => {
    if (model.mode === "strict") return exact;
    if (w.redrawAt <= clock.monotonic()) {
      w.limit = random.int(low, high);
      w.redrawAt = clock.monotonic() + random.int(3000, 6000);
    }
    return w.limit;
  };

  /** Refuses while the window cools, each time for longer. */
  const cooling = (w: Window) => {
    const now = clock.monotonic();
    if (w.coolUntil <= now) return;
    const more = model.mode === "strict" ? 1000 : random.int(1, 3) * 1000;
    w.coolUntil = Math.min(w.coolUntil + more, now + model.numbers.maxPenaltySeconds * 1000);
    throw refuseFlood((w.coolUntil - now) / 1000);
  };

  const punish = (w: Window): never => {
    const seconds = model.mode === "strict" ? model.numbers.penaltySeconds : random.int(1, 10);
    w.coolUntil = clock.monotonic() + seconds * 1000;
    throw refuseFlood(seconds);
  };

  const recent = (w: Window, span: number): number => {
    const from = clock.monotonic() - span;
    while ((w.times[0] ?? Number.POSITIVE_INFINITY) <= from) w.times.shift();
    return w.times.length;
  };

  const model: FloodModel = {
    mode,
    numbers,
    admit(bot, chat, messages = 1) {
      if (model.mode === "off") return;
      const now = clock.monotonic();
      const n = model.numbers;
      const whole = windowOf(`bot ${bot.id}`, 0);
      const isPrivate = chat.type === "private";
      const one = windowOf(`bot ${bot.id} chat ${chat.key}`, n.privateBurst);
      const freeReply =
        n.freeReplySeconds > 0 && now - (wrote.get(chat.key) ?? -1e12) <= n.freeReplySeconds * 1000;
      cooling(whole);
      cooling(one);
      const perSecond = draw(
        whole,
        n.perSecond,
        Math.round(n.perSecond * 0.8),
        Math.round(n.perSecond * 1.2),
      );
      if (!freeReply && recent(whole, 1000) + messages > perSecond) punish(whole);
      if (isPrivate) {
        const burst = draw(one, n.privateBurst, 1, n.privateBurst * 2);
        one.tokens = Math.min(burst, one.tokens + ((now - one.toppedUpAt) / 1000) * n.privatePerSecond);
        one.toppedUpAt = now;
        // An album may overdraw the bucket, or it could never be sent at all.
        if (one.tokens < Math.min(1, messages)) punish(one);
        one.tokens -= messages;
      } else {
        const perMinute = draw(one, n.groupPerMinute, n.groupPerMinute - 5, n.groupPerMinute + 5);
        if (recent(one, 60_000) + messages > perMinute) punish(one);
        for (let i = 0; i < messages; i++) one.times.push(now);
      }
      if (!freeReply) for (let i = 0; i < messages; i++) whole.times.push(now);
    },
    personWrote: (chat) => void wrote.set(chat.key, clock.monotonic()),
    storm(seconds, botId, retryAfter) {
      storms.push({ until: clock.monotonic() + seconds * 1000, botId, retryAfter });
    },
    weather(botId) {
      const now = clock.monotonic();
      storms = storms.filter((s) => s.until > now);
      const over = storms.find((s) => s.botId === undefined || s.botId === botId);
      if (over) throw refuseFlood(over.retryAfter ?? (over.until - now) / 1000);
    },
  };
  return model;
}
