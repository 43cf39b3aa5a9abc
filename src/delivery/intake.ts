import type { Channel } from "../channels/channel.ts";
import type { Clock } from "../shared/clock.ts";
import type { Files } from "../shared/files.ts";
import type { Log } from "../shared/log.ts";
import type { ChannelName, Inbound } from "../shared/messages.ts";
import { enqueuedIn, type Offer } from "../store/enqueue.ts";
import {
  acceptInbound,
  chatKey,
  type InboxRow,
  insertHandled,
  isStoreTrouble,
  lockChat,
  markDead,
  markDone,
  markFailed,
  nextOfChat,
  unfinishedChats,
} from "../store/inbox.ts";
import type { Store, Tx } from "../store/open.ts";
import { fetchAttachment, needsFile } from "./fetch-attachment.ts";
import type { OpenOffer } from "./lane.ts";
import { type RealTime, realTime } from "./real-time.ts";

export interface IntakeOptions {
  store: Store;
  clock: Clock;
  log: Log;
  channels: ReadonlyMap<ChannelName, Channel>;
  files: Files;
  /** The whole effect of one message, in the transaction that also marks it as handled. */
  handle(tx: Tx, inbound: Inbound, inboxId: number, offer: Offer | null): Promise<void>;
  /** Tells the person that their message could not be handled: the last thing that happens with it. */
  onDead(tx: Tx, inbound: Inbound, inboxId: number): Promise<void>;
  /** Tells the person that their file cannot be kept for now (the disk is full); it is tried again until it can. */
  onHeldUp(tx: Tx, inbound: Inbound, inboxId: number): Promise<void>;
  /** Something was committed. `toSend`: something waits in the outbox. */
  committed(toSend: boolean): void;
  /** Asked before a message is handled: may its answer go out as soon as it is committed? (see the lane) */
  offer?(channel: ChannelName, chatId: string): OpenOffer | null;
  /** The last step of the transaction that keeps a message, once for each: it is counted there. */
  kept?(tx: Tx, inbound: Inbound): Promise<void>;
  time?: RealTime;
}

export interface Intake {
  /** Takes up what was left unfinished. */
  start(): Promise<void>;
  /** Keeps a message durably; it is handled with that, or soon after. Rejects when it could not be kept. */
  receive(inbound: Inbound): Promise<void>;
  /** Resolves when nothing is left to do now; what waits for another try does not count. */
  idle(): Promise<void>;
  /** Finishes what is being handled, begins nothing new. */
  stop(): Promise<void>;
}

const triesBeforeDead = 3;
const retryAfterMs = 1_000;
const troubleFirstMs = 250;
const troubleMostMs = 10_000;
const pollMs = 2_000;
/** Transactions at a time: fewer than the connections to PostgreSQL, so that others get one. */
const concurrency = 6;

/** The work on one chat. */
interface Run {
  /** Messages known to wait: only they are looked for, so that an empty look is saved. */
  expected: Set<number>;
  /** There may be others. */
  look: boolean;
  done: Promise<void>;
}

/** Handles what comes in: one message after the other within a chat, chats side by side, each with all its effects or none. */
export function createIntake(options: IntakeOptions): Intake {
  const {
    store,
    clock,
    log,
    channels,
    files,
    handle,
    onDead,
    onHeldUp,
    committed,
    offer: askOffer,
    kept: count,
    time = realTime,
  } = options;
  const active = new Map<string, Run>();
  const troubles = new Map<string, number>();
  const timers = new Set<() => void>();
  const inTurn = atMost(concurrency);
  const stopping = new AbortController();
  const stopped = stopping.signal;
  let seenBefore = new Set<number>();

  const today = () => new Date(clock.now().epochMilliseconds);

  const later = (ms: number, run: () => void) => {
    const cancel = time.after(ms, () => {
      timers.delete(cancel);
      run();
    });
    timers.add(cancel);
  };

  /** Works on a chat: until the given message is handled, or until nothing is left when none is given. */
  function kick(chat: string, id?: number): void {
    if (stopped.aborted) return;
    const running = active.get(chat);
    const run = running ?? { expected: new Set(), look: false, done: Promise.resolve() };
    if (id === undefined) run.look = true;
    else run.expected.add(id);
    if (running) return;
    active.set(chat, run);
    run.done = work(chat, run);
  }

  /** Does all that a message causes in one transaction of its chat; what it says at once goes out when that is committed. */
  async function inOne<T>(
    chat: string,
    work: (tx: Tx, handleOne: (inbound: Inbound, id: number) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    // Set within the transaction, which the compiler does not follow.
    const done: { offer: OpenOffer | null; toSend: boolean | null } = { offer: null, toSend: null };
    try {
      const result = await inTurn(() =>
        store.transaction(async (tx) => {
          await lockChat(tx, store.provider, chat);
          return work(tx, async (inbound, id) => {
            done.offer = askOffer?.(inbound.channel, inbound.chat.id) ?? null;
            await handle(tx, inbound, id, done.offer);
            done.toSend = enqueuedIn(tx) > (done.offer?.isTaken() ? 1 : 0);
          });
        }),
      );
      done.offer?.committed();
      if (done.toSend !== null) committed(done.toSend);
      return result;
    } catch (error) {
      done.offer?.failed();
      throw error;
    }
  }

  /**
   * Keeps a message and handles it in the same transaction: half the commits on the way to the reply. When it is not its
   * turn it is only kept; when the handler fails it is kept all the same, and the try counts.
   */
  async function handleAtOnce(inbound: Inbound, run: Run): Promise<void> {
    const chat = chatKey(inbound);
    let id: number | null = null;
    try {
      const isHandled = await inOne(chat, async (tx, handleOne) => {
        const kept = await insertHandled(tx, inbound, today());
        id = kept?.id ?? null;
        if (!kept) return false;
        if (!kept.waits) await handleOne(inbound, kept.id);
        await count?.(tx, inbound);
        return !kept.waits;
      });
      if (!isHandled) run.look = true;
    } catch (error) {
      const kept = await acceptInbound(store, inbound, today(), count);
      if (id === null || kept === null || isStoreTrouble(error)) run.look = true;
      else
        await recordFailure({ id: kept, chat, inbound, attempts: 0, notBefore: null }, error).catch(() =>
          kick(chat),
        );
    }
  }

  async function work(chat: string, run: Run): Promise<void> {
    while ((run.look || run.expected.size > 0) && !stopped.aborted) {
      const { expected } = run;
      const looking = run.look;
      run.look = false;
      run.expected = new Set();
      try {
        const handled = await step(chat);
        troubles.delete(chat);
        if (handled === null) continue;
        run.look ||= looking;
        for (const id of expected) if (id !== handled) run.expected.add(id);
      } catch (error) {
        // The store or the disk: nothing is lost, nothing is counted against the message.
        const times = troubles.get(chat) ?? 0;
        troubles.set(chat, times + 1);
        log.error({ error, chat }, "the inbox cannot be worked on");
        later(Math.min(troubleMostMs, troubleFirstMs * 2 ** times), () => kick(chat));
      }
    }
    active.delete(chat);
  }

  /** Handles the chat's next message and answers its id; null when there is none that is due. */
  async function step(chat: string): Promise<number | null> {
    let prepared: InboxRow | undefined;
    for (;;) {
      let current: InboxRow | undefined;
      let found: "nothing" | "handled" | "fetch" | { notBefore: Date };
      try {
        found = await inOne(chat, async (tx, handleOne) => {
          const next = await nextOfChat(tx, chat);
          if (!next) return "nothing";
          if (next.notBefore && next.notBefore.getTime() > time.now()) return { notBefore: next.notBefore };
          current = prepared?.id === next.id ? prepared : next;
          if (needsFile(current.inbound)) return "fetch";
          await handleOne(current.inbound, current.id);
          await markDone(tx, current.id, today());
          return "handled";
        });
      } catch (error) {
        if (!current || isStoreTrouble(error)) throw error;
        return recordFailure(current, error);
      }
      if (found === "nothing") return null;
      if (found === "handled") return current?.id ?? null;
      if (found !== "fetch") {
        later(found.notBefore.getTime() - time.now(), () => kick(chat));
        return null;
      }
      if (!current) return null;
      const channel = channels.get(current.inbound.channel);
      const fetching = fetchAttachment(current.inbound, { channel, files, log, time, stopped });
      const inbound = await fetching.catch(async (error: unknown) => {
        if (current) await sayHeldUp(current).catch(() => undefined);
        throw error;
      });
      if (!inbound) return null;
      prepared = { ...current, inbound };
    }
  }

  async function sayHeldUp(row: InboxRow): Promise<void> {
    if (row.inbound.chat.kind !== "private") return;
    await store.transaction((tx) => onHeldUp(tx, row.inbound, row.id));
    committed(true);
  }

  /** The row's id when the chat can go on with its next message, null when it has to wait. */
  async function recordFailure(row: InboxRow, error: unknown): Promise<number | null> {
    log.error({ error, inbox: row.id, tries: row.attempts + 1 }, "a message could not be handled");
    if (row.attempts + 1 < triesBeforeDead) {
      const delay = retryAfterMs * 4 ** row.attempts;
      await store.transaction((tx) => markFailed(tx, row.id, error, new Date(time.now() + delay)));
      later(delay, () => kick(row.chat));
      return null;
    }
    const bury = (tell: boolean) =>
      store.transaction(async (tx) => {
        await lockChat(tx, store.provider, row.chat);
        if ((await nextOfChat(tx, row.chat))?.id !== row.id) return;
        await markDead(tx, row.id, error, today());
        if (tell) await onDead(tx, row.inbound, row.id);
      });
    await bury(true).catch(async (fault: unknown) => {
      if (isStoreTrouble(fault)) throw fault;
      log.error({ error: fault, inbox: row.id }, "nobody could be told about a dead message");
      await bury(false);
    });
    committed(true);
    return row.id;
  }

  /** Another process may have died, or been slow: what lay there a whole round is taken up. */
  async function poll(): Promise<void> {
    try {
      const chats = await unfinishedChats(store.db);
      for (const { chat, oldest } of chats) if (seenBefore.has(oldest)) kick(chat);
      seenBefore = new Set(chats.map((each) => each.oldest));
    } catch (error) {
      log.warn({ error }, "the inbox could not be looked through");
    }
    if (!stopped.aborted) later(pollMs, () => void poll());
  }

  return {
    async start() {
      for (const { chat } of await unfinishedChats(store.db)) kick(chat);
      if (store.provider === "postgresql") later(pollMs, () => void poll());
    },

    async receive(inbound) {
      const chat = chatKey(inbound);
      if (stopped.aborted || active.has(chat) || needsFile(inbound)) {
        kick(chat, (await acceptInbound(store, inbound, today(), count)) ?? undefined);
        return;
      }
      const run: Run = { expected: new Set(), look: false, done: Promise.resolve() };
      active.set(chat, run);
      const kept = handleAtOnce(inbound, run);
      run.done = kept.then(
        () => work(chat, run),
        () => work(chat, run),
      );
      await kept;
    },

    async idle() {
      while (active.size > 0) await Promise.all([...active.values()].map((each) => each.done));
    },

    async stop() {
      stopping.abort();
      for (const cancel of timers) cancel();
      await Promise.all([...active.values()].map((each) => each.done));
    },
  };
}

/** Lets at most `most` pieces of work run at a time; the others wait in order. */
function atMost(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
