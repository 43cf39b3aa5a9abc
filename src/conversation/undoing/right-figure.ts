import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { Ask } from "../../domain/vietnamese/meaning.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { understand, understandAbout } from "../../domain/vietnamese/understand.ts";
import { type ActionRow, findAction } from "../../store/actions.ts";
import { targetsWithout } from "../../store/edited-messages.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { saysCorrection } from "../asking/state.ts";
import { isoDay } from "../days.ts";
import { recordProgress } from "../record-progress.ts";
import { withdrawHint } from "../registering/change.ts";
import type { DialogueStep, MemberTurn, Turn } from "../turn.ts";
import { targetViews } from "../views.ts";
import { describe, inYearOf, liveTargetIds, replaceable, undoable, undoLast, undoOne } from "./take-back.ts";

/** After "sai rồi": what it was about, and whether it is taken back already. */
const stateSchema = z.object({
  actionId: z.number(),
  /** The part meant; all of the action when empty. */
  targetIds: z.array(z.number()),
  undone: z.boolean(),
});
type State = z.infer<typeof stateSchema>;

/** A refusal this soon after a report is about the report (ms). */
const rightAfter = 10 * 60_000;

const takesBack = /(?<![a-z])(?:huy|xoa|bo|hoan tac|undo|thu hoi|rut|nham)(?![a-z])/;
const dropsTarget =
  /(?<![a-z])(?:xoa|bo|huy)\s+(?:bo\s+|di\s+)?(?:chi tieu|ct)\s*(?:so\s*)?(?:ct\s*)?\d{1,3}(?:\s+(?:di|nhe|a|roi))*[.!]?$/;
const agrees =
  /^(?:(?:huy|xoa|bo|hoan tac|thu hoi|rut|sai|nham)(?: lai| di| bo| roi| mat roi| luon| giup em| a| nhe)*)$/;
const keeps = /^(?:giu|de)(?: nguyen| lai)+(?: a| nhe)*$/;

const plain = (text: string) =>
  fold(text)
    .trim()
    .replace(/[.!…]+$/, "");

/** Takes back what was said to be wrong; a mere "sai rồi" is offered the choice, and may be answered with the right figure. */
export async function takeBack(turn: MemberTurn, codes: string[], text: string): Promise<void> {
  if (!takesBack.test(fold(text))) return offer(turn, codes);
  // "xóa CT1" may be about the target itself.
  const [code] = codes;
  const isWhole = code !== undefined && codes.length === 1 && dropsTarget.test(fold(text).trim());
  const hint = isWhole ? await withdrawHint(turn, code) : null;
  const undone = await undoLast(turn, codes, hint === null ? [] : [hint]);
  if (undone?.action.kind !== "progress" || undone.targetIds.length !== 1) return;
  const state: State = { actionId: undone.action.id, targetIds: undone.targetIds, undone: true };
  await turn.ask("rightFigure", state);
}

async function offer(turn: MemberTurn, codes: string[]): Promise<void> {
  const { say } = turn;
  const actions = await undoable(turn);
  const isMeant = (action: ActionRow) =>
    codes.length === 0 ||
    action.entries.some((each) => each.voidedAt === null && codes.includes(targetCode(each.target.number)));
  const action = actions.find(isMeant);
  if (!action) {
    const key = codes.length > 0 ? "undo:nothingOf" : "undo:nothing";
    return turn.reply({ html: say(key, { codes: codes.join(", ") }) });
  }
  const targetIds = liveTargetIds(action, codes);
  const state: State = { actionId: action.id, targetIds: codes.length > 0 ? targetIds : [], undone: false };
  await turn.ask("rightFigure", state);
  const part = codes.length > 0 ? `:${targetIds.join(",")}` : "";
  await turn.reply({
    html: say(action.kind === "progress" ? "undo:wrongFigure" : "undo:wrong", {
      what: await describe(turn, action, state.targetIds),
    }),
    choices: [
      [
        { label: say.plain("common:button.undo"), data: `undo:${action.id}${part}` },
        { label: say.plain("undo:button.keep"), data: "undo:keep" },
      ],
    ],
  });
}

/** "không đúng", "CT3 sai": something was wrong, without what is right. */
export const isWrong = (text: string): boolean =>
  /^(?:(?:ct ?\d+ )?(?:sai|khong dung|chua dung|khong phai)(?: roi| vay| the| so| a| nhe)*|(?:sai|nham) (?:ct ?)?\d+)$/.test(
    plain(text),
  );

/** "không", "thôi" while nothing is asked: about the report of just now, if there is one; false when there is none. */
export async function refuseLast(turn: MemberTurn): Promise<boolean> {
  const [newest] = await undoable(turn);
  const age = newest ? turn.now.epochMilliseconds - newest.at.getTime() : Number.POSITIVE_INFINITY;
  if (newest?.kind !== "progress" || age > rightAfter) return false;
  await offer(turn, []);
  return true;
}

/**
 * "sửa thành 80", "80 mới đúng" without a target, right after a report on one target: it is that one's figure. False when
 * it is not.
 */
export async function correctLast(turn: MemberTurn, ask: Ask, text: string): Promise<boolean> {
  if (ask.about !== "target" || ask.items?.length !== 1 || !saysCorrection(text)) return false;
  const [newest] = await undoable(turn);
  const age = newest ? turn.now.epochMilliseconds - newest.at.getTime() : Number.POSITIVE_INFINITY;
  if (newest?.kind !== "progress" || age > rightAfter) return false;
  const there = await inYearOf(turn, newest);
  const [targetId, more] = liveTargetIds(newest, []);
  const all = await targetsOfUnit(turn.tx, there.seat.year.id, turn.seat.unit.id);
  const target = all.find((each) => each.id === targetId);
  if (!target || more !== undefined) return false;
  const code = targetCode(target.number);
  // They are codes of this year.
  if (there === turn && ask.candidates && !ask.candidates.includes(code)) return false;
  const context = { units: [], today: isoDay(turn.today), targets: targetViews([target]) };
  const meaning = understandAbout(text, { code }, context);
  if (meaning?.intent !== "progress") return false;
  await recordProgress(there, meaning.items, { corrects: true });
  return true;
}

export async function keepAsIs(turn: Turn): Promise<void> {
  if (turn.dialogue?.kind === "rightFigure") await turn.closeDialogue();
  await turn.reply({ html: turn.say("undo:kept") });
}

async function undoNow(turn: MemberTurn, state: State): Promise<DialogueStep> {
  await turn.closeDialogue();
  const action = await replaceable(turn, state.actionId);
  if (!action) await turn.reply({ html: turn.say("undo:fault.undone") });
  else await undoOne(turn, action, state.targetIds.length > 0 ? state.targetIds : undefined);
  return "handled";
}

/** The target a bare figure is about. */
async function meantTarget(turn: MemberTurn, state: State, all: Target[]): Promise<Target | undefined> {
  const action = state.undone ? null : await replaceable(turn, state.actionId);
  const ids = state.targetIds.length > 0 ? state.targetIds : action ? liveTargetIds(action, []) : [];
  return ids.length === 1 ? all.find((each) => each.id === ids[0]) : undefined;
}

/** The right figure, said without its target. */
async function readFigure(turn: MemberTurn, state: State, text: string): Promise<DialogueStep> {
  const all = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const target = await meantTarget(turn, state, all);
  if (!target) return "pass";
  const context = { units: [], today: isoDay(turn.today) };
  const asIs = understand(text, { ...context, targets: targetViews(all) });
  const isBare =
    asIs.intent === "none" || (asIs.intent === "ask" && asIs.items?.every((each) => each.target === null));
  if (!isBare) return "pass";
  const [before = target] = await targetsWithout(turn.tx, [target], state.actionId);
  const code = targetCode(target.number);
  const meaning = understandAbout(text, { code }, { ...context, targets: targetViews([before]) });
  if (meaning?.intent !== "progress" || meaning.items.length !== 1) return "pass";
  const [item] = meaning.items;
  const old = state.undone || item?.op === "set" ? null : await replaceable(turn, state.actionId);
  await turn.closeDialogue();
  await recordProgress(turn, meaning.items, { corrects: true, replaces: old });
  return "handled";
}

/** The answer to the offer: take it back, leave it, or the right figure. */
export async function rightFigureDialogue(here: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = stateSchema.safeParse(stored).data;
  const { content } = here.inbound;
  const action = state && (await findAction(here.tx, state.actionId));
  if (!action || content.kind !== "text") return "pass";
  const turn = await inYearOf(here, action);
  if (state.undone) return readFigure(turn, state, content.text);
  const reply = readReply(content.text);
  const words = plain(content.text);
  // "2" can be the right figure as well as the second button; "nút 2" cannot.
  if (/^\d+$/.test(words) && (await readFigure(turn, state, content.text)) === "handled") return "handled";
  if (agrees.test(words) || reply?.kind === "yes" || (reply?.kind === "choice" && reply.number === 1))
    return undoNow(turn, state);
  const isNo = reply?.kind === "no" || reply?.kind === "skip" || keeps.test(words);
  if (isNo || (reply?.kind === "choice" && reply.number === 2)) {
    await keepAsIs(turn);
    return "handled";
  }
  return readFigure(turn, state, content.text);
}
