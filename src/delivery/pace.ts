/** How fast a lane may send. All rates are messages per second, all times milliseconds of a monotonic clock. */
export interface PaceSettings {
  /** To begin with; it falls by 30 % at a 429 and rises by 1 each clean minute. */
  rate: number;
  /** Never more than this: above about 26/s jitter breaks Telegram's 30 in any second, and throughput collapses. */
  cap: number;
  /** Between two messages to one chat. */
  chatGapMs: number;
  /** To one group in any minute, edits included (Telegram allows 20). */
  groupPerMinute: number;
}

export const defaultPace: PaceSettings = { rate: 20, cap: 25, chatGapMs: 1000, groupPerMinute: 18 };

/** The chat a message goes to, as far as pace is concerned. */
export interface PacedChat {
  id: number;
  group: boolean;
}

/** One lane's pace. It keeps count; it neither waits nor looks at a clock. */
export interface Pace {
  /** Milliseconds until the lane may send; replies may run a little ahead of the even spacing, up to the cap. */
  waitForLane(now: number, urgent: boolean): number;
  /** How many may go out right now; 0 while the lane has to wait. */
  room(now: number, urgent: boolean): number;
  /** Chats that may not be written to now, with the milliseconds until they may. */
  heldChats(now: number): Map<number, number>;
  /** One message goes out. */
  sent(now: number, chat: PacedChat): void;
  /** A 429: the whole lane waits, and goes on without a burst. */
  refused(now: number, retryAfterMs: number): void;
  /** The platform cannot be reached or fails: the lane waits; its rate stays. */
  hold(now: number, ms: number): void;
  readonly rate: number;
}

const minute = 60_000;
const lowestRate = 1;

interface ChatRecord {
  group: boolean;
  /** When it was written to, newest last; of a private chat only the newest. */
  sent: number[];
}

export function createPace(settings: PaceSettings): Pace {
  const { cap, chatGapMs, groupPerMinute } = settings;
  let rate = Math.min(settings.rate, cap);
  /** When the lane's next even slot is. */
  let slot = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let cleanSince = Number.NaN;
  const chats = new Map<number, ChatRecord>();

  const gap = () => 1000 / rate;
  /** How far replies may run ahead of the even spacing: a quarter of a second's worth, within the cap. */
  const ahead = () => (Math.min(cap, rate * 1.25) - rate) * gap();

  const chatWait = (now: number, record: ChatRecord) => {
    const newest = record.sent.at(-1) ?? Number.NEGATIVE_INFINITY;
    const wait = newest + chatGapMs - now;
    if (!record.group || record.sent.length < groupPerMinute) return Math.max(0, wait);
    const oldestThatCounts = record.sent[record.sent.length - groupPerMinute] ?? Number.NEGATIVE_INFINITY;
    return Math.max(0, wait, oldestThatCounts + minute - now);
  };

  const forget = (now: number) => {
    for (const [id, record] of chats) {
      const newest = record.sent.at(-1) ?? 0;
      if (newest + (record.group ? minute : chatGapMs) <= now) chats.delete(id);
    }
  };

  return {
    waitForLane(now, urgent) {
      const open = urgent ? slot - ahead() : slot;
      return Math.max(0, pausedUntil - now, open - now);
    },

    room(now, urgent) {
      if (this.waitForLane(now, urgent) > 0) return 0;
      return urgent ? 1 + Math.floor((now + ahead() - Math.max(slot, now - gap() / 2)) / gap()) : 1;
    },

    heldChats(now) {
      forget(now);
      const held = new Map<number, number>();
      for (const [id, record] of chats) {
        const wait = chatWait(now, record);
        if (wait > 0) held.set(id, wait);
      }
      return held;
    },

    sent(now, chat) {
      // Half a slot of lateness is made up for; more would become a burst after a rest.
      slot = Math.max(slot, now - gap() / 2) + gap();
      if (Number.isNaN(cleanSince)) cleanSince = now;
      // One step at a time: a minute in which nothing was sent proves nothing.
      else if (now - cleanSince >= minute) {
        rate = Math.min(cap, rate + 1);
        cleanSince = now;
      }
      const record = chats.get(chat.id) ?? { group: chat.group, sent: [] };
      record.sent = chat.group ? [...record.sent.filter((at) => at > now - minute), now] : [now];
      chats.set(chat.id, record);
    },

    refused(now, retryAfterMs) {
      // Once a pause, however many messages on their way meet it.
      if (now >= pausedUntil) rate = Math.max(lowestRate, rate * 0.7);
      pausedUntil = Math.max(pausedUntil, now + retryAfterMs);
      // Replies begin right then, evenly; they have no advance left to spend.
      slot = Math.max(slot, pausedUntil + ahead());
      cleanSince = pausedUntil;
    },

    hold(now, ms) {
      pausedUntil = Math.max(pausedUntil, now + ms);
      slot = Math.max(slot, pausedUntil + ahead());
    },

    get rate() {
      return rate;
    },
  };
}

/** For a channel that takes whatever comes; only its own refusals make it wait. */
export function createUnpaced(): Pace {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const hold = (now: number, ms: number) => {
    pausedUntil = Math.max(pausedUntil, now + ms);
  };
  return {
    waitForLane: (now) => Math.max(0, pausedUntil - now),
    room: (now) => (pausedUntil > now ? 0 : Number.POSITIVE_INFINITY),
    heldChats: () => new Map(),
    sent: () => undefined,
    refused: hold,
    hold,
    rate: Number.POSITIVE_INFINITY,
  };
}
