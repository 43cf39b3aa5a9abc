import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { TargetRevision } from "../../store/generated/sqlite/client.ts";
import { findRevision, newestRevision, withdrawRevision } from "../../store/revisions.ts";
import { findTarget, targetsOfUnit } from "../../store/targets.ts";
import { isRefusal } from "../asking/refusal.ts";
import { asDate } from "../days.ts";
import type { DialogueStep, MemberTurn } from "../turn.ts";
import { faultKeys } from "./answer.ts";
import { draftOf } from "./draft.ts";
import { type ChangeWish, readChange } from "./read-change.ts";
import { readEdit } from "./read-edit.ts";
import { ask, fresh, type Registration, readingPlace } from "./registration.ts";

/** Opens the change of an own target; the words may say at once what changes, and why. */
export async function startChange(
  turn: MemberTurn,
  targetId: number,
  wish: ChangeWish | null = null,
): Promise<void> {
  const target = await findTarget(turn.tx, turn.seat.year.id, targetId);
  if (!target || target.unitId !== turn.seat.unit.id) {
    return turn.reply({ html: turn.say("progress:gone") });
  }
  const newest = await newestRevision(turn.tx, target.id);
  const step = wish?.field && !wish.words ? wish.field : "edit";
  const state: Registration = { ...fresh(draftOf(target)), targetId, step, reason: wish?.reason ?? null };
  const note =
    newest?.decision === "returned" && newest.decisionReason
      ? turn.say("register:returnedFor", { reason: newest.decisionReason })
      : undefined;
  const edited = wish?.words ? readEdit(state.draft, wish.words, readingPlace(turn)) : null;
  if (typeof edited === "string") return ask(turn, state, turn.say(`register:ask.${faultKeys[edited]}`));
  if (edited) return ask(turn, { ...state, draft: edited, step: "card" }, note);
  await ask(turn, state, note);
}

const withdrawRequest =
  /^(?:(?:em|toi|xin|cho)\s+)*rut\s+(?:dang ky\s+)?(?:chi tieu\s+)?(?:ct\s*)?0*(\d{1,3})\s*[.!]?$/;

/** "sửa chỉ tiêu CT2 kế hoạch 150", "rút đăng ký CT7". */
export const isChangeRequest = (text: string): boolean =>
  readChange(text) !== null || withdrawRequest.test(fold(text).trim());

/** Answers a request to change or withdraw a target; false when the message says neither. */
export async function readChangeRequest(turn: MemberTurn, text: string): Promise<boolean> {
  const folded = fold(text).trim();
  const change = readChange(text);
  const withdrawal = change ? null : withdrawRequest.exec(folded);
  const number = change?.number ?? Number(withdrawal?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) return false;
  if (withdrawal) await withdrawByNumber(turn, number);
  else {
    const target = await ownTarget(turn, number);
    if (target) await startChange(turn, target.id, change);
  }
  return true;
}

/** The unit's own target of that number; says so when there is none. */
async function ownTarget(turn: MemberTurn, number: number) {
  const own = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const target = own.find((each) => each.number === number) ?? null;
  if (!target) await turn.reply({ html: turn.say("register:noSuchTarget", { code: targetCode(number) }) });
  return target;
}

/** "Rút đăng ký CT7": asks whether to, while it is not approved. */
export async function withdrawByNumber(turn: MemberTurn, number: number): Promise<void> {
  const target = await ownTarget(turn, number);
  if (target) await askWithdraw(turn, target.id);
}

const isUndecided = (revision: TargetRevision | null): revision is TargetRevision =>
  revision?.decision === "awaiting" || revision?.decision === "returned";

/** How a whole target of the own unit is withdrawn, or that it cannot be; null when there is none of that code. */
export async function withdrawHint(turn: MemberTurn, code: string): Promise<string | null> {
  const target = (await turn.ownTargets()).find((each) => targetCode(each.number) === code);
  if (!target) return null;
  const isOpen = isUndecided(await newestRevision(turn.tx, target.id));
  return isOpen
    ? turn.say("undo:wholeTarget", { codes: code })
    : turn.say("register:alreadyApproved", { code });
}

/** Asks whether to withdraw what was not approved yet. */
export async function askWithdraw(turn: MemberTurn, targetId: number): Promise<void> {
  const { say } = turn;
  const target = await findTarget(turn.tx, turn.seat.year.id, targetId);
  if (!target || target.unitId !== turn.seat.unit.id) return turn.reply({ html: say("progress:gone") });
  const code = targetCode(target.number);
  const newest = await newestRevision(turn.tx, target.id);
  if (!isUndecided(newest)) return turn.reply({ html: say("register:alreadyApproved", { code }) });
  await turn.ask("withdraw", { revisionId: newest.id });
  await turn.reply({
    html: say(target.approval === "approved" ? "register:ask.withdrawChange" : "register:ask.withdraw", {
      code,
      title: target.title,
    }),
    choices: [
      [
        { label: say.plain("register:button.withdraw"), data: `withdraw:${newest.id}:yes` },
        { label: say.plain("common:button.back"), data: `targets:${target.id}` },
      ],
    ],
  });
}

const withdrawState = z.object({ revisionId: z.number() });

/** "Có", "không", or the number of a button, to whether it shall be withdrawn. */
export async function answerWithdraw(turn: MemberTurn, stored: unknown, text: string): Promise<DialogueStep> {
  const state = withdrawState.safeParse(stored).data;
  const reply = readReply(text);
  const place = reply?.kind === "choice" ? reply.number : null;
  const agrees =
    reply?.kind === "yes" || place === 1 || /^rut(?: dang ky| di| luon| a| nhe)*$/.test(fold(text).trim());
  if (state && agrees) {
    await withdraw(turn, state.revisionId);
    return "handled";
  }
  if (!isRefusal(text) && reply?.kind !== "no" && reply?.kind !== "skip" && place !== 2) return "pass";
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("register:notWithdrawn") });
  return "handled";
}

/** Takes back what was not approved yet. */
export async function withdraw(turn: MemberTurn, revisionId: number): Promise<void> {
  const { say } = turn;
  if (turn.dialogue?.kind === "withdraw") await turn.closeDialogue();
  const revision = await findRevision(turn.tx, revisionId);
  if (
    !revision ||
    revision.target.unitId !== turn.seat.unit.id ||
    revision.target.clusterYearId !== turn.seat.year.id
  ) {
    return turn.reply({ html: say("common:staleButton") });
  }
  const code = targetCode(revision.target.number);
  const wasApproved = revision.target.approval === "approved";
  const done = await withdrawRevision(turn.tx, revision.id, {
    personId: turn.person.id,
    at: asDate(turn.now),
  });
  if (!done) {
    const key = revision.decision === "withdrawn" ? "alreadyWithdrawn" : "alreadyApproved";
    return turn.reply({ html: say(`register:${key}`, { code }) });
  }
  await turn.audit("withdraw", `revision:${revision.id}`);
  await turn.reply({ html: say(wasApproved ? "register:changeWithdrawn" : "register:withdrawn", { code }) });
}
