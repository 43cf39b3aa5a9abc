import type { ChannelName, Choice } from "../../shared/messages.ts";
import { capitalised } from "../../shared/say.ts";
import { enqueue } from "../../store/enqueue.ts";
import type { Address } from "../../store/generated/sqlite/client.ts";
import { findLinkCode, issueLinkCode, linkMinutes } from "../../store/link-codes.ts";
import { chooseChannel, unlinkAddress } from "../../store/linking.ts";
import { asDate } from "../days.ts";
import { addressName, channelName, chatsOf, has } from "../linking/chats.ts";
import type { LinkRequest } from "../linking/link-words.ts";
import { takeLinkCode } from "../linking/take-code.ts";
import type { Intent, Turn } from "../turn.ts";

const channels = ["telegram", "zalo", "web"] as const;

/** A code to be typed on the other channel. An open question stays open: it can be answered there. */
async function giveCode(turn: Turn, channel: ChannelName | null): Promise<void> {
  const { say, person, tx } = turn;
  if (!person) return turn.reply({ html: say("link:notJoined") });
  if (channel && turn.services.isConnected?.(channel) === false)
    return turn.reply({ html: say("link:notConnected", { channel: channelName(say, channel) }) });
  const code = await issueLinkCode(tx, person.id, asDate(turn.now));
  if (code === null) return turn.reply({ html: say("link:tooOften.asked", { minutes: linkMinutes }) });
  const own = await chatsOf(turn);
  // Only Telegram's links can carry it.
  const forTelegram = channel === "telegram" || (channel === null && !has(own, "telegram"));
  const link = forTelegram ? turn.services.inviteLink("telegram", code) : null;
  const where = channel
    ? say("link:code.on", { channel: channelName(say, channel) })
    : say("link:code.onOther");
  await turn.audit("askLinkCode", `person:${person.id}`);
  await turn.reply({
    html: [
      say("link:code.code", { code, minutes: linkMinutes }),
      say("link:code.type", { where, code }),
      ...(link ? [say("link:code.link", { link })] : []),
      say("link:code.keep"),
    ].join("\n"),
  });
}

/** Where the person is reached; to choose, to remove, to add. */
async function show(turn: Turn, note: string | null = null): Promise<void> {
  const { say, person } = turn;
  if (!person) return turn.reply({ html: say("link:notJoined") });
  const own = await chatsOf(turn);
  const inOrder = [...own].sort((one, other) => one.id - other.id);
  const line = (address: Address): string => {
    const name = addressName(say, address, own);
    const values = { name, title: address.title };
    const html = say(address.title === "" ? "link:lineBare" : "link:line", values);
    if (address.unreachableSince !== null) return `${html}: ${say("link:out")}`;
    return address.id === turn.address.id ? `${html}: ${say("link:here")}` : html;
  };
  const chosen = channels.find((each) => each === person.preferredChannel && has(own, each)) ?? null;
  const goesTo = chosen ? say("link:goesTo", { channel: channelName(say, chosen) }) : say("link:goesToLast");
  const button = (name: string, data: string, values: Record<string, string> = {}): Choice => ({
    label: say.plain(`link:button.${name}`, values),
    data: `link:${data}`,
  });
  const several = own.length > 1;
  const others = channels.filter((each) => has(own, each) && each !== chosen);
  const isOne = new Set(own.map((each) => each.channel)).size === 1;
  const choose = [
    ...(isOne
      ? []
      : others.map((each) => [button("reachAt", `at:${each}`, { channel: channelName(say, each) })])),
    ...(chosen ? [[button("reachLast", "at:last")]] : []),
  ];
  const remove = inOrder.map((each) => [
    button("remove", `remove:${each.id}`, { channel: addressName(say, each, own) }),
  ]);
  await turn.reply({
    html: [
      ...(note === null ? [] : [note]),
      say("link:title"),
      ...inOrder.map(line),
      several ? goesTo : say("link:onlyOne"),
    ].join("\n"),
    choices: [...(several ? [...choose, ...remove] : []), [button("more", "code")]],
  });
}

async function reachAt(turn: Turn, channel: ChannelName | null): Promise<void> {
  const { say, person } = turn;
  if (!person) return turn.reply({ html: say("link:notJoined") });
  await chooseChannel(turn.tx, person.id, channel);
  await turn.audit("chooseChannel", `person:${person.id}`, channel ?? "last");
  const own = await chatsOf({ ...turn, person: { ...person, preferredChannel: channel } });
  const isOut = channel !== null && own.every((each) => each.channel !== channel || each.unreachableSince);
  await turn.reply({
    html: [
      channel
        ? say("link:reachedAt", { channel: channelName(say, channel) })
        : say("link:reachedWhereWritten"),
      ...(isOut && channel ? [say("link:reachedAtOut", { channel: channelName(say, channel) })] : []),
    ].join("\n"),
  });
}

/** Asks before it is removed; everything is looked at again when it is. */
async function askToRemove(turn: Turn, id: number): Promise<void> {
  const { say } = turn;
  const own = await chatsOf(turn);
  const address = own.find((each) => each.id === id);
  if (!address) return turn.reply({ html: say("link:removedBefore") });
  const channel = addressName(say, address, own);
  if (own.length === 1) return turn.reply({ html: say("link:last", { channel: capitalised(channel) }) });
  await turn.reply({
    html: say(address.id === turn.address.id ? "link:askToRemoveHere" : "link:askToRemove", {
      channel,
      name: address.title,
    }),
    choices: [
      [
        { label: say.plain("link:button.removeNow", { channel }), data: `link:drop:${id}` },
        { label: say.plain("link:button.keep"), data: "link:keep" },
      ],
    ],
  });
}

/** Removes it; the chat that is left and the one that is gone are both told. */
async function remove(turn: Turn, id: number): Promise<void> {
  const { say, tx, person, address: here } = turn;
  const own = await chatsOf(turn);
  const gone = own.find((each) => each.id === id);
  if (!person || !gone) return turn.reply({ html: say("link:removedBefore") });
  const channel = addressName(say, gone, own);
  const now = asDate(turn.now);
  const result = await unlinkAddress(tx, person.id, id, now);
  if (result === "last") return turn.reply({ html: say("link:last", { channel: capitalised(channel) }) });
  const [left] = own.filter((each) => each.id !== id);
  const toGone = say("link:removedHere", { channel: capitalised(channel) });
  const toLeft = say("link:removed", { channel });
  const entry = await tx.auditEntry.create({
    data: {
      clusterId: turn.seat?.cluster.id ?? null,
      personId: person.id,
      at: now,
      action: "unlinkAddress",
      subject: `address:${id}`,
      detail: gone.channel,
    },
  });
  const isHere = gone.id === here.id;
  await turn.reply({ html: isHere ? toGone : toLeft });
  const other = isHere ? left : gone;
  if (other && other.unreachableSince === null)
    await enqueue(tx, {
      channel: other.channel as ChannelName,
      addressId: other.id,
      kind: "reply",
      policy: "atLeastOnce",
      reply: { html: isHere ? toLeft : toGone },
      dedupeKey: `unlinked:${entry.id}`,
      createdAt: now,
    });
}

/** A message about the person's own addresses, whatever question is open. */
export async function receiveLinkRequest(turn: Turn, request: LinkRequest): Promise<void> {
  if (request.kind === "code") return takeLinkCode(turn, request.code);
  const { channel } = request;
  if (!turn.person || channel === null || !has(await chatsOf(turn), channel)) return giveCode(turn, channel);
  if (request.kind === "use") return reachAt(turn, channel);
  await show(turn, turn.say("link:linkedBefore", { channel: capitalised(channelName(turn.say, channel)) }));
}

/** Digits alone, from somebody who has joined: answered only when they are the person's own code. */
export async function receiveOwnCode(turn: Turn, code: string): Promise<boolean> {
  const found = await findLinkCode(turn.tx, code, asDate(turn.now));
  if ("fault" in found || found.personId !== turn.person?.id) return false;
  await takeLinkCode(turn, code);
  return true;
}

const showMine = (turn: Turn) => show(turn);

export const link: Intent = {
  commands: { diachi: showMine, addresses: showMine },
  presses: {
    async link(turn, [step, argument]) {
      if (step === undefined) return show(turn);
      if (step === "code") return giveCode(turn, null);
      if (step === "remove") return askToRemove(turn, Number(argument));
      if (step === "drop") return remove(turn, Number(argument));
      if (step === "keep") return turn.reply({ html: turn.say("link:kept") });
      if (step === "at" && argument === "last") return reachAt(turn, null);
      const channel = channels.find((each) => each === argument);
      if (step !== "at" || !channel || !has(await chatsOf(turn), channel))
        return turn.reply({ html: turn.say("common:staleButton") });
      await reachAt(turn, channel);
    },
  },
};
