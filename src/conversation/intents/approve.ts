import { z } from "zod";
import { type Approval, approvalOf } from "../../domain/permission.ts";
import { compare, exact, toText, ZERO } from "../../domain/scoring/exact.ts";
import { targetCode } from "../../domain/target.ts";
import { normalize } from "../../domain/vietnamese/fold.ts";
import { readNumber } from "../../domain/vietnamese/numbers.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { instantOf } from "../../store/months.ts";
import {
  decideRevision,
  findRevision,
  type RevisionRow,
  waitingRevisions,
  weighRevision,
} from "../../store/revisions.ts";
import { asDate } from "../days.ts";
import { deputyName, peopleOf } from "../registering/deciders.ts";
import { changedFields, fieldsLine } from "../registering/field-text.ts";
import { targetName } from "../target-text.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

const perPage = 8;

const rightOver = (turn: MemberTurn, revision: RevisionRow): Approval =>
  approvalOf(turn.seat.position, {
    unitId: revision.target.unitId,
    createdById: revision.createdById,
  });

/** What waits and this person may decide on, in the order of arrival. */
async function waitingFor(turn: MemberTurn): Promise<RevisionRow[]> {
  const rows = await waitingRevisions(turn.tx, turn.seat.year.id);
  return rows.filter((each) => rightOver(turn, each) !== "no");
}

/** Is there anything this person might ever decide on? Otherwise they are told whose task it is. */
function decides(turn: MemberTurn): boolean {
  const { unitId, headUnitId, deputyUnitId } = turn.seat.position;
  return unitId !== null && (unitId === headUnitId || unitId === deputyUnitId);
}

async function asDecider(turn: Turn, step: (turn: MemberTurn) => Promise<void>): Promise<void> {
  await asMember(turn, async (member) => {
    if (decides(member)) return step(member);
    await turn.reply({ html: turn.say("common:headOnly") });
  });
}

/** Units with what waits there; or the rows at once when one unit or one page holds them. */
async function showWaiting(turn: MemberTurn): Promise<void> {
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
async function showUnit(turn: MemberTurn, unitId: number, leafed: number | null = null): Promise<void> {
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
async function showRow(turn: MemberTurn, revision: RevisionRow): Promise<void> {
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

/** How a row stands that was decided before. */
async function standing(turn: MemberTurn, revision: RevisionRow): Promise<string> {
  const by =
    revision.decidedById === null
      ? null
      : await turn.tx.person.findUnique({ where: { id: revision.decidedById } });
  const at = revision.decidedAt
    ? turn.say.moment(instantOf(revision.decidedAt).toZonedDateTimeISO(turn.zone))
    : "";
  const who = by?.id === turn.person.id ? turn.say.plain("approve:you") : (by?.displayName ?? "");
  return turn.say(`approve:standing.${revision.decision}`, {
    code: targetCode(revision.target.number),
    unit: revision.target.unit.name,
    who,
    at,
    reason: revision.decisionReason ?? "",
  });
}

/** Finds a row that this person may decide on now; otherwise says why not and answers null. */
async function decidable(turn: MemberTurn, id: number): Promise<RevisionRow | null> {
  const revision = await findRevision(turn.tx, id);
  if (!revision || revision.target.clusterYearId !== turn.seat.year.id) {
    await turn.reply({ html: turn.say("common:staleButton") });
    return null;
  }
  if (rightOver(turn, revision) === "no") {
    const own = revision.target.unitId === turn.seat.unit.id;
    const deputy = await deputyName(turn);
    const key = !own ? "common:headOnly" : deputy === null ? "approve:ownRow" : "approve:ownRowDeputy";
    await turn.reply({ html: turn.say(key, { deputy: deputy ?? "" }) });
    return null;
  }
  if (revision.decision !== "awaiting") {
    await turn.replace({ html: await standing(turn, revision), choices: nextChoices(turn) });
    return null;
  }
  return revision;
}

const nextChoices = (turn: Turn): Choice[][] => [
  [{ label: turn.say.plain("approve:button.next"), data: "approve" }],
];

/** Decides and tells the unit whose row it is. True when it was this press that decided. */
async function decide(
  turn: MemberTurn,
  revision: RevisionRow,
  decision: "approved" | "returned",
  reason: string | null,
): Promise<boolean> {
  const selfApproved = decision === "approved" && rightOver(turn, revision) === "approveOwn";
  return decideRevision(turn.tx, revision, {
    decision,
    reason,
    personId: turn.person.id,
    at: asDate(turn.now),
    selfApproved,
  });
}

/** Tells a unit what was decided, in one message. */
async function tellUnit(turn: MemberTurn, rows: RevisionRow[], decision: string, reason: string | null) {
  const [first] = rows;
  if (!first) return;
  await turn.tell(await peopleOf(turn, first.target.unitId, turn.person.id), {
    kind: "notice",
    policy: "atLeastOnce",
    dedupeKey: `decided:${decision}:${first.id}:${rows.length}`,
    reply: (say) => ({
      html: [
        say(`approve:notice.${decision}${rows.length > 1 ? "Many" : ""}`, {
          target: targetName({ number: first.target.number, title: first.title }),
          codes: rows.map((each) => targetCode(each.target.number)).join(", "),
        }),
        ...(reason === null ? [] : [say("register:reasonLine", { reason })]),
      ].join("\n"),
      choices: [
        [
          decision === "returned"
            ? { label: say.plain("targets:button.change"), data: `change:${first.targetId}` }
            : { label: say.plain("common:button.reportProgress"), data: "progress" },
        ],
      ],
    }),
  });
}

/** The pressed card gives way to what became of it, so that its buttons are gone. */
async function approveOne(turn: MemberTurn, id: number): Promise<void> {
  const revision = await decidable(turn, id);
  if (!revision) return;
  if (!(await decide(turn, revision, "approved", null))) return againStanding(turn, id);
  await turn.audit("approve", `revision:${revision.id}`);
  await tellUnit(turn, [revision], "approved", null);
  const own = rightOver(turn, revision) === "approveOwn";
  await turn.replace({
    html: turn.say(own ? "approve:approvedOwn" : "approve:approved", {
      target: targetName({ number: revision.target.number, title: revision.title }),
      unit: revision.target.unit.name,
    }),
    choices: nextChoices(turn),
  });
}

async function againStanding(turn: MemberTurn, id: number): Promise<void> {
  const revision = await findRevision(turn.tx, id);
  await turn.replace({
    html: revision ? await standing(turn, revision) : turn.say("common:staleButton"),
    choices: nextChoices(turn),
  });
}

/** Approves a unit's rows as they were listed; what came in since then waits to be seen. */
async function approveAll(turn: MemberTurn, unitId: number, upTo: number): Promise<void> {
  const rows = (await waitingFor(turn)).filter((each) => each.target.unitId === unitId && each.id <= upTo);
  const approved: RevisionRow[] = [];
  for (const row of rows) if (await decide(turn, row, "approved", null)) approved.push(row);
  const [first] = approved;
  if (!first) return turn.replace({ html: turn.say("approve:noneOfUnit"), choices: nextChoices(turn) });
  await turn.audit("approve", `unit:${unitId}`, approved.map((each) => each.id).join(","));
  await tellUnit(turn, approved, "approved", null);
  await turn.replace({
    html: turn.say(
      rightOver(turn, first) === "approveOwn" ? "approve:approvedAllOwn" : "approve:approvedAll",
      {
        count: approved.length,
        unit: first.target.unit.name,
      },
    ),
    choices: nextChoices(turn),
  });
}

const questionSchema = z.object({ revisionId: z.number() });

async function askReason(turn: MemberTurn, id: number): Promise<void> {
  const revision = await decidable(turn, id);
  if (!revision) return;
  await turn.ask("approveReason", { revisionId: id });
  await turn.reply({
    html: turn.say("approve:askReason", {
      target: targetName({ number: revision.target.number, title: revision.title }),
      unit: revision.target.unit.name,
    }),
  });
}

async function returnWith(turn: MemberTurn, id: number, text: string): Promise<DialogueStep> {
  const reply = readReply(text);
  if (reply?.kind === "no" || reply?.kind === "skip") {
    await turn.closeDialogue();
    await turn.reply({ html: turn.say("common:cancelled") });
    return "handled";
  }
  // "ok" or a number gives no reason.
  if (reply || !/\p{L}{2}/u.test(text)) {
    await turn.reply({ html: turn.say("approve:reasonNeeded") });
    return "handled";
  }
  await turn.closeDialogue();
  const revision = await decidable(turn, id);
  if (!revision) return "handled";
  if (!(await decide(turn, revision, "returned", text))) {
    await againStanding(turn, id);
    return "handled";
  }
  await turn.audit("return", `revision:${revision.id}`);
  await tellUnit(turn, [revision], "returned", text);
  await turn.reply({
    html: turn.say("approve:returned", {
      target: targetName({ number: revision.target.number, title: revision.title }),
      unit: revision.target.unit.name,
    }),
    choices: nextChoices(turn),
  });
  return "handled";
}

async function askWeight(turn: MemberTurn, id: number): Promise<void> {
  const revision = await decidable(turn, id);
  if (!revision) return;
  const version = await turn.ask("approveWeight", { revisionId: id });
  await turn.reply({
    html: turn.say("approve:askWeight", { weight: turn.say.figure(revision.weight) }),
    choices: [["1", "2", "3", "5"].map((weight) => ({ label: weight, data: `weigh:${version}:${weight}` }))],
  });
}

/** Weights are above 0 and small: the share one target has beside the others. */
const mostWeight = 100;

async function weigh(turn: MemberTurn, id: number, value: number): Promise<void> {
  const weight = exact(value);
  if (compare(weight, ZERO) <= 0 || value > mostWeight) {
    return turn.reply({ html: turn.say("approve:weightRange", { most: mostWeight }) });
  }
  await turn.closeDialogue();
  const revision = await decidable(turn, id);
  if (!revision) return;
  await weighRevision(turn.tx, id, toText(weight));
  await turn.audit("weigh", `revision:${id}`, toText(weight));
  const weighed = await findRevision(turn.tx, id);
  if (weighed) await showRow(turn, weighed);
}

const duyet = (turn: Turn) => asDecider(turn, showWaiting);

const inDialogue =
  (step: (turn: MemberTurn, id: number, text: string) => Promise<DialogueStep>) =>
  async (turn: Turn, stored: unknown): Promise<DialogueStep> => {
    const state = questionSchema.safeParse(stored);
    const { content } = turn.inbound;
    if (!state.success || content.kind !== "text") return "pass";
    let result: DialogueStep = "handled";
    await asDecider(turn, async (member) => {
      result = await step(member, state.data.revisionId, normalize(content.text).trim());
    });
    return result;
  };

export const approve: Intent = {
  commands: { duyet, approve: duyet },
  presses: {
    approve: (turn, [name, id, extra]) =>
      asDecider(turn, async (member) => {
        const number = Number(id) || 0;
        switch (name) {
          case undefined:
            return showWaiting(member);
          case "u":
            return showUnit(member, number, extra === undefined ? null : Number(extra) || 0);
          case "r": {
            const revision = await decidable(member, number);
            return revision ? showRow(member, revision) : undefined;
          }
          case "ok":
            return approveOne(member, number);
          case "fix":
            return askReason(member, number);
          case "w":
            return askWeight(member, number);
          case "all":
            return approveAll(member, number, Number(extra) || 0);
        }
        await turn.reply({ html: turn.say("common:staleButton") });
      }),
    weigh: (turn, [version, value]) =>
      asDecider(turn, async (member) => {
        const state = questionSchema.safeParse(turn.dialogue?.state);
        const isOpen = turn.dialogue?.kind === "approveWeight" && String(turn.dialogue.version) === version;
        if (!isOpen || !state.success) return turn.reply({ html: turn.say("common:staleButton") });
        await weigh(member, state.data.revisionId, Number(value) || 0);
      }),
  },
  dialogues: {
    approveReason: inDialogue(returnWith),
    approveWeight: inDialogue(async (turn, id, text) => {
      const value = readNumber(text);
      if (typeof value !== "number") return "pass";
      await weigh(turn, id, value);
      return "handled";
    }),
  },
};
