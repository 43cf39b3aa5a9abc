import type { TableRow } from "../../domain/score-rows.ts";
import {
  entriesOf,
  type FrozenUnit,
  isRelative,
  type SheetEntry,
  type Stages,
} from "../../domain/score-sheet.ts";
import { scoreRow } from "../../domain/scoring/score-row.ts";
import { escapeHtml } from "../../shared/messages.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { instantOf } from "../../store/months.ts";
import { personById } from "../../store/reports.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import { newestPublication, type Publication } from "../../store/scores.ts";
import type { SeatedTurn } from "../turn.ts";
import { entryWithPoints, pointsOf, rowHead } from "./row-text.ts";
import { selfEntries } from "./self-summary.ts";
import { contextOfUnit, type SheetContext } from "./sheet-context.ts";
import { workingLines } from "./working-text.ts";

/** What somebody may see of one unit's scores. */
export interface Sight {
  readonly loaded: LoadedScheme;
  readonly unit: Unit;
  readonly context: SheetContext | null;
  readonly publication: Publication | null;
  readonly published: FrozenUnit | null;
  readonly seesSelf: boolean;
  readonly seesAppraised: boolean;
  readonly stages: (code: string) => Stages;
  /** Of the most official stage that is seen; null: none, or only known once all units are. */
  pointsOf(each: TableRow): string | null;
}

const nothing: Stages = { self: null, appraised: null, returned: null, waits: true };

/** The unit sees its own drafts, and the appraisal once it is finished; the head what was sent, and all appraisals. */
export async function sightOf(turn: SeatedTurn, loaded: LoadedScheme, unit: Unit): Promise<Sight> {
  const own = turn.seat.unit?.id === unit.id;
  const found = await contextOfUnit(turn, loaded, unit.id, own ? "own" : "others");
  const context = found && (own || found.sheet.submittedUpTo !== null) ? found : null;
  const publication = await newestPublication(turn.tx, loaded.id);
  const published = publication?.frozen.units.find((each) => each.unitId === unit.id) ?? null;
  const seesAppraised = context !== null && (!own || context.sheet.state === "appraised");
  const stages = (code: string): Stages => {
    const all = context?.stages(code) ?? nothing;
    return seesAppraised ? all : { ...all, appraised: null };
  };
  const self = context ? selfEntries(context) : new Map<string, unknown>();
  return {
    loaded,
    unit,
    context,
    publication,
    published,
    seesSelf: context !== null,
    seesAppraised,
    stages,
    pointsOf: (each) => {
      const frozen = published?.rows[each.row.code];
      if (frozen) return frozen.points;
      const appraised = stages(each.row.code).appraised;
      return pointsOf(loaded, each, appraised ? appraised.input : self.get(each.row.code));
    },
  };
}

/** "Cán bộ đầu mối, 08:00 Thứ Tư 12/06/2019" */
async function byLine(turn: SeatedTurn, entry: SheetEntry): Promise<string> {
  const person = await personById(turn.tx, entry.byId);
  const at = turn.say.moment(instantOf(entry.at).toZonedDateTimeISO(turn.zone));
  return turn.say("scores:by", { name: person?.displayName ?? turn.say.plain("scores:bot"), at });
}

async function stageLines(
  turn: SeatedTurn,
  { loaded }: Sight,
  each: TableRow,
  entry: SheetEntry,
  stage: "self" | "appraised",
): Promise<string[]> {
  const { say } = turn;
  return [
    `${say(`scores:stage.${stage}`, { entry: entryWithPoints(say, loaded, each, entry.input) })} · ${await byLine(turn, entry)}`,
    ...(entry.comment ? [say("scores:note", { note: entry.comment })] : []),
    ...(entry.explanation ? [say("scores:explanation", { explanation: entry.explanation })] : []),
  ];
}

/** The working of the most official stage that is seen: as it was frozen, or as it is with the entry alone. */
function working(sight: Sight, each: TableRow, live: unknown) {
  const frozen = sight.published?.rows[each.row.code];
  if (frozen) return { input: frozen.input, working: frozen.working };
  const input = sight.stages(each.row.code).appraised?.input ?? live;
  if (input === null || input === undefined || isRelative(each)) return null;
  return { input, working: scoreRow(each.row, sight.loaded.scheme.scale.decimals, input).working };
}

/** Everything about one row: the rule, the three scores with who and when, and how the points came about. Html lines. */
export async function explainRow(turn: SeatedTurn, sight: Sight, each: TableRow): Promise<string[]> {
  const { say } = turn;
  const { code } = each.row;
  const { self, appraised, returned } = sight.stages(code);
  const live = sight.context ? selfEntries(sight.context).get(code) : undefined;
  const entries = sight.context
    ? entriesOf(sight.loaded.rows, sight.stages, "self")
    : new Map<string, unknown>();
  const worked = live !== undefined && !entries.has(code);
  const frozen = sight.published?.rows[code];
  const how = working(sight, each, live);
  return [
    escapeHtml(sight.unit.name),
    ...rowHead(say, each),
    ...(worked
      ? [say("scores:stage.worked", { entry: entryWithPoints(say, sight.loaded, each, live) })]
      : []),
    ...(self ? await stageLines(turn, sight, each, self, "self") : []),
    ...(returned ? [say("scores:self.returned", { comment: returned.comment ?? "" })] : []),
    ...(appraised ? await stageLines(turn, sight, each, appraised, "appraised") : []),
    ...(frozen && sight.publication
      ? [
          say("scores:stage.published", {
            number: sight.publication.number,
            points: say.figure(frozen.points),
          }),
        ]
      : []),
    ...(how
      ? [say("scores:working.title"), ...workingLines(say, each.row, how.input, how.working)]
      : [say(live === undefined && !self && !appraised ? "scores:working.noData" : "scores:working.later")]),
  ];
}
