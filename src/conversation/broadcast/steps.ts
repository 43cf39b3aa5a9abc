import { Temporal } from "temporal-polyfill";
import type { Choice, Reply } from "../../shared/messages.ts";
import {
  audienceShape,
  type BroadcastAudience,
  broadcastRecipients,
} from "../../store/broadcast-audience.ts";
import { broadcastMessage } from "../../store/broadcast-message.ts";
import { refreshBroadcastReport } from "../../store/broadcast-report.ts";
import { lateUnits, missingReports } from "../../store/call-list.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { createBroadcast } from "../../store/plan-broadcast.ts";
import { startBroadcast } from "../../store/send-broadcast.ts";
import { memberUnits } from "../../store/standings.ts";
import { pageOf } from "../paging.ts";
import type { MemberTurn } from "../turn.ts";
import { type Draft, keepDraft } from "./draft.ts";
import { clockOf, momentData, momentLabel, offeredMoments, openMoment } from "./send-time.ts";

/** Units named in one line. */
const mostNamed = 5;
/** Of so many units the audience is named; of more it is counted. */
const mostListed = 4;

const button = (
  turn: MemberTurn,
  name: string,
  data: string,
  values: Record<string, number> = {},
): Choice => ({
  label: turn.say.plain(`broadcast:button.${name}`, values),
  data: `broadcast:${data}`,
});

const cancel = (turn: MemberTurn, draft: Draft): Choice => ({
  label: turn.say.plain("common:button.cancel"),
  data: `broadcast:cancel:${draft.id}`,
});

const yearOf = ({ seat }: MemberTurn) => ({ ...seat.year, cluster: seat.cluster });

export async function unitsNotReported(turn: MemberTurn): Promise<Unit[]> {
  const { seat, now } = turn;
  const here = { year: seat.year, cluster: seat.cluster, now, calendar: turn.services.calendar() };
  return lateUnits(await missingReports(turn.tx, here));
}

export async function askContent(turn: MemberTurn, draft: Draft): Promise<void> {
  if (!draft.image) {
    return turn.reply({ html: turn.say("broadcast:askContent"), choices: [[cancel(turn, draft)]] });
  }
  await turn.reply({
    html: turn.say("broadcast:askTextForImage"),
    choices: [[button(turn, "noText", `noText:${draft.id}`), cancel(turn, draft)]],
  });
}

/** The audiences, as buttons with what they are. */
export async function audienceButtons(turn: MemberTurn, draft: Draft): Promise<Choice[]> {
  const all = await memberUnits(turn.tx, turn.seat.year.id);
  const late = await unitsNotReported(turn);
  return [
    button(turn, "all", `to:${draft.id}:all`, { count: all.length }),
    ...(late.length > 0 ? [button(turn, "late", `to:${draft.id}:late`, { count: late.length })] : []),
    button(turn, "chooseUnits", `to:${draft.id}:units`),
    button(turn, "unitLeader", `to:${draft.id}:unitLeader`),
    button(turn, "focalOfficial", `to:${draft.id}:focalOfficial`),
  ];
}

export async function askAudience(turn: MemberTurn, draft: Draft, notes: string[] = []): Promise<void> {
  await keepDraft(turn, { ...draft, step: "audience" });
  await turn.reply({
    html: [...notes, turn.say("broadcast:askAudience")].join("\n"),
    choices: [...(await audienceButtons(turn, draft)).map((each) => [each]), [cancel(turn, draft)]],
  });
}

/** The list of units to tick. */
export async function askUnits(
  turn: MemberTurn,
  draft: Draft,
  page: number,
  again: boolean,
  notes: string[] = [],
): Promise<void> {
  await keepDraft(turn, { ...draft, step: "units" });
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const chosen = units.filter((unit) => draft.unitIds.includes(unit.id));
  const choices = pageOf(
    turn,
    units,
    page,
    (unit) => ({
      label: chosen.includes(unit)
        ? turn.say.plain("broadcast:ticked", { unit: unit.shortName })
        : unit.shortName,
      data: `broadcast:unit:${draft.id}:${unit.id}:${page}`,
    }),
    `broadcast:page:${draft.id}`,
  );
  const done =
    chosen.length > 0 ? [button(turn, "chosen", `chosen:${draft.id}`, { count: chosen.length })] : [];
  const { say } = turn;
  const lines = [
    ...notes,
    chosen.length > 0
      ? say("broadcast:chosenUnits", { units: chosen.map((unit) => unit.shortName).join(", ") })
      : say("broadcast:askUnits"),
    ...(draft.role ? [say("broadcast:onlyRole", { role: say.plain(`common:role.${draft.role}`) })] : []),
  ];
  const reply = {
    html: lines.join("\n"),
    choices: [...choices, [...done, cancel(turn, draft)]],
  };
  await (again ? turn.replace(reply) : turn.reply(reply));
}

/** Units of the audience in which nobody will get it. */
async function unreached(
  turn: MemberTurn,
  audience: BroadcastAudience,
  reached: Set<number | null>,
): Promise<Unit[]> {
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const meant = "unitIds" in audience ? units.filter((unit) => audience.unitIds.includes(unit.id)) : units;
  return meant.filter((unit) => !reached.has(unit.id) && unit.id !== turn.seat.unit.id);
}

const named = (turn: MemberTurn, units: Unit[]): string => {
  const names = units.slice(0, mostNamed).map((unit) => unit.shortName);
  if (units.length > names.length) {
    names.push(turn.say.plain("broadcast:andMore", { count: units.length - names.length }));
  }
  return names.join(", ");
};

/** The units by name when they are few, or those left out; and the role, if only one is meant. */
async function whoGetsIt(turn: MemberTurn, audience: BroadcastAudience): Promise<string[]> {
  const { say } = turn;
  const lines: string[] = [];
  if ("unitIds" in audience) {
    const units = await memberUnits(turn.tx, turn.seat.year.id);
    const list = (all: Unit[]) => all.map((unit) => unit.shortName).join(", ");
    const meant = units.filter((unit) => audience.unitIds.includes(unit.id));
    const others = units.filter((unit) => !audience.unitIds.includes(unit.id));
    if (meant.length <= mostListed) lines.push(say("broadcast:to", { units: list(meant) }));
    else if (audience.kind === "units" && others.length > 0 && others.length <= mostListed)
      lines.push(say("broadcast:notTo", { units: list(others) }));
  }
  if ("role" in audience && audience.role)
    lines.push(say("broadcast:onlyRole", { role: say.plain(`common:role.${audience.role}`) }));
  return lines;
}

/** The moment that was named with the audience, as it can be kept, with why not then; null when it is past. */
function plannedMoment(turn: MemberTurn, said: string): { at: Temporal.Instant | null; notes: string[] } {
  const { say, now } = turn;
  const wanted = Temporal.Instant.from(said);
  if (Temporal.Instant.compare(wanted, now) <= 0) return { at: null, notes: [say("broadcast:past")] };
  const { at, moved } = openMoment(wanted, clockOf(turn));
  return { at, notes: moved ? [movedText(turn, wanted, at, moved)] : [] };
}

/** Why it goes later than it was wanted, and when. */
export function movedText(
  { say, zone }: MemberTurn,
  wanted: Temporal.Instant,
  at: Temporal.Instant,
  moved: "dayOff" | "hours",
): string {
  const day = say.longDay(wanted.toZonedDateTimeISO(zone).toPlainDate());
  return say(`broadcast:moved.${moved}`, { day, at: say.moment(at.toZonedDateTimeISO(zone)) });
}

/**
 * How many will get it and who, and when it shall go. Where that was said already all of it is shown, with the message, to
 * be confirmed.
 */
export async function askWhen(
  turn: MemberTurn,
  draft: Draft,
  audience: BroadcastAudience,
  notes: string[] = [],
): Promise<void> {
  const { say, tx, person } = turn;
  const people = await broadcastRecipients(tx, yearOf(turn), audience, person.id);
  const reached = new Set(people.map((each) => each.unitId));
  const without = await unreached(turn, audience, reached);
  const blocked = people.filter((each) => !each.address || each.address.unreachableReason !== null).length;
  const planned = draft.at === null ? null : plannedMoment(turn, draft.at);
  const lines = [
    ...notes,
    ...(planned?.notes ?? []),
    people.length > 0
      ? say("broadcast:willSend", { people: people.length, units: reached.size })
      : say("broadcast:nobody"),
    ...(people.length > 0 ? await whoGetsIt(turn, audience) : []),
    ...(without.length > 0 ? [say("broadcast:without", { units: named(turn, without) })] : []),
    ...(blocked > 0 ? [say("broadcast:unreachableNow", { count: blocked })] : []),
  ];
  if (people.length === 0) {
    await keepDraft(turn, { ...draft, step: "audience" });
    const choices = (await audienceButtons(turn, draft)).map((each) => [each]);
    return turn.reply({ html: lines.join("\n"), choices: [...choices, [cancel(turn, draft)]] });
  }
  const at = planned?.at ?? null;
  const kept = { ...draft, at: at?.toString() ?? null };
  await keepDraft(turn, { ...kept, step: "when", audience: audienceShape.parse(audience) });
  if (at) await turn.reply(await messageOf(turn, kept));
  const ask = at
    ? say("broadcast:askSendAt", { at: say.moment(at.toZonedDateTimeISO(turn.zone)) })
    : say("broadcast:askWhen");
  await turn.reply({
    html: [...lines, ask].join("\n"),
    choices: whenButtons(turn, kept, at === null),
  });
}

/** When it can go, in the order of the buttons: the moment that was named, or those on offer. */
export function offered(turn: MemberTurn, draft: Draft): ("now" | Temporal.Instant)[] {
  if (draft.at !== null) return [Temporal.Instant.from(draft.at), "now"];
  return ["now", ...offeredMoments(clockOf(turn))];
}

function whenButtons(turn: MemberTurn, draft: Draft, withPreview: boolean): Choice[][] {
  const clock = clockOf(turn);
  const isNamed = draft.at !== null;
  const [first, ...others] = offered(turn, draft).map((at) => {
    if (at === "now") return button(turn, "now", `send:${draft.id}:now`);
    const label = momentLabel(turn.say, at, clock);
    return {
      label: isNamed ? turn.say.plain("broadcast:button.sendAt", { at: label }) : label,
      data: `broadcast:send:${draft.id}:${momentData(at, turn.zone)}`,
    };
  });
  return [
    first ? [first] : [],
    others,
    [
      ...(withPreview ? [button(turn, "preview", `show:${draft.id}`)] : []),
      button(turn, "otherAudience", `back:${draft.id}`),
      cancel(turn, draft),
    ],
  ];
}

/** The message as the recipients will see it. */
async function messageOf({ tx, seat, say }: MemberTurn, draft: Draft): Promise<Reply> {
  const last = await tx.broadcast.aggregate({
    where: { clusterYearId: seat.year.id },
    _max: { number: true },
  });
  return broadcastMessage(
    say,
    { id: null, number: (last._max.number ?? 0) + 1, unit: seat.unit.name, text: draft.text },
    draft.image,
  );
}

/** The message, and who will get it. */
export async function showPreview(turn: MemberTurn, draft: Draft): Promise<void> {
  const message = await messageOf(turn, draft);
  const who = draft.audience ? await whoGetsIt(turn, draft.audience) : [];
  const choices = whenButtons(turn, draft, false);
  if (who.length === 0) return turn.reply({ ...message, choices });
  // Apart from the message, which is shown as it will be read.
  await turn.reply(message);
  await turn.reply({ html: who.join("\n"), choices });
}

/** Puts it down and, unless it is for later, hands it to the outbox; the report of it is the answer. */
export async function send(
  turn: MemberTurn,
  draft: Draft,
  audience: BroadcastAudience,
  at: Temporal.Instant | null,
): Promise<void> {
  const { tx, seat, person, now, services } = turn;
  await turn.closeDialogue();
  const { id } = await createBroadcast(tx, {
    clusterYearId: seat.year.id,
    byId: person.id,
    text: draft.text,
    image: draft.image,
    audience,
    draft: draft.id,
    sendAt: at ?? now,
    reportAddressId: turn.address.id,
    now,
  });
  await turn.audit("broadcast", `broadcast:${id}`);
  if (at) await refreshBroadcastReport(tx, services.locales, id, now);
  else await startBroadcast(tx, id, { locales: services.locales, calendar: services.calendar(), now });
}
