import { Temporal } from "temporal-polyfill";
import { workingHours } from "../../domain/deadline.ts";
import { endOfDay, instantAt } from "../../domain/period.ts";
import {
  escalation,
  inMinutes,
  namedInstant,
  planDigest,
  type ReminderLevel,
  type Snooze,
  snoozeUntil,
} from "../../domain/reminders.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import { type LaterTime, readHour } from "../../domain/vietnamese/reminding.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { concernsOf } from "../../store/concerns.ts";
import { digestReader } from "../../store/digest-reader.ts";
import { digestKey } from "../../store/planned-digests.ts";
import { changeReminders, snooze, snoozeBeside } from "../../store/snoozes.ts";
import { readDay } from "../days.ts";
import { chatsOf } from "../linking/chats.ts";
import type { DialogueStep, Intent, SeatedTurn, Turn } from "../turn.ts";
import { asSeated } from "../who-may.ts";

const levels = ["all", "lastCall", "overdueOnly"] as const;
type Level = (typeof levels)[number];
/** Offered as buttons; any other working time can be typed. */
const times = ["07:30", "08:00", "10:00", "14:00"];

/** What people type for a level, folded. */
const levelWords: Record<Level, RegExp> = {
  all: /^(?:nhac )?(?:moi moc|tat ca|day du|het)$/,
  lastCall: /^(?:nhac )?(?:chi )?(?:lan cuoi|truoc han 1 ngay)$/,
  overdueOnly: /^(?:nhac )?(?:chi )?(?:khi )?qua han$/,
};

interface Wanted {
  level: Level;
  time: string;
}

/** Whose items somebody hears of: a leader beside officials hears of overdue ones alone, whatever level is set. */
async function heardBy({ tx, person, today }: SeatedTurn): Promise<{
  nothing: boolean;
  overdueOnly: boolean;
  heads: boolean;
}> {
  const { concerns } = await concernsOf(tx, person.id, today.year);
  return {
    nothing: concerns.length === 0,
    overdueOnly: concerns.length > 0 && concerns.every((each) => each.capacity === "unitLeader"),
    heads: concerns.some((each) => each.heads),
  };
}

const offeredLevels = ({ overdueOnly }: { overdueOnly: boolean }): readonly Level[] =>
  overdueOnly ? [] : levels;

function choices(turn: SeatedTurn, offered: readonly Level[], current: Wanted): Choice[][] {
  const { say } = turn;
  const label = (text: string, chosen: boolean) =>
    chosen ? say.plain("reminders:settings.chosen", { label: text }) : text;
  return [
    ...offered.map((level) => [
      {
        label: label(say.plain(`reminders:level.${level}`), level === current.level),
        data: `level:${level}`,
      },
    ]),
    times.map((time) => ({
      label: label(time, time === current.time),
      data: `hour:${time.replace(":", "")}`,
    })),
  ];
}

async function show(
  turn: SeatedTurn,
  current: Wanted,
  { again, quieter = false, todayAt = null }: { again: boolean; quieter?: boolean; todayAt?: string | null },
): Promise<void> {
  const { say } = turn;
  await turn.ask("reminderSettings", {});
  const heard = await heardBy(turn);
  const level = heard.overdueOnly
    ? say.plain("reminders:levelMeans.unitLeader", { days: escalation.unitLeader })
    : say.plain(`reminders:levelMeans.${current.level}`);
  const reply = {
    html: [
      ...(heard.nothing ? [say("reminders:nobodys")] : []),
      ...(quieter ? [say(`reminders:settings.${heard.overdueOnly ? "alwaysOverdue" : "quietest"}`)] : []),
      say("reminders:settings.level", { level }),
      ...(heard.heads ? [say("reminders:settings.others", { days: escalation.head })] : []),
      say("reminders:settings.time", { time: current.time }),
      ...(todayAt === null ? [] : [say("reminders:settings.todayAt", { time: todayAt })]),
      say("reminders:settings.how"),
    ].join("\n"),
    choices: [
      ...choices(turn, offeredLevels(heard), current),
      ...((await chatsOf(turn)).length > 1 ? [[{ label: say.plain("link:button.mine"), data: "link" }]] : []),
    ],
  };
  await (again ? turn.replace(reply) : turn.reply(reply));
}

const currentOf = ({ person }: SeatedTurn): Wanted => ({
  level: levels.find((each) => each === person.reminderLevel) ?? "all",
  time: person.reminderTime,
});

/** How much and when this person is reminded, to be changed at once. */
export async function showReminderSettings(turn: SeatedTurn): Promise<void> {
  await show(turn, currentOf(turn), { again: false });
}

/** The same for somebody who wants fewer reminders, or none: what can be had. */
export async function showQuietest(turn: SeatedTurn): Promise<void> {
  await show(turn, currentOf(turn), { again: false, quieter: true });
}

const compare = Temporal.PlainTime.compare;
const isWorkingTime = (time: string) =>
  compare(time, workingHours.from) >= 0 && compare(time, workingHours.to) < 0;

export async function setLevel(turn: SeatedTurn, level: Level, again: boolean): Promise<void> {
  await changeReminders(turn.tx, turn.person.id, { reminderLevel: level });
  await show(turn, { ...currentOf(turn), level }, { again });
}

/**
 * Whether a digest of that day has anything to say, `asked`: also when no step is reached. `nobody`: never, for the person works
 * for no unit.
 */
async function comesOn(
  { tx, person, services }: SeatedTurn,
  day: Temporal.PlainDate,
  { asked }: { asked: boolean },
): Promise<"digest" | "nothing" | "nobody"> {
  const calendar = services.calendar();
  const reader = await digestReader(tx, person.id, { today: day, calendar });
  if (!reader) return "nobody";
  const level = reader.level as ReminderLevel;
  const digest = planDigest({ day, since: null, items: reader.items, level, asked, calendar });
  return digest ? "digest" : "nothing";
}

/**
 * Where the hour chosen is over today and the one before still to come, a digest that is due today keeps the one before; null: none
 * is, or it has come.
 */
async function keepsToday(turn: SeatedTurn, chosen: string): Promise<string | null> {
  const { tx, person, now, today, services } = turn;
  const at = (time: string) => instantAt(today, time, services.timeZone);
  const before = at(person.reminderTime);
  const isOver = (instant: Temporal.Instant) => Temporal.Instant.compare(instant, now) <= 0;
  if (isOver(before) || !isOver(at(chosen))) return null;
  const came = await tx.outboxMessage.count({ where: { dedupeKey: digestKey(person.id, today) } });
  const comes = await tx.snooze.count({
    where: {
      personId: person.id,
      doneAt: null,
      dueAt: { lt: new Date(endOfDay(today, services.timeZone).epochMilliseconds) },
    },
  });
  if (came + comes > 0) return null;
  if ((await comesOn(turn, today, { asked: false })) !== "digest") return null;
  await snoozeBeside(tx, person.id, before, now);
  return person.reminderTime;
}

export async function setTime(turn: SeatedTurn, time: string, again: boolean): Promise<void> {
  if (!isWorkingTime(time)) {
    return turn.reply({ html: turn.say("reminders:settings.outside", workingHours) });
  }
  const todayAt = await keepsToday(turn, time);
  await changeReminders(turn.tx, turn.person.id, { reminderTime: time });
  await show(turn, { ...currentOf(turn), time }, { again, todayAt });
}

/** A typed level, hour or number of a button. */
async function answer(turn: SeatedTurn, text: string): Promise<DialogueStep> {
  const folded = fold(text).trim().replace(/\s+/g, " ");
  const reply = readReply(text);
  const number = reply?.kind === "choice" ? reply.number : null;
  const offered = offeredLevels(await heardBy(turn));
  const level = number === null ? levels.find((each) => levelWords[each].test(folded)) : offered[number - 1];
  const time = number === null ? readHour(text, { alone: true }) : times[number - 1 - offered.length];
  if (level) await setLevel(turn, level, false);
  else if (time) await setTime(turn, time, false);
  else return "pass";
  return "handled";
}

/** Asks for the digest again and says when it comes; `forToday`: it was wanted today, so it says if that is over. */
async function snoozeUntilThen(
  turn: SeatedTurn,
  until: Temporal.Instant,
  { forToday }: { forToday: boolean },
): Promise<void> {
  const { say, tx, person, now } = turn;
  const at = until.toZonedDateTimeISO(turn.services.timeZone);
  const day = at.toPlainDate();
  const comes = await comesOn(turn, day, { asked: true });
  if (comes === "nobody") return turn.reply({ html: say("reminders:nobodys") });
  await snooze(tx, person.id, until, now);
  const time = say.time(at.toPlainTime());
  const isToday = day.equals(turn.today);
  if (isToday && comes === "nothing")
    return turn.reply({ html: say("reminders:snoozed.nothingToday", { time }) });
  if (isToday) return turn.reply({ html: say("reminders:snoozed.today", { time }) });
  const values = { time, day: `${say.plain(`common:weekday.${day.dayOfWeek}`)} ${say.shortDay(day)}` };
  if (comes === "nothing") return turn.reply({ html: say("reminders:snoozed.nothing", values) });
  await turn.reply({
    html: forToday
      ? say("reminders:snoozed.tooLate", { ...values, asked: time })
      : say("reminders:snoozed.otherDay", values),
  });
}

/** [Nhắc lại 15:00], [Nhắc ngày mai] */
async function snoozeFor(turn: SeatedTurn, choice: Snooze): Promise<void> {
  const { now, services, person } = turn;
  const until = snoozeUntil(choice, now, services.timeZone, services.calendar(), person.reminderTime);
  await snoozeUntilThen(turn, until, { forToday: choice === "today" });
}

/** The same in the person's own words: "mai nhắc lại nhé", "nhắc lại lúc 14h", "2 tiếng nữa nhắc lại". */
export async function snoozeTo(turn: SeatedTurn, when: LaterTime): Promise<void> {
  const { now, services, person } = turn;
  const zone = services.timeZone;
  const calendar = services.calendar();
  if (when.kind === "later") return snoozeFor(turn, "today");
  if (when.kind === "minutes") {
    return snoozeUntilThen(turn, inMinutes(when.minutes, now, zone, calendar), { forToday: false });
  }
  if (when.time !== null && !isWorkingTime(when.time)) {
    return turn.reply({ html: turn.say("reminders:settings.outside", workingHours) });
  }
  const day = when.date === null ? null : readDay(when.date);
  const until = namedInstant({ ...when, day }, now, zone, calendar, person.reminderTime);
  await snoozeUntilThen(turn, until, { forToday: day === null || day.equals(turn.today) });
}

const settings = (turn: Turn) => asSeated(turn, showReminderSettings);

export const reminders: Intent = {
  commands: { nhacviec: settings, reminders: settings },
  presses: {
    reminders: settings,
    snooze: (turn, [choice]) =>
      asSeated(turn, (seated) =>
        choice === "today" || choice === "tomorrow"
          ? snoozeFor(seated, choice)
          : turn.reply({ html: turn.say("common:staleButton") }),
      ),
    level: (turn, [level]) =>
      asSeated(turn, (seated) => {
        const known = levels.find((each) => each === level);
        return known ? setLevel(seated, known, true) : turn.reply({ html: turn.say("common:staleButton") });
      }),
    hour: (turn, [digits]) =>
      asSeated(turn, (seated) => {
        const time = times.find((each) => each.replace(":", "") === digits);
        return time ? setTime(seated, time, true) : turn.reply({ html: turn.say("common:staleButton") });
      }),
  },
  dialogues: {
    async reminderSettings(turn) {
      const { content } = turn.inbound;
      if (content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asSeated(turn, async (seated) => {
        step = await answer(seated, content.text);
      });
      return step;
    },
  },
};
