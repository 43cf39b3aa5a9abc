import { createHash } from "node:crypto";
import type { SimClock } from "../bot-api/clock.ts";
import type { Random } from "../bot-api/random.ts";
import type { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { Quirks } from "./quirks.ts";

export interface PersonState {
  key: string;
  name: string;
}

/** One message in a chat as its people see it. */
export interface ChatMessage {
  id: string;
  /** ms since 1970 */
  at: number;
  from: "bot" | "person";
  kind: "text" | "photo" | "voice" | "sticker" | "unsupported";
  text: string;
  /** Of a photo: what the phone shows; "black" when it could not be fetched again. */
  photo?: Uint8Array | "black";
}

export interface ChatState {
  id: string;
  kind: "PRIVATE" | "GROUP";
  members: PersonState[];
  messages: ChatMessage[];
  blocked: boolean;
}

/** As it happened; the quirks give it its shape on the wire. */
export interface Happening {
  eventName: string;
  chat: ChatState;
  messageId: string;
  /** ms since 1970 */
  at: number;
  from: { id: string; name: string; isBot: boolean };
  content: Record<string, unknown>;
  photoUrl?: string;
}

export interface BotState {
  id: string;
  token: string;
  name: string;
  accountName: string;
  webhook: { url: string; secret: string } | null;
  webhookChangedAt: number;
  /** The poll that is held. */
  waiter: { give(happening: Happening | null): void } | null;
  buffer: Happening[];
  /** Given to a poll, and not yet followed by the next one. */
  handedOut: number;
  /** Webhook requests that are due or under way, by chat. */
  lanes: Map<string, Happening[]>;
  chats: Map<string, ChatState>;
  /** Ids of the people it serves. */
  users: Set<string>;
  months: Map<string, { in: number; out: number }>;
}

/** What every part of the simulator shares. */
export interface Core {
  readonly clock: SimClock;
  readonly random: Random;
  readonly quirks: Quirks;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly bots: Map<string, BotState>;
  /** Pictures and voices of people by their path; gone after `mediaUntil`. */
  readonly media: Map<string, { bytes: Uint8Array; type: string; until: number }>;
  readonly seed: number;
  /** Where it listens. */
  url: string;
  /** Calls that are being served, held polls left out. */
  active: number;
  stopped: boolean;
}

/** 20 hex characters, as Zalo's ids are. */
export const newId = ({ random }: Core): string =>
  Array.from({ length: 10 }, () => random.int(0, 255).toString(16).padStart(2, "0")).join("");

export const userIdAt = ({ seed, quirks }: Core, bot: BotState, person: PersonState): string =>
  createHash("sha256")
    .update(`${seed} ${quirks.userIdPerBot ? bot.id : ""} ${person.key}`)
    .digest("hex")
    .slice(0, 20);

/** The private chat of a person with a bot; its id is the person's. */
export function privateChat(core: Core, bot: BotState, person: PersonState): ChatState {
  const id = userIdAt(core, bot, person);
  const known = bot.chats.get(id);
  if (known !== undefined) return known;
  const chat: ChatState = { id, kind: "PRIVATE", members: [person], messages: [], blocked: false };
  bot.chats.set(id, chat);
  return chat;
}

/** This month's figures of a bot. */
export function monthOf({ clock }: Core, bot: BotState): { in: number; out: number } {
  const key = new Date(clock.now()).toISOString().slice(0, 7);
  const known = bot.months.get(key);
  if (known !== undefined) return known;
  const month = { in: 0, out: 0 };
  bot.months.set(key, month);
  return month;
}

/** Whether the bot serves this person: the 51st is not. */
export function serves({ quirks }: Core, bot: BotState, userId: string): boolean {
  if (!bot.users.has(userId) && bot.users.size < quirks.maxUsers) bot.users.add(userId);
  return bot.users.has(userId);
}
