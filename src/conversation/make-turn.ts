import { Temporal } from "temporal-polyfill";
import { isMember } from "../domain/permission.ts";
import type { Inbound, Reply } from "../shared/messages.ts";
import type { Language, Say } from "../shared/say.ts";
import { addressOf } from "../store/addresses.ts";
import { type AtHand, unitsAndTargets } from "../store/at-hand.ts";
import { closeDialogue, openDialogue, openDialogueOf, questionKey } from "../store/dialogues.ts";
import { enqueue, type Offer } from "../store/enqueue.ts";
import type { Address, Person } from "../store/generated/sqlite/client.ts";
import type { Tx } from "../store/open.ts";
import { type NewMessage, replyKey } from "../store/outbox-rows.ts";
import { notify } from "../store/recipients.ts";
import { activeSeat, type Seat } from "../store/seat.ts";
import { guardMember } from "../store/send-guard.ts";
import { speakerOf } from "../store/speaker.ts";
import type { Services, Turn } from "./turn.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

function sayFor(services: Services, language: string, seat: Seat | null): Say {
  return services.locales.say(
    language as Language,
    seat?.year.addressForm === "anhChi" ? "anhChi" : "dongChi",
    seat?.cluster.kind ?? "cum",
  );
}

/** A group, or somebody we don't know yet: looked up table by table, and the address made when new. */
async function lookUp(tx: Tx, inbound: Inbound, now: Temporal.Instant, calendarYear: number) {
  const address = await addressOf(tx, inbound, asDate(now));
  // In a group the person is who wrote, wherever they joined on this channel.
  const from =
    inbound.chat.kind === "group"
      ? await tx.address.findUnique({
          where: { channel_externalId: { channel: inbound.channel, externalId: inbound.sender.id } },
        })
      : address;
  const person = from?.personId ? await tx.person.findUnique({ where: { id: from.personId } }) : null;
  const seat = person ? await activeSeat(tx, person, calendarYear) : null;
  const dialogue = await openDialogueOf(tx, dialogueKey(inbound, address, person));
  const atHand = () =>
    seat
      ? unitsAndTargets(tx, seat.year.id, isMember(seat.position) ? seat.position.unitId : null)
      : { units: [], targets: [] };
  return { address, person, seat, dialogue, atHand };
}

/** Open questions move with the person; before somebody has joined, and in a group, they belong to the chat. */
const dialogueKey = (inbound: Inbound, address: Address, person: Person | null) =>
  person && inbound.chat.kind === "private" ? `person:${person.id}` : `address:${address.id}`;

/** A message as it lies in the inbox, and the moment it is handled. */
export interface Kept {
  id: number;
  now: Temporal.Instant;
  /** A sender that is free: the first answer goes out as soon as all this is committed. */
  offer: Offer | null;
}

/** Gathers what one step needs, from the database as it is now. */
export async function makeTurn(
  tx: Tx,
  services: Services,
  inbound: Inbound,
  { id: inboxId, now, offer }: Kept,
): Promise<Turn> {
  const here = now.toZonedDateTimeISO(services.timeZone);
  const calendarYear = here.year;
  const { address, person, seat, dialogue, atHand } =
    (await speakerOf(tx, inbound, calendarYear)) ?? (await lookUp(tx, inbound, now, calendarYear));
  const zone = seat?.cluster.timeZone ?? services.timeZone;
  const key = dialogueKey(inbound, address, person);
  let read: AtHand | Promise<AtHand> | undefined;
  const readAtHand = () => {
    read ??= atHand();
    return read;
  };
  let answers = 0;
  let open = dialogue;
  /** Names what is said from the question on as the question's own words. */
  let question: string | null = null;

  const say = async (reply: Reply, edit?: { messageId: string }) => {
    answers += 1;
    const answer: NewMessage = {
      channel: inbound.channel,
      addressId: address.id,
      kind: "reply",
      policy: edit ? "idempotent" : "atMostOnce",
      reply,
      dedupeKey: replyKey(inboxId, answers),
      priority: 0,
      createdAt: asDate(now),
      ...(question === null ? {} : { replaceKey: question }),
      ...(edit ? { edit } : {}),
    };
    await enqueue(tx, answer, offer);
  };

  return {
    tx,
    services,
    inbound,
    address,
    now,
    zone,
    today: (zone === services.timeZone ? here : now.toZonedDateTimeISO(zone)).toPlainDate(),
    say: sayFor(services, person?.language ?? "vi", seat),
    person,
    seat,
    units: async () => (await readAtHand()).units,
    ownTargets: async () => (await readAtHand()).targets,
    dialogue,
    reply: (reply) => say(reply),
    replace: (reply) =>
      say(reply, inbound.content.kind === "press" ? { messageId: inbound.content.messageId } : undefined),
    ask: async (kind, state) => {
      const version = await openDialogue(tx, key, kind, state, asDate(now));
      open = { kind, state, version };
      question = questionKey(key, version);
      return version;
    },
    closeDialogue: async () => {
      question = null;
      if (!open) return;
      // Somebody with two chats may answer in both at once: the second is read again, with the question gone.
      if (!(await closeDialogue(tx, key, open.version)))
        throw new Error("the open question was answered in another chat meanwhile");
      open = null;
    },
    tell: async (recipients, notice) => {
      const guard = seat ? { guard: guardMember(seat.cluster.id) } : {};
      await notify(tx, services.locales, recipients, { ...guard, ...notice, createdAt: asDate(now) });
    },
    audit: async (action, subject, detail) => {
      await tx.auditEntry.create({
        data: {
          clusterId: seat?.cluster.id ?? null,
          personId: person?.id ?? null,
          at: asDate(now),
          action,
          subject,
          detail: detail ?? null,
        },
      });
    },
  };
}
