import { z } from "zod";
import { type DayPlan, planDay } from "../domain/calendar-entered.ts";
import { type DayChange, namesDaysOff, readDayChanges } from "../domain/vietnamese/day-changes.ts";
import { readReply } from "../domain/vietnamese/replies.ts";
import type { Choice } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import { calendarWithout, typedDays } from "../store/calendar.ts";
import { enterDays } from "../store/days-entered.ts";
import { asDate, isoDay, readDay } from "./days.ts";
import { readDaysOffYear, showDaysOff } from "./intents/official-days.ts";
import { pageOf } from "./paging.ts";
import type { SeatedTurn } from "./turn.ts";

/** The days of a sentence that was typed unasked, until they are confirmed. */
const proposed = z.object({
  changes: z.array(
    z.object({
      date: z.string(),
      change: z.enum(["off", "work", "worked", "rested", "dropOff", "dropWork", "drop"]),
      inStretch: z.boolean(),
    }),
  ),
});

const dayLine = (say: Say, { day, becomes }: DayPlan) =>
  say(`unit:daysOff.line.${becomes}`, { day: say.longDay(day) });

const settingsButton = (turn: SeatedTurn): Choice => ({
  label: turn.say.plain("unit:button.settings"),
  data: "settings",
});

/** What the changes make of each day, in the order of the days. */
async function plan(turn: SeatedTurn, changes: readonly DayChange[]): Promise<DayPlan[]> {
  const rules = await calendarWithout(turn.tx, new Set(changes.map((each) => each.date)));
  const dates = changes.map((each) => each.date).toSorted();
  const entered = new Map(
    (await typedDays(turn.tx, dates[0] ?? "", dates.at(-1) ?? "")).map((each) => [
      isoDay(each.day),
      each.kind,
    ]),
  );
  return changes
    .toSorted((a, b) => a.date.localeCompare(b.date))
    .map((each) => planDay({ ...each, day: readDay(each.date) }, entered.get(each.date) ?? null, rules));
}

async function save(turn: SeatedTurn, changes: readonly DayChange[]): Promise<void> {
  const { say, tx } = turn;
  const plans = await plan(turn, changes);
  const made = plans.filter((each) => each.isChange);
  const vietnamese = turn.services.locales.say("vi");
  const undo: Choice[] = [];
  if (made.length > 0) {
    const by = { personId: turn.person.id, clusterYearId: turn.seat.year.id, at: asDate(turn.now) };
    const days = made.map(({ day, entry }) => ({
      date: isoDay(day),
      after: entry && { kind: entry, reason: vietnamese.plain(`unit:settings.${entry}Reason`) },
    }));
    const { actionId } = await enterDays(tx, by, days);
    undo.push({ label: say.plain("common:button.undo"), data: `undo:${actionId}` });
    turn.services.calendarChanged();
    const detail = made.map((each) => `${isoDay(each.day)} ${each.entry ?? "none"}`).join(", ");
    await turn.audit("setting", `year:${turn.seat.year.id}`, `dayOff ${detail}`);
  }
  const title = say(made.length > 0 ? "unit:daysOff.saved" : "unit:daysOff.same");
  await turn.reply({
    html: [title, ...plans.map((each) => dayLine(say, each))].join("\n"),
    choices: [
      ...(undo.length > 0 ? [undo] : []),
      [{ label: say.plain("unit:daysOff.button"), data: "settings:ask:dayOff" }, settingsButton(turn)],
    ],
  });
}

function read(turn: SeatedTurn, text: string): DayChange[] | null {
  const calendar = turn.services.calendar();
  return readDayChanges(text, isoDay(turn.today), {
    isWorkingDay: (day) => calendar.isWorkingDay(readDay(day)),
  });
}

/** Asks for days off and days worked, and shows those entered from this year on, each with a button to take it away. */
export async function askDaysOff(turn: SeatedTurn, page: number | null = null): Promise<void> {
  const { say, seat } = turn;
  const { year } = seat.year;
  const version = await turn.ask("unitSetting", { setting: "dayOff" });
  const entered = await typedDays(turn.tx, `${year}-01-01`, "9999-12-31");
  const ofKind = (kind: "off" | "work") => {
    const days = entered.filter((each) => each.kind === kind).map((each) => say.day(each.day));
    return days.length > 0 ? [say(`unit:daysOff.entered.${kind}`, { days: days.join(", ") })] : [];
  };
  const lines = [
    ...(entered.length > 0
      ? [say("unit:daysOff.entered.title"), ...ofKind("off"), ...ofKind("work")]
      : [say("unit:daysOff.entered.none", { year })]),
    say("unit:settings.ask.dayOff", { year }),
  ];
  const button = ({ day, kind }: (typeof entered)[number]): Choice => ({
    label: say.plain(`unit:daysOff.drop.${kind}`, { day: say.day(day) }),
    data: `settings:days:drop:${isoDay(day)}`,
  });
  const reply = {
    html: lines.join("\n"),
    choices: [
      ...pageOf(turn, entered, page ?? 0, button, "settings:days:page"),
      [{ label: say.plain("common:button.cancel"), data: `settings:cancel:${version}` }],
    ],
  };
  await (page === null ? turn.reply(reply) : turn.replace(reply));
}

/** The answer to the question for days, or the "có" to days that were proposed; false when it is neither. */
export async function answerDaysOff(turn: SeatedTurn, text: string): Promise<boolean> {
  const state = proposed.safeParse(turn.dialogue?.state);
  const changes =
    read(turn, text) ?? (state.success && readReply(text)?.kind === "yes" ? state.data.changes : null);
  if (!changes) return false;
  await turn.closeDialogue();
  await save(turn, changes);
  return true;
}

/** A sentence about days off that nobody asked for: changes are shown before they count; false when it is none. */
export async function proposeDaysOff(turn: SeatedTurn, text: string): Promise<boolean> {
  const year = readDaysOffYear(text, turn.today.year);
  if (year !== null) {
    await (turn.seat.role.code === "operator" ? showDaysOff(turn, year) : askDaysOff(turn));
    return true;
  }
  const changes = namesDaysOff(text) ? read(turn, text) : null;
  if (!changes) return false;
  const { say } = turn;
  const plans = await plan(turn, changes);
  const version = await turn.ask("unitSetting", { setting: "dayOff", changes });
  await turn.reply({
    html: [say("unit:daysOff.propose"), ...plans.map((each) => dayLine(say, each))].join("\n"),
    choices: [
      [
        { label: say.plain("unit:daysOff.save"), data: `settings:days:save:${version}` },
        { label: say.plain("common:button.cancel"), data: `settings:cancel:${version}` },
      ],
    ],
  });
  return true;
}

/** A press on a day that was entered, on another page of them, or on what was proposed. */
export async function pressDaysOff(turn: SeatedTurn, step: string | undefined, value = ""): Promise<void> {
  if (step === "page") return askDaysOff(turn, Number(value));
  if (step === "drop" && z.iso.date().safeParse(value).success)
    return save(turn, [{ date: value, change: "drop", inStretch: false }]);
  const { dialogue } = turn;
  const state = proposed.safeParse(dialogue?.state);
  const isOpen = dialogue?.kind === "unitSetting" && String(dialogue.version) === value;
  if (step !== "save" || !isOpen || !state.success)
    return turn.reply({ html: turn.say("common:staleButton") });
  await turn.closeDialogue();
  await save(turn, state.data.changes);
}
