import { targetCode } from "../../domain/target.ts";
import { checkItem } from "../../domain/vietnamese/check-item.ts";
import type { Item } from "../../domain/vietnamese/meaning.ts";
import { readKindSaid } from "../../domain/vietnamese/set-or-add.ts";
import type { ActionRow } from "../../store/actions.ts";
import { targetsWithout } from "../../store/edited-messages.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { isoDay } from "../days.ts";
import { openQuestion } from "../intents/question.ts";
import { recordProgress } from "../record-progress.ts";
import type { MemberTurn } from "../turn.ts";
import { targetViews } from "../views.ts";
import { describe, inYearOf, undoable } from "./take-back.ts";

/** So long after a report "là thêm" is about it (ms). */
const rightAfter = 10 * 60_000;

type Entry = ActionRow["entries"][number];

/** An entry as it was said, or with its figure taken the other way. */
const itemOf = ({ target, op, value, done, onDay }: Entry, today: string, otherWay: boolean): Item => ({
  target: targetCode(target.number),
  op: (op === "add") === otherWay ? "set" : "add",
  value: Number(value),
  unit: null,
  ...(done && !otherWay ? { done: true as const } : {}),
  ...(onDay === today ? {} : { on: onDay }),
});

/**
 * "Là thêm" after a figure that was recorded as the total, "là tổng" after one that was added: the report is voided, kept as
 * history, and recorded the other way. False when the message is no such thing or nothing was reported just now.
 */
export async function takeOtherWay(turn: MemberTurn, text: string): Promise<boolean> {
  const { say, tx } = turn;
  const said = readKindSaid(text);
  if (!said) return false;
  const [action] = await undoable(turn);
  const age = action ? turn.now.epochMilliseconds - action.at.getTime() : Number.POSITIVE_INFINITY;
  if (action?.kind !== "progress" || age > rightAfter) return false;
  const live = action.entries.filter((entry) => entry.voidedAt === null);
  const counted = live.filter(
    (entry) =>
      entry.target.kind !== "yesno" && (said.code === null || targetCode(entry.target.number) === said.code),
  );
  if (counted.length === 0) return false;
  const isSo = (entry: Entry) => (entry.op === "add") === (said.kind === "add");
  const other = counted.filter((entry) => !isSo(entry));
  if (other.length === 0) {
    await turn.reply({ html: say(`undo:already.${said.kind}`, { what: await describe(turn, action) }) });
    return true;
  }
  const [entry, more] = other;
  if (!entry || more) {
    const example = targetCode(other[0]?.target.number ?? 0);
    await turn.reply({ html: say(`undo:whichKind.${said.kind}`, { code: example }) });
    return true;
  }
  const there = await inYearOf(turn, action);
  const all = await targetsOfUnit(tx, there.seat.year.id, turn.seat.unit.id);
  const before = targetViews(await targetsWithout(tx, all, action.id));
  const view = before.find((each) => each.code === targetCode(entry.target.number));
  if (!view) return false;
  const today = isoDay(turn.today);
  const checked = checkItem(itemOf(entry, today, true), view, {
    corrects: true,
    exceeds: false,
    rough: false,
  });
  const items = live.map((each) => (each === entry ? checked.item : itemOf(each, today, false)));
  if (checked.kind === "act") {
    await recordProgress(there, items, { corrects: true, replaces: action });
    return true;
  }
  if (there !== turn) {
    // An answer would be about this year's targets.
    await turn.reply({ html: say("progress:yearBefore", { year: there.seat.year.year, code: view.code }) });
    return true;
  }
  const about = checked.kind;
  const candidates = checked.kind === "value" ? [...checked.candidates] : [];
  await openQuestion(
    turn,
    { intent: "ask", about, items, ...(candidates.length > 0 ? { candidates } : {}) },
    action.id,
  );
  return true;
}
