import type { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Reply } from "../shared/messages.ts";
import type { Locales, Say } from "../shared/say.ts";
import type { imageShape } from "./broadcast-audience.ts";
import type { BroadcastGuard } from "./broadcast-guard.ts";
import type { BroadcastRow } from "./find-broadcast.ts";
import type { NewMessage } from "./outbox-rows.ts";
import type { Recipient } from "./recipients.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

/** What the keys of everybody's copy begin with. */
export const broadcastKey = (id: number): string => `broadcast:${id}`;

/** The message as a recipient sees it; `id` null shows it without its button. */
export function broadcastMessage(
  say: Say,
  { id, number, unit, text }: { id: number | null; number: number; unit: string; text: string },
  image: z.infer<typeof imageShape> | null,
): Reply {
  return {
    html: say("broadcast:message", { number, unit, text }).trim(),
    ...(image ? { image } : {}),
    ...(id === null
      ? {}
      : { choices: [[{ label: say.plain("broadcast:button.received"), data: `broadcast:got:${id}` }]] }),
  };
}

/** From then on it is no longer news. */
const daysWorthSending = 7;

/** A row of the outbox for one recipient; none for somebody without an address. */
export function messageTo(
  row: BroadcastRow,
  recipient: Recipient,
  {
    reply,
    dedupeKey,
    nudge,
    now,
  }: { reply: Reply; dedupeKey: string; nudge: boolean; now: Temporal.Instant },
): NewMessage[] {
  if (!recipient.address) return [];
  const guard: BroadcastGuard = {
    kind: "broadcast",
    broadcastId: row.id,
    personId: recipient.personId,
    nudge,
  };
  return [
    {
      channel: recipient.address.channel,
      addressId: recipient.address.id,
      kind: "broadcast",
      policy: "atLeastOnce",
      reply,
      dedupeKey,
      priority: 9,
      guard,
      expiresAt: asDate(now.add({ hours: daysWorthSending * 24 })),
      createdAt: asDate(now),
    },
  ];
}

/** In the words of whoever gets it. */
export const sayTo = (locales: Locales, each: Recipient) =>
  locales.say(each.language, each.addressForm, each.clusterKind);
