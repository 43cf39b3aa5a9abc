import { defaultReportMonth, type Month, monthOf, oldestYearAskedFor } from "../domain/period.ts";
import type { NamedPeriod } from "../domain/vietnamese/meaning.ts";
import { newestClosedMonth } from "../store/months.ts";
import { regimeOf } from "../store/regime.ts";
import { owedMonths, reportedMonths, reportOf } from "../store/reports.ts";
import { type AskedTime, askedTime, monthOfPeriod } from "./asked-time.ts";
import { readDay } from "./days.ts";
import type { MemberTurn, Turn } from "./turn.ts";
import { inYear, isUnitOfYear, oldestOpenYear, yearOf } from "./year-turn.ts";

export const typedText = (turn: Turn): string =>
  turn.inbound.content.kind === "text" ? turn.inbound.content.text : "";

/** The time that was typed; until the end of April "tháng 12" is last year's where the cluster had that year. */
export const spokenTime = async (turn: MemberTurn): Promise<AskedTime> =>
  askedTime(typedText(turn), turn.today, await oldestOpenYear(turn));

/** The months whose reports the own unit owes, the oldest first; until the end of April last year's among them. */
export function owed({ tx, seat, now, today, services }: MemberTurn): Promise<Month[]> {
  const unit = { clusterId: seat.cluster.id, unitId: seat.unit.id };
  return owedMonths(tx, unit, { now, today, calendar: services.calendar() });
}

/** The month the own unit's next report is for: what it owes longest, else what comes in now. */
async function usualMonth(turn: MemberTurn): Promise<Month | null> {
  const { tx, seat, today } = turn;
  const [longest] = await owed(turn);
  if (longest) return longest;
  const sent = await reportedMonths(tx, seat.year.id, seat.unit.id);
  const closed = await newestClosedMonth(tx, seat.year.id);
  const first = `${seat.year.year}-01`;
  const settled = (month: Month) =>
    sent.has(month) || month < first || (closed !== null && month <= closed.month);
  return defaultReportMonth(today, regimeOf(seat.year), settled);
}

/** The month that is meant; null when a sentence has been said instead. */
export async function monthMeant(
  turn: MemberTurn,
  period: NamedPeriod | null,
  spoken: AskedTime,
): Promise<Month | null> {
  const { say, seat, today } = turn;
  const time =
    spoken.kind === "none" && period
      ? { kind: "period" as const, from: readDay(period.from), to: readDay(period.to) }
      : spoken;
  const named =
    time.kind === "month" ? time.month : time.kind === "period" ? monthOfPeriod(time.from, time.to) : null;
  if (named !== null) return named;
  const usual = await usualMonth(turn);
  // A day beside it ("gửi báo cáo hôm nay") says when, not which.
  if (time.kind === "none" || time.kind === "day") {
    if (usual !== null && (await inYear(turn, { year: yearOf(usual) }))) return usual;
    await turn.reply({ html: say("report:ended", { year: seat.year.year }) });
    return null;
  }
  await turn.reply({ html: say("report:monthsOnly", { month: Number((usual ?? monthOf(today)).slice(5)) }) });
  return null;
}

/** The step in the month's own year, when its data window has begun; null when a sentence has been said instead. */
export async function inYearOfMonth(turn: MemberTurn, month: Month): Promise<MemberTurn | null> {
  const { say, seat, today } = turn;
  const there = await inYear(turn, { year: yearOf(month) });
  const values = { month: say.month(month), year: seat.year.year };
  const isNotSetUp = yearOf(month) === seat.year.year + 1 && month <= monthOf(today);
  if (!there)
    await turn.reply({
      html: isNotSetUp
        ? say("report:noYear", { ...values, year: yearOf(month) })
        : say("report:outside", values),
    });
  // A window such as day 11 to day 10 may begin before the month does.
  else if (month > monthOf(today) && month !== (await usualMonth(turn)))
    await turn.reply({ html: say("report:future", values) });
  else return there;
  return null;
}

/** The same for the own unit's report: it was sent, or is still taken. */
export async function whereOwn(turn: MemberTurn, month: Month): Promise<MemberTurn | null> {
  const { say, seat } = turn;
  const there = await inYearOfMonth(turn, month);
  if (!there) return null;
  const { year } = there.seat.year;
  const isOver = year < seat.year.year && year < oldestYearAskedFor(turn.today);
  if (!(await isUnitOfYear(there)))
    await turn.reply({
      html: say("report:notUnit", { unit: seat.unit.name, cluster: seat.cluster.name, year }),
    });
  else if (isOver && !(await reportOf(turn.tx, there.seat.year.id, seat.unit.id, month)))
    await turn.reply({ html: say("report:tooLate", { month: say.month(month), year: year + 1 }) });
  else return there;
  return null;
}

/** The month whose reports are coming in now. */
export function currentMonth(turn: MemberTurn): Month {
  const { year } = turn.seat;
  const month = defaultReportMonth(turn.today, regimeOf(year), () => true);
  return month?.startsWith(`${year.year}-`) ? month : `${year.year}-12`;
}
