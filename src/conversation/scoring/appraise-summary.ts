import type { TableRow } from "../../domain/score-rows.ts";
import { entriesOf, isRelative, type Stages, scoreAlone } from "../../domain/score-sheet.ts";
import { toText, ZERO } from "../../domain/scoring/exact.ts";
import type { Choice } from "../../shared/messages.ts";
import { flagsOf } from "../../store/scores.ts";
import type { MemberTurn } from "../turn.ts";
import { differenceText, pointsOf } from "./row-text.ts";
import { ofText, stateLine } from "./self-summary.ts";
import type { SheetContext } from "./sheet-context.ts";

/** Rows decided otherwise than the unit had it, most of them fit a phone. */
const mostDifferences = 12;

/** Rows the head has not decided on; bonuses and penalties nobody claimed need no decision. */
function waitingRows(context: SheetContext): TableRow[] {
  return context.loaded.rows.filter((each) => {
    const stages = context.stages(each.row.code);
    return stages.waits && !stages.returned && (each.part === "inputs" || stages.self !== null);
  });
}

/** Waiting rows with an entry of the unit or of the bot: without one there is nothing to agree to. */
export function agreeableRows(context: SheetContext): TableRow[] {
  return waitingRows(context).filter((each) => {
    const worked = context.workedOut.get(each.row.code);
    return (
      context.stages(each.row.code).self !== null || (each.scoredBy === "system" && worked?.open.length === 0)
    );
  });
}

function differenceLine(
  turn: MemberTurn,
  context: SheetContext,
  each: TableRow,
  stages: Stages,
): string | null {
  const { say } = turn;
  if (!stages.appraised || isRelative(each)) return null;
  const from = pointsOf(context.loaded, each, stages.self?.input);
  const to = pointsOf(context.loaded, each, stages.appraised.input);
  const difference = stages.self ? differenceText(say, from, to) : null;
  if (difference === null) return null;
  const line = say("scores:appraise.differs", {
    code: each.row.code,
    from: say.figure(from ?? "0"),
    to: say.figure(to ?? "0"),
    difference,
  });
  return stages.appraised.comment
    ? `${line}: ${say("scores:quoted", { text: stages.appraised.comment })}`
    : line;
}

/** Where an appraisal stands, with the differences and what can be done next. */
export async function showAppraisal(turn: MemberTurn, context: SheetContext, lead: string[]): Promise<void> {
  const { say } = turn;
  const { sheet, loaded, unit, stages } = context;
  const total = (stage: "self" | "appraised") =>
    say.figure(
      toText(scoreAlone(loaded.scheme, loaded.rows, entriesOf(loaded.rows, stages, stage)).total ?? ZERO),
    );
  const waiting = waitingRows(context);
  const agreeable = agreeableRows(context);
  const decided = loaded.rows.filter((each) => !stages(each.row.code).waits).length;
  const returned = loaded.rows.filter((each) => stages(each.row.code).returned);
  const differences = loaded.rows.flatMap(
    (each) => differenceLine(turn, context, each, stages(each.row.code)) ?? [],
  );
  const relative = loaded.rows.filter((each) => isRelative(each) && stages(each.row.code).self);
  const flags = flagsOf(sheet);
  const codes = (rows: readonly TableRow[]) => rows.map((each) => each.row.code).join(", ");
  const button = (key: string, data: string, values = {}): Choice => ({
    label: say.plain(`scores:button.${key}`, values),
    data,
  });
  const newest = Math.max(0, ...context.entries.map((entry) => entry.id));
  const choices: Choice[][] = [];
  if (waiting.length > 0) choices.push([button("appraiseOn", `appraise:go:${sheet.id}`)]);
  if (agreeable.length > 1) {
    choices.push([button("agreeRest", `appraise:all:${sheet.id}:${newest}`, { count: agreeable.length })]);
  }
  if (sheet.state === "submitted" && agreeable.length === 0 && returned.length === 0) {
    choices.push([button("finish", `appraise:done:${sheet.id}:${newest}`)]);
  }
  choices.push([
    button("rows", `appraise:rows:${sheet.id}`),
    ...(loaded.scheme.notRankedWhen.length > 0 ? [button("flags", `appraise:flags:${sheet.id}`)] : []),
  ]);
  choices.push([button("units", `appraise:open:${loaded.id}`)]);
  await turn.reply({
    html: [
      ...lead,
      ...(lead.length > 0 ? [""] : []),
      say("scores:appraise.title", { unit: unit.name, scheme: loaded.scheme.name }),
      stateLine(turn, context),
      say("scores:appraise.totals", {
        self: total("self"),
        appraised: total("appraised"),
        of: ofText(say, context),
        decided,
        rows: decided + waiting.length + returned.length,
      }),
      ...differences.slice(0, mostDifferences),
      ...(differences.length > mostDifferences
        ? [say("scores:appraise.moreDifferences", { count: differences.length - mostDifferences })]
        : []),
      ...(returned.length > 0 ? [say("scores:appraise.waitsForUnit", { codes: codes(returned) })] : []),
      ...(waiting.length > agreeable.length
        ? [
            say("scores:appraise.noFigures", {
              codes: codes(waiting.filter((each) => !agreeable.includes(each))),
            }),
          ]
        : []),
      ...(relative.length > 0 ? [say("scores:self.relative", { codes: codes(relative) })] : []),
      ...loaded.scheme.notRankedWhen
        .filter((flag) => flags.includes(flag.code))
        .map((flag) => say("scores:appraise.flagged", { flag: flag.text })),
    ].join("\n"),
    choices,
  });
}
