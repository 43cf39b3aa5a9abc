import { add, compare, exact, subtract, sum, toDecimalString, ZERO } from "../domain/scoring/exact.ts";
import { builtInPoints } from "../domain/standings.ts";
import { targetCode } from "../domain/target.ts";
import { trendMark, trendOf } from "../domain/trend.ts";
import type { Unit } from "../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../store/targets.ts";
import { headOf, placeOf, type StandingsViewer, type Table, targetsIn, whenArg } from "./standings-table.ts";
import { targetName } from "./target-text.ts";
import type { SeatedTurn } from "./turn.ts";

const backToTable = (turn: SeatedTurn, table: Table) => [
  [
    {
      label: turn.say.plain("standings:button.table"),
      data: `standings:${whenArg(table.when)}`,
    },
  ],
];

/** What each target gives the unit, and what it could still give. */
export async function pointsOfTargets(
  turn: SeatedTurn,
  viewer: StandingsViewer,
  table: Table,
  unit: Unit,
): Promise<void> {
  const { say, tx } = turn;
  const result = builtInPoints(await targetsIn(tx, viewer, table, unit.id));
  const title = say("standings:points.title", { unit: unit.name });
  const head = `${title} · ${headOf(say, viewer, table)}`;
  if (result.points === null) {
    return turn.reply({
      html: say("standings:points.none", { unit: unit.name }),
      choices: backToTable(turn, table),
    });
  }
  const targets = await targetsOfUnit(tx, viewer.year.id, unit.id);
  const lines = targets.flatMap((target) => {
    const points = result.byTarget.find((each) => each.code === targetCode(target.number));
    if (points) {
      return say(
        compare(exact(points.gain), ZERO) === 0 ? "standings:points.full" : "standings:points.line",
        {
          target: targetName(target),
          points: say.figure(points.points),
          gain: say.figure(points.gain),
        },
      );
    }
    return target.kind === "title" ? [] : say("standings:points.waiting", { target: targetName(target) });
  });
  const total = sum(result.byTarget.map((each) => exact(each.points)));
  const differs = compare(total, exact(result.points)) !== 0;
  await turn.reply({
    html: [
      head,
      ...lines,
      say("standings:points.total", { points: say.figure(result.points) }),
      ...(differs ? [`<i>${say("standings:points.rounded")}</i>`] : []),
    ].join("\n"),
    choices: backToTable(turn, table),
  });
}

/** "+2,10" · "−0,55" · "0,00" */
function changeText(turn: SeatedTurn, now: string, before: string): string {
  const change = subtract(exact(now), exact(before));
  const sign = compare(change, ZERO);
  const size = sign < 0 ? subtract(ZERO, change) : add(ZERO, change);
  return `${sign > 0 ? "+" : sign < 0 ? "−" : ""}${turn.say.figure(toDecimalString(size, 2))}`;
}

/** Every unit beside where it stood when the month before was closed. */
export async function comparison(turn: SeatedTurn, viewer: StandingsViewer, table: Table): Promise<void> {
  const { say } = turn;
  const { before } = table;
  if (!before) {
    return turn.reply({
      html: say(viewer.provisional ? "standings:compare.none" : "standings:compare.noneSeen"),
      choices: backToTable(turn, table),
    });
  }
  const lines = table.rows.map((row) => {
    const unit = table.units.find((each) => each.id === row.unitId);
    const was = before.rows.find((each) => each.unitId === row.unitId);
    const values = {
      unit: unit?.shortName ?? "",
      rank: row.rank ?? "",
      points: say.figure(row.points ?? ""),
    };
    if (row.points === null || row.rank === null) return say("standings:line.notRanked", values);
    const line =
      was?.points == null
        ? say("standings:compare.new", values)
        : say("standings:compare.line", {
            ...values,
            change: changeText(turn, row.points, was.points),
            mark: trendMark(trendOf(row.unitId, table.rows, before.rows)),
          });
    return row.unitId === viewer.ownUnit?.id ? `<b>${line}</b>` : line;
  });
  const title = say("standings:compare.title", { month: say.month(before.month) });
  await turn.reply({
    html: [
      `${title} · ${headOf(say, viewer, table)}`,
      ...(viewer.ownUnit ? [placeOf(say, table, viewer.ownUnit)] : []),
      ...lines,
    ].join("\n"),
    choices: backToTable(turn, table),
  });
}
