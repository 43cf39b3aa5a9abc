import { z } from "zod";
import { approvalOf } from "../../domain/permission.ts";
import { readEntry, type TypedEntry } from "../../domain/score-entry.ts";
import { isSelfScored, type TableRow } from "../../domain/score-rows.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { addEntry, evidenceOfRow, returnRow } from "../../store/scores.ts";
import { asDate } from "../days.ts";
import { peopleOf } from "../registering/deciders.ts";
import type { DialogueStep, MemberTurn } from "../turn.ts";
import { showAppraisal } from "./appraise-summary.ts";
import { quickEntries } from "./quick-entries.ts";
import { differenceText, entryWithPoints, hint, pointsOf, refusal, rowHead } from "./row-text.ts";
import { counterText } from "./rule-text.ts";
import { chunk } from "./self-row.ts";
import { contextById, type SheetContext } from "./sheet-context.ts";

/** The row that is being appraised, or sent back. */
const appraisedState = z.object({ sheetId: z.number(), index: z.number() });
type AppraisedState = z.infer<typeof appraisedState>;

/** May this person decide on the sheet? The head unit's own goes to the deputy, or to a second person there. */
export const rightOver = (turn: MemberTurn, { sheet }: Pick<SheetContext, "sheet">) =>
  approvalOf(turn.seat.position, { unitId: sheet.unitId, createdById: sheet.submittedById });

/** A sheet that was sent and that this person may decide on; otherwise says why not and gives null. */
export async function appraisable(turn: MemberTurn, sheetId: number): Promise<SheetContext | null> {
  const context = await contextById(turn, sheetId, "others");
  const refuse = async (key: string) => {
    await turn.closeDialogue();
    await turn.reply({ html: turn.say(key, { unit: context?.unit.name ?? "" }) });
    return null;
  };
  if (!context) return refuse("common:staleButton");
  if (context.loaded.state !== "active") return refuse("scheme:appliedGone");
  if (rightOver(turn, context) === "no") {
    return refuse(context.unit.id === turn.seat.unit.id ? "scores:appraise.ownSheet" : "common:headOnly");
  }
  // Taken back by the unit since the button was shown.
  if (context.sheet.state === "draft") return refuse("scores:appraise.withUnit");
  return context;
}

/** What the row counts with before the head decides: the unit's entry, or what the bot works out now. */
export function proposed(context: SheetContext, each: TableRow): unknown {
  const worked = context.workedOut.get(each.row.code);
  if (each.scoredBy === "system" && worked?.open.length === 0) return worked.input;
  return context.stages(each.row.code).self?.input ?? null;
}

/** The first row after `index` that waits for the head; rows the unit has to answer do not. */
export function nextWaiting(context: SheetContext, index: number): TableRow | null {
  return (
    context.loaded.rows.find((each) => {
      const stages = context.stages(each.row.code);
      return each.index > index && stages.waits && !stages.returned && !isEmptyExtra(context, each);
    }) ?? null
  );
}

/** A bonus or penalty that nobody claimed: nothing to decide, it is 0. */
const isEmptyExtra = (context: SheetContext, each: TableRow): boolean =>
  each.part !== "inputs" && context.stages(each.row.code).self === null;

/** Shows one row: what the unit entered, what was decided, and asks. */
export async function showRow(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  lead: string[] = [],
): Promise<void> {
  const { say } = turn;
  const { sheet, loaded, unit } = context;
  const { row, index } = each;
  await turn.ask("appraiseRow", { sheetId: sheet.id, index });
  const { self, appraised, returned } = context.stages(row.code);
  const files = await evidenceOfRow(turn.tx, sheet.id, row.code);
  const worked = context.workedOut.get(row.code);
  const input = proposed(context, each);
  const at = (name: string) => `appraise:${name}:${sheet.id}:${index}`;
  const entry = (value: unknown) => entryWithPoints(say, loaded, each, value);
  const points = pointsOf(loaded, each, input);
  const accept: Choice[] =
    input === null
      ? []
      : [
          {
            label:
              points === null
                ? say.plain("scores:button.accept")
                : say.plain("scores:button.acceptPoints", { points: say.figure(points) }),
            data: `${at("ok")}:${self?.id ?? 0}`,
          },
        ];
  const quick = quickEntries(say, each)
    .filter((one) => JSON.stringify(one.input) !== JSON.stringify(input))
    .map((one) => ({ label: one.label, data: `${at("set")}:${one.token}` }));
  await turn.reply({
    html: [
      ...lead,
      ...(lead.length > 0 ? [""] : []),
      say("scores:appraise.number", { unit: unit.name, number: index + 1, of: loaded.rows.length }),
      ...rowHead(say, each),
      input !== null && each.scoredBy === "system"
        ? say("scores:appraise.worked", { entry: entry(input) })
        : isSelfScored(each)
          ? say("scores:appraise.self", { entry: entry(self?.input ?? null) })
          : say("scores:appraise.yours"),
      ...(worked && worked.open.length > 0 ? [partText(turn, worked)] : []),
      ...(self?.comment ? [say("scores:note", { note: self.comment })] : []),
      ...(self?.explanation ? [say("scores:explanation", { explanation: self.explanation })] : []),
      ...(returned ? [say("scores:appraise.returned", { comment: returned.comment ?? "" })] : []),
      ...(appraised
        ? [
            say("scores:appraise.now", { entry: entry(appraised.input) }) +
              (appraised.comment ? ` ${say("scores:reason", { reason: appraised.comment })}` : ""),
          ]
        : []),
      hint(say, row),
    ].join("\n"),
    choices: [
      ...(accept.length > 0 ? [accept] : []),
      ...chunk(quick, row.rule.kind === "manual" ? 1 : 2),
      [
        ...(isSelfScored(each) ? [{ label: say.plain("scores:button.sendBack"), data: at("fix") }] : []),
        ...(files.length > 0
          ? [{ label: say.plain("scores:button.files", { count: files.length }), data: at("files") }]
          : []),
      ],
      [
        ...(index > 0 ? [{ label: say.plain("common:button.back"), data: at("back") }] : []),
        { label: say.plain("scores:button.skip"), data: at("skip") },
        { label: say.plain("scores:button.pause"), data: at("pause") },
      ],
    ].filter((choices) => choices.length > 0),
  });
}

/** What the bot counted of a row whose other counts a person adds. */
function partText(turn: MemberTurn, worked: { input: object; open: readonly string[] }): string {
  const counts = (worked.input as { counts?: Record<string, number> }).counts ?? {};
  const known = Object.entries(counts).map(
    ([counter, count]) => `${counterText(turn.say, counter)} ${count}`,
  );
  return turn.say("scores:appraise.part", {
    known: known.join(", "),
    open: worked.open.map((counter) => counterText(turn.say, counter)).join(", "),
  });
}

/** A typed entry; what the bot counted itself is not typed, only the rest. */
function readTyped(context: SheetContext, each: TableRow, text: string): TypedEntry | null {
  const worked = context.workedOut.get(each.row.code);
  const { rule } = each.row;
  if (rule.kind !== "missingCount" || !worked || worked.open.length === 0) return readEntry(each.row, text);
  const typed = readEntry({ ...each.row, rule: { ...rule, counters: worked.open } }, text);
  if (!typed) return readEntry(each.row, text);
  const counts = { ...(worked.input.counts as object), ...(typed.input.counts as object) };
  return { input: { counts }, note: typed.note };
}

export async function goOn(turn: MemberTurn, sheetId: number, index: number, lead: string[]): Promise<void> {
  const context = await appraisable(turn, sheetId);
  if (!context) return;
  const next = nextWaiting(context, index);
  if (next) return showRow(turn, context, next, lead);
  await turn.closeDialogue();
  await showAppraisal(turn, context, lead);
}

/** Decides on a row and goes on. */
export async function decide(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  input: unknown,
  comment: string | null,
): Promise<void> {
  const { say } = turn;
  const { sheet, loaded } = context;
  const wrong = refusal(say, loaded, each, input);
  if (wrong !== null) {
    await turn.ask("appraiseRow", { sheetId: sheet.id, index: each.index });
    return turn.reply({ html: wrong });
  }
  const { self, appraised, waits } = context.stages(each.row.code);
  const same =
    !waits &&
    JSON.stringify(appraised?.input) === JSON.stringify(input) &&
    comment === (appraised?.comment ?? null);
  if (!same) {
    await addEntry(turn.tx, {
      sheetId: sheet.id,
      code: each.row.code,
      stage: "appraised",
      input,
      comment,
      byId: turn.person.id,
      at: asDate(turn.now),
    });
  }
  const before = pointsOf(loaded, each, self?.input);
  const difference = self ? differenceText(say, before, pointsOf(loaded, each, input)) : null;
  const entry = entryWithPoints(say, loaded, each, input);
  const line = say("scores:appraise.recorded", { code: each.row.code, entry });
  const lead = difference === null ? line : `${line} ${say("scores:difference", { difference })}`;
  await goOn(turn, sheet.id, each.index, [lead]);
}

/** Sends a row back to the unit, with the reason. */
async function sendBack(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  comment: string,
): Promise<void> {
  const { say } = turn;
  const { sheet } = context;
  const at = asDate(turn.now);
  const row = { code: each.row.code, comment, personId: turn.person.id, at };
  if (!(await returnRow(turn.tx, sheet, row))) return turn.reply({ html: say("common:staleButton") });
  await turn.audit("returnScore", `sheet:${sheet.id}`, each.row.code);
  await turn.tell(await peopleOf(turn, sheet.unitId, turn.person.id), {
    kind: "notice",
    policy: "atLeastOnce",
    dedupeKey: `sheet-returned:${sheet.id}:${each.row.code}:${at.getTime()}`,
    reply: (theirs) => ({
      html: [
        theirs("scores:notice.returned", {
          unit: turn.seat.unit.name,
          code: each.row.code,
          text: each.row.text,
        }),
        theirs("scores:reasonLine", { reason: comment }),
      ].join("\n"),
      choices: [
        [{ label: theirs.plain("scores:button.answer"), data: `self:row:${sheet.id}:${each.index}` }],
      ],
    }),
  });
  await goOn(turn, sheet.id, each.index, [say("scores:appraise.sentBack", { code: each.row.code })]);
}

async function found(turn: MemberTurn, state: AppraisedState) {
  const context = await appraisable(turn, state.sheetId);
  const each = context?.loaded.rows[state.index];
  return context && each ? { context, each } : null;
}

/** What was said while a row is open. */
export async function answerAppraisal(turn: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = appraisedState.safeParse(stored).data;
  const { content } = turn.inbound;
  if (!state || content.kind !== "text") return "pass";
  const text = normalize(content.text).trim();
  const at = await found(turn, state);
  if (!at) return "handled";
  const { context, each } = at;
  const typed = readTyped(context, each, text);
  const reply = readReply(text);
  const folded = fold(text);
  const input = proposed(context, each);
  if (input !== null && /^dong y(?: a| nhe)?$/.test(folded)) await decide(turn, context, each, input, null);
  else if (typed) await decide(turn, context, each, typed.input, typed.note);
  else if (input !== null && reply?.kind === "yes") await decide(turn, context, each, input, null);
  else if (reply?.kind === "skip") await stepAppraisal(turn, context, each, "skip");
  else if (/^(?:quay lai|dong truoc)$/.test(folded)) await stepAppraisal(turn, context, each, "back");
  else if (reply?.kind === "no" || /^tam dung$/.test(folded))
    await stepAppraisal(turn, context, each, "pause");
  else if (text.length <= 30 && /\d/.test(text) && !/\bct\s*\d/i.test(text)) {
    await turn.reply({
      html: `${turn.say("scores:refused.unread")} ${hint(turn.say, each.row)}`,
    });
  } else return "pass";
  return "handled";
}

/** The reason for sending a row back. */
export async function answerReason(turn: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = appraisedState.safeParse(stored).data;
  const { content } = turn.inbound;
  if (!state || content.kind !== "text") return "pass";
  const text = normalize(content.text).trim();
  const at = await found(turn, state);
  if (!at) return "handled";
  const reply = readReply(text);
  if (reply?.kind === "no" || reply?.kind === "skip") await showRow(turn, at.context, at.each);
  else if (reply || !/\p{L}{2}/u.test(text))
    await turn.reply({ html: turn.say("scores:appraise.reasonNeeded") });
  else await sendBack(turn, at.context, at.each, text);
  return "handled";
}

export async function stepAppraisal(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  which: "skip" | "back" | "pause",
): Promise<void> {
  const to = context.loaded.rows[each.index + (which === "back" ? -1 : 1)];
  if (which !== "pause" && to) return showRow(turn, context, to);
  await turn.closeDialogue();
  await showAppraisal(turn, context, which === "pause" ? [turn.say("scores:appraise.paused")] : []);
}
