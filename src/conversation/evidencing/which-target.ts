import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { understand } from "../../domain/vietnamese/understand.ts";
import type { Choice } from "../../shared/messages.ts";
import { findAction } from "../../store/actions.ts";
import {
  attachEvidence,
  type EvidenceFile,
  evidenceCounts,
  filesOfAction,
  linkEvidenceToEntries,
  removeEvidence,
} from "../../store/evidence.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { asDate, isoDay, readDay } from "../days.ts";
import { openQuestion } from "../intents/question.ts";
import { recordProgress } from "../record-progress.ts";
import type { DialogueStep, MemberTurn, Turn } from "../turn.ts";
import { targetViews } from "../views.ts";
import { checkFile, type FileContent } from "./check-file.ts";
import { namedTargets } from "./named-targets.ts";
import { codesOf, placeFiles, sayPlaced, wordFor } from "./place.ts";

const fileSchema = z.object({
  sha256: z.string(),
  mediaType: z.string(),
  fileName: z.string().nullable(),
  size: z.number(),
  caption: z.string().nullable(),
});

/** Files whose target is asked for. */
const whichSchema = z.object({
  files: z.array(fileSchema).min(1),
  album: z.string().nullable(),
  /** The targets offered; with more than one of the last report they can all be meant. */
  targetIds: z.array(z.number()),
  offersAll: z.boolean(),
  /** A report without a target, to be understood once it is known. */
  words: z.string().nullable(),
  /** The action whose files are to be moved; null for new files. */
  movesActionId: z.number().nullable(),
});
export type Which = z.infer<typeof whichSchema>;

/** Buttons stay good while more photos of the album come in, so they carry the first file, not the version. */
const tokenOf = (state: Which): string => (state.files[0]?.sha256 ?? "").slice(0, 12);

const mostOffered = 9;

export const ownTargets = (turn: MemberTurn): Promise<Target[]> =>
  targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);

export function understandOwn(turn: MemberTurn, text: string, targets: Target[]) {
  const calendar = turn.services.calendar();
  return understand(text, {
    targets: targetViews(targets),
    units: [],
    today: isoDay(turn.today),
    isWorkingDay: (day) => calendar.isWorkingDay(readDay(day)),
  });
}

/** Those that lack evidence first, then the reported ones, then by code. */
async function inOrderOfNeed(turn: MemberTurn, targets: Target[]): Promise<Target[]> {
  const counts = await evidenceCounts(
    turn.tx,
    targets.map((each) => each.id),
  );
  const need = (target: Target) =>
    target.done && !counts.get(target.id) ? 0 : target.current !== null ? 1 : 2;
  return [...targets].sort((a, b) => need(a) - need(b) || a.number - b.number);
}

/** Asks which target files belong to; `among` are the likely ones, otherwise all of the unit. */
export async function askWhich(
  turn: MemberTurn,
  files: EvidenceFile[],
  {
    among = [],
    album = null,
    words = null,
    movesActionId = null,
    note = null,
  }: {
    among?: Target[];
    album?: string | null;
    words?: string | null;
    movesActionId?: number | null;
    note?: string | null;
  },
): Promise<void> {
  const { say } = turn;
  const all = await ownTargets(turn);
  if (all.length === 0) return turn.reply({ html: say("evidence:noTargets") });
  const offered = among.length > 0 ? among : (await inOrderOfNeed(turn, all)).slice(0, mostOffered);
  const state: Which = {
    files,
    album,
    targetIds: offered.map((each) => each.id),
    offersAll: among.length > 1 && movesActionId === null && words === null,
    words,
    movesActionId,
  };
  await turn.ask("evidenceWhich", state);
  const press = (name: string | number) => `evidence:to:${tokenOf(state)}:${name}`;
  const choices: Choice[][] = offered.map((target) => [
    { label: `${targetCode(target.number)} ${target.title}`, data: press(target.id) },
  ]);
  if (state.offersAll) {
    choices.push([
      { label: say.plain("evidence:button.all", { count: offered.length }), data: press("all") },
    ]);
  }
  choices.push([{ label: say.plain("evidence:button.drop"), data: press("drop") }]);
  const more = all.length > offered.length ? [say("evidence:orCode")] : [];
  await turn.reply({
    html: [
      ...(note === null ? [] : [note]),
      say(words === null ? "evidence:which" : "evidence:whichReport", { what: wordFor(turn, files) }),
      ...more,
    ].join("\n"),
    choices,
  });
}

/** Puts the waiting files where the answer says. */
async function settle(turn: MemberTurn, state: Which, targets: Target[]): Promise<void> {
  await turn.closeDialogue();
  if (state.movesActionId !== null) return move(turn, state.movesActionId, state.files, targets);
  const placed = await placeFiles(turn, state.files, targets);
  await turn.ask("evidencePlaced", {
    album: state.album,
    actionId: placed.actionId,
    targetIds: targets.map((each) => each.id),
  });
  await sayPlaced(turn, state.files, targets, placed, "chosen");
  const [only] = targets;
  if (state.words === null || !only) return;
  const meaning = understandOwn(turn, `${targetCode(only.number)} ${state.words}`, [only]);
  if (meaning.intent === "progress") {
    await recordProgress(turn, meaning.items);
    await linkEvidenceToEntries(turn.tx, placed.actionId);
  } else if (meaning.intent === "ask" && meaning.about !== "target" && meaning.items?.length) {
    await openQuestion(turn, meaning);
  }
}

/** Moves what one of the person's own actions attached to other targets. */
async function move(
  turn: MemberTurn,
  actionId: number,
  files: EvidenceFile[],
  targets: Target[],
): Promise<void> {
  const at = asDate(turn.now);
  if (files.length === 0) return turn.reply({ html: turn.say("evidence:alreadyRemoved") });
  await removeEvidence(turn.tx, actionId, at);
  let added = 0;
  for (const file of files) {
    added += await attachEvidence(turn.tx, file, targets, { personId: turn.person.id, actionId, at });
  }
  await turn.ask("evidencePlaced", { album: null, actionId, targetIds: targets.map((each) => each.id) });
  await sayPlaced(turn, files, targets, { actionId, added }, "moved");
}

/** "Không phải CT4": takes the files of that action away from there at once, and asks where they belong. */
export async function correct(turn: MemberTurn, actionId: number): Promise<void> {
  const action = await findAction(turn.tx, actionId);
  const isOwn = action?.personId === turn.person.id && action.clusterYearId === turn.seat.year.id;
  if (!action || !isOwn || action.kind !== "evidence")
    return turn.reply({ html: turn.say("common:staleButton") });
  const files = await filesOfAction(turn.tx, actionId);
  if (files.length === 0) return turn.reply({ html: turn.say("evidence:alreadyRemoved") });
  const wrong = new Set(
    action.evidence.filter((each) => each.removedAt === null).map((each) => each.targetId),
  );
  const own = await ownTargets(turn);
  await removeEvidence(turn.tx, actionId, asDate(turn.now));
  const removed = turn.say("evidence:takenOff", {
    what: wordFor(turn, files),
    codes: codesOf(own.filter((each) => wrong.has(each.id))),
  });
  const others = (await inOrderOfNeed(turn, own)).filter((each) => !wrong.has(each.id));
  if (others.length === 0) return turn.reply({ html: removed });
  await askWhich(turn, files, {
    among: others.slice(0, mostOffered),
    movesActionId: actionId,
    note: removed,
  });
}

async function drop(turn: MemberTurn, state: Which): Promise<void> {
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("evidence:dropped", { what: wordFor(turn, state.files) }) });
}

const readState = (stored: unknown): Which | null => whichSchema.safeParse(stored).data ?? null;

/** A button of the question. */
export async function pressWhich(turn: MemberTurn, token: string, choice: string): Promise<void> {
  const state = turn.dialogue?.kind === "evidenceWhich" ? readState(turn.dialogue.state) : null;
  if (!state || tokenOf(state) !== token) return turn.reply({ html: turn.say("common:staleButton") });
  if (choice === "drop") return drop(turn, state);
  const targets = await ownTargets(turn);
  const ids = choice === "all" && state.offersAll ? state.targetIds : [Number(choice)];
  const chosen = targets.filter((each) => ids.includes(each.id));
  if (chosen.length === 0) return turn.reply({ html: turn.say("targets:gone") });
  await settle(turn, state, chosen);
}

/** More files while the question is open: they wait with the first. */
async function another(turn: MemberTurn, state: Which, content: FileContent): Promise<DialogueStep> {
  const isSameAlbum = state.album !== null && content.album === state.album;
  if (!isSameAlbum && (content.caption.trim() || state.movesActionId !== null)) return "pass";
  const checked = await checkFile(turn, content);
  if ("refusal" in checked) {
    await turn.reply({ html: checked.refusal });
    return "handled";
  }
  await turn.ask("evidenceWhich", { ...state, files: [...state.files, checked] });
  return "handled";
}

/** The answer in words: a button's number, a code, a title, all of them, or the report the photos belong to. */
async function answered(turn: MemberTurn, state: Which, text: string): Promise<DialogueStep> {
  const targets = await ownTargets(turn);
  const reply = readReply(text);
  const offered = state.targetIds.flatMap((id) => targets.find((each) => each.id === id) ?? []);
  if (reply?.kind === "no" || reply?.kind === "skip") {
    await drop(turn, state);
    return "handled";
  }
  if (reply?.kind === "choice") {
    const chosen = offered[reply.number - 1];
    if (chosen) await settle(turn, state, [chosen]);
    else if (state.offersAll && reply.number === offered.length + 1) await settle(turn, state, offered);
    else return "pass";
    return "handled";
  }
  if (state.offersAll && /^(?:tat ca|ca \S+|deu|ca hai|het)(?:\s.*)?$/.test(fold(text).trim())) {
    await settle(turn, state, offered);
    return "handled";
  }
  const meaning = understandOwn(turn, text, targets);
  if (meaning.intent === "progress" && state.movesActionId === null) {
    const named = targets.filter((each) =>
      meaning.items.some((item) => item.target === targetCode(each.number)),
    );
    await turn.closeDialogue();
    const placed = await placeFiles(turn, state.files, named);
    await recordProgress(turn, meaning.items);
    await linkEvidenceToEntries(turn.tx, placed.actionId);
    await sayPlaced(turn, state.files, named, placed, "report");
    return "handled";
  }
  // Figures with something open are a new message; a bare code or a title is the answer.
  const named = namedTargets(text, targets);
  if (named.length === 0 || /\d/.test(fold(text).replace(/(?:ct|chi tieu)\s*(?:so\s*)?\d+/g, "")))
    return "pass";
  await settle(turn, state, named);
  return "handled";
}

export async function whichDialogue(turn: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = readState(stored);
  const { content } = turn.inbound;
  if (!state) return "pass";
  if (content.kind === "file") return another(turn, state, content);
  return content.kind === "text" ? answered(turn, state, normalize(content.text).trim()) : "pass";
}

const placedSchema = z.object({
  album: z.string().nullable(),
  actionId: z.number(),
  targetIds: z.array(z.number()),
});

const rightTarget = /^(?:cua|la|phai la|cho)\s+(?:ct|chi tieu)\s*0*(\d{1,3})(?:\s+(?:moi dung|nhe|a|chu))*$/;
const wrongTarget =
  /^(?:khong phai|nham|sai)(?:\s+roi)?(?:[\s,]+(?:cua\s+)?ct\s*\d{1,3})?(?:[\s,]+(?:ma\s+la|ma|la|cua|phai la)\s+(?:ct|chi tieu)\s*0*(\d{1,3}))?(?:\s+(?:nhe|a|dau|chu))*$/;

const noEvidence =
  /^(?:(?:cai|anh|tep|file|day|nay|do)\s+)*(?:khong|ko) phai (?:la )?minh chung(?:\s+(?:dau|nhe|a|ma))*$/;

/** "Không phải minh chứng": takes the files of an action away again, for good. */
async function takeOff(turn: MemberTurn, actionId: number, own: Target[]): Promise<void> {
  const action = await findAction(turn.tx, actionId);
  const files = await filesOfAction(turn.tx, actionId);
  await turn.closeDialogue();
  if (!action || files.length === 0) return turn.reply({ html: turn.say("evidence:alreadyRemoved") });
  const from = new Set(action.evidence.map((each) => each.targetId));
  await removeEvidence(turn.tx, actionId, asDate(turn.now));
  await turn.reply({
    html: turn.say("evidence:takenOff", {
      what: wordFor(turn, files),
      codes: codesOf(own.filter((each) => from.has(each.id))),
    }),
  });
}

/** Right after files were attached: the album's other photos go to the same place; "không phải CT4" corrects. */
export async function placedDialogue(turn: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = placedSchema.safeParse(stored).data;
  const { content } = turn.inbound;
  if (!state) return "pass";
  const targets = await ownTargets(turn);
  if (content.kind === "file") {
    if (state.album === null || content.album !== state.album) return "pass";
    const checked = await checkFile(turn, content);
    if ("refusal" in checked) await turn.reply({ html: checked.refusal });
    else {
      await attachEvidence(
        turn.tx,
        checked,
        targets.filter((each) => state.targetIds.includes(each.id)),
        { personId: turn.person.id, actionId: state.actionId, at: asDate(turn.now) },
      );
    }
    return "handled";
  }
  if (content.kind !== "text") return "pass";
  const folded = fold(normalize(content.text))
    .trim()
    .replace(/[.!]+$/, "");
  const number = rightTarget.exec(folded)?.[1] ?? wrongTarget.exec(folded)?.[1];
  const right = targets.find((each) => each.number === Number(number));
  if (right) {
    await move(turn, state.actionId, await filesOfAction(turn.tx, state.actionId), [right]);
    return "handled";
  }
  if (noEvidence.test(folded)) {
    await takeOff(turn, state.actionId, targets);
    return "handled";
  }
  if (!wrongTarget.test(folded)) return "pass";
  await correct(turn, state.actionId);
  return "handled";
}

/** Notes that an album's other photos belong where this one went. */
export const expectAlbum = (
  turn: Turn,
  album: string | null,
  actionId: number,
  targets: readonly { id: number }[],
): Promise<number> =>
  turn.ask("evidencePlaced", { album, actionId, targetIds: targets.map((each) => each.id) });
