import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../../domain/calendar.ts";
import { inWorkingHours, nextWorkingTime } from "../../domain/deadline.ts";
import { dayOf, instantAt } from "../../domain/period.ts";
import type { PartOfDay } from "../../domain/vietnamese/clock.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import { readSendTime, type SendTime } from "../../domain/vietnamese/send-time.ts";
import type { Say } from "../../shared/say.ts";
import { isoDay, readDay } from "../days.ts";
import type { Turn } from "../turn.ts";

interface Now {
  now: Temporal.Instant;
  zone: string;
  calendar: Calendar;
}

const offeredTimes = ["08:00", "14:00"];
/** A day that was named without an hour. */
const usualTime = "08:00";
/** A part of a day that was named without an hour; what lies outside working hours is put off as every such hour. */
const timeOfPart: Record<PartOfDay, string> = {
  morning: usualTime,
  noon: "11:30",
  afternoon: "14:00",
  evening: "19:00",
  night: "22:00",
};

/** What is left of today's 08:00 and 14:00 if today is worked, and the next working day's 08:00. */
export function offeredMoments({ now, zone, calendar }: Now): Temporal.Instant[] {
  const today = dayOf(now, zone);
  const ahead = calendar.isWorkingDay(today)
    ? offeredTimes
        .map((time) => instantAt(today, time, zone))
        .filter((at) => Temporal.Instant.compare(at, now) > 0)
    : [];
  return [...ahead, instantAt(calendar.addWorkingDays(today, 1), usualTime, zone)];
}

/** "14:00" · "08:00 ngày mai" · "08:00 Thứ Hai 17/06" */
export function momentLabel(say: Say, at: Temporal.Instant, { now, zone }: Now): string {
  const local = at.toZonedDateTimeISO(zone);
  const day = local.toPlainDate();
  const today = dayOf(now, zone);
  const time = say.time(local.toPlainTime());
  if (day.equals(today)) return time;
  if (day.equals(today.add({ days: 1 }))) return say.plain("broadcast:tomorrow", { time });
  return `${time} ${say.plain(`common:weekday.${day.dayOfWeek}`)} ${say.shortDay(day)}`;
}

/** A moment as a button carries it, in the cluster's zone: 201906130800. */
export function momentData(at: Temporal.Instant, zone: string): string {
  return at
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" })
    .replace(/\D/g, "");
}

export function readMomentData(data: string, zone: string): Temporal.Instant | null {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(data);
  if (!found) return null;
  const [year, month, day, hour, minute] = found.slice(1).map(Number);
  try {
    return Temporal.PlainDateTime.from(
      { year: year ?? 0, month: month ?? 0, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0 },
      { overflow: "reject" },
    )
      .toZonedDateTime(zone)
      .toInstant();
  } catch {
    return null;
  }
}

/** What times are reckoned with in a step. */
export const clockOf = ({ now, zone, services }: Turn): Now => ({ now, zone, calendar: services.calendar() });

/** Days and hours as texts name them here. */
export const daysHere = ({ now, zone, calendar }: Now) => ({
  today: isoDay(dayOf(now, zone)),
  isWorkingDay: (day: string) => calendar.isWorkingDay(readDay(day)),
});

/** The moment that is meant. Of one that was booked for `before`, what is not named stays as it is. */
export function momentOf(
  { date, time, part }: SendTime,
  { now, zone }: Now,
  before: Temporal.Instant | null = null,
): Temporal.Instant {
  const booked = before?.toZonedDateTimeISO(zone);
  const day = date === null ? (booked?.toPlainDate() ?? dayOf(now, zone)) : readDay(date);
  const half = booked && booked.hour < 12 ? "morning" : "afternoon";
  const kept =
    part === null || part === half ? booked?.toPlainTime().toString({ smallestUnit: "minute" }) : null;
  return instantAt(day, time ?? kept ?? timeOfPart[part ?? "morning"], zone);
}

/** "16h ngày 20/6", "sáng mai", "14h" as a moment; null when the text is no time. */
export function readMoment(text: string, clock: Now): Temporal.Instant | null {
  const opens = /^(?:gui|hen|luc|vao|dat|de|ngay|sang|chieu|trua|mai|thu|hom|tuan|cuoi|dau|t[2-7]\b|\d)/;
  if (text.length > 60 || !opens.test(fold(text).trim())) return null;
  const said = readSendTime(text, daysHere(clock));
  return said && momentOf(said, clock);
}

/**
 * When a message that is wanted at a moment may go out, and why not then: a day off is put off to the same hour of the next
 * working day, an hour outside working hours to their next beginning.
 */
export function openMoment(
  at: Temporal.Instant,
  { zone, calendar }: Pick<Now, "zone" | "calendar">,
): { at: Temporal.Instant; moved: "dayOff" | "hours" | null } {
  const open = nextWorkingTime(at, zone, calendar);
  if (open.equals(at)) return { at, moved: null };
  const day = dayOf(at, zone);
  if (calendar.isWorkingDay(day)) return { at: open, moved: "hours" };
  const time = at.toZonedDateTimeISO(zone).toPlainTime();
  const sameHour = calendar
    .addWorkingDays(day, 1)
    .toZonedDateTime({ timeZone: zone, plainTime: time })
    .toInstant();
  return { at: inWorkingHours(sameHour, zone, calendar) ? sameHour : open, moved: "dayOff" };
}
