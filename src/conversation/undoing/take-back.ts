import { type Month, monthOf, nextMonth, previousMonth, windowOf } from "../../domain/period.ts";
import { isMember, maySetUp } from "../../domain/permission.ts";
import { targetCode } from "../../domain/target.ts";
import {
  type ActionRow,
  findAction,
  isRecent,
  lastActions,
  monthOfReport,
  monthsClosedSince,
  undoAction,
} from "../../store/actions.ts";
import { enteredBy, stillEntered } from "../../store/days-entered.ts";
import { instantOf } from "../../store/months.ts";
import { isStillLoaded, yearsLoadedBy } from "../../store/official-load.ts";
import { regimeOf } from "../../store/regime.ts";
import { revisionsOfAction } from "../../store/revisions.ts";
import { asDate, readDay } from "../days.ts";
import { placeLine } from "../place-text.ts";
import { changeLine } from "../record-progress.ts";
import { figureText } from "../target-text.ts";
import type { MemberTurn, SeatedTurn } from "../turn.ts";
import { inYear } from "../year-turn.ts";
import { daysNow, daysText } from "./days-back.ts";

/** The reporting month that a day's figures belong to. */
function monthOfDay(turn: MemberTurn, day: string): Month {
  const date = readDay(day);
  const regime = regimeOf(turn.seat.year);
  const own = monthOf(date);
  const holds = (month: Month) => {
    const { from, to } = windowOf(month, regime);
    return day >= from.toString() && day <= to.toString();
  };
  return [own, nextMonth(own), previousMonth(own)].find(holds) ?? own;
}

/** The step in the year of what is taken back: on New Year's Day that of the day before is the last one's. */
export const inYearOf = async (turn: MemberTurn, action: ActionRow): Promise<MemberTurn> =>
  (await inYear(turn, { id: action.clusterYearId })) ?? turn;

/** Whoever reported acts for a unit; without one days off are all that somebody can have entered. */
const asReporter = (turn: SeatedTurn) => turn as MemberTurn;

/** The months an action's figures stand in. */
async function monthsOf(here: SeatedTurn, action: ActionRow): Promise<Month[]> {
  if (isOfDays(action)) return [];
  const turn = await inYearOf(asReporter(here), action);
  if (action.kind === "report") {
    const month = await monthOfReport(turn.tx, action.id);
    return month === null ? [] : [month];
  }
  if (action.kind === "progress") return action.entries.map((entry) => monthOfDay(turn, entry.onDay));
  const day = instantOf(action.at).toZonedDateTimeISO(turn.zone).toPlainDate();
  return [monthOfDay(turn, day.toString())];
}

/** Why an action cannot be taken back. */
export type Fault = "undone" | "old" | "closed" | "beyond" | "decided" | "changed" | "noRight";

/** Working days, not figures. */
const isOfDays = ({ kind }: ActionRow): boolean => kind === "daysOff" || kind === "officialDays";

function mayTakeBack({ seat }: SeatedTurn, { kind }: ActionRow): boolean {
  if (kind === "officialDays") return seat.role.code === "operator";
  return kind === "daysOff" ? maySetUp(seat.position) : isMember(seat.position);
}

async function faultAmong(turn: SeatedTurn, action: ActionRow, lastIds: number[]): Promise<Fault | null> {
  if (action.undoneAt !== null) return "undone";
  if (!isRecent(action.at, asDate(turn.now))) return "old";
  if (!lastIds.includes(action.id)) return "beyond";
  const closed = await monthsClosedSince(turn.tx, action.clusterYearId, action.at);
  if (closed.length > 0 && (await monthsOf(turn, action)).some((month) => closed.includes(month))) {
    return "closed";
  }
  if (action.kind === "evidence" && action.evidence.every((each) => each.removedAt !== null)) return "undone";
  if (!mayTakeBack(turn, action)) return "noRight";
  if (action.kind === "daysOff" && (await stillEntered(turn.tx, action.id)).length === 0) return "changed";
  if (action.kind === "officialDays" && !(await isStillLoaded(turn.tx, action.id))) return "changed";
  if (action.kind === "register") {
    const revisions = await revisionsOfAction(turn.tx, action.id);
    const isOpen = revisions.some((each) => each.decision === "awaiting" || each.decision === "returned");
    if (!isOpen) return revisions.some((each) => each.decision === "approved") ? "decided" : "undone";
  }
  return null;
}

/** Why one of the person's own actions cannot be taken back; null when it can. */
export async function faultOf(turn: SeatedTurn, action: ActionRow): Promise<Fault | null> {
  const last = await lastActions(turn.tx, turn.person.id, turn.seat.cluster.id);
  return faultAmong(
    turn,
    action,
    last.map((each) => each.id),
  );
}

/** What an action did, in a few words. */
export async function describe(
  turn: SeatedTurn,
  action: ActionRow,
  targetIds: readonly number[] = [],
): Promise<string> {
  const { say } = turn;
  switch (action.kind) {
    case "progress":
      return action.entries
        .filter((entry) => targetIds.length === 0 || targetIds.includes(entry.targetId))
        .map(({ target, total, op, value }) => {
          const figure = figureText(say, target, op === "add" ? value.replace(/^-/, "") : total);
          const sign = op === "add" ? (value.startsWith("-") ? "−" : "+") : "";
          return `${targetCode(target.number)} ${sign}${figure}`;
        })
        .join(", ");
    case "evidence": {
      const live = action.evidence.filter((each) => each.removedAt === null);
      const codes = new Set(
        (live.length > 0 ? live : action.evidence).flatMap((each) =>
          each.target ? [targetCode(each.target.number)] : [],
        ),
      );
      return say("undo:what.evidence", { codes: [...codes].join(", ") });
    }
    case "daysOff":
      return daysText(turn, await enteredBy(turn.tx, action.id));
    case "officialDays":
      return say("undo:what.officialDays", { years: (await yearsLoadedBy(turn.tx, action.id)).join(", ") });
    case "register": {
      const revisions = await revisionsOfAction(turn.tx, action.id);
      const codes = revisions.map((each) => targetCode(each.target.number));
      const isChange = revisions.some((each) => each.number > 1);
      return say(`undo:what.${isChange ? "change" : "register"}`, {
        codes: codes.length > 2 ? `${codes[0]}–${codes.at(-1)}` : codes.join(", "),
      });
    }
    default: {
      const month = await monthOfReport(turn.tx, action.id);
      return say("undo:what.report", { month: month ? say.month(month) : "" });
    }
  }
}

/** What can be taken back, newest first. */
export async function undoable(turn: SeatedTurn): Promise<ActionRow[]> {
  const actions = await lastActions(turn.tx, turn.person.id, turn.seat.cluster.id);
  const ids = actions.map((each) => each.id);
  const found: ActionRow[] = [];
  for (const action of actions) if ((await faultAmong(turn, action, ids)) === null) found.push(action);
  return found;
}

/** Takes one action back (or its part about some targets) and says what changed. */
export async function undoOne(
  turn: SeatedTurn,
  action: ActionRow,
  targetIds?: number[],
  hint: string[] = [],
): Promise<void> {
  const { say } = turn;
  const what = await describe(turn, action);
  const days = action.kind === "daysOff" ? await stillEntered(turn.tx, action.id) : [];
  const { changed, count } = await undoAction(
    turn.tx,
    action,
    { personId: turn.person.id, at: asDate(turn.now) },
    targetIds,
  );
  await turn.audit("undo", `action:${action.id}`, action.kind);
  if (isOfDays(action)) turn.services.calendarChanged();
  const lines =
    action.kind === "progress"
      ? changed.map(({ before, after }) => changeLine(asReporter(turn), before, after))
      : [action.kind === "evidence" ? say("undo:filesRemoved", { what, count }) : what];
  const place = action.kind === "progress" ? await placeLine(await inYearOf(asReporter(turn), action)) : null;
  const html =
    lines.length === 1
      ? [say(hint.length > 0 ? "undo:lastReport" : "undo:doneOne", { line: lines[0] ?? "" })]
      : [say("undo:done"), ...lines];
  const others = await undoable(turn);
  await turn.reply({
    html: [...html, ...(await daysNow(turn, days)), ...(place ? [place] : []), ...hint].join("\n"),
    choices: [
      [
        ...(others.length > 0 ? [{ label: say.plain("undo:button.other"), data: "undo:list" }] : []),
        isOfDays(action)
          ? { label: say.plain("unit:daysOff.button"), data: "settings:ask:dayOff" }
          : { label: say.plain("common:button.myTargets"), data: "targets" },
      ],
    ],
  });
}

/** The targets of an action's entries that stand; with codes, only those. */
export function liveTargetIds(action: ActionRow, codes: readonly string[]): number[] {
  const live = action.entries.filter(
    (entry) =>
      entry.voidedAt === null && (codes.length === 0 || codes.includes(targetCode(entry.target.number))),
  );
  return [...new Set(live.map((entry) => entry.targetId))];
}

/** One of the person's own reports of this year that can still be taken back; null for any other. */
export async function replaceable(turn: MemberTurn, actionId: number): Promise<ActionRow | null> {
  const action = await findAction(turn.tx, actionId);
  const isOwn = action?.personId === turn.person.id && action.clusterYearId === turn.seat.year.id;
  if (!action || !isOwn || (await faultOf(turn, action)) !== null) return null;
  return action;
}

/** Takes back the last thing this person did; with codes, the last report on those targets. Answers what it was. */
export async function undoLast(
  turn: SeatedTurn,
  codes: string[],
  hint: string[] = [],
): Promise<{ action: ActionRow; targetIds: number[] } | null> {
  const actions = await undoable(turn);
  for (const action of actions) {
    const targetIds = liveTargetIds(action, codes);
    if (codes.length > 0 && targetIds.length === 0) continue;
    await undoOne(turn, action, codes.length > 0 ? targetIds : undefined, hint);
    return { action, targetIds };
  }
  const key = codes.length > 0 ? "undo:nothingOf" : "undo:nothing";
  await turn.reply({ html: [turn.say(key, { codes: codes.join(", ") }), ...hint].join("\n") });
  return null;
}
