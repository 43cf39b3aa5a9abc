import { Temporal } from "temporal-polyfill";
import type { Choice, Reply } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import { type Copy, type FullRow, nextRound, unacknowledged, unreachableReason } from "./broadcast-copies.ts";
import type { Detour } from "./detours.ts";

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
export function reportReply(say: Say, row: FullRow, copies: Copy[]): Reply {
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
