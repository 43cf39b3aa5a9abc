import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import type { DialogueStep, Intent, MemberTurn } from "../turn.ts";
import { asMember } from "../who-may.ts";
import { draftSchema, fieldsOf } from "./draft.ts";
import { dueText, planText } from "./field-text.ts";
import { isRegistration, readDraft, readDue, readPlan } from "./read-draft.ts";
import { readEdit } from "./read-edit.ts";
import type { ReadLine } from "./read-list.ts";
import { recordedChoices, recordedText, recordTargets } from "./record.ts";
import { readingPlace, windowFault } from "./registration.ts";

const rowSchema = z.object({
  text: z.string(),
  draft: draftSchema,
  /** The doubtful cell; null when the row is clear. */
  doubt: z.enum(["title", "value", "date"]).nullable(),
});
type Row = z.infer<typeof rowSchema>;

/** A pasted list before it is recorded; `asks` is the line (from 0) whose doubtful cell was asked about. */
const listSchema = z.object({
  rows: z.array(rowSchema),
  asks: z.number().nullable(),
});
type ListState = z.infer<typeof listSchema>;

const perPage = 10;
const sameTitle = (a: string | null, b: string | null) => a !== null && b !== null && fold(a) === fold(b);

/** A line as it is previewed, with what is doubtful marked. */
function rowText(
  turn: MemberTurn,
  rows: Row[],
  index: number,
  own: { number: number; title: string }[],
): string {
  const { say } = turn;
  const row = rows[index];
  if (!row) return "";
  const { draft, doubt } = row;
  const mark = (cell: "title" | "value" | "date") => say(`register:list.doubt.${cell}`);
  const known = own.find((each) => sameTitle(each.title, draft.title));
  const earlier = rows.slice(0, index).findIndex((each) => sameTitle(each.draft.title, draft.title));
  const same = known
    ? say("register:list.same", { code: targetCode(known.number) })
    : earlier >= 0
      ? say("register:list.sameLine", { line: earlier + 1 })
      : "";
  const plan =
    draft.plan === null || draft.kind === null
      ? mark("value")
      : planText(say, { ...draft, kind: draft.kind, plan: draft.plan });
  const text = say(`register:list.${doubt || same ? "rowDoubt" : "row"}`, {
    line: index + 1,
    title: draft.title ?? row.text,
    plan: doubt === "title" ? mark("title") : plan,
    due: doubt === "date" ? mark("date") : dueText(say, draft.dueOn),
  });
  return same ? `${text} · ${same}` : text;
}

async function preview(
  turn: MemberTurn,
  state: ListState,
  { page = 0, version, note }: { page?: number; version?: number; note?: string } = {},
): Promise<void> {
  const { say } = turn;
  const { rows } = state;
  if (rows.length === 0) {
    await turn.closeDialogue();
    return turn.reply({ html: say("register:list.empty") });
  }
  // A page that is leafed to belongs to the same question, so its buttons keep their version.
  const current = version ?? (await turn.ask("registerList", { ...state, asks: null }));
  const pages = Math.ceil(rows.length / perPage);
  const at = Math.min(Math.max(0, page), pages - 1);
  const own = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const doubts = rows.filter((row) => row.doubt !== null).length;
  const press = (name: string) => `registerList:${current}:${name}`;
  const button = (name: string, data: string, values = {}): Choice => ({
    label: say.plain(`register:button.${name}`, values),
    data: press(data),
  });
  const html = [
    ...(note ? [note] : []),
    say("register:list.head", { count: rows.length }),
    ...rows
      .slice(at * perPage, (at + 1) * perPage)
      .map((_, index) => rowText(turn, rows, at * perPage + index, own)),
    ...(pages > 1 ? [say("register:list.page", { page: at + 1, of: pages })] : []),
    ...(doubts > 0 ? [say("register:list.doubtCount", { count: doubts })] : []),
  ].join("\n");
  const leaf = [
    ...(at > 0 ? [button("previous", `page:${at - 1}`)] : []),
    ...(at < pages - 1 ? [button("next", `page:${at + 1}`)] : []),
  ];
  const reply = {
    html,
    choices: [
      ...(leaf.length > 0 ? [leaf] : []),
      [button("recordAll", "ok", { count: rows.length })],
      [button("editLine", "edit"), { label: say.plain("common:button.cancel"), data: press("cancel") }],
    ],
  };
  await (version === undefined ? turn.reply(reply) : turn.replace(reply));
}

/** Shows a pasted list before anything is recorded. */
export async function openList(turn: MemberTurn, lines: ReadLine[]): Promise<void> {
  const rows = lines.map(({ text, draft, open }): Row => ({ text, draft, doubt: open?.about ?? null }));
  await preview(turn, { rows, asks: null });
}

/** Records everything, or asks about the first doubtful cell: nothing is saved before the last is clear. */
async function recordAll(turn: MemberTurn, state: ListState): Promise<void> {
  const { say } = turn;
  const asks = state.rows.findIndex((row) => row.doubt !== null);
  const row = state.rows[asks];
  if (row?.doubt) {
    const version = await turn.ask("registerList", { ...state, asks });
    const key = { title: "askTitle", value: "askValue", date: "askDate" }[row.doubt];
    return turn.reply({
      html: [
        say("register:list.askDoubt", { line: asks + 1, text: row.text }),
        say(`register:list.${key}`),
      ].join("\n"),
      choices: [
        [
          ...(row.doubt === "date"
            ? [{ label: say.plain("register:button.noDue"), data: `registerList:${version}:noDue` }]
            : []),
          {
            label: say.plain("register:button.dropLine", { line: asks + 1 }),
            data: `registerList:${version}:drop`,
          },
        ],
        [{ label: say.plain("common:button.cancel"), data: `registerList:${version}:cancel` }],
      ],
    });
  }
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

const clear = (row: Row, draft: Row["draft"]): Row => ({ ...row, draft, doubt: null });

/** The row with its doubtful cell answered; null when the words are no answer. */
function settleDoubt(turn: MemberTurn, row: Row, text: string): Row | null {
  const place = readingPlace(turn);
  const { draft } = row;
  if (row.doubt === "title") {
    const read = readDraft(text, place);
    if (read.draft.title === null) return null;
    return { text: row.text, draft: read.draft, doubt: read.open?.about ?? null };
  }
  if (row.doubt === "value") {
    const plan = readPlan(text, draft, place);
    return plan === null || "about" in plan ? null : clear(row, { ...draft, ...plan });
  }
  const due = readDue(text, place);
  if (due === null || due === "past") return null;
  return clear(row, { ...draft, dueOn: due === "none" ? null : due.day, dueKnown: true });
}

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
  const next = edited ? { ...row, draft: edited, doubt: stillDoubtful(row, edited) } : rewritten(turn, words);
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
  const { draft, open } = readDraft(text, readingPlace(turn));
  return draft.title === null ? null : { text, draft, doubt: open?.about ?? null };
}

async function answer(turn: MemberTurn, state: ListState, text: string): Promise<DialogueStep> {
  const reply = readReply(text);
  const asked = state.asks === null ? undefined : state.rows[state.asks];
  if (asked?.doubt !== "title" && isRegistration(text, readingPlace(turn))) return "pass";
  if (asked) {
    const settled = reply?.kind === "skip" ? null : settleDoubt(turn, asked, text);
    if (settled) {
      const rows = state.rows.map((each) => (each === asked ? settled : each));
      await afterDoubt(turn, { rows, asks: null });
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
  if (reply?.kind === "yes" || (!asked && reply?.kind === "choice" && reply.number === 1)) {
    await recordAll(turn, state);
    return "handled";
  }
  return editLine(turn, state, text);
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
        if (choice === "noDue" && asked) {
          const settled = clear(asked, { ...asked.draft, dueOn: null, dueKnown: true });
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
