import type { Temporal } from "temporal-polyfill";
import { endOfDay, lastDay } from "../../domain/period.ts";
import { isHead, isMember } from "../../domain/permission.ts";
import type { TableRow } from "../../domain/score-rows.ts";
import { entriesOf, scoreAlone } from "../../domain/score-sheet.ts";
import { toText, ZERO } from "../../domain/scoring/exact.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readUnit } from "../../domain/vietnamese/units.ts";
import type { Choice } from "../../shared/messages.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { instantOf } from "../../store/months.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import { findScheme, schemesOf } from "../../store/schemes.ts";
import { newestPublication, publicationAt } from "../../store/scores.ts";
import { memberUnits } from "../../store/standings.ts";
import { askedTime } from "../asked-time.ts";
import { asDate } from "../days.ts";
import { maySee, refuseSight } from "../may-see.ts";
import { pageOf } from "../paging.ts";
import { seesProvisional } from "../place-text.ts";
import { provisionalScores } from "../scoring/provisional.ts";
import { resultLines, resultText } from "../scoring/published-text.ts";
import { explainRow, type Sight, sightOf } from "../scoring/row-sight.ts";
import { ofText, selfEntries, stateLine } from "../scoring/self-summary.ts";
import { drawTable } from "../scoring/table-picture.ts";
import { cardOf, cardText, drawCard } from "../scoring/unit-card.ts";
import type { Intent, SeatedTurn, Turn } from "../turn.ts";
import { unitViews } from "../views.ts";
import { asSeated } from "../who-may.ts";

/** One unit's points by a table: the three totals, the groups, the ways on. */
async function showUnit(turn: SeatedTurn, loaded: LoadedScheme, unit: Unit): Promise<void> {
  const { say } = turn;
  const sight = await sightOf(turn, loaded, unit);
  const { context, published, publication } = sight;
  const own = turn.seat.unit?.id === unit.id;
  const total = (entries: ReadonlyMap<string, unknown>) =>
    say.figure(toText(scoreAlone(loaded.scheme, loaded.rows, entries).total));
  const groups = loaded.scheme.groups.map((group) =>
    say("scores:groupLine", {
      code: group.code,
      text: group.text,
      points: say.figure(groupPoints(sight, group.code)),
      of: group.maxPoints === null ? "" : `/${say.figure(toText(group.maxPoints))}`,
    }),
  );
  const of = ofText(say, { loaded });
  const lines = [
    say("scores:points.title", { unit: unit.name, scheme: loaded.scheme.name }),
    ...(context ? [stateLine(turn, context)] : [say("scores:state.notStarted")]),
    ...(context && sight.seesSelf
      ? [say("scores:points.self", { points: total(selfEntries(context)), of })]
      : []),
    ...(context && sight.seesAppraised
      ? [
          say("scores:points.appraised", {
            points: total(entriesOf(loaded.rows, sight.stages, "appraised")),
            of,
          }),
        ]
      : []),
    ...(published && publication
      ? [say("scores:points.published", { result: resultText(say, publication.frozen, published) })]
      : []),
  ];
  const button = (key: string, data: string): Choice => ({ label: say.plain(`scores:button.${key}`), data });
  const card = cardOf(sight);
  const [page] = card;
  // A short card says every row; of a long one this part has the groups, and the rows follow in pictures of their own.
  const words = page && card.length === 1 ? cardText(say, page) : context || published ? groups : [];
  await turn.reply({
    html: [...lines, ...words].join("\n"),
    ...(page ? { image: await drawCard(turn, sight, { page, pages: { number: 1, of: card.length } }) } : {}),
    choices: [
      ...(card.length > 1 ? [[nextPart(turn, sight, 1, card.length)]] : []),
      [button("rows", `score:rows:${loaded.id}:${unit.id}`)],
      [
        ...(own ? [button("selfScore", `self:open:${loaded.id}`)] : []),
        ...(publication || seesProvisional(turn) ? [button("table", `score:table:${loaded.id}`)] : []),
      ],
      ...(isHead(turn.seat.position) ? [[button("appraise", `appraise:open:${loaded.id}`)]] : []),
    ].filter((row) => row.length > 0),
  });
}

const nextPart = ({ say }: SeatedTurn, { loaded, unit }: Sight, at: number, of: number): Choice => ({
  label: say.plain("scores:button.card", { number: at + 1, of }),
  data: `score:card:${loaded.id}:${unit.id}:${at}`,
});

/** A further part of a long card, as a picture and in words. */
async function showPart(turn: SeatedTurn, loaded: LoadedScheme, unit: Unit, at: number): Promise<void> {
  const { say } = turn;
  const sight = await sightOf(turn, loaded, unit);
  const card = cardOf(sight);
  const page = card[at];
  // What is seen may have changed since the button was shown.
  if (!page || at === 0) return showUnit(turn, loaded, unit);
  const pages = { number: at + 1, of: card.length };
  await turn.reply({
    html: [say("scores:card.part", { unit: unit.name, ...pages }), ...cardText(say, page)].join("\n"),
    image: await drawCard(turn, sight, { page, pages }),
    choices: [
      ...(at + 1 < card.length ? [[nextPart(turn, sight, at + 1, card.length)]] : []),
      [{ label: say.plain("scores:button.rows"), data: `score:rows:${loaded.id}:${unit.id}` }],
    ],
  });
}

/** Points of a group at the most official stage the viewer sees. */
function groupPoints({ loaded, context, published, stages, seesAppraised }: Sight, code: string): string {
  const frozen = published?.groups[code];
  if (frozen !== undefined) return frozen;
  const entries =
    seesAppraised || !context ? entriesOf(loaded.rows, stages, "appraised") : selfEntries(context);
  return toText(scoreAlone(loaded.scheme, loaded.rows, entries).groups.get(code) ?? ZERO);
}

async function listRows(
  turn: SeatedTurn,
  loaded: LoadedScheme,
  unit: Unit,
  { page = null, rows = loaded.rows }: { page?: number | null; rows?: readonly TableRow[] },
): Promise<void> {
  const { say } = turn;
  const sight = await sightOf(turn, loaded, unit);
  const reply = {
    html: say("scores:points.pickRow", { unit: unit.name }),
    choices: pageOf(
      turn,
      rows,
      page ?? 0,
      (each) => {
        const points = sight.pointsOf(each);
        const values = {
          code: each.row.code,
          text: each.row.text,
          points: points === null ? "" : say.figure(points),
        };
        return {
          label: say.plain(points === null ? "scores:row.empty" : "scores:row.points", values).slice(0, 60),
          data: `score:row:${loaded.id}:${unit.id}:${each.index}`,
        };
      },
      `score:rows:${loaded.id}:${unit.id}`,
    ),
  };
  await (page === null ? turn.reply(reply) : turn.replace(reply));
}

/** How one row's points came about, with what can be done about it. */
async function showRow(turn: SeatedTurn, loaded: LoadedScheme, unit: Unit, each: TableRow): Promise<void> {
  const { say } = turn;
  const sight = await sightOf(turn, loaded, unit);
  const own = turn.seat.unit?.id === unit.id && isMember(turn.seat.position);
  const { context } = sight;
  const stages = sight.stages(each.row.code);
  const mayExplain = own && context && (stages.appraised || stages.returned);
  await turn.reply({
    html: (await explainRow(turn, sight, each)).join("\n"),
    choices: [
      [
        ...(mayExplain
          ? [
              {
                label: say.plain("scores:button.explain"),
                data: `self:explain:${context.sheet.id}:${each.index}`,
              },
            ]
          : []),
        { label: say.plain("scores:button.rows"), data: `score:rows:${loaded.id}:${unit.id}` },
      ],
    ],
  });
}

/** The ways on below a table. */
const toOwnPoints = ({ say, seat }: SeatedTurn, loaded: LoadedScheme): { choices?: Choice[][] } =>
  seat.unit && isMember(seat.position)
    ? {
        choices: [
          [{ label: say.plain("scores:button.points"), data: `score:open:${loaded.id}:${seat.unit.id}` }],
        ],
      }
    : {};

/**
 * The table as it was published, also as of a past day; before publication the provisional one, for those who may see
 * ranks and points by then.
 */
async function showTable(
  turn: SeatedTurn,
  loaded: LoadedScheme,
  day: Temporal.PlainDate | null = null,
): Promise<void> {
  const { say, tx, seat } = turn;
  const publication = day
    ? await publicationAt(tx, loaded.id, asDate(endOfDay(day, turn.zone)))
    : await newestPublication(tx, loaded.id);
  if (!publication) {
    if (day) return turn.reply({ html: say("scores:points.notPublishedBy", { day: say.day(day) }) });
    return seesProvisional(turn)
      ? showProvisional(turn, loaded)
      : turn.reply({ html: say("scores:points.notPublished") });
  }
  const units = await memberUnits(tx, seat.year.id);
  const at = instantOf(publication.at).toZonedDateTimeISO(turn.zone).toPlainDate();
  await turn.reply({
    html: [
      say("scores:points.table", {
        year: seat.year.year,
        scheme: loaded.scheme.name,
        number: publication.number,
        day: say.day(at),
      }),
      ...(publication.reason === null ? [] : [say("scores:reasonLine", { reason: publication.reason })]),
      ...resultLines(say, loaded, publication.frozen, units, seat.unit?.id ?? null),
    ].join("\n"),
    image: await drawTable(turn, loaded, { frozen: publication.frozen, publication }, units),
    ...toOwnPoints(turn, loaded),
  });
}

async function showProvisional(turn: SeatedTurn, loaded: LoadedScheme): Promise<void> {
  const { say, tx, seat } = turn;
  const frozen = await provisionalScores(tx, loaded);
  if (frozen.units.length === 0) return turn.reply({ html: say("scores:points.nothingSent") });
  const units = await memberUnits(tx, seat.year.id);
  await turn.reply({
    html: [
      say("scores:points.provisional", { scheme: loaded.scheme.name, day: say.day(turn.today) }),
      ...resultLines(say, loaded, frozen, units, seat.unit?.id ?? null),
    ].join("\n"),
    image: await drawTable(turn, loaded, { frozen, publication: null }, units),
    ...toOwnPoints(turn, loaded),
  });
}

/** The past day that a question names; null: none, or today. The sentence when it can't be told. */
function dayAsked(turn: SeatedTurn, text: string): Temporal.PlainDate | string | null {
  // Codes of rows look like days: "1.2" is one only beside a word for time.
  if (!/\b(?:ngay|thang|hom|quy|tuan)\b/.test(fold(text))) return null;
  const time = askedTime(text, turn.today, turn.seat.year.year);
  if (time.kind === "none") return null;
  if (time.kind === "unclear") return turn.say("standings:unclear");
  const day = time.kind === "day" ? time.day : time.kind === "month" ? lastDay(time.month) : time.to;
  return day.toString() >= turn.today.toString() ? null : day;
}

/** Rows that a code names: the row itself, or all below a heading or group; empty: no such code. */
function rowsNamed(loaded: LoadedScheme, code: string): TableRow[] {
  const wanted = fold(code);
  const exact = loaded.rows.filter(({ row }) => fold(row.code) === wanted);
  if (exact.length > 0) return exact;
  return loaded.rows.filter(
    ({ group, headings, part }) =>
      part === "inputs" &&
      (fold(group?.code ?? "") === wanted || headings.some((heading) => fold(heading.code) === wanted)),
  );
}

/** "/diem", "/diem I.1.1", "/diem ngày 31/5", for the head "/diem Nam Định I.1.1". */
async function diem(turn: Turn, rest: string): Promise<void> {
  await asSeated(turn, async (seated) => {
    const { say, tx, seat } = seated;
    const active = await schemesOf(tx, seat.year.id, "active");
    if (active.length === 0) {
      return turn.reply({
        html: say("scheme:none", { year: seat.year.year, cluster: seat.cluster.shortName }),
      });
    }
    const [table] = active;
    const day = dayAsked(seated, rest);
    if (typeof day === "string") return turn.reply({ html: day });
    if (day && table && active.length === 1) return showTable(seated, table, day);
    const words = normalize(rest).trim().split(/\s+/).filter(Boolean);
    // A code may stand before or after the unit's name.
    const found = [words.at(-1), words[0]].flatMap((word) =>
      word === undefined
        ? []
        : active.flatMap((loaded) => {
            const rows = rowsNamed(loaded, word);
            return rows.length > 0 ? [{ loaded, rows, word }] : [];
          }),
    )[0];
    const named = found ? words.filter((word) => word !== found.word) : words;
    const unit = await unitNamed(seated, named.join(" "));
    if (unit === "refused") return refuseSight(seated);
    if (unit === "unknown")
      return turn.reply({ html: say("scores:points.unknown", { text: named.join(" ") }) });
    const [first] = active;
    if (!unit) {
      // Observers have no unit: they see what was published.
      return first && active.length === 1
        ? showTable(seated, first)
        : pickScheme(seated, active, "table", null);
    }
    if (!found) {
      return first && active.length === 1
        ? showUnit(seated, first, unit)
        : pickScheme(seated, active, "open", unit.id);
    }
    const [row] = found.rows;
    if (row && found.rows.length === 1) return showRow(seated, found.loaded, unit, row);
    await listRows(seated, found.loaded, unit, { rows: found.rows });
  });
}

async function pickScheme(
  turn: SeatedTurn,
  schemes: readonly LoadedScheme[],
  name: "open" | "table",
  unitId: number | null,
): Promise<void> {
  await turn.reply({
    html: turn.say("scheme:which"),
    choices: schemes.map((each) => [
      {
        label: each.scheme.name.slice(0, 60),
        data: `score:${name}:${each.id}${unitId === null ? "" : `:${unitId}`}`,
      },
    ]),
  });
}

/** The unit that is asked about: the own one, or one the head names. */
async function unitNamed(turn: SeatedTurn, text: string): Promise<Unit | null | "refused" | "unknown"> {
  const own = isMember(turn.seat.position) ? turn.seat.unit : null;
  if (text === "") return own;
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const name = readUnit(text, unitViews(units));
  const unit = units.find((each) => each.name === (typeof name === "string" ? name : name?.[0]));
  if (!unit || (Array.isArray(name) && name.length > 1)) return "unknown";
  return maySee(turn, unit.id) ? unit : "refused";
}

async function press(turn: Turn, [name, id, unitId, at]: string[]): Promise<void> {
  await asSeated(turn, async (seated) => {
    const loaded = await findScheme(turn.tx, seated.seat.year.id, Number(id) || 0);
    if (!loaded || loaded.state === "draft") return turn.reply({ html: turn.say("common:staleButton") });
    if (name === "table") return showTable(seated, loaded);
    const unit = (await memberUnits(turn.tx, seated.seat.year.id)).find((each) => String(each.id) === unitId);
    if (!unit) return turn.reply({ html: turn.say("common:staleButton") });
    if (!maySee(seated, unit.id)) return refuseSight(seated);
    if (name === "open") return showUnit(seated, loaded, unit);
    if (name === "card") return showPart(seated, loaded, unit, Number(at) || 0);
    if (name === "rows")
      return listRows(seated, loaded, unit, { page: at === undefined ? null : Number(at) });
    const each = loaded.rows[Number(at)];
    if (name === "row" && at !== undefined && each) return showRow(seated, loaded, unit, each);
    await turn.reply({ html: turn.say("common:staleButton") });
  });
}

export const points: Intent = {
  commands: { diem, score: diem },
  presses: { score: press },
};
