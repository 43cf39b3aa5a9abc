import { Temporal } from "temporal-polyfill";
import { workingHours } from "../../domain/deadline.ts";
import { inMinutes, namedInstant, type Snooze, snoozeUntil } from "../../domain/reminders.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { LaterTime } from "../../domain/vietnamese/reminding.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { changeReminders, snooze } from "../../store/snoozes.ts";
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

function choices(turn: SeatedTurn, current: { level: Level; time: string }): Choice[][] {
  const { say } = turn;
  const label = (text: string, chosen: boolean) =>
    chosen ? say.plain("reminders:settings.chosen", { label: text }) : text;
  return [
    ...levels.map((level) => [
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
  current: { level: Level; time: string },
  again: boolean,
): Promise<void> {
  const { say } = turn;
  await turn.ask("reminderSettings", {});
  const reply = {
    html: [
      say("reminders:settings.level", { level: say.plain(`reminders:levelMeans.${current.level}`) }),
      say("reminders:settings.time", { time: current.time }),
      say("reminders:settings.how"),
    ].join("\n"),
    choices: [
      ...choices(turn, current),
      ...((await chatsOf(turn)).length > 1 ? [[{ label: say.plain("link:button.mine"), data: "link" }]] : []),
    ],
  };
  await (again ? turn.replace(reply) : turn.reply(reply));
}

const currentOf = ({ person }: SeatedTurn) => ({
  level: levels.find((each) => each === person.reminderLevel) ?? "all",
  time: person.reminderTime,
});

/** How much and when this person is reminded, to be changed at once. */
export async function showReminderSettings(turn: SeatedTurn): Promise<void> {
  await show(turn, currentOf(turn), false);
}

const compare = Temporal.PlainTime.compare;
const isWorkingTime = (time: string) =>
  compare(time, workingHours.from) >= 0 && compare(time, workingHours.to) < 0;

/** "9h30", "lúc 14h", "8:00", "7 giờ rưỡi", "9 giờ sáng" → HH:MM; null when it is no time of day. */
function readTime(text: string): string | null {
  const found =
    /^(?:(?:doi|dat|nhac|gio|gio nhac|luc|vao|sang|thanh|toi) )*(\d{1,2}) ?(?:h|g|:|gio)(?: ?(\d{1,2})(?: ?(?:p|phut))?| ?(ruoi))?(?: (sang|chieu|trua|toi))?$/.exec(
      fold(text).trim().replace(/\s+/g, " "),
    );
  if (!found) return null;
  const afternoon = (found[4] === "chieu" || found[4] === "toi") && Number(found[1]) < 12;
  const hour = Number(found[1]) + (afternoon ? 12 : 0);
  const minute = found[3] ? 30 : Number(found[2] ?? 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

export async function setLevel(turn: SeatedTurn, level: Level, again: boolean): Promise<void> {
  await changeReminders(turn.tx, turn.person.id, { reminderLevel: level });
  await show(turn, { ...currentOf(turn), level }, again);
}

export async function setTime(turn: SeatedTurn, time: string, again: boolean): Promise<void> {
  if (!isWorkingTime(time)) {
    return turn.reply({ html: turn.say("reminders:settings.outside", workingHours) });
  }
  await changeReminders(turn.tx, turn.person.id, { reminderTime: time });
  await show(turn, { ...currentOf(turn), time }, again);
}

/** A typed level, hour or number of a button. */
async function answer(turn: SeatedTurn, text: string): Promise<DialogueStep> {
  const folded = fold(text).trim().replace(/\s+/g, " ");
  const reply = readReply(text);
  const number = reply?.kind === "choice" ? reply.number : null;
  const level = number === null ? levels.find((each) => levelWords[each].test(folded)) : levels[number - 1];
  const time = number === null ? readTime(text) : times[number - 1 - levels.length];
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
  await snooze(tx, person.id, until, now);
  const at = until.toZonedDateTimeISO(turn.services.timeZone);
  const day = at.toPlainDate();
  const time = say.time(at.toPlainTime());
  if (day.equals(turn.today)) return turn.reply({ html: say("reminders:snoozed.today", { time }) });
  const values = { time, day: `${say.plain(`common:weekday.${day.dayOfWeek}`)} ${say.shortDay(day)}` };
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
