import { targetCode } from "../domain/target.ts";
import { readDate } from "../domain/vietnamese/dates.ts";
import { fold } from "../domain/vietnamese/fold.ts";
import { saysCorrection } from "./asking/state.ts";
import { isoDay } from "./days.ts";
import { meaningOf } from "./meaning-of.ts";
import { recordProgress } from "./record-progress.ts";
import type { MemberTurn } from "./turn.ts";
import { inYear, oldestOpenYear, yearOf } from "./year-turn.ts";

/** "trước 30/9", "hạn đến 30/9": a day that something is due on, not one that a figure is of. */
const namesDueDay = /\b(?:truoc|han)(?: (?:ngay|den|den ngay|chot|la))? \d/;

/**
 * "CT2 700 ngày 28/12" in January is a figure of last year's CT2, which December's report still takes. Recorded there when all
 * is clear; otherwise it is said how. False when no day of that year is named with figures, or nothing of it is open any more.
 */
export async function reportForYearBefore(turn: MemberTurn, text: string): Promise<boolean> {
  const named = readDate(text, isoDay(turn.today), { back: true });
  if (!named || yearOf(named.date) >= turn.seat.year.year || namesDueDay.test(fold(text))) return false;
  const year = await oldestOpenYear(turn);
  const there = yearOf(named.date) === year ? await inYear(turn, { year }) : null;
  if (!there) return false;
  const targets = await there.ownTargets();
  const meaning = await meaningOf({ ...there, ownTargets: () => Promise.resolve(targets) }, text);
  const isOfYear = (day: string | null | undefined) => day != null && yearOf(day) === year;
  if (meaning.intent === "progress" && meaning.items.every((item) => isOfYear(item.on))) {
    await recordProgress(there, meaning.items, { corrects: saysCorrection(text), targets });
    return true;
  }
  const isAsked = meaning.intent === "ask" && meaning.about !== "unit" && (meaning.items?.length ?? 0) > 0;
  if (!isAsked && meaning.intent !== "progress") return false;
  const example = targets.find((each) => each.kind !== "title");
  await turn.reply({
    html: example
      ? turn.say("progress:yearBefore", { year, code: targetCode(example.number) })
      : turn.say("progress:noTargetsBefore", { year }),
  });
  return true;
}
