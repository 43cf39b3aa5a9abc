import { z } from "zod";
import { readEntry } from "../../domain/score-entry.ts";
import { isSelfScored, type TableRow } from "../../domain/score-rows.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { addEntry, attachToRow, evidenceOfRow, explainRow } from "../../store/scores.ts";
import { asDate } from "../days.ts";
import { checkFile, type FileContent } from "../evidencing/check-file.ts";
import { decidersFor } from "../registering/deciders.ts";
import type { DialogueStep, MemberTurn } from "../turn.ts";
import { quickEntries } from "./quick-entries.ts";
import { entryWithPoints, hint, refusal, rowHead } from "./row-text.ts";
import { showSummary } from "./self-summary.ts";
import { contextById, type SheetContext } from "./sheet-context.ts";

/** The row that is being entered, or explained in words. */
export const rowState = z.object({ sheetId: z.number(), index: z.number() });
type RowState = z.infer<typeof rowState>;

/** The rows the unit itself enters, in the order of the table. */
export const selfRows = ({ loaded }: SheetContext): TableRow[] => loaded.rows.filter(isSelfScored);

/** With the unit: may be changed. */
export const isOpen = ({ sheet }: SheetContext): boolean =>
  sheet.state === "draft" || sheet.state === "returned";

/** The first row after `index` that needs something: sent back, or not entered yet. */
export function nextRow(context: SheetContext, index: number): TableRow | null {
  const needs = selfRows(context).filter(({ row }) => {
    const stages = context.stages(row.code);
    return context.sheet.state === "returned" ? stages.returned !== null : stages.self === null;
  });
  return needs.find((row) => row.index > index) ?? null;
}

/** The own unit's sheet; a foreign or old button says so and gives null. */
export async function ownContext(turn: MemberTurn, sheetId: number): Promise<SheetContext | null> {
  const context = await contextById(turn, sheetId, "own");
  if (context && context.unit.id === turn.seat.unit.id && context.loaded.state === "active") return context;
  await turn.closeDialogue();
  await turn.reply({ html: turn.say(context ? "scheme:appliedGone" : "common:staleButton") });
  return null;
}

/** Asks for one row; `lead`: what was just done, said above it. */
export async function askRow(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  lead: string[] = [],
): Promise<void> {
  const { say } = turn;
  const { sheet, loaded } = context;
  const { row, index } = each;
  await turn.ask("selfScore", { sheetId: sheet.id, index });
  const rows = selfRows(context);
  const { self, returned } = context.stages(row.code);
  const files = await evidenceOfRow(turn.tx, sheet.id, row.code);
  const at = (name: string) => `self:${name}:${sheet.id}:${index}`;
  const quick: Choice[] = quickEntries(say, each).map((entry) => ({
    label: entry.label,
    data: `${at("set")}:${entry.token}`,
  }));
  const isFirst = rows[0] === each;
  await turn.reply({
    html: [
      ...lead,
      ...(lead.length > 0 ? [""] : []),
      say("scores:self.number", { number: rows.indexOf(each) + 1, of: rows.length }),
      ...rowHead(say, each),
      ...(each.evidence === null ? [] : [say("scores:self.evidence", { evidence: each.evidence })]),
      ...(returned ? [say("scores:self.returned", { comment: returned.comment ?? "" })] : []),
      ...(self ? [say("scores:self.now", { entry: entryWithPoints(say, loaded, each, self.input) })] : []),
      ...(self?.comment ? [say("scores:note", { note: self.comment })] : []),
      ...(files.length > 0 ? [say("scores:files", { count: files.length })] : []),
      hint(say, row),
    ].join("\n"),
    choices: [
      ...chunk(quick, row.rule.kind === "manual" ? 1 : 2),
      ...(returned && self ? [[{ label: say.plain("scores:button.explainOnly"), data: at("explain") }]] : []),
      [
        ...(isFirst ? [] : [{ label: say.plain("common:button.back"), data: at("back") }]),
        { label: say.plain("scores:button.skip"), data: at("skip") },
        { label: say.plain("scores:button.pause"), data: at("pause") },
      ],
    ],
  });
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  const rows: T[][] = [];
  for (let from = 0; from < items.length; from += size) rows.push(items.slice(from, from + size));
  return rows;
}

/** On to the next row that needs something, else to the summary. */
export async function goOn(turn: MemberTurn, sheetId: number, index: number, lead: string[]): Promise<void> {
  const context = await ownContext(turn, sheetId);
  if (!context) return;
  const next = nextRow(context, index);
  if (next) return askRow(turn, context, next, lead);
  await turn.closeDialogue();
  await showSummary(turn, context, lead);
}

/** Says how things stand when the sheet is not with the unit. */
async function notOpen(turn: MemberTurn, context: SheetContext): Promise<void> {
  await turn.closeDialogue();
  await showSummary(turn, context, [turn.say("scores:self.notOpen")]);
}

/** Records an entry of the unit, once, and goes on. */
export async function record(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  input: unknown,
  note: string | null,
): Promise<void> {
  const { say } = turn;
  const { sheet, loaded } = context;
  if (!isOpen(context)) return notOpen(turn, context);
  const wrong = refusal(say, loaded, each, input);
  if (wrong !== null) {
    await turn.ask("selfScore", { sheetId: sheet.id, index: each.index });
    return turn.reply({ html: wrong });
  }
  const { self, returned } = context.stages(each.row.code);
  const same =
    self && JSON.stringify(self.input) === JSON.stringify(input) && (note === null || note === self.comment);
  // Sent back: entering the same again is an answer too.
  if (!same || returned) {
    await addEntry(turn.tx, {
      sheetId: sheet.id,
      code: each.row.code,
      stage: "self",
      input,
      comment: note ?? self?.comment ?? null,
      byId: turn.person.id,
      at: asDate(turn.now),
    });
  }
  const entry = entryWithPoints(say, loaded, each, input);
  await goOn(turn, sheet.id, each.index, [say("scores:self.recorded", { code: each.row.code, entry })]);
}

/** Keeps the entry and answers in words. */
export async function explain(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  explanation: string,
): Promise<void> {
  const { say } = turn;
  const { sheet } = context;
  const { row } = each;
  const input = context.stages(row.code).self?.input ?? null;
  const by = { personId: turn.person.id, at: asDate(turn.now) };
  if (isOpen(context)) {
    await addEntry(turn.tx, {
      sheetId: sheet.id,
      code: row.code,
      stage: "self",
      input,
      comment: context.stages(row.code).self?.comment ?? null,
      explanation,
      byId: by.personId,
      at: by.at,
    });
    return goOn(turn, sheet.id, each.index, [say("scores:self.explained", { code: row.code })]);
  }
  await explainRow(turn.tx, sheet, { code: row.code, input, explanation, ...by });
  await turn.closeDialogue();
  await turn.tell(await decidersFor(turn), {
    kind: "notice",
    policy: "atLeastOnce",
    dedupeKey: `explained:${sheet.id}:${row.code}:${by.at.getTime()}`,
    reply: (theirs) => ({
      html: theirs("scores:notice.explained", { unit: turn.seat.unit.name, code: row.code, explanation }),
      choices: [
        [{ label: theirs.plain("scores:button.seeRow"), data: `appraise:row:${sheet.id}:${each.index}` }],
      ],
    }),
  });
  await turn.reply({ html: say("scores:self.explainedSent", { code: row.code }) });
}

async function rowOf(
  turn: MemberTurn,
  state: RowState,
): Promise<{ context: SheetContext; each: TableRow } | null> {
  const context = await ownContext(turn, state.sheetId);
  const each = context?.loaded.rows[state.index];
  return context && each ? { context, each } : null;
}

async function takeFile(turn: MemberTurn, state: RowState, content: FileContent): Promise<DialogueStep> {
  const found = await rowOf(turn, state);
  if (!found) return "handled";
  const { context, each } = found;
  const file = await checkFile(turn, content);
  if ("refusal" in file) {
    await turn.reply({ html: file.refusal });
    return "handled";
  }
  const added = await attachToRow(turn.tx, file, {
    sheet: context.sheet,
    code: each.row.code,
    clusterYearId: turn.seat.year.id,
    personId: turn.person.id,
    at: asDate(turn.now),
  });
  const count = (await evidenceOfRow(turn.tx, context.sheet.id, each.row.code)).length;
  const key = added ? "scores:self.attached" : "scores:self.attachedBefore";
  // A caption that answers the row is its entry as well.
  const typed = file.caption === null ? null : readEntry(each.row, file.caption);
  const lead = turn.say(key, { code: each.row.code, count });
  await turn.reply({ html: lead });
  if (typed) await record(turn, context, each, typed.input, typed.note);
  return "handled";
}

/** What was said while a row is open. */
export async function answerRow(turn: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = rowState.safeParse(stored).data;
  const { content } = turn.inbound;
  if (!state) return "pass";
  if (content.kind === "file") return takeFile(turn, state, content);
  if (content.kind !== "text") return "pass";
  const text = normalize(content.text).trim();
  const found = await rowOf(turn, state);
  if (!found) return "handled";
  const { context, each } = found;
  const typed = readEntry(each.row, text);
  if (typed) {
    await record(turn, context, each, typed.input, typed.note);
    return "handled";
  }
  const reply = readReply(text);
  const folded = fold(text);
  const quick = quickEntries(turn.say, each);
  const chosen = reply?.kind === "choice" ? quick[reply.number - 1] : undefined;
  if (chosen) await record(turn, context, each, chosen.input, null);
  else if (reply?.kind === "skip") await step(turn, context, each, "skip");
  else if (/^(?:quay lai|lui lai|dong truoc)$/.test(folded)) await step(turn, context, each, "back");
  else if (reply?.kind === "no" || /^(?:tam dung|nghi|de sau)$/.test(folded))
    await step(turn, context, each, "pause");
  else if (looksLikeEntry(text)) {
    await turn.reply({
      html: `${turn.say("scores:refused.unread")} ${hint(turn.say, each.row)}`,
    });
  } else return "pass";
  return "handled";
}

/** A short text with a figure that names no target is an attempt at an answer. */
const looksLikeEntry = (text: string): boolean =>
  text.length <= 30 &&
  /\d/.test(text) &&
  !/\bct\s*\d/i.test(text) &&
  !/hạng|hang|báo cáo|bao cao/i.test(text);

/** [Bỏ qua] [Quay lại] [Tạm dừng] */
export async function step(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  which: "skip" | "back" | "pause",
): Promise<void> {
  const { say } = turn;
  const rows = selfRows(context);
  const at = rows.indexOf(each);
  if (which === "pause") {
    await turn.closeDialogue();
    const done = rows.filter(({ row }) => context.stages(row.code).self !== null).length;
    return turn.reply({
      html: say("scores:self.paused", { done, of: rows.length }),
      choices: [[{ label: say.plain("scores:button.resume"), data: `self:go:${context.sheet.id}` }]],
    });
  }
  const to = rows[which === "back" ? at - 1 : at + 1];
  if (to) return askRow(turn, context, to);
  if (which === "back") return askRow(turn, context, each);
  await turn.closeDialogue();
  await showSummary(turn, context, []);
}
