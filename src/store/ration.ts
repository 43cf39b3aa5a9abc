import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import type { Month } from "../domain/period.ts";
import {
  nextDigest,
  type QuotaCounts,
  type QuotaRule,
  type QuotaStanding,
  quotaStanding,
  rationOf,
  usersState,
} from "../domain/quota.ts";
import { digestTime } from "../domain/reminders.ts";
import { type BotName, countMessages, messagesOf, monthAt, usersOf } from "./bot-months.ts";
import { joinNotices } from "./join-notices.ts";
import type { Tx } from "./open.ts";
import type { OutboxRow } from "./outbox-rows.ts";

export interface RationOptions extends BotName {
  rule: QuotaRule;
  /** Of the installation: its months are the platform's. */
  zone: string;
  calendar(): Calendar;
  /** UTF-16 units of one message. */
  textLimit: number;
}

interface Known {
  month: Month;
  counts: QuotaCounts;
  users: number;
}

interface Moment {
  /** Real time, in milliseconds. */
  real: number;
  /** The product's clock. */
  product: Date;
}

/** The digest of the same minute is to be there first: it takes the notices along. */
const digestGraceMs = 5 * 60_000;
/** The platform said that the quota is spent: it is tried again after this long. */
const refusedMs = 15 * 60_000;
const instant = (date: Date) => Temporal.Instant.fromEpochMilliseconds(date.getTime());

/**
 * Keeps count of one bot's month and shares out what is left. The counts are read once, and anew whenever something was
 * settled; what comes in meanwhile is known then.
 */
export function createRation({ channel, bot, rule, zone, calendar, textLimit }: RationOptions) {
  const name: BotName = { channel, bot };
  let known: Known | null = null;
  let refusedUntil = Number.NEGATIVE_INFINITY;
  let told = "ok ok";

  /** Only the state is asked for here; the forecast needs the calendar. */
  const stateOf = ({ counts }: Known) => quotaStanding(counts, rule, { elapsed: 0, left: 0 }).state;

  async function read(tx: Tx, product: Date): Promise<Known> {
    const month = monthAt(product, zone);
    if (known?.month !== month) {
      known = { month, counts: await messagesOf(tx, { ...name, month }), users: await usersOf(tx, name) };
    }
    return known;
  }

  /** Since when a notice waits, and for which hour: its reader's digest. */
  async function hasWaited(tx: Tx, row: OutboxRow, product: Date): Promise<boolean> {
    const kept = await tx.outboxMessage.findUniqueOrThrow({
      where: { id: row.id },
      select: { createdAt: true, address: { select: { person: { select: { reminderTime: true } } } } },
    });
    const time = kept.address.person?.reminderTime ?? digestTime;
    const digest = nextDigest(instant(kept.createdAt), time, zone, calendar());
    return product.getTime() >= digest.epochMilliseconds + digestGraceMs;
  }

  return {
    async decide(tx: Tx, row: OutboxRow, { real, product }: Moment) {
      // Of a bot that is none of ours any more: its channel says so, and that costs nothing.
      if (row.bot !== bot) return "send" as const;
      if (real < refusedUntil) return "wait" as const;
      const state = stateOf(await read(tx, product));
      if (state === "ok") return "send" as const;
      const waited = row.kind === "notice" && (await hasWaited(tx, row, product));
      return rationOf(state, { ...row, waited });
    },

    async joined(tx: Tx, row: OutboxRow, { product }: Moment): Promise<OutboxRow> {
      const mayCarry = row.bot === bot && (row.kind === "reminder" || row.kind === "notice");
      if (!mayCarry || stateOf(await read(tx, product)) === "ok") return row;
      return joinNotices(tx, row, { textLimit, product });
    },

    async sent(tx: Tx, messages: number, product: Date): Promise<void> {
      if (messages === 0) return;
      const month = monthAt(product, zone);
      const counts = await countMessages(tx, { ...name, month }, { received: 0, sent: messages });
      known = { month, counts, users: await usersOf(tx, name) };
    },

    noted(outcome: { kind: string; spent?: true }, now: number): void {
      if (outcome.kind === "sent") refusedUntil = Number.NEGATIVE_INFINITY;
      if (outcome.spent) refusedUntil = now + refusedMs;
    },

    forget(): void {
      known = null;
    },

    /** Once after each change for the worse, as far as this process knows; else null. */
    news(): { state: QuotaStanding["state"]; users: ReturnType<typeof usersState> } | null {
      if (known === null) return null;
      const now = { state: stateOf(known), users: usersState(known.users, rule) };
      const key = `${now.state} ${now.users}`;
      if (key === told) return null;
      told = key;
      return now.state === "ok" && now.users === "ok" ? null : now;
    },
  };
}
