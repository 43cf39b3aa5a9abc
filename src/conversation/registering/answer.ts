import { exact, toText } from "../../domain/scoring/exact.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import { readNumber } from "../../domain/vietnamese/numbers.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { isRefusal } from "../asking/refusal.ts";
import { meaningOf } from "../meaning-of.ts";
import { plainCommand } from "../plain-words.ts";
import type { DialogueStep, MemberTurn } from "../turn.ts";
import { cancel, finish } from "./finish.ts";
import { openList } from "./list.ts";
import { isRegistration, readDraft, readDue, readPlan } from "./read-draft.ts";
import { type EditFault, readEdit } from "./read-edit.ts";
import { readList } from "./read-list.ts";
import { ask, goOn, offeredSpelling, type Registration, readingPlace } from "./registration.ts";
import { typedText } from "./typed-text.ts";

export const faultKeys: Record<EditFault, string> = { plan: "planWrong", due: "dueWrong", past: "duePast" };

const wrong = /^(?:da\s+)?(?:sai|nham|khong dung|chua dung)(?:\s+(?:roi|mat|o|cho|do|a|nhe|em|het))*[.!]*$/;

/** An answer to the open step; "pass" when it is none. */
export async function answer(turn: MemberTurn, state: Registration, text: string): Promise<DialogueStep> {
  const place = readingPlace(turn);
  const reply = readReply(text);
  const { draft } = state;
  const refuses = reply?.kind === "no" || reply?.kind === "skip";
  // Another message altogether: a report names its target, a command is a whole message.
  if (/^\s*ct\s*0*\d/.test(fold(text)) && state.step !== "reason") return "pass";

  const wantsProse = state.step === "reason" || state.step === "title" || state.step === "newTitle";
  if (!wantsProse && isRegistration(text, place)) return "pass";

  // "Sai rồi" at the card: something in it is wrong.
  if (state.step === "card" && wrong.test(fold(text).trim())) {
    await ask(turn, { ...state, step: "edit" });
    return "handled";
  }
  if (state.step === "due") {
    const due = readDue(text, place);
    if (due === "none" || reply?.kind === "skip") {
      await goOn(turn, { ...state, draft: { ...draft, dueOn: null, dueKnown: true } });
      return "handled";
    }
    if (due === "past") {
      await ask(turn, state, turn.say("register:ask.duePast"));
      return "handled";
    }
    if (due !== null) {
      await goOn(turn, { ...state, draft: { ...draft, dueOn: due.day, dueKnown: true } });
      return "handled";
    }
  }
  if (refuses) {
    await cancel(turn);
    return "handled";
  }
  switch (state.step) {
    case "title": {
      const lines = readList(typedText(turn, text), place);
      if (lines) {
        await openList(turn, lines);
        return "handled";
      }
      const read = readDraft(text, place);
      if (read.draft.title === null) return "pass";
      // A name alone, asked for step by step, says nothing of the plan yet.
      const isNameOnly = read.draft.kind === "yesno" && read.open === null;
      await goOn(turn, {
        ...state,
        draft: { ...read.draft, ...(isNameOnly ? { kind: null, plan: null } : {}) },
        candidates: read.open?.about === "value" ? read.open.candidates.map(Number) : [],
      });
      return "handled";
    }
    case "newTitle": {
      const title = text.trim();
      await goOn(turn, {
        ...state,
        draft: { ...draft, title: title.charAt(0).toUpperCase() + title.slice(1) },
      });
      return "handled";
    }
    case "plan":
    case "value": {
      if (draft.kind === "title" && state.step === "plan") {
        await goOn(turn, { ...state, draft: { ...draft, plan: text.trim() } });
        return "handled";
      }
      const number = readNumber(text);
      const picked =
        state.step === "value" && reply?.kind === "choice" && !state.candidates.includes(reply.number)
          ? state.candidates[reply.number - 1]
          : typeof number === "number" && state.step === "value"
            ? number
            : undefined;
      if (picked !== undefined) {
        await pickPlan(turn, state, picked);
        return "handled";
      }
      const plan = readPlan(text, draft, place);
      if (plan === null) {
        const isDone = /^(?:chi can )?hoan thanh$|^co[/ ]khong$/.test(fold(text).trim());
        if (!isDone) return "pass";
        await goOn(turn, { ...state, draft: { ...draft, kind: "yesno", plan: "1", measure: null } });
        return "handled";
      }
      if ("about" in plan) {
        await ask(
          turn,
          {
            ...state,
            draft: { ...draft, plan: null },
            candidates: plan.candidates.map(Number),
            step: plan.candidates.length > 0 ? "value" : "plan",
          },
          plan.candidates.length > 0 ? undefined : turn.say("register:ask.planWrong"),
        );
        return "handled";
      }
      await goOn(turn, { ...state, draft: { ...draft, ...plan }, candidates: [] });
      return "handled";
    }
    case "reason":
      await finish(turn, { ...state, reason: text.trim(), step: "card" });
      return "handled";
    case "pledge": {
      if (reply?.kind !== "choice") return "pass";
      const items = await turn.tx.pledgeItem.findMany({
        where: { clusterYearId: turn.seat.year.id, number: reply.number },
      });
      if (!items[0]) return "pass";
      await goOn(turn, { ...state, draft: { ...draft, pledgeItemId: items[0].id } });
      return "handled";
    }
    case "due":
    case "edit":
    case "card":
      return answerCard(turn, state, text);
  }
}

/** Why a target is to be changed, said at the card before it is asked for: a remark that is nothing else. */
async function isReason(turn: MemberTurn, state: Registration, text: string): Promise<boolean> {
  if (state.step !== "card" || state.targetId === null || state.reason !== null) return false;
  if (!/\p{L}+\s+\p{L}+/u.test(text) || isRefusal(text) || plainCommand(text) !== null) return false;
  return (await meaningOf(turn, text)).intent === "none";
}

/** At the card: yes, a button's number, "sửa", or the change itself in words. */
async function answerCard(turn: MemberTurn, state: Registration, text: string): Promise<DialogueStep> {
  const reply = readReply(text);
  if (state.step === "card") {
    if (reply?.kind === "yes" || (reply?.kind === "choice" && reply.number === 1)) {
      await finish(turn, state);
      return "handled";
    }
    if ((reply?.kind === "choice" && reply.number === 2) || /^sua(?: lai)?$/.test(fold(text).trim())) {
      await ask(turn, { ...state, step: "edit" });
      return "handled";
    }
    if (reply?.kind === "choice" && reply.number === 3) {
      await cancel(turn);
      return "handled";
    }
  }
  const edited = readEdit(state.draft, text, readingPlace(turn));
  if (edited === null) {
    if (!(await isReason(turn, state, text))) return "pass";
    const reason = text.replace(/^\s*lý do(?:\s+là)?\s*[:,-]?\s*/iu, "").trim();
    await ask(turn, { ...state, reason, step: "card" });
    return "handled";
  }
  if (typeof edited === "string") await ask(turn, state, turn.say(`register:ask.${faultKeys[edited]}`));
  else await goOn(turn, { ...state, draft: edited, candidates: [] });
  return "handled";
}

async function pickPlan(turn: MemberTurn, state: Registration, value: number): Promise<void> {
  const { draft } = state;
  const kind = draft.kind === "percent" ? "percent" : "quantity";
  await goOn(turn, { ...state, candidates: [], draft: { ...draft, kind, plan: toText(exact(value)) } });
}

/** A button of the open step. */
export async function pressed(turn: MemberTurn, state: Registration, choice: string): Promise<void> {
  const { draft } = state;
  const put = (part: Partial<typeof draft>) => goOn(turn, { ...state, draft: { ...draft, ...part } });
  switch (choice) {
    case "ok":
      return finish(turn, state);
    case "cancel":
      return cancel(turn);
    case "edit":
      return ask(turn, { ...state, step: "edit" });
    case "title":
      return ask(turn, { ...state, step: "newTitle" });
    case "plan":
    case "due":
    case "pledge":
      return ask(turn, { ...state, step: choice });
    case "back":
      return goOn(turn, state);
    case "lower":
    case "higher":
      return put({ direction: choice });
    case "noDue":
      return put({ dueOn: null, dueKnown: true });
    case "yesno":
      return put({ kind: "yesno", plan: "1", measure: null });
    case "noPledge":
      return put({ pledgeItemId: null });
    case "mark":
      return put({ title: (await offeredSpelling(turn, draft.title ?? "")) ?? draft.title });
  }
  const [, kind = "", value = ""] = /^([cpd])(.+)$/.exec(choice) ?? [];
  const candidate = kind === "c" ? state.candidates[Number(value)] : undefined;
  if (candidate !== undefined) return pickPlan(turn, state, candidate);
  if (kind === "d" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return put({ dueOn: value, dueKnown: true });
  if (kind === "p") {
    const item = await turn.tx.pledgeItem.findFirst({
      where: { id: Number(value) || 0, clusterYearId: turn.seat.year.id },
    });
    if (item) return put({ pledgeItemId: item.id });
  }
  await turn.reply({ html: turn.say("common:staleButton") });
}
