import { targetCode } from "../domain/target.ts";
import type { Say } from "../shared/say.ts";
import { unreachableReason } from "../store/broadcast-copies.ts";
import { detourText } from "../store/broadcast-report-text.ts";
import {
  contactsOf,
  type Doubtful,
  doubtfulSends,
  doubtfulSince,
  type Here,
  type MissingReports,
  missingReports,
  type OverdueTargets,
  overdueTargets,
  unitPeople,
} from "../store/call-list.ts";
import { type Detour, detoursSince } from "../store/detours.ts";
import type { Unit } from "../store/generated/sqlite/client.ts";
import type { Tx } from "../store/open.ts";
import type { Recipient } from "../store/recipients.ts";
import { memberUnits } from "../store/standings.ts";
import { overdueText } from "./target-text.ts";

/** Lines of one page; more do not fit a phone's screen. */
const perPage = 10;
const mostCodes = 5;

/** Everything the head may have to follow up. */
export interface CallList {
  units: Unit[];
  missing: MissingReports[];
  overdue: OverdueTargets[];
  people: Recipient[];
  doubtful: Doubtful[];
  /** What was sent by another way than it was meant to. */
  detoured: { personId: number; count: number; detour: Detour }[];
}

export async function callListOf(tx: Tx, here: Here): Promise<CallList> {
  const people = await unitPeople(tx, here);
  return {
    units: await memberUnits(tx, here.year.id),
    missing: await missingReports(tx, here),
    overdue: await overdueTargets(tx, here),
    people,
    doubtful: await doubtfulSends(tx, people, here.now),
    detoured: await detoursSince(
      tx,
      people.map((each) => each.personId),
      doubtfulSince(here.now),
    ),
  };
}

/** What is pressing alone: a report whose day is far is named to the head and nobody is called for it. */
export const pressingOf = (list: CallList): CallList => ({
  ...list,
  missing: list.missing.filter((each) => each.pressing),
});

/** Units with a report that is overdue or nearly due, or with an overdue target, in the order of the cluster's list. */
export function unitsToCall({ units, missing, overdue }: CallList): Unit[] {
  const owing = new Set([
    ...missing.flatMap((each) => (each.pressing ? each.units.map((unit) => unit.id) : [])),
    ...overdue.map((each) => each.unit.id),
  ]);
  return units.filter((unit) => owing.has(unit.id));
}

/** Those and the units of people who were not reached, perhaps not, or by another way: whose card the head may want. */
export function unitsToLookAt(list: CallList): Unit[] {
  const noted = new Set([...list.doubtful, ...list.detoured].map((each) => each.personId));
  const ofPeople = list.people
    .filter((each) => noted.has(each.personId) || !reachable(each))
    .map((each) => each.unitId);
  const toCall = unitsToCall(list);
  return list.units.filter((unit) => ofPeople.includes(unit.id) || toCall.includes(unit));
}

const reachable = ({ address }: Recipient) => address !== null && address.unreachableReason === null;

const reasonOf = (say: Say, reason: string | null): string =>
  say.plain(`broadcast:reason.${unreachableReason(reason)}`);

/** Why somebody is not reached, in words; with several addresses, at each. */
export function reasonText(say: Say, { addresses }: Recipient): string {
  const [only, ...others] = addresses;
  if (!only) return say.plain("broadcast:reason.noAddress");
  if (others.length === 0) return reasonOf(say, only.unreachableReason);
  return addresses
    .map(({ channel, unreachableReason: reason }) =>
      say.plain("broadcast:reasonAt", {
        channel: say.plain(`common:channel.${channel}`),
        reason: reasonOf(say, reason),
      }),
    )
    .join("; ");
}

/** Where somebody is reached instead, when the better of their addresses is out of reach: "Zalo; Telegram: …"; else null. */
export function insteadText(say: Say, { address, addresses }: Recipient): string | null {
  const out = addresses.filter((each) => each.unreachableReason !== null);
  if (!address || address.unreachableReason !== null || out.length === 0) return null;
  return say.plain("calls:instead", {
    to: say.plain(`common:channel.${address.channel}`),
    out: out
      .map(({ channel, unreachableReason: reason }) =>
        say.plain("broadcast:reasonAt", {
          channel: say.plain(`common:channel.${channel}`),
          reason: reasonOf(say, reason),
        }),
      )
      .join("; "),
  });
}

/** "quá hạn 2 ngày làm việc", "đã quá giờ nộp hôm nay" */
export function howLate(say: Say, { due, workingDaysLate }: MissingReports, { now, cluster }: Here): string {
  const today = now.toZonedDateTimeISO(cluster.timeZone).toPlainDate();
  return due.day.equals(today) ? say.plain("calls:lateToday") : overdueText(say, workingDaysLate);
}

export const monthText = (say: Say, month: string, year: number): string | number =>
  Number(month.slice(0, 4)) === year ? Number(month.slice(5)) : say.month(month);

/** "Thứ Ba 25/06" and "17:00" of a report's due time. */
export function dueValues(say: Say, { due }: MissingReports, zone: string) {
  const local = due.at.toZonedDateTimeISO(zone);
  const day = local.toPlainDate();
  return {
    time: say.time(local.toPlainTime()),
    day: `${say.plain(`common:weekday.${day.dayOfWeek}`)} ${say.shortDay(day)}`,
  };
}

/** "Báo cáo tháng 6 (hạn 17:00 Thứ Ba 25/06): 4/11 đơn vị chưa nộp: …" */
function reportLine(say: Say, missing: MissingReports, here: Here): string {
  const today = here.now.toZonedDateTimeISO(here.cluster.timeZone);
  const all = missing.units.length === missing.of && missing.of > 1;
  return say(`calls:report.${missing.overdue ? "overdue" : "ahead"}`, {
    month: monthText(say, missing.month, today.year),
    ...dueValues(say, missing, here.cluster.timeZone),
    late: howLate(say, missing, here),
    count: missing.units.length,
    of: missing.of,
    units: all ? say.plain("calls:allUnits") : missing.units.map((unit) => unit.shortName).join(", "),
  });
}

/** "CT4 (quá 3 ngày làm việc), CT5 …" */
function overdueCodes(say: Say, { targets }: OverdueTargets): string {
  const named = targets.slice(0, mostCodes).map(({ target, workingDays }) =>
    say.plain(workingDays === 0 ? "calls:overdueTargetNow" : "calls:overdueTarget", {
      code: targetCode(target.number),
      count: workingDays,
    }),
  );
  if (targets.length > named.length) {
    named.push(say.plain("calls:andMore", { count: targets.length - named.length }));
  }
  return named.join(", ");
}

export const roleName = (say: Say, { role }: Recipient): string => say.plain(`common:role.${role}`);

function unreachedLines(say: Say, { units, people }: CallList): string[] {
  const lines: string[] = [];
  for (const unit of units) {
    const own = people.filter((each) => each.unitId === unit.id);
    if (own.length === 0) lines.push(say("calls:nobodyJoined", { unit: unit.shortName }));
    for (const each of own.filter((person) => !reachable(person))) {
      const values = { unit: unit.shortName, role: roleName(say, each), reason: reasonText(say, each) };
      lines.push(say("calls:unreached", values));
    }
  }
  return lines;
}

function doubtfulLines(say: Say, { units, people, doubtful }: CallList): string[] {
  return doubtful.flatMap(({ personId, uncertain, refused, unpaid }) => {
    const person = people.find((each) => each.personId === personId);
    const unit = units.find((each) => each.id === person?.unitId);
    if (!person || !unit) return [];
    const values = { unit: unit.shortName, role: roleName(say, person) };
    return [
      ...(uncertain > 0 ? [say("calls:uncertain", { ...values, count: uncertain })] : []),
      ...(refused > 0 ? [say("calls:refused", { ...values, count: refused })] : []),
      ...(unpaid > 0 ? [say("calls:unpaid", { ...values, count: unpaid })] : []),
    ];
  });
}

function detouredLines(say: Say, { units, people, detoured }: CallList): string[] {
  return detoured.flatMap(({ personId, count, detour }) => {
    const person = people.find((each) => each.personId === personId);
    const unit = units.find((each) => each.id === person?.unitId);
    if (!person || !unit) return [];
    const values = { unit: unit.shortName, role: roleName(say, person), count };
    return [say("calls:detoured", { ...values, detour: detourText(say, detour) })];
  });
}

/** A heading with its lines. */
export interface Section {
  title: string;
  lines: string[];
}

/** Who is to be called on the telephone, because no message reaches them for certain. */
export const peopleSections = (say: Say, list: CallList): Section[] => [
  { title: say("calls:title.unreached"), lines: unreachedLines(say, list) },
  { title: say("calls:title.doubtful"), lines: doubtfulLines(say, list) },
  { title: say("calls:title.detoured"), lines: detouredLines(say, list) },
];

/** Everything, a page of lines at a time, each under its heading. */
export function wholeList(
  say: Say,
  list: CallList,
  here: Here,
  page: number,
): { lines: string[]; page: number; pages: number } {
  const sections: Section[] = [
    { title: say("calls:title.reports"), lines: list.missing.map((each) => reportLine(say, each, here)) },
    {
      title: say("calls:title.targets"),
      lines: list.overdue.map((each) =>
        say("calls:overdueUnit", { unit: each.unit.shortName, targets: overdueCodes(say, each) }),
      ),
    },
    ...peopleSections(say, list),
  ];
  const all = sections.flatMap(({ title, lines }) => lines.map((line) => ({ title, line })));
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const at = Math.min(Math.max(0, Number.isInteger(page) ? page : 0), pages - 1);
  const shown = all.slice(at * perPage, (at + 1) * perPage);
  const lines = shown.flatMap(({ title, line }, place) =>
    title === shown[place - 1]?.title ? [line] : [title, line],
  );
  return { lines, page: at, pages };
}

/** The list for the group: reports alone; targets and people are nobody else's business. */
export function groupText(say: Say, missing: MissingReports[], here: Here): string {
  const today = here.now.toZonedDateTimeISO(here.cluster.timeZone).toPlainDate();
  const lines = missing.map((each) => reportLine(say, each, here));
  return [
    say("calls:heading", { day: say.longDay(today) }),
    ...(lines.length > 0 ? lines : [say("calls:allReported")]),
  ].join("\n");
}

/** The month whose report the unit owes longest; null when it owes none. */
export const longestOwed = ({ missing }: CallList, unit: Unit): string | null =>
  missing.find((each) => each.units.some((other) => other.id === unit.id))?.month ?? null;

/** What a unit owes, line by line. */
export function owedLines(say: Say, { missing, overdue }: CallList, unit: Unit, here: Here): string[] {
  const { year } = here.now.toZonedDateTimeISO(here.cluster.timeZone);
  const reports = missing
    .filter((each) => each.units.some((other) => other.id === unit.id))
    .map((each) =>
      say(`calls:owed.${each.overdue ? "reportOverdue" : "report"}`, {
        month: monthText(say, each.month, year),
        ...dueValues(say, each, here.cluster.timeZone),
        late: howLate(say, each, here),
      }),
    );
  const late = overdue.find((each) => each.unit.id === unit.id);
  return late ? [...reports, say("calls:owed.targets", { targets: overdueCodes(say, late) })] : reports;
}

/** Who is told when a unit is reminded, without whoever does the reminding. */
export const remindedOf = (list: CallList, unit: Unit, byId: number): Recipient[] =>
  contactsOf(
    list.people.filter((each) => each.personId !== byId),
    unit.id,
  );
