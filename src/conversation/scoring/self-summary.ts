import { fullPoints } from "../../domain/score-card.ts";
import { isSelfScored } from "../../domain/score-rows.ts";
import { entriesOf, isRelative, scoreAlone } from "../../domain/score-sheet.ts";
import { toText, ZERO } from "../../domain/scoring/exact.ts";
import type { Choice } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import { instantOf } from "../../store/months.ts";
import { evidenceOfRow } from "../../store/scores.ts";
import type { MemberTurn, Turn } from "../turn.ts";
import { pointsText } from "./rule-text.ts";
import type { SheetContext } from "./sheet-context.ts";

/** The unit's own entries with what the bot works out: live while the sheet is with the unit, as sent afterwards. */
export function selfEntries(context: SheetContext): Map<string, unknown> {
  const entries = entriesOf(context.loaded.rows, context.stages, "self");
  if (context.sheet.state === "draft" || context.sheet.state === "returned") {
    for (const [code, { input, open }] of context.workedOut) if (open.length === 0) entries.set(code, input);
  }
  return entries;
}

/** The figure a total is measured against; "" when none is known. */
export function ofText(say: Say, { loaded }: Pick<SheetContext, "loaded">): string {
  const of = fullPoints(loaded.scheme);
  return of === null ? "" : `/${pointsText(say, of)}`;
}

/** Points by group, bonuses, penalties and the total, without what depends on other units. */
export function totalLines(say: Say, context: SheetContext, entries: ReadonlyMap<string, unknown>): string[] {
  const { scheme, rows } = context.loaded;
  const score = scoreAlone(scheme, rows, entries);
  const signed = (value: typeof ZERO) => pointsText(say, value);
  return [
    ...scheme.groups.map((group) =>
      say("scores:groupLine", {
        code: group.code,
        text: group.text,
        points: signed(score.groups.get(group.code) ?? ZERO),
        of: group.maxPoints === null ? "" : `/${pointsText(say, group.maxPoints)}`,
      }),
    ),
    ...(scheme.bonuses.length > 0 ? [say("scores:bonusLine", { points: signed(score.bonus) })] : []),
    ...(scheme.penalties.length > 0 ? [say("scores:penaltyLine", { points: signed(score.penalty) })] : []),
    say("scores:total", { points: say.figure(toText(score.total)), of: ofText(say, context) }),
  ];
}

/** What the sheet's state is called on screen, with its time and who confirmed. */
export function stateLine(turn: Pick<Turn, "say" | "zone">, { sheet }: Pick<SheetContext, "sheet">): string {
  const { say, zone } = turn;
  const moment = (at: Date | null) => (at ? say.moment(instantOf(at).toZonedDateTimeISO(zone)) : "");
  const state = say(`scores:state.${sheet.state}`, {
    at: moment(sheet.state === "appraised" ? sheet.appraisedAt : sheet.submittedAt),
  });
  if (sheet.state === "draft" || sheet.state === "returned") return state;
  const own = sheet.state === "appraised" && sheet.selfAppraised ? [say("scores:selfAppraised")] : [];
  return [state, ...own, say(sheet.attestedAt ? "scores:attested" : "scores:notAttested")].join(" ");
}

/** Rows that the table asks evidence for and that have an entry but no file and no note. */
async function withoutEvidence(turn: Turn, context: SheetContext): Promise<string[]> {
  const codes: string[] = [];
  for (const each of context.loaded.rows) {
    const { self } = context.stages(each.row.code);
    if (each.evidence === null || !isSelfScored(each) || !self || self.comment) continue;
    if ((await evidenceOfRow(turn.tx, context.sheet.id, each.row.code)).length === 0)
      codes.push(each.row.code);
  }
  return codes;
}

/** Sent, and nobody of the head has decided on anything yet. */
const mayWithdraw = ({ sheet, entries }: SheetContext): boolean =>
  sheet.state === "submitted" && entries.every(({ stage }) => stage === "self");

/** The whole sheet at a glance, with what can be done next. */
export async function showSummary(turn: MemberTurn, context: SheetContext, lead: string[]): Promise<void> {
  const { say } = turn;
  const { sheet, loaded, stages } = context;
  const entries = selfEntries(context);
  const codes = (pick: (row: (typeof loaded.rows)[number]) => boolean) =>
    loaded.rows.filter(pick).map((each) => each.row.code);
  const line = (key: string, list: string[]) =>
    list.length > 0 ? [say(key, { codes: list.join(", ") })] : [];
  const has = (code: string) => entries.has(code);
  const open = sheet.state === "draft" || sheet.state === "returned";
  const empty = codes((each) => isSelfScored(each) && each.part === "inputs" && !has(each.row.code));
  const returned = codes((each) => stages(each.row.code).returned !== null);
  const newest = Math.max(0, ...context.entries.map((entry) => entry.id));
  const choices: Choice[][] = [];
  const button = (key: string, data: string): Choice => ({ label: say.plain(`scores:button.${key}`), data });
  if (open) {
    if (returned.length > 0) choices.push([button("answer", `self:go:${sheet.id}`)]);
    else choices.push([button("send", `self:send:${sheet.id}:${newest}`)]);
    if (empty.length > 0 && returned.length === 0) choices.push([button("resume", `self:go:${sheet.id}`)]);
  } else if (turn.seat.role.code === "unitLeader" && !sheet.attestedAt) {
    choices.push([button("attest", `self:attest:${sheet.id}`)]);
  }
  if (mayWithdraw(context)) choices.push([button("withdraw", `self:withdraw:${sheet.id}`)]);
  choices.push([button("rows", `self:rows:${sheet.id}`)]);
  await turn.reply({
    html: [
      ...lead,
      ...(lead.length > 0 ? [""] : []),
      say("scores:self.title", { unit: turn.seat.unit.name, scheme: loaded.scheme.name }),
      stateLine(turn, context),
      ...totalLines(say, context, entries),
      ...line("scores:self.returnedRows", returned),
      ...line("scores:self.empty", empty),
      ...line(
        "scores:self.worked",
        codes((each) => each.scoredBy === "system" && has(each.row.code)),
      ),
      ...line(
        "scores:self.noFigures",
        codes((each) => !isSelfScored(each) && !has(each.row.code)),
      ),
      ...line(
        "scores:self.relative",
        codes((each) => isRelative(each) && has(each.row.code)),
      ),
      ...(open ? line("scores:self.lacksEvidence", await withoutEvidence(turn, context)) : []),
    ].join("\n"),
    choices,
  });
}
