import { exact, toText } from "../../domain/scoring/exact.ts";
import { targetCode } from "../../domain/target.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import type { Ask, Register } from "../../domain/vietnamese/meaning.ts";
import { readNumber } from "../../domain/vietnamese/numbers.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { findRevision, newestRevision, withdrawRevision } from "../../store/revisions.ts";
import { findTarget, targetsOfUnit } from "../../store/targets.ts";
import { asDate } from "../days.ts";
import { draftOf, fieldsOf } from "../registering/draft.ts";
import { changedFields } from "../registering/field-text.ts";
import { openList, registerList } from "../registering/list.ts";
import { type ChangeWish, readChange } from "../registering/read-change.ts";
import { isRegistration, readDraft, readDue, readPlan } from "../registering/read-draft.ts";
import { type EditFault, readEdit } from "../registering/read-edit.ts";
import { readList } from "../registering/read-list.ts";
import { recordChange, recordedChoices, recordedText, recordTargets } from "../registering/record.ts";
import {
  ask,
  changedTarget,
  fresh,
  goOn,
  offeredSpelling,
  type Registration,
  readingPlace,
  registrationSchema,
  windowFault,
} from "../registering/registration.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

/** What was typed, with its tabs: cells of a pasted table. */
const typedText = (turn: Turn, otherwise: string): string =>
  turn.inbound.content.kind === "text" ? turn.inbound.content.text : otherwise;

/** A sentence, or a list of lines, that registers. */
async function begin(turn: MemberTurn, text: string): Promise<void> {
  const fault = windowFault(turn);
  if (fault) return turn.reply({ html: fault });
  const place = readingPlace(turn);
  const lines = readList(text, place);
  if (lines) return openList(turn, lines);
  const { draft, open } = readDraft(normalize(text).trim(), place);
  const candidates = open?.about === "value" ? open.candidates.map(Number) : [];
  const note = open?.about === "date" ? turn.say("register:ask.dayWrong") : undefined;
  await goOn(turn, { ...fresh(draft), candidates }, note);
}

/** What understand() made of the message decided that it registers; here its parts are read. */
export async function startRegistration(
  turn: MemberTurn,
  meaning: Register | Ask,
  text: string,
): Promise<void> {
  if (meaning.intent === "register" && meaning.title === null && !/\n/.test(text)) return begin(turn, "");
  await begin(turn, typedText(turn, text));
}

async function finish(turn: MemberTurn, state: Registration): Promise<void> {
  const fields = fieldsOf(state.draft);
  if (!fields) return goOn(turn, state);
  if (state.targetId !== null) return finishChange(turn, state);
  const fault = windowFault(turn);
  await turn.closeDialogue();
  if (fault) return turn.reply({ html: fault });
  const { actionId, registered } = await recordTargets(turn, [
    { ...fields, pledgeItemId: state.draft.pledgeItemId },
  ]);
  const numbers = registered.map((each) => each.target.number);
  await turn.reply({ html: await recordedText(turn, numbers), choices: recordedChoices(turn, actionId) });
}

async function finishChange(turn: MemberTurn, state: Registration): Promise<void> {
  const { say } = turn;
  const target = await changedTarget(turn, state);
  const fields = fieldsOf(state.draft);
  if (!target || !fields) {
    await turn.closeDialogue();
    return turn.reply({ html: say("register:done") });
  }
  const isSame =
    changedFields(say, target, fields).length === 0 &&
    fields.direction === target.direction &&
    fields.kind === target.kind;
  if (isSame && state.draft.pledgeItemId === target.pledgeItemId)
    return ask(turn, { ...state, step: "card" });
  if (isSame) {
    // Which item of the pledge it belongs to counts for nothing: no approval.
    await turn.closeDialogue();
    await turn.tx.target.update({
      where: { id: target.id },
      data: { pledgeItemId: state.draft.pledgeItemId },
    });
    return turn.reply({ html: say("register:pledgeSaved", { code: targetCode(target.number) }) });
  }
  if (state.reason === null) return ask(turn, { ...state, step: "reason" });
  await turn.closeDialogue();
  if (state.draft.pledgeItemId !== target.pledgeItemId) {
    await turn.tx.target.update({
      where: { id: target.id },
      data: { pledgeItemId: state.draft.pledgeItemId },
    });
  }
  const { actionId } = await recordChange(turn, target, fields, state.reason);
  const key = target.approval === "approved" ? "changeSent" : "changeSentAgain";
  await turn.reply({
    html: say(`register:${key}`, { code: targetCode(target.number) }),
    choices: recordedChoices(turn, actionId),
  });
}

async function cancel(turn: MemberTurn): Promise<void> {
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("common:cancelled") });
}

const faultKeys: Record<EditFault, string> = { plan: "planWrong", due: "dueWrong", past: "duePast" };

/** An answer to the open step; "pass" when it is none. */
async function answer(turn: MemberTurn, state: Registration, text: string): Promise<DialogueStep> {
  const place = readingPlace(turn);
  const reply = readReply(text);
  const { draft } = state;
  const isRefusal = reply?.kind === "no" || reply?.kind === "skip";
  // Another message altogether: a report names its target, a command is a whole message.
  if (/^\s*ct\s*0*\d/.test(fold(text)) && state.step !== "reason") return "pass";

  const wantsProse = state.step === "reason" || state.step === "title" || state.step === "newTitle";
  if (!wantsProse && isRegistration(text, place)) return "pass";

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
  if (isRefusal) {
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
  if (edited === null) return "pass";
  if (typeof edited === "string") await ask(turn, state, turn.say(`register:ask.${faultKeys[edited]}`));
  else await goOn(turn, { ...state, draft: edited, candidates: [] });
  return "handled";
}

async function pickPlan(turn: MemberTurn, state: Registration, value: number): Promise<void> {
  const { draft } = state;
  const kind = draft.kind === "percent" ? "percent" : "quantity";
  await goOn(turn, { ...state, candidates: [], draft: { ...draft, kind, plan: toText(exact(value)) } });
}

async function pressed(turn: MemberTurn, state: Registration, choice: string): Promise<void> {
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

/** Opens the change of an own target; the words may say at once what changes, and why. */
async function startChange(
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

/** "sửa chỉ tiêu CT2 kế hoạch 150", "rút đăng ký CT7"; false when the message says neither. */
export async function readChangeRequest(turn: MemberTurn, text: string): Promise<boolean> {
  const folded = fold(text).trim();
  const change = readChange(text);
  const withdrawal = change ? null : withdrawRequest.exec(folded);
  const number = change?.number ?? Number(withdrawal?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) return false;
  const own = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const target = own.find((each) => each.number === number);
  if (!target) {
    await turn.reply({ html: turn.say("register:noSuchTarget", { code: targetCode(number) }) });
    return true;
  }
  if (withdrawal) await askWithdraw(turn, target.id);
  else await startChange(turn, target.id, change);
  return true;
}

async function askWithdraw(turn: MemberTurn, targetId: number): Promise<void> {
  const { say } = turn;
  const target = await findTarget(turn.tx, turn.seat.year.id, targetId);
  if (!target || target.unitId !== turn.seat.unit.id) return turn.reply({ html: say("progress:gone") });
  const code = targetCode(target.number);
  const newest = await newestRevision(turn.tx, target.id);
  const isOpen = newest?.decision === "awaiting" || newest?.decision === "returned";
  if (!newest || !isOpen) return turn.reply({ html: say("register:alreadyApproved", { code }) });
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

async function withdraw(turn: MemberTurn, revisionId: number): Promise<void> {
  const { say } = turn;
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

function openState(turn: Turn, version: string): Registration | null {
  if (turn.dialogue?.kind !== "register" || String(turn.dialogue.version) !== version) return null;
  const state = registrationSchema.safeParse(turn.dialogue.state);
  return state.success ? state.data : null;
}

const dangky = (turn: Turn, rest: string) =>
  asMember(turn, (member) =>
    begin(
      member,
      rest && turn.inbound.content.kind === "text"
        ? turn.inbound.content.text.replace(/^\s*\/\S+\s?/, "")
        : rest,
    ),
  );

export const register: Intent = {
  commands: { dangky, register: dangky },
  presses: {
    register: (turn, [version, choice = ""]) =>
      asMember(turn, async (member) => {
        if (version === undefined) return begin(member, "");
        const state = openState(turn, version);
        if (!state) return turn.reply({ html: turn.say("register:done") });
        await pressed(member, state, choice);
      }),
    change: (turn, [id]) => asMember(turn, (member) => startChange(member, Number(id) || 0)),
    withdraw: (turn, [id, yes]) =>
      asMember(turn, (member) =>
        yes === "yes" ? withdraw(member, Number(id) || 0) : askWithdraw(member, Number(id) || 0),
      ),
    ...registerList.presses,
  },
  dialogues: {
    async register(turn, stored) {
      const state = registrationSchema.safeParse(stored);
      const { content } = turn.inbound;
      if (!state.success || content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        step = await answer(member, state.data, normalize(content.text).trim());
      });
      return step;
    },
    ...registerList.dialogues,
  },
};
