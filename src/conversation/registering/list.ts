import { exact, toText } from "../../domain/scoring/exact.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readNumber } from "../../domain/vietnamese/numbers.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import type { DialogueStep, Intent, MemberTurn } from "../turn.ts";
import { asMember } from "../who-may.ts";
import { fieldsOf } from "./draft.ts";
import { preview, readingLabels } from "./list-preview.ts";
import { clear, type ListState, listSchema, perPage, type Row, rowOf } from "./list-state.ts";
import { isDayAlone, isRegistration, readDraft, readDue, readPlan } from "./read-draft.ts";
import { readEdit } from "./read-edit.ts";
import { type ReadLine, readList } from "./read-list.ts";
import { recordedChoices, recordedText, recordTargets } from "./record.ts";
import { readingPlace, windowFault } from "./registration.ts";
import { typedText } from "./typed-text.ts";

/** Shows a pasted list before anything is recorded. */
export async function openList(turn: MemberTurn, lines: ReadLine[]): Promise<void> {
  const rows = lines.map((line) => rowOf(line.text, line));
  await preview(turn, { rows, asks: null });
}

/** Asks about one doubtful cell: by button, by number or in words. */
async function askDoubt(
  turn: MemberTurn,
  state: ListState,
  { asks, row, note }: { asks: number; row: Row; note?: string },
): Promise<void> {
  const { say } = turn;
  const version = await turn.ask("registerList", { ...state, asks });
  const left = state.rows.filter((each) => each.doubt !== null).length;
  const cell = row.doubt ?? "title";
  const isEither = row.readings.length > 0;
  const button = (label: string, name: string): Choice => ({
    label,
    data: `registerList:${version}:${name}`,
  });
  const readings = readingLabels(turn, row).map((label, at) => button(label, `c${at}`));
  await turn.reply({
    html: [
      ...(note ? [note] : []),
      say("register:list.askDoubt", { line: asks + 1, text: row.text }),
      say(`register:list.${isEither ? "askEither" : "ask"}.${cell}`),
      ...(left > 1 ? [say("register:list.doubtsLeft", { count: left - 1 })] : []),
    ].join("\n"),
    choices: [
      ...(isEither ? [readings] : []),
      [
        ...(cell === "date" ? [button(say.plain("register:button.noDue"), "noDue")] : []),
        button(say.plain("register:button.dropLine", { line: asks + 1 }), "drop"),
      ],
      [button(say.plain("common:button.cancel"), "cancel")],
    ],
  });
}

/** Records everything, or asks about the first doubtful cell: nothing is saved before the last is clear. */
async function recordAll(turn: MemberTurn, state: ListState): Promise<void> {
  const asks = state.rows.findIndex((row) => row.doubt !== null);
  const row = state.rows[asks];
  if (row) return askDoubt(turn, state, { asks, row });
  const fault = windowFault(turn);
  await turn.closeDialogue();
  if (fault) return turn.reply({ html: fault });
  const fields = state.rows.flatMap(({ draft }) => {
    const known = fieldsOf(draft);
    return known ? [{ ...known, pledgeItemId: draft.pledgeItemId }] : [];
  });
  const { actionId, registered } = await recordTargets(turn, fields);
  await turn.reply({
    html: await recordedText(
      turn,
      registered.map((each) => each.target.number),
    ),
    choices: recordedChoices(turn, actionId),
  });
}

/** The doubtful cell with one of its readings. */
function withReading(row: Row, reading: string | number): Row {
  const { draft } = row;
  if (typeof reading === "string") return clear(row, { ...draft, dueOn: reading, dueKnown: true });
  const kind = draft.kind === "percent" ? "percent" : "quantity";
  return clear(row, { ...draft, kind, plan: toText(exact(reading)) });
}

/** The reading that an answer picks: its own figure, or the number of its button. */
function readingPicked({ readings }: Row, text: string): string | number | undefined {
  const number = readNumber(text);
  const figure = typeof number === "number" ? readings.find((each) => each === number) : undefined;
  const reply = readReply(text);
  return figure ?? (reply?.kind === "choice" ? readings[reply.number - 1] : undefined);
}

/** The row with its doubtful cell answered; null when the words are no answer. */
function settleDoubt(turn: MemberTurn, row: Row, text: string): Row | null {
  const place = readingPlace(turn);
  const { draft } = row;
  if (row.doubt === "title") {
    const read = readDraft(text, place);
    return read.draft.title === null ? null : rowOf(row.text, read);
  }
  const picked = readingPicked(row, text);
  if (picked !== undefined) return withReading(row, picked);
  if (row.doubt === "value") {
    const plan = readPlan(text, draft, place);
    if (plan === null) return null;
    return "about" in plan ? { ...row, readings: plan.candidates } : clear(row, { ...draft, ...plan });
  }
  const due = readDue(text, place);
  if (due === null || due === "past") return null;
  return clear(row, { ...draft, dueOn: due === "none" ? null : due.day, dueKnown: true });
}

/** A day that is none: "31/6", "hạn 30/2". */
const dayLike = /^\D{0,12}\d{1,2}\s*(?:[/.-]|thang)\s*\d{1,2}(?!\d)/;

const lineEdit = /^(?:sua\s+)?(?:dong\s*|hang\s*|so\s*)?(\d{1,3})\s*[:.,-]?\s+(\S.*)$/;
const lineDrop = /^(?:bo|xoa|huy)\s+(?:dong\s*|hang\s*|so\s*)?(\d{1,3})$/;

/** "3 kế hoạch 150", "bỏ 7": one line changed, the whole previewed again. */
async function editLine(turn: MemberTurn, state: ListState, text: string): Promise<DialogueStep> {
  const folded = fold(text).trim();
  const drop = lineDrop.exec(folded);
  const change = drop ? null : lineEdit.exec(folded);
  const number = Number(drop?.[1] ?? change?.[1] ?? 0);
  const row = state.rows[number - 1];
  if (!drop && !change) return "pass";
  if (!row) {
    await preview(turn, state, { note: turn.say("register:list.noLine", { line: number }) });
    return "handled";
  }
  const page = Math.floor((number - 1) / perPage);
  if (drop) {
    await preview(turn, { ...state, rows: state.rows.filter((each) => each !== row) }, { page });
    return "handled";
  }
  const words = text.trim().slice(-(change?.[2]?.length ?? 0));
  const edited = readEdit(row.draft, words, readingPlace(turn));
  if (typeof edited === "string") {
    await preview(turn, state, {
      page,
      note: turn.say(
        `register:ask.${edited === "past" ? "duePast" : edited === "due" ? "dueWrong" : "planWrong"}`,
      ),
    });
    return "handled";
  }
  const doubt = edited && stillDoubtful(row, edited);
  const changed = edited && (doubt === null ? clear(row, edited) : { ...row, draft: edited });
  const next = changed ?? rewritten(turn, words);
  if (next === null) return "pass";
  await preview(turn, { ...state, rows: state.rows.map((each) => (each === row ? next : each)) }, { page });
  return "handled";
}

/** A doubtful cell stays doubtful until it has a value. */
function stillDoubtful(row: Row, draft: Row["draft"]): Row["doubt"] {
  if (row.doubt === "title") return draft.title === null ? "title" : null;
  if (row.doubt === "value") return draft.plan === null ? "value" : null;
  return row.doubt === "date" && !draft.dueKnown ? "date" : null;
}

/** The whole line written anew. */
function rewritten(turn: MemberTurn, text: string): Row | null {
  const read = readDraft(text, readingPlace(turn));
  return read.draft.title === null ? null : rowOf(text, read);
}

async function answer(turn: MemberTurn, state: ListState, text: string): Promise<DialogueStep> {
  const reply = readReply(text);
  const asked = state.asks === null ? undefined : state.rows[state.asks];
  const lines = readList(typedText(turn, text), readingPlace(turn));
  if (lines) {
    await openList(turn, lines);
    return "handled";
  }
  // Another message altogether: a report names its target.
  if (/^\s*ct\s*0*\d/.test(fold(text))) return "pass";
  if (asked?.doubt !== "title" && isRegistration(text, readingPlace(turn))) return "pass";
  if (asked) {
    const settled = reply?.kind === "skip" ? null : settleDoubt(turn, asked, text);
    if (settled) {
      const rows = state.rows.map((each) => (each === asked ? settled : each));
      await afterDoubt(turn, { rows, asks: null });
      return "handled";
    }
    if (reply?.kind !== "no" && state.asks !== null && asked.doubt === "date" && dayLike.test(fold(text))) {
      const fault = readDue(text, readingPlace(turn)) === "past" ? "duePast" : "dueWrong";
      await askDoubt(turn, state, { asks: state.asks, row: asked, note: turn.say(`register:ask.${fault}`) });
      return "handled";
    }
    if (reply?.kind === "skip") {
      await afterDoubt(turn, { rows: state.rows.filter((each) => each !== asked), asks: null });
      return "handled";
    }
  }
  if (reply?.kind === "no") {
    await cancel(turn);
    return "handled";
  }
  if (isDayAlone(text, readingPlace(turn))) {
    await takeDue(turn, state, text);
    return "handled";
  }
  if (reply?.kind === "yes" || (!asked && reply?.kind === "choice" && reply.number === 1)) {
    await recordAll(turn, state);
    return "handled";
  }
  return editLine(turn, state, text);
}

/** Nobody said yet when it is due. */
const lacksDue = ({ draft, doubt }: Row): boolean =>
  draft.dueOn === null && (!draft.dueKnown || doubt === "date");

const forAll = /(?<![a-z])(?:tat ca|deu|ca)(?![a-z])/;

/** A day by itself is the due day of the lines that have none; of all, if it says so. */
async function takeDue(turn: MemberTurn, state: ListState, text: string): Promise<void> {
  const due = readDue(text, readingPlace(turn));
  const isMeant = (row: Row) => lacksDue(row) || (forAll.test(fold(text)) && row.draft.kind !== "title");
  const isFault = due === null || due === "past";
  if (isFault || !state.rows.some(isMeant)) {
    const note = turn.say(isFault ? "register:ask.duePast" : "register:list.allDue");
    const row = state.asks === null ? undefined : state.rows[state.asks];
    if (row && state.asks !== null) return askDoubt(turn, state, { asks: state.asks, row, note });
    return preview(turn, state, { note });
  }
  const dueOn = due === "none" ? null : due.day;
  const rows = state.rows.map((row): Row => {
    if (!isMeant(row)) return row;
    const draft = { ...row.draft, dueOn, dueKnown: true };
    return row.doubt === "date" ? clear(row, draft) : { ...row, draft, alsoDate: false };
  });
  if (state.asks === null) await preview(turn, { rows, asks: null });
  else await afterDoubt(turn, { rows, asks: null });
}

/** Asks about the next doubtful line, or shows the list once more before it is recorded. */
async function afterDoubt(turn: MemberTurn, state: ListState): Promise<void> {
  if (state.rows.some((row) => row.doubt !== null)) await recordAll(turn, state);
  else await preview(turn, state);
}

async function cancel(turn: MemberTurn): Promise<void> {
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("common:cancelled") });
}

/** The part of /dangky about pasted lists. */
export const registerList = {
  presses: {
    registerList: (turn, [version, choice, page]) =>
      asMember(turn, async (member) => {
        const state = listSchema.safeParse(turn.dialogue?.state);
        if (
          turn.dialogue?.kind !== "registerList" ||
          String(turn.dialogue.version) !== version ||
          !state.success
        ) {
          return turn.reply({ html: turn.say("register:done") });
        }
        const asked = state.data.asks === null ? undefined : state.data.rows[state.data.asks];
        if (choice === "ok") return recordAll(member, state.data);
        if (choice === "cancel") return cancel(member);
        if (choice === "edit") return turn.reply({ html: turn.say("register:list.edit") });
        if (choice === "page")
          return preview(member, state.data, { page: Number(page) || 0, version: Number(version) });
        if (choice === "drop" && asked) {
          return afterDoubt(member, { rows: state.data.rows.filter((each) => each !== asked), asks: null });
        }
        const reading = asked?.readings[/^c\d+$/.test(choice ?? "") ? Number(choice?.slice(1)) : -1];
        const settled =
          asked && reading !== undefined
            ? withReading(asked, reading)
            : asked && choice === "noDue"
              ? clear(asked, { ...asked.draft, dueOn: null, dueKnown: true })
              : null;
        if (settled) {
          return afterDoubt(member, {
            rows: state.data.rows.map((each) => (each === asked ? settled : each)),
            asks: null,
          });
        }
        await turn.reply({ html: turn.say("common:staleButton") });
      }),
  },
  dialogues: {
    async registerList(turn, stored) {
      const state = listSchema.safeParse(stored);
      const { content } = turn.inbound;
      if (!state.success || content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        step = await answer(member, state.data, normalize(content.text).trim());
      });
      return step;
    },
  },
} satisfies Intent;
