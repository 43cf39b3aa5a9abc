import type { Choice, Reply } from "../../shared/messages.ts";
import { type AddressForm, capitalised, type Language, type Say } from "../../shared/say.ts";
import { openDialogueOf, questionAsPut } from "../../store/dialogues.ts";
import { enqueue } from "../../store/enqueue.ts";
import type { Address, Person } from "../../store/generated/sqlite/client.ts";
import {
  findLinkCode,
  guessesTooOften,
  linkMinutes,
  noteWrongCode,
  useLinkCode,
} from "../../store/link-codes.ts";
import { linkAddress, ownAddresses } from "../../store/linking.ts";
import { activeSeat, type Seat } from "../../store/seat.ts";
import { asDate } from "../days.ts";
import { mainMenu } from "../menu.ts";
import type { Turn } from "../turn.ts";
import { addressName, channelName } from "./chats.ts";

/** A message as it was put elsewhere: the channel here numbers the choices anew. */
function asNew({ html, choices, numbered, image, document }: Reply, asks: string): Reply {
  const offered = choices ?? numbered;
  return {
    html: choices || !numbered ? html : withoutList(html, numbered.flat()),
    ...(offered ? { choices: offered, asks } : {}),
    ...(image ? { image } : {}),
    ...(document ? { document } : {}),
  };
}

/** Takes the numbered lines off that a channel without buttons was given. */
function withoutList(html: string, choices: readonly Choice[]): string {
  const lines = html.split("\n");
  const from = lines.length - choices.length;
  const isList = choices.every((_, at) => lines[from + at]?.startsWith(`${at + 1}. `));
  return isList ? lines.slice(0, from).join("\n").trimEnd() : html;
}

function sayTo(turn: Turn, person: Person, seat: Seat | null): Say {
  return turn.services.locales.say(
    person.language as Language,
    (seat?.year.addressForm ?? "dongChi") as AddressForm,
    seat?.cluster.kind ?? "cum",
  );
}

/** What the person was asked and has not answered, once more, here. */
async function putAgain(turn: Turn, person: Person, say: Say): Promise<boolean> {
  const key = `person:${person.id}`;
  const open = await openDialogueOf(turn.tx, key);
  const replies = await questionAsPut(turn.tx, key);
  if (!open || replies.length === 0) return false;
  await turn.reply({ html: say("link:goOn") });
  for (const reply of replies) await turn.reply(asNew(reply, open.kind));
  return true;
}

/** Tells where they were reached until now, with the way to take it back. */
async function tellBefore(turn: Turn, before: Address, invite: number, say: Say): Promise<void> {
  const channel = channelName(say, turn.address.channel);
  await enqueue(turn.tx, {
    channel: before.channel as typeof turn.inbound.channel,
    addressId: before.id,
    kind: "reply",
    policy: "atLeastOnce",
    reply: {
      html: say("link:linkedElsewhere", { channel: capitalised(channel), name: turn.address.title }),
      choices: [
        [{ label: say.plain("link:button.remove", { channel }), data: `link:remove:${turn.address.id}` }],
      ],
    },
    dedupeKey: `linked:${invite}`,
    createdAt: asDate(turn.now),
  });
}

/** The chat is the person's from now on: they go on here where they stopped. */
async function welcome(turn: Turn, person: Person, own: readonly Address[]): Promise<void> {
  const seat = await activeSeat(turn.tx, person, turn.today.year);
  const say = sayTo(turn, person, seat);
  const others = own.filter((each) => each.id !== turn.address.id);
  const as = seat
    ? `${say.plain(`common:role.${seat.role.code}`)}, ${seat.unit?.name ?? seat.cluster.name}`
    : person.displayName;
  const goesTo = person.preferredChannel
    ? say("link:goesTo", { channel: channelName(say, person.preferredChannel) })
    : say("link:goesToLast");
  await turn.reply({
    html: [
      say("link:linked", { channel: channelName(say, turn.address.channel), as }),
      say("link:both", { others: others.map((each) => addressName(say, each, own)).join(", ") }),
      goesTo,
    ].join("\n"),
  });
  if (!(await putAgain(turn, person, say)))
    await turn.reply({ html: say("link:whatNow"), choices: mainMenu({ say, seat }) });
}

/** Somebody known brings a code: it is their own, or the chat is somebody's already. */
async function refuseKnown(turn: Turn, personId: number): Promise<void> {
  const channel = capitalised(channelName(turn.say, turn.address.channel));
  if (turn.person?.id === personId) return turn.reply({ html: turn.say("link:own", { channel }) });
  await noteWrongCode(turn.tx, turn.address.id, asDate(turn.now));
  await turn.reply({ html: turn.say("link:taken", { channel }) });
}

/** A code that was typed here, on the channel that is to be added; null: it cannot be one. */
export async function takeLinkCode(turn: Turn, code: string | null): Promise<void> {
  const { tx, say, address } = turn;
  const now = asDate(turn.now);
  if (await guessesTooOften(tx, address.id, now))
    return turn.reply({ html: say("link:tooOften.typed", { minutes: linkMinutes }) });
  if (code === null) return turn.reply({ html: say("link:fault.unknown") });
  const found = await findLinkCode(tx, code, now);
  if ("fault" in found) {
    if (found.fault === "unknown") await noteWrongCode(tx, address.id, now);
    return turn.reply({ html: say(`link:fault.${found.fault}`) });
  }
  if (turn.person) return refuseKnown(turn, found.personId);
  if (!(await useLinkCode(tx, found.id, now))) return turn.reply({ html: say("link:fault.usedUp") });
  const person = await tx.person.findUniqueOrThrow({ where: { id: found.personId } });
  const [before] = await ownAddresses(tx, person);
  if (!(await linkAddress(tx, address.id, person.id))) return refuseKnown(turn, person.id);
  await tx.auditEntry.create({
    data: {
      personId: person.id,
      at: now,
      action: "linkAddress",
      subject: `address:${address.id}`,
      detail: address.channel,
    },
  });
  if (before && before.unreachableSince === null) {
    const seat = await activeSeat(tx, person, turn.today.year);
    await tellBefore(turn, before, found.id, sayTo(turn, person, seat));
  }
  await welcome(turn, person, await ownAddresses(tx, person));
}
