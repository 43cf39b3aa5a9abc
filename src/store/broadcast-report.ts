import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { ChannelName, Choice, Reply } from "../shared/messages.ts";
import type { AddressForm, ClusterKind, Language, Locales, Say } from "../shared/say.ts";
import { type Delivery, deliveryStates } from "./deliveries.ts";
import { type Detour, detoursOf } from "./detours.ts";
import { enqueue } from "./enqueue.ts";
import type { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { quotaError } from "./outbox-rows.ts";
import { preferredAddress } from "./preferred-address.ts";
import { noticeKey } from "./recipients.ts";
import { writeSetting } from "./settings.ts";
import { memberUnits } from "./standings.ts";

/** How one recipient's copy stands. */
export interface Copy {
  personId: number;
  displayName: string;
  /** The unit's name. */
  unit: string;
  acknowledged: boolean;
  /** Holds no role in the cluster any more: nobody to be nudged. */
  gone: boolean;
  nudges: number;
  state: "waiting" | "sent" | "uncertain" | "stopped" | "failed";
  /** Why it failed: a key of broadcast:reason. */
  reason: string | null;
  /** It went to another of their addresses than it was meant for. */
  detour: Detour | null;
}

const inFull = {
  clusterYear: { include: { cluster: true } },
  receipts: { include: { person: true } },
} as const;
type FullRow = Prisma.BroadcastGetPayload<{ include: typeof inFull }>;

const knownReasons = ["blocked", "deactivated", "notFound", "kicked", "botGone", quotaError];

/** A known cause of being out of reach, in the words of broadcast:reason. */
export const unreachableReason = (reason: string | null): string =>
  reason !== null && knownReasons.includes(reason) ? reason : "notFound";

function stateOf(
  delivery: Delivery | undefined,
  acknowledged: boolean,
  cancelled: boolean,
): Pick<Copy, "state" | "reason"> {
  // Whoever pressed its button has it, whatever the platform told us.
  if (acknowledged) return { state: "sent", reason: null };
  if (!delivery) return { state: "failed", reason: "noAddress" };
  switch (delivery.state) {
    case "waiting":
      return { state: "waiting", reason: delivery.reason === quotaError ? quotaError : null };
    case "sent":
    case "uncertain":
      return { state: delivery.state, reason: null };
    case "dropped":
      if (delivery.reason === quotaError) return { state: "failed", reason: quotaError };
      return cancelled ? { state: "stopped", reason: null } : { state: "failed", reason: "left" };
    case "expired":
      return { state: "failed", reason: "expired" };
    case "failed":
      return { state: "failed", reason: "refused" };
    case "unreachable":
      return { state: "failed", reason: unreachableReason(delivery.reason) };
  }
}

async function copiesOf(tx: Tx, row: FullRow): Promise<Copy[]> {
  const keyOf = (personId: number) => noticeKey(`broadcast:${row.id}`, personId);
  const keys = row.receipts.map((each) => keyOf(each.personId));
  const deliveries = await deliveryStates(tx, keys);
  const detours = await detoursOf(tx, keys);
  const names = new Map((await memberUnits(tx, row.clusterYearId)).map((unit) => [unit.id, unit.name]));
  const roles = await tx.role.findMany({
    where: {
      clusterId: row.clusterYear.clusterId,
      endedAt: null,
      unitId: { not: null },
      person: { erasedAt: null },
    },
    select: { personId: true },
  });
  const here = new Set(roles.map((role) => role.personId));
  return row.receipts
    .sort((a, b) => a.id - b.id)
    .map((each) => ({
      personId: each.personId,
      displayName: each.person.displayName,
      unit: names.get(each.unitId ?? 0) ?? "",
      acknowledged: each.acknowledgedAt !== null,
      gone: !here.has(each.personId),
      nudges: each.nudges,
      detour: detours.get(keyOf(each.personId)) ?? null,
      ...stateOf(
        deliveries.get(keyOf(each.personId)),
        each.acknowledgedAt !== null,
        row.state === "cancelled",
      ),
    }));
}

/** Everybody a broadcast was for, with how their copy stands. */
export async function broadcastCopies(tx: Tx, id: number): Promise<Copy[]> {
  const row = await tx.broadcast.findUnique({ where: { id }, include: inFull });
  return row ? copiesOf(tx, row) : [];
}

/** Those who have it, are still there and have not said so. */
export const unacknowledged = (copies: readonly Copy[]): Copy[] =>
  copies.filter((each) => each.state === "sent" && !each.acknowledged && !each.gone);

/** The nudge that a press sends now: 1 is the first. */
export const nextRound = (copies: readonly Copy[]): number =>
  Math.max(0, ...copies.map((each) => each.nudges)) + 1;

/** Named units fit one message; the list has them all. */
const mostNamed = 5;

/** "Zalo thay cho Telegram: người nhận đã chặn trợ lý" */
export function detourText(say: Say, { from, to, reason }: Detour): string {
  const values = { from: say.plain(`common:channel.${from}`), to: say.plain(`common:channel.${to}`) };
  if (reason === null) return say.plain("broadcast:detour", values);
  return say.plain("broadcast:detourWhy", {
    ...values,
    reason: say.plain(`broadcast:reason.${unreachableReason(reason)}`),
  });
}

/** Why a copy did not arrive; of one that was tried in two places, at each. */
export function failureText(say: Say, { reason, detour }: Copy): string {
  const why = say.plain(`broadcast:reason.${reason ?? "refused"}`);
  if (detour === null || detour.reason === null) return why;
  const at = (channel: string, because: string) =>
    say.plain("broadcast:reasonAt", { channel: say.plain(`common:channel.${channel}`), reason: because });
  const before = say.plain(`broadcast:reason.${unreachableReason(detour.reason)}`);
  return [at(detour.to, why), at(detour.from, before)].join("; ");
}

/** "Sở Nội vụ Hà Nam: người nhận đã chặn trợ lý; …" */
function causes(say: Say, copies: readonly Copy[], textOf: (copy: Copy) => string): string {
  const groups = new Map<string, { unit: string; reason: string; count: number }>();
  for (const copy of copies) {
    const { unit } = copy;
    const reason = textOf(copy);
    const key = `${unit} ${reason}`;
    const known = groups.get(key);
    if (known) known.count += 1;
    else groups.set(key, { unit, reason, count: 1 });
  }
  const all = [...groups.values()];
  const named = all.slice(0, mostNamed).map(({ unit, reason, count }) =>
    say.plain(count > 1 ? "broadcast:causeOfSome" : "broadcast:cause", {
      unit,
      count,
      reason,
    }),
  );
  if (all.length > named.length)
    named.push(say.plain("broadcast:andMore", { count: all.length - named.length }));
  return named.join("; ");
}

function unitNames(say: Say, copies: readonly Copy[]): string {
  const all = [...new Set(copies.map((each) => each.unit))];
  const named = all.slice(0, mostNamed);
  if (all.length > named.length)
    named.push(say.plain("broadcast:andMore", { count: all.length - named.length }));
  return named.join(", ");
}

/** The one message that says how a broadcast stands. */
function reportReply(say: Say, row: FullRow, copies: Copy[]): Reply {
  const inState = (state: Copy["state"]) => copies.filter((each) => each.state === state);
  const button = (name: string, data: string, values: Record<string, number> = {}): Choice => ({
    label: say.plain(`broadcast:button.${name}`, values),
    data: `broadcast:${data}`,
  });
  const number = row.number;
  const stop = [button("stop", `stop:${row.id}`)];
  if (row.state === "scheduled") {
    const at = Temporal.Instant.fromEpochMilliseconds(row.sendAt.getTime()).toZonedDateTimeISO(
      row.clusterYear.cluster.timeZone,
    );
    return { html: say("broadcast:report.scheduled", { number, at: say.moment(at) }), choices: [stop] };
  }
  const waiting = inState("waiting");
  const uncertain = inState("uncertain");
  const failed = inState("failed");
  const stopped = inState("stopped");
  const detoured = inState("sent").filter((each) => each.detour !== null);
  const gone = inState("sent").filter((each) => each.gone && !each.acknowledged);
  const open = unacknowledged(copies);
  const round = nextRound(copies);
  const cancelled = row.state === "cancelled";
  const part = (name: string, values: Record<string, string | number>) =>
    say(`broadcast:report.${name}`, values);
  const parts = [
    part("number", { number }),
    ...(cancelled ? [part("cancelled", {})] : []),
    ...(copies.length === 0 && !cancelled ? [part("nobody", {})] : []),
    ...(copies.length > 0
      ? [
          part(waiting.length > 0 ? "sending" : "sent", { sent: inState("sent").length, of: copies.length }),
          part("received", { count: copies.filter((each) => each.acknowledged).length }),
        ]
      : []),
    ...(round > 1 ? [part("nudged", { count: round - 1 })] : []),
    ...(uncertain.length > 0
      ? [part("uncertain", { count: uncertain.length, units: unitNames(say, uncertain) })]
      : []),
    ...(detoured.length > 0
      ? [
          part("detoured", {
            count: detoured.length,
            ways: causes(say, detoured, ({ detour }) => (detour ? detourText(say, detour) : "")),
          }),
        ]
      : []),
    ...(failed.length > 0
      ? [
          part("failed", {
            count: failed.length,
            causes: causes(say, failed, (each) => failureText(say, each)),
          }),
        ]
      : []),
    ...(gone.length > 0
      ? [
          part("gone", {
            count: gone.length,
            causes: causes(say, gone, () => say.plain("broadcast:reason.left")),
          }),
        ]
      : []),
    ...(stopped.length > 0 ? [part("stopped", { count: stopped.length })] : []),
  ];
  const choices: Choice[][] = [];
  if (waiting.length > 0 && !cancelled) choices.push(stop);
  else if (open.length > 0) {
    choices.push([button("nudge", `nudge:${row.id}:${round}`, { count: open.length })]);
  }
  if (copies.some((each) => !each.acknowledged)) choices.push([button("list", `list:${row.id}`)]);
  return { html: parts.join(" · "), choices };
}

/** How a broadcast stands now; null when there is none. */
export async function broadcastReport(tx: Tx, say: Say, id: number): Promise<Reply | null> {
  const row = await tx.broadcast.findUnique({ where: { id }, include: inFull });
  return row ? reportReply(say, row, await copiesOf(tx, row)) : null;
}

/** Where the report is kept up to date: where it was asked for, while that can be reached; else at the person's best address. */
async function reportAddress(tx: Tx, id: number | null) {
  const asked =
    id === null ? null : await tx.address.findUnique({ where: { id }, include: { person: true } });
  if (!asked || asked.unreachableSince === null || asked.person === null) return asked;
  const best = await preferredAddress(tx, asked.person.id);
  return best && best.unreachableSince === null ? { ...best, person: asked.person } : asked;
}

const reportKey = (id: number) => `broadcast:${id}:report`;

/** Brings the report of one broadcast up to date; false when it says so already. */
export async function refreshBroadcastReport(
  tx: Tx,
  locales: Locales,
  id: number,
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await tx.broadcast.findUnique({ where: { id }, include: inFull });
  const address = await reportAddress(tx, row?.reportAddressId ?? null);
  if (!row || !address) return false;
  const { clusterYear } = row;
  const say = locales.say(
    (address.person?.language ?? "vi") as Language,
    clusterYear.addressForm as AddressForm,
    clusterYear.cluster.kind as ClusterKind,
  );
  const reply = reportReply(say, row, await copiesOf(tx, row));
  const replaceKey = reportKey(id);
  const newest = await tx.outboxMessage.findFirst({
    where: { replaceKey },
    orderBy: { id: "desc" },
  });
  if (newest?.payload === JSON.stringify(reply)) return false;
  const version = newest ? Number(newest.dedupeKey.slice(replaceKey.length + 1)) + 1 : 1;
  return enqueue(tx, {
    channel: address.channel as ChannelName,
    addressId: address.id,
    kind: "broadcastReport",
    policy: "idempotent",
    reply,
    dedupeKey: `${replaceKey}:${version}`,
    edit: { replaceKey },
    // The first answers a press; changes need not go ahead of other people's replies.
    priority: newest ? 4 : 0,
    createdAt: new Date(now.epochMilliseconds),
  });
}

const openPrefix = "broadcast-report:";
const openShape = z.object({ step: z.number(), left: z.number(), uncertain: z.number() });

/** From now on the report follows what becomes of the copies, in steps of a tenth, until all are settled. */
export async function openBroadcastReport(tx: Tx, id: number, copies: number): Promise<void> {
  const open: z.infer<typeof openShape> = {
    step: Math.max(1, Math.ceil(copies / 10)),
    left: copies,
    uncertain: 0,
  };
  await writeSetting(tx, `${openPrefix}${id}`, JSON.stringify(open));
}

/** What is not settled of a broadcast; few rows, found by their state. */
async function unsettled(tx: Tx, id: number): Promise<{ left: number; uncertain: number }> {
  const where = {
    state: { in: ["queued", "sending"] },
    kind: "broadcast",
    dedupeKey: { startsWith: `broadcast:${id}:` },
  };
  return {
    left: await tx.outboxMessage.count({ where }),
    uncertain: await tx.outboxMessage.count({ where: { ...where, uncertain: { gt: 0 } } }),
  };
}

/**
 * Brings the reports of broadcasts under way up to date; to be called when copies were settled. Answers whether it put
 * anything into the outbox. A report changes at most ten times while its copies go out, and when one is in doubt.
 */
export async function refreshBroadcastReports(
  tx: Tx,
  locales: Locales,
  now: Temporal.Instant,
): Promise<boolean> {
  const settings = await tx.setting.findMany({ where: { key: { startsWith: openPrefix } } });
  let changed = false;
  for (const { key, value } of settings) {
    const id = Number(key.slice(openPrefix.length));
    const open = openShape.parse(JSON.parse(value));
    const { left, uncertain } = await unsettled(tx, id);
    if (left > 0 && open.left - left < open.step && open.uncertain === uncertain) continue;
    if (left === 0) await tx.setting.delete({ where: { key } });
    else await writeSetting(tx, key, JSON.stringify({ ...open, left, uncertain }));
    changed = (await refreshBroadcastReport(tx, locales, id, now)) || changed;
  }
  return changed;
}
