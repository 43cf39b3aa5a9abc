import type { Channel } from "../channels/channel.ts";
import { splitReply } from "../channels/render.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";
import { claimRows, dueRows, hasDueRows, type LaneScope } from "../store/due-rows.ts";
import type { Offer } from "../store/enqueue.ts";
import { isStoreTrouble } from "../store/inbox.ts";
import { newOwner, releaseLease, takeLease } from "../store/lease.ts";
import type { Store, Tx } from "../store/open.ts";
import type { OutboxRow } from "../store/outbox-rows.ts";
import { settleRow } from "../store/settle-rows.ts";
import { type Failures, noteOutcome } from "./failures.ts";
import type { Pace } from "./pace.ts";
import { type Guard, type NameList, prepareRow, RowFault } from "./prepare-row.ts";
import type { Ration } from "./ration.ts";
import { createAlarm, type RealTime } from "./real-time.ts";
import { recoverRows } from "./recover-rows.ts";
import { type Moment, putOff } from "./settle.ts";
import { type MarkRepeat, trySend } from "./try-send.ts";
import { createUnsettled, type Ended } from "./unsettled.ts";
import { writeDown } from "./write-down.ts";

export interface LaneOptions {
  store: Store;
  channel: Channel;
  /** Which rows of the channel are its own, under which name; left out: all, under the channel's name. */
  lane?: { name: string; bots: LaneScope["bots"] };
  /** Of a channel with a monthly quota. */
  ration?: Ration | null;
  clock: Clock;
  time: RealTime;
  log: Log;
  pace: Pace;
  guard: Guard;
  markRepeat: MarkRepeat;
  /** For channels without buttons; without it their lists have no codes. */
  nameList?: NameList;
  /** Told after the commit which rows' attempts are over: reports about them may have changed. */
  settled?: (rows: readonly OutboxRow[]) => void;
  /** Told after the commit that rows went over to other addresses, which may be of other lanes. */
  moved?: () => void;
}

/** The one sender of a channel, or of one of its bots. */
export interface Lane {
  start(): void;
  /** There may be something to send. */
  kick(): void;
  /** For a transaction that is about to write an answer: sent at once, it needs no claim of its own. Null while others wait. */
  offer(chatId: string): OpenOffer | null;
  /** Resolves when nothing is left that could be sent now. */
  idle(): Promise<void>;
  /** Claims no more, waits up to `drainMs` for what is on its way; what is still open then is uncertain. */
  stop(drainMs: number): Promise<void>;
}

/** An offer while the transaction it is for is open; one of its two ends is told. */
export interface OpenOffer extends Offer {
  isTaken(): boolean;
  committed(): void;
  /** Not committed, as far as is known. */
  failed(): void;
}

/** On their way at once; that many can be uncertain after a crash. Some are kept for replies. */
const slots = 16;
const slotsForBulk = 12;
/** Rows with a smaller priority are replies: they go ahead of everything. */
const urgentBelow = 1;
const laneLeaseMs = 15_000;
const renewMs = 5_000;
/** Longer than any send may take. */
const rowLeaseMs = 60_000;
const pollMs = 1_000;
const recoverMs = 10_000;
const guardFaultMs = 60_000;
/** What may be repeated is written down soon, so that a crash repeats little; the others wait for company (ms). */
const settleDelayMs = 10;
const settleDelayOnceMs = 250;
const settleTogether = 24;
const troubleFirstMs = 250;
const troubleMostMs = 5_000;

/** What went out, or may have: the careful side of a quota. */
const messagesOf = (ended: readonly Ended[]): number =>
  ended.reduce(
    (sum, { outcome }) =>
      sum + (outcome.kind === "sent" ? (outcome.messages ?? 1) : outcome.kind === "unknown" ? 1 : 0),
    0,
  );

export function createLane(options: LaneOptions): Lane {
  const { store, channel, clock, time, log, pace, guard, markRepeat, settled, ration = null } = options;
  const { nameList } = options;
  const owner = newOwner();
  const scope: LaneScope = { channel: channel.name, bots: options.lane?.bots };
  const leaseName = `lane:${options.lane?.name ?? channel.name}`;
  const alarm = createAlarm(time);
  const onTheWay = new Map<number, OutboxRow>();
  const unsettled = createUnsettled();
  /** A turn is claiming; offers are open. Never both: an address gets one at a time. */
  let claiming = false;
  let offersOpen = 0;
  /** Of these, how many may still take a place in the pace. */
  let placesOffered = 0;
  /** At the last look something was on its way: what waits behind it at its address was not seen. */
  let mayWaitBehind = true;
  let waitingForIdle: (() => void)[] = [];
  let running: Promise<void> = Promise.resolve();
  let stopAt: number | null = null;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let recoveredAt = Number.NEGATIVE_INFINITY;
  /** Rows went over to other addresses, and nobody was told yet. */
  let hasMoved = false;
  const failures: Failures = { inARow: 0, holdUntil: Number.NEGATIVE_INFINITY };
  /** There may be rows to send that were not seen: asked for more often than looked. */
  let asked = 1;
  let looked = 0;
  /** When the first chat that has something to get may be written to again. */
  let nextRelease = Number.POSITIVE_INFINITY;

  const moment = (): Moment => ({ real: time.now(), product: new Date(clock.now().epochMilliseconds) });

  /** One transaction at most: writes down what has ended, claims what may go out now. Answers how long to wait then. */
  async function turn(): Promise<number> {
    const start = time.now();
    const asking = asked;
    const stopping = stopAt !== null;
    const renew = !stopping && (start >= heldUntil || start - renewedAt >= renewMs);
    const urgentOnly = pace.room(start, false) === 0 || onTheWay.size >= slotsForBulk;
    // Whoever has the offer wakes us when done.
    if (offersOpen > 0 && !renew) return pollMs;
    const settling = mustSettle(start) ? unsettled.take() : [];
    const room =
      stopping || offersOpen > 0 || (looked >= asking && settling.length === 0)
        ? 0
        : Math.min(slots - onTheWay.size, pace.room(start, true));
    if (!renew && settling.length === 0 && (room <= 0 || start >= heldUntil)) return waitAfterTurn();

    const work = async (tx: Tx) => {
      const now = moment();
      const holds = renew ? await takeLease(tx, store.provider, leaseOf(now.real)) : now.real < heldUntil;
      await writeDown(tx, settling, { owner, now, moved: noteMove });
      const recovered = holds && now.real - recoveredAt >= recoverMs;
      const lost = recovered ? await recoverRows(tx, store.provider, { scope, owner, isCarried, now }) : 0;
      const claimed = holds && room > 0 ? await claim(tx, now, { urgentOnly, room }) : null;
      // Last: whoever holds this row of the database waits for nobody else's.
      await ration?.sent(tx, messagesOf(settling) + lost, now.product);
      return { holds, claimed, recovered, at: now.real };
    };
    claiming = room > 0;
    const done = await store
      .transaction(work)
      .catch((error: unknown) => {
        unsettled.giveBack(settling);
        throw error;
      })
      .finally(() => {
        claiming = false;
      });
    haveSettled(settling);
    if (renew) {
      heldUntil = done.holds ? done.at + laneLeaseMs : Number.NEGATIVE_INFINITY;
      renewedAt = done.at;
    }
    if (done.recovered) recoveredAt = done.at;
    // What comes next at those addresses is still to be looked for.
    if (settling.length > 0 && (urgentOnly || !done.claimed)) asked += 1;
    if (done.claimed) {
      for (const row of done.claimed.toSend) void send(row);
      // What ended while we looked was in the way of what waits behind it.
      mayWaitBehind = onTheWay.size > 0 || unsettled.waiting() > 0;
      unsettled.hasten(time.now() + settleDelayMs);
      if (done.claimed.more) return 0;
      if (!urgentOnly) {
        looked = asking;
        nextRelease = done.claimed.nextRelease;
      }
    }
    return waitAfterTurn();
  }

  /** Outcomes wait a moment for company: with the next claim they cost no commit of their own. */
  const mustSettle = (now: number) =>
    unsettled.waiting() >= settleTogether ||
    looked < asked ||
    stopAt !== null ||
    waitingForIdle.length > 0 ||
    now >= unsettled.dueAt();

  const leaseOf = (now: number) => ({ name: leaseName, owner, now, ttlMs: laneLeaseMs });

  const isCarried = (id: number) => onTheWay.has(id) || unsettled.has(id);

  function haveSettled(taken: readonly Ended[]): void {
    unsettled.settled(taken);
    tellMoved();
    if (taken.length > 0) settled?.(taken.map((each) => each.row));
  }

  /** Nothing else waits that could go out now, and this channel's rows need no look at others before they do. */
  const isFree = (now: number) =>
    stopAt === null &&
    now < heldUntil &&
    looked >= asked &&
    !claiming &&
    ration === null &&
    channel.capabilities.buttons &&
    onTheWay.size + placesOffered < slots &&
    pace.room(now, true) > placesOffered;

  function offer(chatId: string): OpenOffer | null {
    const now = time.now();
    if (!isFree(now)) return null;
    const held = pace.heldChats(now);
    let taken: OutboxRow | null = null;
    offersOpen += 1;
    placesOffered += 1;
    const close = () => {
      offersOpen -= 1;
      if (!taken) placesOffered -= 1;
      alarm.wake();
    };
    return {
      chatId,
      owner,
      until: new Date(now + rowLeaseMs),
      ended: () => unsettled.sent(),
      asOne(addressId, reply) {
        if (taken || held.has(addressId)) return null;
        const [whole, ...more] = splitReply(reply, channel.capabilities);
        return more.length === 0 ? whole : null;
      },
      take(row) {
        taken = row;
        placesOffered -= 1;
        reserve(row);
      },
      isTaken: () => taken !== null,
      committed() {
        if (taken) void put(taken);
        close();
      },
      failed() {
        if (taken) onTheWay.delete(taken.id);
        close();
      },
    };
  }

  function waitAfterTurn(): number {
    const now = time.now();
    if (unsettled.waiting() > 0 && mustSettle(now)) return 0;
    if (stopAt !== null) return onTheWay.size === 0 ? 0 : Math.max(0, stopAt - now);
    if (now >= heldUntil) return pollMs;
    const waits = [pollMs, nextRelease - now, unsettled.dueAt() - now];
    if (looked < asked && onTheWay.size < slots) {
      const forReplies = pace.waitForLane(now, true);
      if (forReplies > 0) waits.push(forReplies);
      else if (onTheWay.size < slotsForBulk) waits.push(pace.waitForLane(now, false));
    }
    return Math.max(1, Math.min(...waits));
  }

  /** Rows that go out now, in the order in which they do. */
  async function claim(tx: Tx, now: Moment, { urgentOnly, room }: { urgentOnly: boolean; room: number }) {
    const at = new Date(now.real);
    const held = pace.heldChats(now.real);
    const found = await dueRows(tx, store.provider, {
      ...scope,
      now: at,
      ...(urgentOnly && { aheadOf: urgentBelow }),
      except: [...held.keys()],
      limit: room,
    });
    const toSend: OutboxRow[] = [];
    let more = found.length === room;
    let roomForBulk = Math.min(slotsForBulk - onTheWay.size, pace.room(now.real, false));
    const chosen = new Set<number>();
    for (const row of found) {
      const urgent = row.priority < urgentBelow;
      // One that was uncertain too often holds nothing back, so two may be due at one address: they go one after the other.
      if (chosen.has(row.addressId)) {
        more = true;
        continue;
      }
      if (!urgent && roomForBulk <= 0) {
        more = true;
        break;
      }
      const ready = await prepareRow(tx, row, now, { channel, moved: noteMove, guard, ration, nameList });
      // What comes after it at its address is first in line now.
      if (!ready) more = true;
      else {
        toSend.push(ready);
        chosen.add(row.addressId);
      }
      roomForBulk -= 1;
    }
    await claimRows(
      tx,
      toSend.map((row) => row.id),
      owner,
      new Date(now.real + rowLeaseMs),
    );
    const waiting = !more && held.size > 0 && (await hasDueRows(tx, scope, at, [...held.keys()]));
    return {
      toSend: toSend.map((row) => ({ ...row, attempts: row.attempts + 1 })),
      more,
      nextRelease: waiting ? now.real + Math.min(...held.values()) : Number.POSITIVE_INFINITY,
    };
  }

  /** Its place in the pace is taken. */
  function reserve(row: OutboxRow): void {
    onTheWay.set(row.id, row);
    pace.sent(time.now(), { id: row.addressId, group: channel.isGroup(row.chatId) });
  }

  function send(row: OutboxRow): Promise<void> {
    reserve(row);
    return put(row);
  }

  async function put(row: OutboxRow): Promise<void> {
    const outcome = await trySend(row, { channel, time, log, markRepeat });
    noteOutcome(pace, failures, outcome, time.now());
    ration?.noted(outcome, time.now());
    if (!onTheWay.delete(row.id)) return;
    const delay = row.policy === "atMostOnce" && !mayWaitBehind ? settleDelayOnceMs : settleDelayMs;
    unsettled.add({ row, outcome }, time.now() + delay);
    alarm.wake();
  }

  const noteMove = () => {
    hasMoved = true;
  };

  function tellMoved(): void {
    if (hasMoved) options.moved?.();
    hasMoved = false;
  }

  /** A row whose last check fails must not stop the others. */
  async function postpone(row: OutboxRow): Promise<void> {
    await store.transaction((tx) =>
      settleRow(tx, row.id, null, putOff(row, guardFaultMs, moment(), "its last check failed")),
    );
  }

  async function answerIdle(): Promise<void> {
    const busy = () => onTheWay.size > 0 || !unsettled.isEmpty();
    // Those who ask while we look are answered next time: what they put in may have come too late for this look.
    const asking = waitingForIdle;
    if (asking.length === 0 || busy()) return;
    const left = time.now() < heldUntil && (await hasDueRows(store.db, scope, new Date(time.now())));
    if (left || busy()) return;
    waitingForIdle = waitingForIdle.filter((each) => !asking.includes(each));
    for (const resolve of asking) resolve();
  }

  async function run(): Promise<void> {
    let troubles = 0;
    while (stopAt === null || onTheWay.size > 0 || unsettled.waiting() > 0) {
      if (stopAt !== null && time.now() >= stopAt) break;
      let wait: number;
      try {
        wait = await turn();
        await answerIdle();
        troubles = 0;
      } catch (error) {
        const fault = error instanceof RowFault ? error : null;
        // What was counted in a transaction that failed was not.
        ration?.forget();
        log.error(
          { error: fault?.cause ?? error, channel: channel.name, outbox: fault?.row.id },
          "sending is held up",
        );
        if (fault && !isStoreTrouble(fault.cause)) await postpone(fault.row).catch(() => undefined);
        wait = Math.min(troubleMostMs, troubleFirstMs * 2 ** troubles);
        troubles = Math.min(troubles + 1, 10);
      }
      const before = time.now();
      await alarm.sleep(wait);
      if (time.now() - before >= wait) asked += 1;
      if (time.now() >= nextRelease) nextRelease = Number.POSITIVE_INFINITY;
    }
    await handOver();
  }

  /** What is still open is uncertain; the next sender need not wait for the lease to run out. */
  async function handOver(): Promise<void> {
    for (const row of onTheWay.values()) {
      unsettled.add(
        { row, outcome: { kind: "unknown", reason: "stopped while it was being sent" } },
        time.now(),
      );
    }
    onTheWay.clear();
    const last = unsettled.take();
    await store
      .transaction(async (tx) => {
        const now = moment();
        await writeDown(tx, last, { owner, now, moved: noteMove });
        await ration?.sent(tx, messagesOf(last), now.product);
        await releaseLease(tx, leaseName, owner);
      })
      .catch((error: unknown) =>
        log.error({ error, channel: channel.name }, "the last sends could not be written down"),
      );
    unsettled.settled(last);
    tellMoved();
    for (const resolve of waitingForIdle) resolve();
  }

  function kick(): void {
    asked += 1;
    alarm.wake();
  }

  return {
    start() {
      running = run();
    },
    kick,
    offer,
    idle() {
      const idle = new Promise<void>((resolve) => (waitingForIdle = [...waitingForIdle, resolve]));
      kick();
      return idle;
    },
    async stop(drainMs) {
      stopAt = time.now() + drainMs;
      alarm.wake();
      await running;
    },
  };
}
