import { type Approval, approvalOf } from "../../domain/permission.ts";
import { targetCode } from "../../domain/target.ts";
import type { Choice } from "../../shared/messages.ts";
import { instantOf } from "../../store/months.ts";
import { type RevisionRow, waitingRevisions } from "../../store/revisions.ts";
import { changedFields, fieldsLine } from "../registering/field-text.ts";
import { targetName } from "../target-text.ts";
import type { MemberTurn, Turn } from "../turn.ts";

const perPage = 8;

/** May this person decide on a row, and as what? */
export const rightOver = (turn: MemberTurn, revision: RevisionRow): Approval =>
  approvalOf(turn.seat.position, {
    unitId: revision.target.unitId,
    createdById: revision.createdById,
  });

/** What waits and this person may decide on, in the order of arrival. */
export async function waitingFor(turn: MemberTurn): Promise<RevisionRow[]> {
  const rows = await waitingRevisions(turn.tx, turn.seat.year.id);
  return rows.filter((each) => rightOver(turn, each) !== "no");
}

/** Units with what waits there; or the rows at once when one unit or one page holds them. */
export async function showWaiting(turn: MemberTurn): Promise<void> {
  const { say } = turn;
  const rows = await waitingFor(turn);
  const [only] = rows;
  if (!only) return turn.reply({ html: say("approve:none") });
  if (rows.length === 1) return showRow(turn, only);
  const units = new Map<number, RevisionRow[]>();
  for (const row of rows) units.set(row.target.unitId, [...(units.get(row.target.unitId) ?? []), row]);
  const [first] = units.values();
  if (units.size === 1 && first?.[0]) return showUnit(turn, first[0].target.unitId);
  await turn.reply({
    html: say("approve:units", { count: rows.length, units: units.size }),
    choices: [...units].map(([unitId, own]) => [
      {
        label: say.plain("approve:unitRow", { unit: own[0]?.target.unit.name ?? "", count: own.length }),
        data: `approve:u:${unitId}`,
      },
    ]),
  });
}

/** One unit's waiting rows, a page at a time. */
export async function showUnit(
  turn: MemberTurn,
  unitId: number,
  leafed: number | null = null,
): Promise<void> {
  const { say } = turn;
  const rows = (await waitingFor(turn)).filter((each) => each.target.unitId === unitId);
  const [first] = rows;
  if (!first) return turn.reply({ html: say("approve:noneOfUnit") });
  const pages = Math.ceil(rows.length / perPage);
  const at = Math.min(Math.max(0, leafed ?? 0), pages - 1);
  const shown = rows.slice(at * perPage, (at + 1) * perPage);
  const last = Math.max(...rows.map((each) => each.id));
  const leaf: Choice[] = [
    ...(at > 0
      ? [{ label: say.plain("register:button.previous"), data: `approve:u:${unitId}:${at - 1}` }]
      : []),
    ...(at < pages - 1
      ? [{ label: say.plain("register:button.next"), data: `approve:u:${unitId}:${at + 1}` }]
      : []),
  ];
  const reply = {
    html: [
      say("approve:unit", { unit: first.target.unit.name, count: rows.length }),
      ...shown.flatMap((each) => [rowTitle(turn, each), rowFields(turn, each)]),
      ...(pages > 1 ? [say("register:list.page", { page: at + 1, of: pages })] : []),
    ].join("\n"),
    choices: [
      ...shown.map((each) => [
        { label: `${targetCode(each.target.number)} ${each.title}`, data: `approve:r:${each.id}` },
      ]),
      ...(leaf.length > 0 ? [leaf] : []),
      ...(rows.length > 1
        ? [
            [
              {
                label: say.plain("approve:button.all"),
                data: `approve:all:${unitId}:${last}`,
              },
            ],
          ]
        : []),
    ],
  };
  await (leafed === null ? turn.reply(reply) : turn.replace(reply));
}

const isChange = (revision: RevisionRow) => revision.target.approval === "approved";

const rowTitle = (turn: Turn, revision: RevisionRow) =>
  turn.say(isChange(revision) ? "approve:changeRow" : "approve:row", {
    target: targetName({ number: revision.target.number, title: revision.title }),
  });

const rowFields = (turn: Turn, revision: RevisionRow) =>
  isChange(revision)
    ? changedFields(turn.say, revision.target, revision).join("; ")
    : fieldsLine(turn.say, revision);

/** One row with everything that a decision needs. */
export async function showRow(turn: MemberTurn, revision: RevisionRow): Promise<void> {
  const { say } = turn;
  const { target } = revision;
  const when = instantOf(revision.createdAt).toZonedDateTimeISO(turn.zone);
  const choices: Choice[][] = [
    [
      { label: say.plain("register:button.approve"), data: `approve:ok:${revision.id}` },
      { label: say.plain("register:button.return"), data: `approve:fix:${revision.id}` },
    ],
  ];
  if (revision.kind !== "title") {
    choices.push([
      {
        label: say.plain("approve:button.weight", { weight: say.figure(revision.weight) }),
        data: `approve:w:${revision.id}`,
      },
    ]);
  }
  const others = (await waitingFor(turn)).filter((each) => each.target.unitId === target.unitId);
  if (others.length > 1) {
    choices.push([{ label: say.plain("common:button.back"), data: `approve:u:${target.unitId}` }]);
  }
  await turn.reply({
    html: [
      say("approve:card", { unit: target.unit.name }),
      rowTitle(turn, revision),
      ...(isChange(revision)
        ? changedFields(say, target, revision)
        : [
            fieldsLine(say, revision),
            ...(revision.kind === "title"
              ? []
              : [say("approve:weight", { weight: say.figure(revision.weight) })]),
          ]),
      ...(target.pledgeItem
        ? [say("register:pledge", { number: target.pledgeItem.number, title: target.pledgeItem.title })]
        : []),
      ...(revision.reason ? [say("register:reasonLine", { reason: revision.reason })] : []),
      say("approve:sentAt", { at: say.moment(when) }),
    ].join("\n"),
    choices,
  });
}
