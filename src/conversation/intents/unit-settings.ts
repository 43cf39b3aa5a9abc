import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { fold } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { changeYearSettings } from "../../store/units.ts";
import { isoDay, readDay } from "../days.ts";
import { answerDaysOff, askDaysOff, pressDaysOff } from "../days-off.ts";
import { plainCommand } from "../plain-words.ts";
import type { DialogueStep, Intent, SeatedTurn } from "../turn.ts";
import { asSetter } from "../who-may.ts";

const asked = z.object({ setting: z.enum(["registration", "reportDue", "window", "dayOff"]) });
type Asked = z.infer<typeof asked>["setting"];

async function showSettings(turn: SeatedTurn): Promise<void> {
  const { say, seat } = turn;
  const { year } = seat;
  const window =
    year.windowFromDay === null || year.windowToDay === null
      ? say("unit:settings.calendarMonth")
      : say("unit:settings.windowIs", { from: year.windowFromDay, to: year.windowToDay });
  const lines = [
    say("unit:settings.title", { cluster: seat.cluster.shortName, year: year.year }),
    say("unit:settings.registration", {
      from: say.day(readDay(year.registrationFrom)),
      to: say.day(readDay(year.registrationTo)),
    }),
    say("unit:settings.reportDue", { day: year.reportDueDay, time: year.reportDueTime }),
    window,
    say(`unit:settings.visible.${year.provisionalVisible ? "yes" : "no"}`),
    say(`unit:settings.form.${year.addressForm}`),
  ];
  const button = (name: string, data: string) => ({ label: say.plain(`unit:settings.button.${name}`), data });
  await turn.reply({
    html: lines.join("\n"),
    choices: [
      [button("registration", "settings:ask:registration")],
      [button("reportDue", "settings:ask:reportDue"), button("window", "settings:ask:window")],
      [
        button(
          year.provisionalVisible ? "hide" : "show",
          `settings:visible:${year.provisionalVisible ? "0" : "1"}`,
        ),
      ],
      [
        button(
          year.addressForm === "anhChi" ? "dongChi" : "anhChi",
          `settings:form:${year.addressForm === "anhChi" ? "dongChi" : "anhChi"}`,
        ),
      ],
      [button("dayOff", "settings:ask:dayOff")],
      ...(seat.role.code === "operator" ? [[button("officialDays", "calendar")]] : []),
    ],
  });
}

async function ask(turn: SeatedTurn, setting: Asked): Promise<void> {
  if (setting === "dayOff") return askDaysOff(turn);
  const version = await turn.ask("unitSetting", { setting });
  await turn.reply({
    html: turn.say(`unit:settings.ask.${setting}`, { year: turn.seat.year.year }),
    choices: [[{ label: turn.say.plain("common:button.cancel"), data: `settings:cancel:${version}` }]],
  });
}

/** Two days in one text: "1/1 - 31/8", "từ 1/1 đến 31/8". */
function readTwoDays(text: string, year: number): [Temporal.PlainDate, Temporal.PlainDate] | null {
  const found = [...text.matchAll(/(\d{1,2})\s*[/.]\s*(\d{1,2})(?:\s*[/.]\s*(\d{4}))?/g)];
  const [first, second] = found.map((each) => {
    try {
      return Temporal.PlainDate.from(
        { year: Number(each[3] ?? year), month: Number(each[2]), day: Number(each[1]) },
        { overflow: "reject" },
      );
    } catch {
      return null;
    }
  });
  if (found.length !== 2 || !first || !second || Temporal.PlainDate.compare(first, second) > 0) return null;
  return [first, second];
}

/** "20", "ngày 20 lúc 16h30" → day of the month and HH:MM. */
function readDue(text: string): { day: number; time: string | null } | null {
  const folded = fold(text);
  const time = /(\d{1,2})\s*(?:h|:|gio|g)\s*(\d{2})?/.exec(folded);
  const rest = time ? folded.replace(time[0], " ") : folded;
  const day = Number(/\d{1,2}/.exec(rest)?.[0] ?? Number.NaN);
  if (!(day >= 1 && day <= 31)) return null;
  if (!time) return { day, time: null };
  const [hour, minute] = [Number(time[1]), Number(time[2] ?? 0)];
  if (hour > 23 || minute > 59) return null;
  return { day, time: `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` };
}

async function set(turn: SeatedTurn, setting: Asked, text: string): Promise<boolean> {
  const { tx, seat } = turn;
  const { year } = seat;
  if (setting === "registration") {
    const days = readTwoDays(text, year.year);
    if (!days) return false;
    await changeYearSettings(tx, year.id, {
      registrationFrom: isoDay(days[0]),
      registrationTo: isoDay(days[1]),
    });
    return true;
  }
  if (setting === "reportDue") {
    const due = readDue(text);
    if (!due) return false;
    await changeYearSettings(tx, year.id, {
      reportDueDay: due.day,
      ...(due.time ? { reportDueTime: due.time } : {}),
    });
    return true;
  }
  if (setting === "window") {
    const numbers = (text.match(/\d{1,2}/g) ?? []).map(Number);
    if (/ca thang|thang lich|tron thang/.test(fold(text))) {
      await changeYearSettings(tx, year.id, { windowFromDay: null, windowToDay: null });
      return true;
    }
    const [from, to] = numbers;
    if (numbers.length !== 2 || !from || !to || from > 31 || to > 31) return false;
    await changeYearSettings(tx, year.id, { windowFromDay: from, windowToDay: to });
    return true;
  }
  return false;
}

async function answer(turn: SeatedTurn, setting: Asked, text: string): Promise<DialogueStep> {
  if (setting === "dayOff" && (await answerDaysOff(turn, text))) return "handled";
  if (plainCommand(text)) return "pass";
  if (readReply(text)?.kind === "no") {
    await turn.closeDialogue();
    await turn.reply({ html: turn.say("common:cancelled") });
    return "handled";
  }
  if (!(await set(turn, setting, text))) {
    await turn.reply({ html: turn.say(`unit:settings.unclear.${setting}`) });
    return "handled";
  }
  await turn.closeDialogue();
  await turn.audit("setting", `year:${turn.seat.year.id}`, setting);
  await turn.reply({
    html: turn.say("unit:settings.saved"),
    choices: [[{ label: turn.say.plain("unit:button.settings"), data: "settings" }]],
  });
  return "handled";
}

export const settingPresses: NonNullable<Intent["presses"]> = {
  settings: (turn, [step, value, third]) =>
    asSetter(turn, async (seated) => {
      if (step === "ask") {
        const setting = asked.shape.setting.safeParse(value);
        return setting.success ? ask(seated, setting.data) : showSettings(seated);
      }
      if (step === "cancel") {
        const open = turn.dialogue?.kind === "unitSetting" && String(turn.dialogue.version) === value;
        if (open) await turn.closeDialogue();
        return turn.reply({ html: turn.say(open ? "common:cancelled" : "common:staleButton") });
      }
      if (step === "days") return pressDaysOff(seated, value, third);
      if (step !== "visible" && step !== "form") return showSettings(seated);
      await changeYearSettings(
        turn.tx,
        seated.seat.year.id,
        step === "visible"
          ? { provisionalVisible: value === "1" }
          : { addressForm: value === "anhChi" ? "anhChi" : "dongChi" },
      );
      await turn.audit("setting", `year:${seated.seat.year.id}`, `${step} ${value ?? ""}`);
      await turn.reply({
        html: turn.say(`unit:settings.now.${step}.${value === "1" || value === "anhChi" ? "on" : "off"}`),
      });
    }),
};

export const settingDialogues: NonNullable<Intent["dialogues"]> = {
  async unitSetting(turn, stored) {
    const state = asked.safeParse(stored);
    const { content } = turn.inbound;
    if (!state.success || content.kind !== "text") return "pass";
    let step: DialogueStep = "handled";
    await asSetter(turn, async (seated) => {
      step = await answer(seated, state.data.setting, content.text);
    });
    return step;
  },
};
