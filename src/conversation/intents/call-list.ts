import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { type Choice, escapeHtml } from "../../shared/messages.ts";
import { type Here, hereOf, missingReports } from "../../store/call-list.ts";
import { deliveryStates } from "../../store/deliveries.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { noticeKey, type Recipient } from "../../store/recipients.ts";
import { byUrgency, overviewText } from "../call-list-overview.ts";
import {
  type CallList,
  callListOf,
  groupText,
  insteadText,
  longestOwed,
  owedLines,
  pressingOf,
  reasonText,
  remindedOf,
  roleName,
  unitsToCall,
  unitsToLookAt,
  wholeList,
} from "../call-list-text.ts";
import { isoDay } from "../days.ts";
import { pageOf } from "../paging.ts";
import type { Intent, MemberTurn, Turn } from "../turn.ts";
import { asHead } from "../who-may.ts";
import { showReportMonths } from "./month-pictures.ts";
import { showTargets } from "./targets.ts";

const hereFor = ({ seat, now, services }: MemberTurn): Here => ({
  year: seat.year,
  cluster: seat.cluster,
  now,
  calendar: services.calendar(),
});

/** The list for the cluster's group. */
export async function callListText(turn: Turn, clusterId: number): Promise<string> {
  const here = await hereOf(turn.tx, clusterId, turn.now, turn.services.calendar());
  if (!here) return turn.say("calls:nothing");
  return groupText(turn.say, await missingReports(turn.tx, here), here);
}

/** The own people are told across the table. */
const othersOf = ({ seat }: MemberTurn, units: readonly Unit[]): Unit[] =>
  units.filter((each) => each.id !== seat.unit.id);

/** Of so many units each has its button at once; of more they are a list of their own. */
const mostButtons = 3;

const unitButton = (unit: Unit): Choice => ({ label: unit.shortName, data: `calls:unit:${unit.id}` });

/** Whom to call and why, at a glance; what does not fit it behind buttons. */
async function show(turn: MemberTurn): Promise<void> {
  const { say } = turn;
  const here = hereFor(turn);
  const list = await callListOf(turn.tx, here);
  const { html, isWhole } = overviewText(say, list, here);
  const button = (name: string, data: string, count = 0): Choice[] => [
    { label: say.plain(`calls:button.${name}`, { count }), data },
  ];
  const units = byUrgency(unitsToLookAt(list), list);
  await turn.reply({
    html,
    choices: [
      ...(othersOf(turn, unitsToCall(list)).length > 0 ? [button("remindAll", "calls:remindAll")] : []),
      ...(units.length <= mostButtons
        ? units.map((unit) => [unitButton(unit)])
        : [button("units", "calls:units", units.length)]),
      ...(isWhole ? [] : [button("all", "calls:all")]),
      [{ label: say.plain("scores:heat.button"), data: "heat" }],
    ],
  });
}

/** The units to look at, the most urgent first, as buttons. */
async function showUnits(turn: MemberTurn, page: number | null): Promise<void> {
  const { say } = turn;
  const list = await callListOf(turn.tx, hereFor(turn));
  const units = byUrgency(unitsToLookAt(list), list);
  if (units.length === 0) return show(turn);
  const reply = {
    html: say("calls:chooseUnit"),
    choices: pageOf(turn, units, page ?? 0, unitButton, "calls:page"),
  };
  await (page === null ? turn.reply(reply) : turn.replace(reply));
}

/** The list with nothing left out, to be leafed through. */
async function showAll(turn: MemberTurn, asked: number | null): Promise<void> {
  const { say } = turn;
  const here = hereFor(turn);
  const list = await callListOf(turn.tx, here);
  const { lines, page, pages } = wholeList(say, list, here, asked ?? 0);
  const leaf = (label: string, to: number): Choice => ({
    label: say.plain(`common:button.${label}`),
    data: `calls:all:${to}`,
  });
  const reply = {
    html: [
      say("calls:heading", { day: say.longDay(turn.today) }),
      ...(lines.length > 0 ? lines : [say("calls:nothing")]),
    ].join("\n"),
    choices: [
      [
        ...(page > 0 ? [leaf("previous", page - 1)] : []),
        ...(page < pages - 1 ? [leaf("more", page + 1)] : []),
      ],
      [{ label: say.plain("calls:button.back"), data: "calls" }],
    ].filter((row) => row.length > 0),
  };
  await (asked === null ? turn.reply(reply) : turn.replace(reply));
}

/** One unit: what it owes and who its people are. */
async function showUnit(turn: MemberTurn, unit: Unit, list: CallList, here: Here): Promise<void> {
  const { say } = turn;
  const owed = owedLines(say, list, unit, here);
  const people = list.people.filter((each) => each.unitId === unit.id);
  const contacts = people.map((each) => {
    const values = { name: each.displayName, role: roleName(say, each) };
    const out = !each.address || each.address.unreachableReason !== null;
    if (out) return say("calls:contactOut", { ...values, reason: reasonText(say, each) });
    const instead = insteadText(say, each);
    return instead ? say("calls:contactInstead", { ...values, instead }) : say("calls:contact", values);
  });
  const button = (name: string, data: string) => ({ label: say.plain(`calls:button.${name}`), data });
  await turn.reply({
    html: [
      `<b>${escapeHtml(unit.name)}</b>`,
      ...(owed.length > 0 ? owed : [say("calls:owesNothing")]),
      ...(contacts.length > 0 ? contacts : [say("calls:nobodyJoinedHere")]),
    ].join("\n"),
    choices: [
      ...(owed.length > 0 && people.length > 0 ? [[button("remindUnit", `calls:remind:${unit.id}`)]] : []),
      [button("targets", `calls:targets:${unit.id}`), button("evidence", `evidence:unit:${unit.id}`)],
      [button("back", "calls")],
    ],
  });
}

/** Those of a unit who are reminded of what it owes: once a day. */
async function contactsToday(turn: MemberTurn, list: CallList, unit: Unit) {
  const { seat, person, today, tx } = turn;
  const people = remindedOf(list, unit, person.id);
  const dedupeKey = `calls:${seat.year.id}:${unit.id}:${isoDay(today)}`;
  const keyOf = (one: Recipient) => noticeKey(dedupeKey, one.personId);
  const known = await deliveryStates(tx, people.map(keyOf));
  const fresh = people.filter((one) => one.address && !known.has(keyOf(one)));
  return { dedupeKey, fresh, before: known.size > 0 };
}

/** Whom [Nhắc các đơn vị này] would reach, with that button: words alone send nothing to all. */
export async function offerToRemindAll(turn: MemberTurn): Promise<void> {
  const { tx, say } = turn;
  const list = pressingOf(await callListOf(tx, hereFor(turn)));
  const reached: Unit[] = [];
  let count = 0;
  for (const unit of othersOf(turn, unitsToCall(list))) {
    const { fresh } = await contactsToday(turn, list, unit);
    if (fresh.length > 0) reached.push(unit);
    count += fresh.length;
  }
  // Nobody is left to remind: the step itself says why.
  if (count === 0) return remindUnits(turn, null);
  const units = reached.map((each) => each.shortName).join(", ");
  await turn.reply({
    html: say("calls:wouldRemind", { count, of: reached.length, units }),
    choices: [
      [{ label: say.plain("calls:button.remindAll"), data: "calls:remindAll" }],
      [{ label: say.plain("common:button.callList"), data: "calls" }],
    ],
  });
}

/** Sends the units' contacts what their unit owes, once a day; says whom. */
export async function remindUnits(turn: MemberTurn, unit: Unit | null): Promise<void> {
  const { tx, say, seat } = turn;
  const here = hereFor(turn);
  const whole = await callListOf(tx, here);
  // To all at once goes what is pressing; one unit that was named hears all that it owes.
  const list = unit ? whole : pressingOf(whole);
  const units = unit ? [unit] : othersOf(turn, unitsToCall(list));
  const reached: Unit[] = [];
  const before: Unit[] = [];
  const nobody: Unit[] = [];
  const nothing: Unit[] = [];
  let count = 0;
  for (const each of units) {
    const owed = longestOwed(list, each);
    const { dedupeKey, fresh, before: known } = await contactsToday(turn, list, each);
    if (owedLines(say, list, each, here).length === 0) nothing.push(each);
    else if (fresh.length > 0) {
      await turn.tell(fresh, {
        kind: "nudge",
        policy: "atLeastOnce",
        dedupeKey,
        reply: (theirs) => ({
          html: [
            theirs("calls:reminder", { unit: seat.unit.name }),
            ...owedLines(theirs, list, each, here),
          ].join("\n"),
          choices: [
            [
              { label: theirs.plain("common:button.reportProgress"), data: "progress" },
              {
                label: theirs.plain("common:button.sendMonthReport"),
                data: owed ? `report:${owed}` : "report",
              },
            ],
          ],
        }),
      });
      reached.push(each);
      count += fresh.length;
    } else if (known) before.push(each);
    else nobody.push(each);
  }
  if (count > 0)
    await turn.audit("remindUnits", `year:${seat.year.id}`, reached.map(({ id }) => id).join(","));
  const names = (some: Unit[]) => some.map((each) => each.shortName).join(", ");
  const first = reached[0];
  const lines = [
    ...(reached.length === 1 && first ? [say("calls:remindedOne", { count, unit: first.name })] : []),
    ...(reached.length > 1 ? [say("calls:reminded", { count, units: reached.length })] : []),
    ...(before.length > 0 ? [say("calls:remindedBefore", { units: names(before) })] : []),
    ...(nobody.length > 0 ? [say("calls:nobodyToRemind", { units: names(nobody) })] : []),
    ...(unit && nothing.length > 0 ? [say("calls:unitOwesNothing", { unit: unit.name })] : []),
    ...(units.length === 0 ? [say("calls:nothing")] : []),
  ];
  await turn.reply({
    html: lines.join("\n"),
    choices: [[{ label: say.plain("common:button.callList"), data: "calls" }]],
  });
}

async function press(turn: Turn, [step, argument]: string[]): Promise<void> {
  await asHead(turn, async (head) => {
    if (step === undefined) return show(head);
    if (step === "units") return showUnits(head, null);
    if (step === "page") return showUnits(head, Number(argument));
    if (step === "all") return showAll(head, argument === undefined ? null : Number(argument));
    if (step === "remindAll") return remindUnits(head, null);
    const here = hereFor(head);
    const list = await callListOf(head.tx, here);
    const unit = list.units.find((each) => String(each.id) === argument);
    if (!unit) return turn.reply({ html: turn.say("common:staleButton") });
    if (step === "remind") return remindUnits(head, unit);
    if (step === "targets") return showTargets(head, { unit, codes: [] });
    await showUnit(head, unit, list, here);
  });
}

export const showCallList = (turn: Turn) => asHead(turn, show);

/** "ai chưa nộp báo cáo tháng 3" in June: a month that is over, which the list need not speak of. */
function namesMonthBefore({ today }: Turn, text: string): boolean {
  const month = Number(/\bthang (\d{1,2})\b/.exec(fold(normalize(text)))?.[1] ?? 0);
  return month >= 1 && month < today.month;
}

const command = (turn: Turn, rest: string) =>
  namesMonthBefore(turn, rest) ? showReportMonths(turn) : showCallList(turn);

export const callList: Intent = {
  commands: { chuanop: command, calls: command },
  presses: { calls: press },
};
