import { compare, exact, toText, ZERO } from "../../domain/scoring/exact.ts";
import { targetCode } from "../../domain/target.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { instantOf } from "../../store/months.ts";
import { decideRevision, findRevision, type RevisionRow, weighRevision } from "../../store/revisions.ts";
import { asDate } from "../days.ts";
import { deputyName, peopleOf } from "../registering/deciders.ts";
import { targetName } from "../target-text.ts";
import type { DialogueStep, MemberTurn, Turn } from "../turn.ts";
import { rightOver, showRow, waitingFor } from "./waiting.ts";

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
export async function decidable(turn: MemberTurn, id: number): Promise<RevisionRow | null> {
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
export async function approveOne(turn: MemberTurn, id: number): Promise<void> {
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
export async function approveAll(turn: MemberTurn, unitId: number, upTo: number): Promise<void> {
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

/** Asks why a row goes back to its unit. */
export async function askReason(turn: MemberTurn, id: number): Promise<void> {
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

/** The reason, in words: the row goes back with it. */
export async function returnWith(turn: MemberTurn, id: number, text: string): Promise<DialogueStep> {
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

/** Asks what weight a row has. */
export async function askWeight(turn: MemberTurn, id: number): Promise<void> {
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

/** Weighs a row that waits, and shows it again. */
export async function weigh(turn: MemberTurn, id: number, value: number): Promise<void> {
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
