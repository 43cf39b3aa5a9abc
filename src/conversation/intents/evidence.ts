import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { findAction, newestAction } from "../../store/actions.ts";
import {
  attachEvidence,
  buttonsOfMessage,
  type EvidenceFile,
  linkEvidenceToEntries,
} from "../../store/evidence.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { asDate } from "../days.ts";
import { awaitFile, documentWay, takesDocuments } from "../evidencing/await-file.ts";
import { checkFile, type FileContent } from "../evidencing/check-file.ts";
import { namedTargets } from "../evidencing/named-targets.ts";
import { placeFiles, sayPlaced, type Why } from "../evidencing/place.ts";
import { showFile, showTargetEvidence, showUnitEvidence } from "../evidencing/view.ts";
import {
  askWhich,
  correct,
  expectAlbum,
  ownTargets,
  placedDialogue,
  pressWhich,
  understandOwn,
  whichDialogue,
} from "../evidencing/which-target.ts";
import { recordProgress } from "../record-progress.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember, asSeated } from "../who-may.ts";
import { openQuestion } from "./question.ts";

/** A photo this soon after a report is about it (ms). */
const rightAfter = 60 * 60_000;
/** An album's photos come in one after the other within this time (ms). */
const albumSpan = 15_000;

const byCodes = (targets: Target[], codes: (string | null)[]) =>
  targets.filter((each) => codes.includes(targetCode(each.number)));

async function putWith(
  turn: MemberTurn,
  file: EvidenceFile,
  targets: Target[],
  album: string | null,
  why: Why,
): Promise<void> {
  const placed = await placeFiles(turn, [file], targets);
  await expectAlbum(turn, album, placed.actionId, targets);
  await sayPlaced(turn, [file], targets, placed, why);
}

/** A caption that reports or names a target decides; false when it does neither. */
async function byCaption(
  turn: MemberTurn,
  file: EvidenceFile,
  caption: string,
  album: string | null,
): Promise<boolean> {
  const targets = await ownTargets(turn);
  const meaning = understandOwn(turn, caption, targets);
  if (meaning.intent === "progress") {
    const named = byCodes(
      targets,
      meaning.items.map((item) => item.target),
    );
    // Attached first, so that the report's answer no longer says that evidence is missing.
    const placed = await placeFiles(turn, [file], named);
    await recordProgress(turn, meaning.items);
    await linkEvidenceToEntries(turn.tx, placed.actionId);
    await expectAlbum(turn, album, placed.actionId, named);
    await sayPlaced(turn, [file], named, placed, "report");
    return true;
  }
  if (meaning.intent === "ask" && meaning.items?.length) {
    const items = meaning.items;
    if (items.every((item) => item.target !== null)) {
      const named = byCodes(
        targets,
        items.map((item) => item.target),
      );
      const isFigureOpen =
        items.some((item) => item.value !== null || item.done) ||
        /\d/.test(caption.replace(/ct\s*\d+/gi, ""));
      const placed = await placeFiles(turn, [file], named);
      await sayPlaced(turn, [file], named, placed, "named");
      // A caption that only names its target reports nothing.
      if (isFigureOpen) await openQuestion(turn, meaning);
      else await expectAlbum(turn, album, placed.actionId, named);
      return true;
    }
    if (meaning.about === "target" && items.length === 1 && items[0]?.value !== null) {
      const among = byCodes(targets, (meaning.candidates ?? []).map(String));
      await askWhich(turn, [file], { among, album, words: caption });
      return true;
    }
  }
  const named = namedTargets(caption, targets);
  if (named.length === 0) return false;
  await putWith(turn, file, named, album, "named");
  return true;
}

/** The targets an own action reported on; empty when it was taken back or is somebody else's. */
async function targetsOfAction(turn: MemberTurn, actionId: number): Promise<Target[]> {
  const action = await findAction(turn.tx, actionId);
  if (!action || action.personId !== turn.person.id || action.clusterYearId !== turn.seat.year.id) return [];
  const ids = new Set(
    action.entries.filter((entry) => entry.voidedAt === null).map((entry) => entry.targetId),
  );
  return (await ownTargets(turn)).filter((each) => ids.has(each.id));
}

/** The targets of the message of ours that a photo answers. */
async function targetsOfReply(turn: MemberTurn): Promise<Target[]> {
  const { replyTo } = turn.inbound;
  if (replyTo === null) return [];
  const buttons = await buttonsOfMessage(turn.tx, turn.address.id, replyTo);
  const idIn = (pattern: RegExp) =>
    buttons.flatMap((data) => {
      const found = pattern.exec(data);
      return found ? [Number(found[1])] : [];
    })[0];
  const actionId = idIn(/^(?:evidence|undo):(\d+)$/);
  if (actionId !== undefined) return targetsOfAction(turn, actionId);
  const targetId = idIn(/^(?:evidence:for|progress|change):(\d+)$/);
  return (await ownTargets(turn)).filter((each) => each.id === targetId);
}

/** The targets of the person's last report, when it was just now. */
export async function targetsOfLastReport(turn: MemberTurn): Promise<Target[]> {
  const action = await newestAction(turn.tx, turn.person.id, turn.seat.year.id, "progress");
  if (!action || action.undoneAt !== null) return [];
  if (turn.now.epochMilliseconds - action.at.getTime() > rightAfter) return [];
  return targetsOfAction(turn, action.id);
}

const openItems = z.object({ items: z.array(z.object({ target: z.string().nullable() })).min(1) });

/** While a figure is being asked about, a photo belongs to the targets in question and the question stays. */
async function beforeQuestion(turn: MemberTurn, file: EvidenceFile, album: string | null): Promise<boolean> {
  if (turn.dialogue?.kind !== "question") return false;
  const state = openItems.safeParse(turn.dialogue.state).data;
  if (!state || state.items.some((item) => item.target === null)) return false;
  const targets = byCodes(
    await ownTargets(turn),
    state.items.map((item) => item.target),
  );
  if (targets.length === 0) return false;
  const before =
    album === null ? null : await newestAction(turn.tx, turn.person.id, turn.seat.year.id, "evidence");
  if (before && turn.now.epochMilliseconds - before.at.getTime() < albumSpan) {
    // The album's first photo was answered already.
    const by = { personId: turn.person.id, actionId: before.id, at: asDate(turn.now) };
    await attachEvidence(turn.tx, file, targets, by);
    return true;
  }
  const placed = await placeFiles(turn, [file], targets);
  await sayPlaced(turn, [file], targets, placed, "named");
  return true;
}

async function take(turn: MemberTurn, content: FileContent): Promise<void> {
  const file = await checkFile(turn, content);
  if ("refusal" in file) return turn.reply({ html: file.refusal });
  const { album } = content;
  if (file.caption !== null && (await byCaption(turn, file, file.caption, album))) return;
  const answered = await targetsOfReply(turn);
  if (answered.length === 1) return putWith(turn, file, answered, album, "named");
  if (answered.length === 0 && (await beforeQuestion(turn, file, album))) return;
  const reported = answered.length > 0 ? answered : await targetsOfLastReport(turn);
  if (reported.length === 1) return putWith(turn, file, reported, album, "report");
  await askWhich(turn, [file], { among: reported, album });
}

/** A photo or file: attached to the report it belongs to, asked about when that is not clear. */
export async function receiveFile(turn: Turn, content: FileContent): Promise<void> {
  await asMember(turn, (member) => take(member, content));
}

const awaitedSchema = z.object({ targetIds: z.array(z.number()).min(1) });

/** [Gửi minh chứng] under a report: for its target, or one of its targets. */
async function askForFile(turn: MemberTurn, actionId: number): Promise<void> {
  const targets = await targetsOfAction(turn, actionId);
  if (targets.length === 0) return turn.reply({ html: turn.say("evidence:reportGone") });
  if (targets.length === 1) return awaitFile(turn, targets);
  const all = {
    label: turn.say.plain("evidence:button.all", { count: targets.length }),
    data: `evidence:both:${actionId}`,
  };
  await turn.reply({ html: turn.say("evidence:whichFirst"), choices: [...targetRows(targets), [all]] });
}

const targetRows = (targets: Target[]): Choice[][] =>
  targets.map((target) => [
    { label: `${targetCode(target.number)} ${target.title}`, data: `evidence:for:${target.id}` },
  ]);

/** "nộp minh chứng", "gửi file CT4": for the targets named, else those of the report of just now, else any. */
export async function askForEvidence(turn: MemberTurn, words: string): Promise<void> {
  const { say } = turn;
  const own = await ownTargets(turn);
  if (own.length === 0) return turn.reply({ html: say("evidence:noTargets") });
  const named = namedTargets(words, own);
  if (named.length > 0) return awaitFile(turn, named);
  const reported = await targetsOfLastReport(turn);
  if (reported.length === 1) return awaitFile(turn, reported);
  if (reported.length > 1)
    return turn.reply({ html: say("evidence:whichFirst"), choices: targetRows(reported) });
  await turn.reply({
    html: takesDocuments(turn)
      ? say("upload:any")
      : [say("upload:anyPhoto"), await documentWay(turn)].join("\n"),
  });
}

async function awaitedDialogue(turn: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = awaitedSchema.safeParse(stored).data;
  const { content } = turn.inbound;
  if (!state) return "pass";
  if (content.kind === "text") {
    const reply = readReply(content.text);
    if (reply?.kind !== "no" && reply?.kind !== "skip") return "pass";
    await turn.closeDialogue();
    await turn.reply({ html: turn.say("common:cancelled") });
    return "handled";
  }
  if (content.kind !== "file") return "pass";
  const file = await checkFile(turn, content);
  if ("refusal" in file) {
    await turn.reply({ html: file.refusal });
    return "handled";
  }
  const targets = (await ownTargets(turn)).filter((each) => state.targetIds.includes(each.id));
  if (targets.length === 0) return "pass";
  // A caption with a report of its own decides by itself.
  if (file.caption !== null && understandOwn(turn, file.caption, targets).intent === "progress")
    return "pass";
  await putWith(turn, file, targets, content.album, "chosen");
  return "handled";
}

const inDialogue =
  (step: (turn: MemberTurn, stored: unknown) => Promise<DialogueStep>) =>
  async (turn: Turn, stored: unknown): Promise<DialogueStep> => {
    let result: DialogueStep = "handled";
    await asMember(turn, async (member) => {
      result = await step(member, stored);
    });
    return result;
  };

export const evidence: Intent = {
  presses: {
    async evidence(turn, [name = "", id = "", extra]) {
      const number = Number(id) || 0;
      const page = extra === undefined ? null : Number(extra) || 0;
      switch (name) {
        case "unit":
          return asSeated(turn, (seated) => showUnitEvidence(seated, number, page));
        case "target":
          return asSeated(turn, (seated) => showTargetEvidence(seated, number, page));
        case "show":
          return asSeated(turn, (seated) => showFile(seated, number));
      }
      await asMember(turn, async (member) => {
        switch (name) {
          case "to":
            return pressWhich(member, id, extra ?? "");
          case "not":
            return correct(member, number);
          case "both": {
            const targets = await targetsOfAction(member, number);
            return targets.length > 0
              ? awaitFile(member, targets)
              : turn.reply({ html: turn.say("evidence:reportGone") });
          }
          case "for": {
            const target = (await ownTargets(member)).find((each) => each.id === number);
            return target ? awaitFile(member, [target]) : turn.reply({ html: turn.say("targets:gone") });
          }
        }
        await askForFile(member, Number(name) || 0);
      });
    },
  },
  dialogues: {
    evidenceFor: inDialogue(awaitedDialogue),
    evidenceWhich: inDialogue(whichDialogue),
    evidencePlaced: inDialogue(placedDialogue),
  },
};
