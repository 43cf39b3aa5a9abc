import type { Temporal } from "temporal-polyfill";
import type { Calendar, DayReason } from "../domain/calendar.ts";
import type { OfficialDay, OfficialDaysFault } from "../domain/calendar-official.ts";
import { calendarChanges } from "../domain/calendar-official.ts";
import { type OffStretch, yearAtAGlance } from "../domain/calendar-year.ts";
import type { Say } from "../shared/say.ts";
import type { OfficialLoad } from "../store/calendar.ts";

/** Days named one by one; with more, only how many more. */
const mostNamed = 12;

/** "2026[3].date" is the fourth row of 2026: in words, with what is wrong there. */
export function faultLine(say: Say, { at, fault }: OfficialDaysFault): string {
  const [, year = "", row, field] = /^([^[]*)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(at) ?? [];
  const place =
    row === undefined
      ? year === ""
        ? say("calendar:at.file")
        : say("calendar:at.year", { year })
      : say(field === undefined ? "calendar:at.row" : `calendar:at.${field}`, { year, row: Number(row) + 1 });
  return `• ${place}: ${say(`calendar:fault.${fault}`)}`;
}

function named(say: Say, days: readonly Temporal.PlainDate[]): string {
  const first = days.slice(0, mostNamed).map((day) => say.day(day));
  const rest = days.length - first.length;
  return rest > 0 ? say("calendar:andMore", { days: first.join(", "), count: rest }) : first.join(", ");
}

const ofKind = (days: readonly OfficialDay[], kind: "off" | "work") =>
  days.filter((each) => each.kind === kind);

function listOf(say: Say, days: readonly OfficialDay[]): string[] {
  const line = ({ day, reason }: OfficialDay) => say("calendar:line", { day: say.longDay(day), reason });
  const off = ofKind(days, "off");
  const work = ofKind(days, "work");
  return [
    say("calendar:off", { count: off.length }),
    ...off.map(line),
    ...(work.length > 0 ? [say("calendar:work", { count: work.length }), ...work.map(line)] : []),
  ];
}

/** What a file holds, what it would change, and what it leaves as it is. */
export function previewText(say: Say, days: readonly OfficialDay[], load: OfficialLoad): string {
  const { years, before, after, typed, isSame } = load;
  const [only] = years;
  const changes = calendarChanges(before, after, years);
  const unverified = days.filter((each) => each.certainty === "unverified").length;
  const sources = [...new Set(days.map((each) => each.source))];
  const lines = [say("calendar:preview.title", { years: years.join(", ") })];
  if (years.length === 1 && only !== undefined) lines.push(...listOf(say, days));
  else
    for (const year of years) {
      const ofYear = days.filter((each) => each.day.year === year);
      const counts = { off: ofKind(ofYear, "off").length, work: ofKind(ofYear, "work").length };
      lines.push(say("calendar:yearLine", { year, ...counts }));
    }
  lines.push(say("calendar:preview.source", { sources: shortSources(sources) }));
  if (unverified > 0) lines.push(say("calendar:preview.unverified", { count: unverified }));
  if (changes.off.length + changes.worked.length === 0)
    lines.push(say(isSame ? "calendar:preview.same" : "calendar:preview.sameDays"));
  if (changes.off.length > 0) lines.push(say("calendar:preview.newlyOff", { days: named(say, changes.off) }));
  if (changes.worked.length > 0)
    lines.push(say("calendar:preview.newlyWorked", { days: named(say, changes.worked) }));
  if (typed.length > 0)
    lines.push(
      say("calendar:preview.typed", {
        days: named(
          say,
          typed.map((each) => each.day),
        ),
      }),
    );
  if (!isSame) lines.push(say("calendar:preview.ask"));
  return lines.join("\n");
}

/** Who says so, without the title of what was read there: "tienphong.vn: Thủ tướng chốt …" is tienphong.vn. */
function shortSources(sources: readonly string[]): string {
  const short = sources.map((each) => (/^[^:;(]+/.exec(each)?.[0] ?? each).trim());
  return [...new Set(short)].slice(0, 4).join("; ");
}

/** "Tết Kỷ Hợi: 30 tháng Chạp" and the days after it are Tết Kỷ Hợi; a remark in brackets is left out. */
function reasonText(say: Say, reason: DayReason): string {
  if (reason.by === "law")
    return say.plain(reason.instead === null ? "calendar:law.day" : "calendar:law.instead", {
      holiday: say.plain(`calendar:holiday.${reason.holiday}`),
    });
  return reason.by === "weekend" ? "" : (reason.text.replace(/\s*\([^)]*\)/g, "").split(":")[0] ?? "");
}

function stretchLine(say: Say, { from, to, reasons }: OffStretch): string {
  const texts = [...new Set(reasons.map((each) => reasonText(say, each)))];
  const days = from.equals(to)
    ? say.longDay(from)
    : say.plain("calendar:stretch", { from: say.shortDay(from), to: say.shortDay(to) });
  return say("calendar:stretchLine", { days, reasons: texts.slice(0, 3).join("; ") });
}

/** The days of one year as they are reckoned with, and last where they come from. */
export function yearText(
  say: Say,
  calendar: Calendar,
  { year, sources }: { year: number; sources: readonly string[] },
): string {
  const { off, worked } = yearAtAGlance(calendar, year);
  return [
    say("calendar:title", { year }),
    ...off.map((each) => stretchLine(say, each)),
    ...(worked.length > 0
      ? [say("calendar:workedDays", { days: worked.map((day) => say.shortDay(day)).join(", ") })]
      : []),
    sources.length > 0
      ? say("calendar:preview.source", { sources: shortSources(sources) })
      : say("calendar:byRules"),
  ].join("\n");
}
