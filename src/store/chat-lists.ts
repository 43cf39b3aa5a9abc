import type { Choice, Reply } from "../shared/messages.ts";
import { openDialogueOf } from "./dialogues.ts";
import type { Tx } from "./open.ts";
import type { OutboxRow } from "./outbox-rows.ts";

/** Choices that one chat was shown as a numbered list, because its channel has no buttons. */
export interface ChatList {
  rowId: number;
  /** Grows with each list of the chat. */
  number: number;
  /** "K7": how an answer names it. */
  code: string;
  /** The talk's own answers are `reply`; what came by itself has other kinds. */
  kind: string;
  reply: Reply;
  choices: Choice[];
  /** The product's clock. */
  createdAt: Date;
  replaceKey: string | null;
}

/** Codes have two digits at most; they go round, so that one comes again only long after. */
const codes = 99;
const codeOf = (number: number): string => `K${((number - 1) % codes) + 1}`;

/** What the talk offers is passed over after a day, when nothing can be undone any more; what came by itself waits a week (ms). */
const replyWaits = 24 * 3_600_000;
const pushedWaits = 7 * replyWaits;

/** Buttons that only show something or begin a talk: they ask for nothing, and a wrong one does no harm. */
const shows =
  /^(?:standings|standingsPage|targets|points|compare|trend|heat|score|seeReport|report|reportPage|reportCluster|progress|approve:[ur]|calls:(?:units?|page|all)|evidence:(?:unit|target|show)|scheme:(?:show|part)|link:(?:code|remove))(?::|$)|^(?:approve|calls|undo:list|link)$/;
const asksSomething = (list: ChatList): boolean => list.choices.some((choice) => !shows.test(choice.data));

/**
 * The lists that wait for an answer, newest first. Of the talk's own only the newest can, and a question only while its
 * dialogue (`dialogueKind`) is open; what came by itself waits until it is answered or a newer one takes its place.
 */
export function openLists(lists: readonly ChatList[], dialogueKind: string | null, now: Date): ChatList[] {
  const newest = lists.toSorted((one, other) => other.number - one.number);
  const talk = newest.find((list) => list.kind === "reply");
  return newest.filter((list, place) => {
    const age = now.getTime() - list.createdAt.getTime();
    if (list.reply.list?.picked !== undefined) return false;
    if (list.kind === "reply") {
      const { asks } = list.reply;
      return list === talk && age <= replyWaits && (asks ? asks === dialogueKind : asksSomething(list));
    }
    const replaced = newest
      .slice(0, place)
      .some((newer) =>
        list.replaceKey === null
          ? list.kind === "reminder" && newer.kind === "reminder"
          : newer.replaceKey === list.replaceKey,
      );
    return !replaced && age <= pushedWaits && asksSomething(list);
  });
}

type Row = { id: number; kind: string; payload: string; createdAt: Date; replaceKey: string | null };

function listOf({ id, payload, ...row }: Row): ChatList[] {
  const reply = JSON.parse(payload) as Reply;
  const choices = (reply.choices ?? reply.numbered ?? []).flat();
  if (!reply.list || choices.length === 0) return [];
  const { number } = reply.list;
  return [{ ...row, rowId: id, number, code: codeOf(number), reply, choices }];
}

/** Enough to know what is open; a code can be that of a talk's list further back. */
const pushedLooked = 24;
const repliesLooked = 12;
/** How far a code reaches: every one there is. */
export const allReplies = codes + repliesLooked;

/** The numbered lists of a chat as its person sees them, newest first; of the talk's own at most `replies`. */
export async function listsOfChat(
  tx: Tx,
  addressId: number,
  replies: number = repliesLooked,
): Promise<ChatList[]> {
  const find = (kind: "reply" | { not: "reply" }, take: number) =>
    tx.outboxMessage.findMany({
      where: {
        addressId,
        kind,
        state: { in: ["sending", "sent", "uncertain"] },
        payload: { contains: '"list":{' },
      },
      // In the order in which they were sent; the one on its way has no time yet.
      orderBy: [{ settledAt: { sort: "desc", nulls: "first" } }, { id: "desc" }],
      take,
      select: { id: true, kind: true, payload: true, createdAt: true, replaceKey: true },
    });
  const rows = [...(await find("reply", replies)), ...(await find({ not: "reply" }, pushedLooked))];
  return rows.flatMap(listOf).sort((one, other) => other.number - one.number);
}

const keep = (tx: Tx, rowId: number, reply: Reply) =>
  tx.outboxMessage.update({ where: { id: rowId }, data: { payload: JSON.stringify(reply) } });

/** A list about to be sent. */
export interface NamedList {
  reply: Reply;
  code: string;
  /** Others wait for an answer in this chat. */
  amongOthers: boolean;
  /** The reader's language. */
  language: string;
}

/**
 * Gives a message's list its code, for good: unique among those that wait for an answer in its chat. Called just before it
 * is sent, so that codes follow the order in which people see them.
 */
export async function nameList(tx: Tx, row: OutboxRow, now: Date): Promise<NamedList> {
  const person = await tx.person.findFirst({
    where: { addresses: { some: { id: row.addressId } } },
    select: { id: true, language: true },
  });
  const dialogue = await openDialogueOf(tx, person ? `person:${person.id}` : `address:${row.addressId}`);
  const known = (await listsOfChat(tx, row.addressId)).filter((list) => list.rowId !== row.id);
  // One that may have arrived keeps the code it may have arrived with.
  const kept = row.uncertain > 0 ? row.reply.list?.number : undefined;
  let number = kept ?? (known[0]?.number ?? 0) + 1;
  const dialogueKind = dialogue?.kind ?? null;
  const open = openLists(known, dialogueKind, now);
  while (open.some((list) => list.code === codeOf(number))) number += 1;
  const reply: Reply = { ...row.reply, list: { number } };
  if (row.reply.list?.number !== number) await keep(tx, row.id, reply);
  const [own] = listOf({ ...row, payload: JSON.stringify(reply), createdAt: now });
  const others = own ? openLists([...known, own], dialogueKind, now).filter((list) => list !== own) : [];
  return { reply, code: codeOf(number), amongOthers: others.length > 0, language: person?.language ?? "vi" };
}

/** Writes down that a choice was taken: in every list given that has it. */
export async function markPicked(tx: Tx, lists: readonly ChatList[], data: string): Promise<void> {
  for (const { rowId, reply, choices } of lists) {
    const picked = choices.findIndex((choice) => choice.data === data) + 1;
    if (reply.list && picked > 0) await keep(tx, rowId, { ...reply, list: { ...reply.list, picked } });
  }
}

/** The number that the newest message asked about ("which list is 1 for?"); null when it asked nothing of the kind. */
export async function askedWhich(tx: Tx, addressId: number): Promise<number | null> {
  const row = await tx.outboxMessage.findFirst({
    where: { addressId, state: { in: ["sending", "sent", "uncertain"] } },
    orderBy: [{ settledAt: { sort: "desc", nulls: "first" } }, { id: "desc" }],
    select: { payload: true },
  });
  return row ? ((JSON.parse(row.payload) as Reply).whichNumber ?? null) : null;
}
