import { targetCode } from "../../domain/target.ts";
import type { Choice } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import type { Target, TargetRevision } from "../../store/generated/sqlite/client.ts";
import { startAction } from "../../store/progress.ts";
import { newestRevision, requestChange } from "../../store/revisions.ts";
import { guardMember } from "../../store/send-guard.ts";
import { registerTarget, type TargetFields } from "../../store/targets.ts";
import { asDate } from "../days.ts";
import { targetName } from "../target-text.ts";
import type { MemberTurn, Turn } from "../turn.ts";
import { decidersFor, deputyName } from "./deciders.ts";
import { changedFields, fieldsLine } from "./field-text.ts";

export interface Registered {
  target: Target;
  revision: TargetRevision;
}

const decisionButtons = (say: Say, revisionId: number): Choice[][] => [
  [
    { label: say.plain("register:button.approve"), data: `approve:ok:${revisionId}` },
    { label: say.plain("register:button.return"), data: `approve:fix:${revisionId}` },
  ],
];

/** How many lines a notice of many targets shows. */
const noticeLines = 8;

async function tellDeciders(turn: MemberTurn, actionId: number, registered: Registered[]): Promise<void> {
  const unit = turn.seat.unit;
  const [first, ...others] = registered;
  if (!first) return;
  await turn.tell(await decidersFor(turn), {
    kind: "notice",
    policy: "atLeastOnce",
    guard: guardMember(turn.seat.cluster.id, { decide: registered.map((each) => each.revision.id) }),
    dedupeKey: `registered:${actionId}`,
    reply(say) {
      const name = (each: Registered) => ({ code: targetCode(each.target.number), title: each.target.title });
      if (others.length === 0) {
        return {
          html: [
            say("register:notice.one", { unit: unit.name, ...name(first) }),
            fieldsLine(say, first.target),
          ].join("\n"),
          choices: decisionButtons(say, first.revision.id),
        };
      }
      const more = registered.length - noticeLines;
      return {
        html: [
          say("register:notice.many", { unit: unit.name, count: registered.length }),
          ...registered.slice(0, noticeLines).map((each) => targetName(each.target)),
          ...(more > 0 ? [say("register:notice.more", { count: more })] : []),
        ].join("\n"),
        choices: [[{ label: say.plain("register:button.review"), data: `approve:u:${unit.id}` }]],
      };
    },
  });
}

/** Registers targets under one action and tells, once, those who decide. */
export async function recordTargets(
  turn: MemberTurn,
  targets: (TargetFields & { pledgeItemId: number | null })[],
): Promise<{ actionId: number; registered: Registered[] }> {
  const { tx, seat, person } = turn;
  const at = asDate(turn.now);
  const action = await startAction(tx, {
    personId: person.id,
    clusterYearId: seat.year.id,
    kind: "register",
    at,
  });
  const registered: Registered[] = [];
  for (const fields of targets) {
    const target = await registerTarget(tx, {
      ...fields,
      clusterYearId: seat.year.id,
      unitId: seat.unit.id,
      createdById: person.id,
      actionId: action.id,
      at,
    });
    const revision = await newestRevision(tx, target.id);
    if (revision) registered.push({ target, revision });
  }
  await turn.audit("register", `action:${action.id}`);
  await tellDeciders(turn, action.id, registered);
  return { actionId: action.id, registered };
}

/** Asks for a change of a target and tells those who decide. */
export async function recordChange(
  turn: MemberTurn,
  target: Target,
  fields: TargetFields,
  reason: string,
): Promise<{ actionId: number }> {
  const { tx, seat, person } = turn;
  const at = asDate(turn.now);
  const action = await startAction(tx, {
    personId: person.id,
    clusterYearId: seat.year.id,
    kind: "register",
    at,
  });
  const revision = await requestChange(tx, target, fields, {
    reason,
    personId: person.id,
    actionId: action.id,
    at,
  });
  await turn.audit("register", `action:${action.id}`);
  await turn.tell(await decidersFor(turn), {
    kind: "notice",
    policy: "atLeastOnce",
    guard: guardMember(seat.cluster.id, { decide: [revision.id] }),
    dedupeKey: `registered:${action.id}`,
    reply: (say) => ({
      html: [
        say("register:notice.change", {
          unit: seat.unit.name,
          code: targetCode(target.number),
          title: target.title,
        }),
        ...changedFields(say, target, fields),
        say("register:reasonLine", { reason }),
      ].join("\n"),
      choices: decisionButtons(say, revision.id),
    }),
  });
  return { actionId: action.id };
}

/** "Đã gửi đơn vị cụm trưởng phê duyệt…", with the codes. */
export async function recordedText(turn: MemberTurn, numbers: number[]): Promise<string> {
  const { headUnitId } = turn.seat.year;
  const deputy = await deputyName(turn);
  const own = deputy === null ? "recordedOwn" : "recordedOwnDeputy";
  const key = headUnitId === null ? "recordedNoHead" : headUnitId === turn.seat.unit.id ? own : "recorded";
  const first = targetCode(numbers[0] ?? 0);
  const last = targetCode(numbers.at(-1) ?? 0);
  return [
    turn.say(`register:${key}`, { deputy: deputy ?? "" }),
    turn.say("register:recordedMany", { codes: first === last ? first : `${first}–${last}` }),
  ].join("\n");
}

export const recordedChoices = (turn: Turn, actionId: number) => [
  [
    { label: turn.say.plain("common:button.undo"), data: `undo:${actionId}` },
    { label: turn.say.plain("common:button.myTargets"), data: "targets" },
  ],
];
