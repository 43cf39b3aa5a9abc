import { type Month, monthOf, nextMonth, previousMonth, windowOf } from "../../domain/period.ts";
import { targetCode } from "../../domain/target.ts";
import type { Choice } from "../../shared/messages.ts";
import {
  type ActionRow,
  findAction,
  isRecent,
  lastActions,
  monthOfReport,
  monthsClosedSince,
  revisionsOfAction,
  undoAction,
} from "../../store/actions.ts";
import { instantOf } from "../../store/months.ts";
import { regimeOf } from "../../store/regime.ts";
import { asDate, readDay } from "../days.ts";
import { placeLine } from "../place-text.ts";
import { changeLine } from "../record-progress.ts";
import { figureText } from "../target-text.ts";
import type { Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

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

/** The months an action's figures stand in. */
async function monthsOf(turn: MemberTurn, action: ActionRow): Promise<Month[]> {
  if (action.kind === "report") {
    const month = await monthOfReport(turn.tx, action.id);
    return month === null ? [] : [month];
  }
  if (action.kind === "progress") return action.entries.map((entry) => monthOfDay(turn, entry.onDay));
  const day = instantOf(action.at).toZonedDateTimeISO(turn.zone).toPlainDate();
  return [monthOfDay(turn, day.toString())];
}

/** Why an action cannot be taken back; null when it can. */
type Fault = "undone" | "old" | "closed" | "beyond" | "decided";

async function faultOf(turn: MemberTurn, action: ActionRow, lastIds: number[]): Promise<Fault | null> {
  if (action.undoneAt !== null) return "undone";
  if (!isRecent(action.at, asDate(turn.now))) return "old";
  if (!lastIds.includes(action.id)) return "beyond";
  const closed = await monthsClosedSince(turn.tx, action.clusterYearId, action.at);
  if (closed.length > 0 && (await monthsOf(turn, action)).some((month) => closed.includes(month))) {
    return "closed";
  }
  if (action.kind === "evidence" && action.evidence.every((each) => each.removedAt !== null)) return "undone";
  if (action.kind === "register") {
    const revisions = await revisionsOfAction(turn.tx, action);
    const isOpen = revisions.some((each) => each.decision === "awaiting" || each.decision === "returned");
    if (!isOpen) return revisions.some((each) => each.decision === "approved") ? "decided" : "undone";
  }
  return null;
}

/** What an action did, in a few words. */
async function describe(turn: MemberTurn, action: ActionRow): Promise<string> {
  const { say } = turn;
  switch (action.kind) {
    case "progress":
      return action.entries
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
    case "register": {
      const revisions = await revisionsOfAction(turn.tx, action);
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
async function undoable(turn: MemberTurn): Promise<ActionRow[]> {
  const actions = await lastActions(turn.tx, turn.person.id, turn.seat.year.id);
  const ids = actions.map((each) => each.id);
  const found: ActionRow[] = [];
  for (const action of actions) if ((await faultOf(turn, action, ids)) === null) found.push(action);
  return found;
}

async function listOf(
  turn: MemberTurn,
  actions: ActionRow[],
): Promise<{ lines: string[]; choices: Choice[][] }> {
  const lines: string[] = [];
  const choices: Choice[][] = [];
  for (const [index, action] of actions.entries()) {
    const when = instantOf(action.at).toZonedDateTimeISO(turn.zone);
    const at = `${turn.say.time(when.toPlainTime())} ${turn.say.shortDay(when.toPlainDate())}`;
    lines.push(turn.say("undo:row", { number: index + 1, at, what: await describe(turn, action) }));
    choices.push([
      { label: turn.say.plain("undo:button.row", { number: index + 1 }), data: `undo:${action.id}` },
    ]);
  }
  // Several to a row, so that ten fit a phone.
  const rows: Choice[][] = [];
  for (let from = 0; from < choices.length; from += 2) rows.push(choices.slice(from, from + 2).flat());
  return { lines, choices: rows };
}

async function showList(turn: MemberTurn): Promise<void> {
  const actions = await undoable(turn);
  if (actions.length === 0) return turn.reply({ html: turn.say("undo:nothing") });
  const { lines, choices } = await listOf(turn, actions);
  await turn.reply({ html: [turn.say("undo:list"), ...lines].join("\n"), choices });
}

/** Takes one action back (or its part about some targets) and says what changed. */
async function undoOne(turn: MemberTurn, action: ActionRow, targetIds?: number[]): Promise<void> {
  const { say } = turn;
  const what = await describe(turn, action);
  const { changed, count } = await undoAction(
    turn.tx,
    action,
    { personId: turn.person.id, at: asDate(turn.now) },
    targetIds,
  );
  await turn.audit("undo", `action:${action.id}`, action.kind);
  const lines =
    action.kind === "progress"
      ? changed.map(({ before, after }) => changeLine(turn, before, after))
      : [action.kind === "evidence" ? say("undo:filesRemoved", { what, count }) : what];
  const place = action.kind === "progress" ? await placeLine(turn) : null;
  const html =
    lines.length === 1 ? [say("undo:doneOne", { line: lines[0] ?? "" })] : [say("undo:done"), ...lines];
  const others = await undoable(turn);
  await turn.reply({
    html: [...html, ...(place ? [place] : [])].join("\n"),
    choices: [
      [
        ...(others.length > 0 ? [{ label: say.plain("undo:button.other"), data: "undo:list" }] : []),
        { label: say.plain("common:button.myTargets"), data: "targets" },
      ],
    ],
  });
}

/** Takes back the last thing this person did; with codes, the last report on those targets. */
export async function undoLast(turn: MemberTurn, codes: string[]): Promise<void> {
  const actions = await undoable(turn);
  if (codes.length === 0) {
    const [newest] = actions;
    return newest ? undoOne(turn, newest) : turn.reply({ html: turn.say("undo:nothing") });
  }
  for (const action of actions) {
    if (action.kind !== "progress") continue;
    const live = action.entries.filter(
      (entry) => entry.voidedAt === null && codes.includes(targetCode(entry.target.number)),
    );
    if (live.length === 0) continue;
    return undoOne(turn, action, [...new Set(live.map((entry) => entry.targetId))]);
  }
  await turn.reply({ html: turn.say("undo:nothingOf", { codes: codes.join(", ") }) });
}

async function pressed(turn: MemberTurn, id: number): Promise<void> {
  const { say } = turn;
  const action = await findAction(turn.tx, id);
  if (!action || action.clusterYearId !== turn.seat.year.id) {
    return turn.reply({ html: say("common:staleButton") });
  }
  if (action.personId !== turn.person.id) return turn.reply({ html: say("undo:notYours") });
  const ids = (await lastActions(turn.tx, turn.person.id, turn.seat.year.id)).map((each) => each.id);
  const fault = await faultOf(turn, action, ids);
  if (fault === null) return undoOne(turn, action);
  const at = action.undoneAt ? say.moment(instantOf(action.undoneAt).toZonedDateTimeISO(turn.zone)) : "";
  await turn.reply({
    html: say(`undo:fault.${fault === "undone" && at ? "undoneAt" : fault}`, {
      what: await describe(turn, action),
      at,
    }),
    choices: [[{ label: say.plain("common:button.myTargets"), data: "targets" }]],
  });
}

const codesIn = (text: string) =>
  [...text.matchAll(/ct\s*0*(\d{1,3})/gi)].map((found) => targetCode(Number(found[1])));

const hoantac = (turn: Turn, rest: string) => asMember(turn, (member) => undoLast(member, codesIn(rest)));

export const undo: Intent = {
  commands: { hoantac, undo: hoantac },
  presses: {
    undo: (turn, [id]) =>
      asMember(turn, (member) =>
        id === "list" || id === undefined ? showList(member) : pressed(member, Number(id) || 0),
      ),
  },
};
