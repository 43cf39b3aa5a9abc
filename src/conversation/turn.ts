import type { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import type { Files } from "../shared/files.ts";
import type { ChannelName, Inbound, Reply } from "../shared/messages.ts";
import type { Locales, Say } from "../shared/say.ts";
import type { Address, Person, Target, Unit } from "../store/generated/sqlite/client.ts";
import type { Tx } from "../store/open.ts";
import type { QuotaBot } from "../store/quota-report.ts";
import type { Notice, Recipient } from "../store/recipients.ts";
import type { Seat } from "../store/seat.ts";

/** What every conversation step may use besides the database. */
export interface Services {
  locales: Locales;
  files: Files;
  /** Working days, with what an administrator added. */
  calendar(): Calendar;
  /** Called when this step changed days; they count from its commit on. */
  calendarChanged(): void;
  timeZone: string;
  /** False where choices are written as a numbered list. */
  hasButtons(channel: ChannelName): boolean;
  /** Whether this installation talks on that channel; left out: on all. */
  isConnected?(channel: ChannelName): boolean;
  /** False where only photos reach us; left out where every channel takes documents. */
  takesDocuments?(channel: ChannelName): boolean;
  /** Address of the page where documents are handed in, by its key; null where nobody could reach it. */
  uploadPage?: ((key: string) => string) | null;
  /** Where people reach the bot with a code, for invite links; null where the channel has no such link. */
  inviteLink(channel: string, code: string): string | null;
  /** The bots whose platform grants them only so many messages and people. */
  quotaBots(): readonly QuotaBot[];
}

/** An open question; `kind` names who understands `state`. */
export interface Dialogue {
  kind: string;
  state: unknown;
  /** Grows with each question; buttons carry it, so that an old one is known as old. */
  version: number;
}

/** One step of one person's talk: one inbound, one transaction. */
export interface Turn {
  readonly tx: Tx;
  readonly services: Services;
  readonly inbound: Inbound;
  readonly address: Address;
  readonly now: Temporal.Instant;
  readonly zone: string;
  /** The calendar day in the cluster's zone. */
  readonly today: Temporal.PlainDate;
  readonly say: Say;
  /** Null until somebody has joined. */
  readonly person: Person | null;
  /** The role they act in; null when they hold none. Read from the database in this transaction. */
  readonly seat: Seat | null;
  /** The cluster's units of the year, read once in this step; none without a role. */
  units(): Promise<Unit[]>;
  /** The targets of the unit this person acts for, as they stood when this step first asked; none for others. */
  ownTargets(): Promise<Target[]>;
  /** The open question when this step began. */
  readonly dialogue: Dialogue | null;

  /** Answers in this chat; several answers keep their order. */
  reply(reply: Reply): Promise<void>;
  /** Changes the message whose button was pressed (lists that are leafed through); elsewhere it answers. */
  replace(reply: Reply): Promise<void>;
  /** Opens a question, in place of any other; answers its version for the buttons. Call before drawing them. */
  ask(kind: string, state: unknown): Promise<number>;
  closeDialogue(): Promise<void>;
  /** Tells other people, each in their own language and form of address, if they still belong to the cluster when it goes out. */
  tell(recipients: Recipient[], notice: Omit<Notice, "createdAt">): Promise<void>;
  audit(action: string, subject: string, detail?: string): Promise<void>;
}

/** A step of somebody who has joined and holds a role. */
export type SeatedTurn = Turn & { readonly person: Person; readonly seat: Seat };
/** A step of somebody who acts for a unit. */
export type MemberTurn = SeatedTurn & { readonly seat: Seat & { unit: NonNullable<Seat["unit"]> } };

/**
 * What a dialogue did with a message: `handled`, or `pass` when it is no answer to its question (then the message is
 * understood afresh and overrides the question).
 */
export type DialogueStep = "handled" | "pass";

/** One capability of the conversation. Names are unique over all capabilities. */
export interface Intent {
  /** Slash commands, without the slash; `rest` is what followed. */
  commands?: Record<string, (turn: Turn, rest: string) => Promise<void>>;
  /** Buttons: `name:arg:arg`. Everything about them is checked again at the press. */
  presses?: Record<string, (turn: Turn, args: string[]) => Promise<void>>;
  /** Text, or a file, while the dialogue of that kind is open. */
  dialogues?: Record<string, (turn: Turn, state: unknown) => Promise<DialogueStep>>;
}
