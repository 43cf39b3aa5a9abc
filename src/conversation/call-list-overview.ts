import { targetCode } from "../domain/target.ts";
import type { Say } from "../shared/say.ts";
import type { Here, MissingReports, OverdueTargets } from "../store/call-list.ts";
import type { Unit } from "../store/generated/sqlite/client.ts";
import {
  type CallList,
  dueValues,
  howLate,
  monthText,
  peopleSections,
  type Section,
} from "./call-list-text.ts";

/** Lines of one section, units or targets in one line: what is taken in at a glance. One more is shown rather than counted. */
const most = { lines: 4, units: 4, exceptions: 2, targets: 3 };

interface Few<T> {
  shown: readonly T[];
  /** How many are left out. */
  more: number;
}

function fewOf<T>(items: readonly T[], count: number): Few<T> {
  const shown = items.length <= count + 1 ? items : items.slice(0, count);
  return { shown, more: items.length - shown.length };
}

/** The units that sent it, when so few did that they are named instead of those that did not; else none. */
function exceptions({ units, of }: MissingReports, all: readonly Unit[]): Unit[] {
  const others = all.filter(({ id }) => !units.some((unit) => unit.id === id));
  // A unit that came during the year owes nothing of the months before.
  const areExceptions = others.length + units.length === of && fewOf(units, most.units).more > 0;
  return areExceptions && others.length <= most.exceptions ? others : [];
}

const namesOf = (units: readonly Unit[]): string => units.map((unit) => unit.shortName).join(", ");

/** Are all units of this report named, or can be told from the line? */
const namesEach = (missing: MissingReports, all: readonly Unit[]): boolean =>
  missing.units.length === missing.of ||
  exceptions(missing, all).length > 0 ||
  fewOf(missing.units, most.units).more === 0;

/** "cả 11 đơn vị" · "10/11 đơn vị, trừ SNV Hà Nam" · "2/11 đơn vị: SNV Hà Nội, …" · "7/11 đơn vị: SNV Hà Nội, … và 3 đơn vị khác" */
function unitsText(say: Say, missing: MissingReports, all: readonly Unit[]): string {
  const { units, of } = missing;
  const count = units.length;
  if (count === of && of > 1) return say.plain("calls:short.allUnits", { of });
  const others = exceptions(missing, all);
  if (others.length > 0) return say.plain("calls:short.allBut", { count, of, units: namesOf(others) });
  const { shown, more } = fewOf(units, most.units);
  if (more === 0) return say.plain("calls:short.units", { count, of, units: namesOf(shown) });
  return say.plain("calls:short.unitsAndMore", { count, of, units: namesOf(shown), more });
}

function reportText(say: Say, missing: MissingReports, all: readonly Unit[], here: Here): string {
  const { year } = here.now.toZonedDateTimeISO(here.cluster.timeZone);
  const values = {
    month: monthText(say, missing.month, year),
    ...dueValues(say, missing, here.cluster.timeZone),
  };
  if (!missing.pressing) return say("calls:short.next", values);
  const units = unitsText(say, missing, all);
  if (!missing.overdue) return say("calls:short.near", { ...values, units });
  return say("calls:short.overdue", { ...values, units, late: howLate(say, missing, here) });
}

const longest = ({ targets }: OverdueTargets): number =>
  Math.max(...targets.map(({ workingDays }) => workingDays));

/** "• SNV Vĩnh Phúc: CT4 (14), CT5 (2)", the longest overdue first */
function targetsText(say: Say, { unit, targets }: OverdueTargets): string {
  const { shown, more } = fewOf(
    targets.toSorted((a, b) => b.workingDays - a.workingDays),
    most.targets,
  );
  const codes = shown.map(({ target, workingDays }) =>
    say.plain(workingDays === 0 ? "calls:overdueTargetNow" : "calls:short.target", {
      code: targetCode(target.number),
      count: workingDays,
    }),
  );
  if (more > 0) codes.push(say.plain("calls:andMore", { count: more }));
  return say("calls:overdueUnit", { unit: unit.shortName, targets: codes.join(", ") });
}

function sectionText(say: Say, { title, lines }: Section): string[] {
  const { shown, more } = fewOf(lines, most.lines);
  if (shown.length === 0) return [];
  return [title, ...shown, ...(more > 0 ? [say("calls:moreLines", { count: more })] : [])];
}

/**
 * The list at a glance: what is overdue before what is near, the longest overdue first, then whom no message reaches; a report
 * that is far off is named last. `isWhole`: nothing was left out of it.
 */
export function overviewText(say: Say, list: CallList, here: Here): { html: string; isWhole: boolean } {
  const today = here.now.toZonedDateTimeISO(here.cluster.timeZone).toPlainDate();
  const reports = (some: MissingReports[]) => some.map((each) => reportText(say, each, list.units, here));
  const sections: Section[] = [
    { title: say("calls:title.overdueReports"), lines: reports(list.missing.filter((each) => each.overdue)) },
    {
      title: say("calls:title.targetDays"),
      lines: list.overdue.toSorted((a, b) => longest(b) - longest(a)).map((each) => targetsText(say, each)),
    },
    {
      title: say("calls:title.nearReports"),
      lines: reports(list.missing.filter((each) => each.pressing && !each.overdue)),
    },
    ...peopleSections(say, list),
  ];
  const body = sections.flatMap((each) => sectionText(say, each));
  const next = reports(list.missing.filter((each) => !each.pressing));
  const isWhole =
    sections.every(({ lines }) => fewOf(lines, most.lines).more === 0) &&
    list.missing.every(
      (each) => each.units.length === each.of || (each.pressing && namesEach(each, list.units)),
    ) &&
    list.overdue.every(({ targets }) => fewOf(targets, most.targets).more === 0);
  const html = [
    say("calls:heading", { day: say.longDay(today) }),
    ...(body.length > 0 ? body : [say("calls:nothing")]),
    ...next,
  ].join("\n");
  return { html, isWhole };
}

/** Units with what has been overdue longest first, the others in their order. */
export function byUrgency(units: readonly Unit[], { missing, overdue }: CallList): Unit[] {
  const days = (unit: Unit): number =>
    Math.max(
      -1,
      ...missing.flatMap((each) =>
        each.overdue && each.units.some(({ id }) => id === unit.id) ? [each.workingDaysLate] : [],
      ),
      ...overdue.flatMap((each) => (each.unit.id === unit.id ? [longest(each)] : [])),
    );
  return units.toSorted((a, b) => days(b) - days(a));
}
