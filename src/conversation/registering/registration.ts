import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { markedSpelling } from "../../domain/vietnamese/marked-spelling.ts";
import { type Choice, escapeHtml } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import { findTarget, nextTargetNumber, pledgeItems, targetsOfUnit } from "../../store/targets.ts";
import { isoDay, readDay } from "../days.ts";
import type { MemberTurn, SeatedTurn } from "../turn.ts";
import { type Draft, draftSchema, fieldsOf } from "./draft.ts";
import { changedFields, fieldsLine } from "./field-text.ts";
import type { ReadingPlace } from "./read-draft.ts";
import { similarTo } from "./similar.ts";

/** The open question of one target that is being registered (or changed, when `targetId` is set). */
export const registrationSchema = z.object({
  draft: draftSchema,
  step: z.enum(["title", "newTitle", "plan", "value", "due", "card", "edit", "pledge", "reason"]),
  /** Readings to choose from, for `value`. */
  candidates: z.array(z.number()),
  targetId: z.number().nullable(),
  reason: z.string().nullable(),
});
export type Registration = z.infer<typeof registrationSchema>;
export type Step = Registration["step"];

export const fresh = (draft: Draft): Registration => ({
  draft,
  step: "card",
  candidates: [],
  targetId: null,
  reason: null,
});

export function readingPlace(turn: MemberTurn): ReadingPlace {
  const calendar = turn.services.calendar();
  return { today: isoDay(turn.today), isWorkingDay: (day) => calendar.isWorkingDay(readDay(day)) };
}

/** Why nothing can be registered today; null within the window. */
export function windowFault(turn: SeatedTurn): string | null {
  const { year, position } = turn.seat;
  const today = isoDay(turn.today);
  if (today >= year.registrationFrom && today <= year.registrationTo) return null;
  const isOver = today > year.registrationTo;
  if (isOver && turn.today.year > year.year) return turn.say("common:yearNotOpen", { year: turn.today.year });
  const key = isOver ? (position.unitId === position.headUnitId ? "afterHead" : "after") : "before";
  return turn.say(`register:window.${key}`, {
    year: year.year,
    from: turn.say.day(readDay(year.registrationFrom)),
    to: turn.say.day(readDay(year.registrationTo)),
  });
}

/** The next missing part, or the card. */
function nextStep(state: Registration): Step {
  if (state.draft.title === null) return "title";
  if (state.draft.plan === null) return state.candidates.length > 0 ? "value" : "plan";
  if (!state.draft.dueKnown) return "due";
  return "card";
}

/** Asks for what is missing, else shows the card. */
export async function goOn(turn: MemberTurn, state: Registration, note?: string): Promise<void> {
  await ask(turn, { ...state, step: nextStep(state) }, note);
}

/** The end of the quarter that today lies in, and of the emulation year. */
function dueChoices(turn: MemberTurn, press: (name: string) => string): Choice[][] {
  const endOfYear = readDay(`${turn.seat.year.year}-12-31`);
  const quarter = turn.today.with({ month: Math.ceil(turn.today.month / 3) * 3, day: 1 });
  const endOfQuarter = quarter.with({ day: quarter.daysInMonth });
  const rows: Choice[][] = [];
  const add = (name: string, day: typeof endOfYear) =>
    rows.push([
      {
        label: turn.say.plain(`register:button.${name}`, { day: turn.say.day(day) }),
        data: press(`d${isoDay(day)}`),
      },
    ]);
  if (!endOfQuarter.equals(endOfYear)) add("endOfQuarter", endOfQuarter);
  if (isoDay(endOfYear) >= isoDay(turn.today)) add("endOfYear", endOfYear);
  rows.push([{ label: turn.say.plain("register:button.noDue"), data: press("noDue") }]);
  return rows;
}

const candidateText = (say: Say, draft: Draft, value: number) =>
  [say.figure(String(value)), draft.measure === "%" ? "" : draft.measure].filter(Boolean).join(" ");

/** Opens one step's question. */
export async function ask(turn: MemberTurn, state: Registration, note?: string): Promise<void> {
  const { say } = turn;
  const version = await turn.ask("register", state);
  const press = (name: string) => `register:${version}:${name}`;
  const button = (name: string): Choice => ({
    label: say.plain(`register:button.${name}`),
    data: press(name),
  });
  const cancel = { label: say.plain("common:button.cancel"), data: press("cancel") };
  const send = (html: string, choices: Choice[][]) =>
    turn.reply({ html: note ? `${note}\n${html}` : html, choices });
  const { draft } = state;
  const title = draft.title ?? "";
  switch (state.step) {
    case "title":
      return send(say("register:ask.title"), [[cancel]]);
    case "newTitle":
      return send(say("register:ask.newTitle"), [[cancel]]);
    case "plan":
      if (draft.kind === "title") return send(say("register:ask.award"), [[cancel]]);
      return send(say("register:ask.plan", { title }), [[button("yesno")], [cancel]]);
    case "value":
      return send(say("register:ask.value", { title }), [
        state.candidates.map((value, at) => ({
          label: candidateText(say, draft, value),
          data: press(`c${at}`),
        })),
        [cancel],
      ]);
    case "due":
      return send(say("register:ask.due", { title }), [...dueChoices(turn, press), [cancel]]);
    case "edit":
      return send(
        say("register:ask.edit"),
        [
          [button("title"), button("plan"), button("due")],
          [
            ...(draft.kind === "quantity" || draft.kind === "percent"
              ? [button(draft.direction === "lower" ? "higher" : "lower")]
              : []),
            ...((await pledgeItems(turn.tx, turn.seat.year.id)).length > 0 ? [button("pledge")] : []),
          ],
          [button("back"), cancel],
        ].filter((row) => row.length > 0),
      );
    case "pledge":
      return send(say("register:ask.pledge"), [
        ...(await pledgeItems(turn.tx, turn.seat.year.id)).map((item) => [
          { label: `${item.number}. ${item.title}`, data: press(`p${item.id}`) },
        ]),
        [button("noPledge")],
      ]);
    case "reason": {
      const target = await changedTarget(turn, state);
      return send(say("register:ask.reason", { code: target ? targetCode(target.number) : "" }), [[cancel]]);
    }
    case "card":
      return send(await cardText(turn, state), await cardChoices(turn, state, press));
  }
}

/** The target that is being changed; null for a new one, or when it is not there any more. */
export async function changedTarget(turn: MemberTurn, state: Registration) {
  const target =
    state.targetId === null ? null : await findTarget(turn.tx, turn.seat.year.id, state.targetId);
  return target?.unitId === turn.seat.unit.id ? target : null;
}

async function cardText(turn: MemberTurn, state: Registration): Promise<string> {
  const { say, tx, seat } = turn;
  const fields = fieldsOf(state.draft);
  if (!fields) return say("register:ask.titleAgain");
  const item = (await pledgeItems(tx, seat.year.id)).find((each) => each.id === state.draft.pledgeItemId);
  const pledge = item ? [say("register:pledge", { number: item.number, title: item.title })] : [];
  const target = await changedTarget(turn, state);
  if (target) {
    const changes = changedFields(say, target, fields);
    const isLinkNew = state.draft.pledgeItemId !== target.pledgeItemId;
    return [
      say("register:changeCard", { code: targetCode(target.number), title: target.title }),
      ...(changes.length > 0 || isLinkNew ? changes : [say("register:unchanged")]),
      ...(isLinkNew ? pledge : []),
      ...(state.reason === null ? [] : [say("register:reasonLine", { reason: state.reason })]),
    ].join("\n");
  }
  const code = targetCode(await nextTargetNumber(tx, seat.year.id, seat.unit.id));
  const like = similarTo(fields.title, await targetsOfUnit(tx, seat.year.id, seat.unit.id));
  return [
    say("register:card", { code, title: fields.title }),
    fieldsLine(say, fields),
    ...pledge,
    ...(like ? [say("register:similar", { code: targetCode(like.number), title: like.title })] : []),
  ].join("\n");
}

/** The spelling with marks that the card offers. */
export async function offeredSpelling(turn: MemberTurn, title: string): Promise<string | null> {
  const own = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const pledge = await pledgeItems(turn.tx, turn.seat.year.id);
  return markedSpelling(title, [
    ...own.flatMap((each) => [each.title, each.measure ?? ""]),
    ...pledge.flatMap((each) => [each.summary, each.title]),
  ]);
}

async function cardChoices(
  turn: MemberTurn,
  state: Registration,
  press: (name: string) => string,
): Promise<Choice[][]> {
  const { say } = turn;
  const spelling = await offeredSpelling(turn, state.draft.title ?? "");
  return [
    ...(spelling
      ? [
          [
            {
              label: say.plain("register:button.spelling", { title: escapeHtml(spelling) }),
              data: press("mark"),
            },
          ],
        ]
      : []),
    [
      {
        label: say.plain(state.targetId === null ? "register:button.record" : "register:button.change"),
        data: press("ok"),
      },
      { label: say.plain("register:button.edit"), data: press("edit") },
      { label: say.plain("register:button.cancel"), data: press("cancel") },
    ],
  ];
}
