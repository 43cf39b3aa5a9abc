import { normalize } from "../domain/vietnamese/fold.ts";
import type { Inbound } from "../shared/messages.ts";
import { followGroup, setReachable } from "../store/addresses.ts";
import { findInvite, readCode } from "../store/invites.ts";
import type { Tx } from "../store/open.ts";
import { besideQuestion } from "./asking/beside-question.ts";
import { openDraft } from "./broadcast/draft.ts";
import { besideDraft, withDraftAside } from "./broadcast/kept-draft.ts";
import { moveByWords } from "./broadcast/move.ts";
import { receivedByWords } from "./broadcast/received-by-words.ts";
import { showBroadcasts } from "./broadcast/requests.ts";
import { broadcastByWords } from "./broadcast/spoken.ts";
import { asDate } from "./days.ts";
import { receiveEdited } from "./edited.ts";
import { receiveInGroup } from "./group.ts";
import { appraise } from "./intents/appraise.ts";
import { approve } from "./intents/approve.ts";
import { broadcast } from "./intents/broadcast.ts";
import { callList } from "./intents/call-list.ts";
import { evidence, receiveFile } from "./intents/evidence.ts";
import { handIn, readHandIn, receiveUnread } from "./intents/hand-in.ts";
import { help, offerWays } from "./intents/help.ts";
import { join, presentCode, receiveStranger } from "./intents/join.ts";
import { language } from "./intents/language.ts";
import { link, receiveLinkRequest, receiveOwnCode } from "./intents/link.ts";
import { monthPictures } from "./intents/month-pictures.ts";
import { officialDaysIntent, receiveOfficialDays } from "./intents/official-days.ts";
import { points } from "./intents/points.ts";
import { privacy } from "./intents/privacy.ts";
import { progress } from "./intents/progress.ts";
import { publishing } from "./intents/publish-scores.ts";
import { question } from "./intents/question.ts";
import { quota } from "./intents/quota.ts";
import { register } from "./intents/register.ts";
import { reminders } from "./intents/reminders.ts";
import { report } from "./intents/report.ts";
import { receiveScheme, scheme } from "./intents/scheme.ts";
import { selfScore } from "./intents/self-score.ts";
import { standings } from "./intents/standings.ts";
import { targets } from "./intents/targets.ts";
import { undo } from "./intents/undo.ts";
import { unit } from "./intents/unit.ts";
import { whichUnit } from "./intents/which-unit.ts";
import { readBareCode, readLinkRequest } from "./linking/link-words.ts";
import { type Kept, makeTurn } from "./make-turn.ts";
import { answerAfterQuestion, answerBeforeQuestion, type Listed, noteQuestions } from "./numbered-choice.ts";
import { askedCommand, plainCommand } from "./plain-words.ts";
import type { Intent, Services, Turn } from "./turn.ts";
import { understandText } from "./understand-text.ts";
import { asSeated } from "./who-may.ts";

const intents: Intent[] = [
  join,
  help,
  register,
  approve,
  progress,
  question,
  undo,
  evidence,
  handIn,
  targets,
  standings,
  report,
  reminders,
  broadcast,
  callList,
  unit,
  whichUnit,
  scheme,
  officialDaysIntent,
  selfScore,
  appraise,
  publishing,
  points,
  monthPictures,
  language,
  link,
  privacy,
  quota,
];

function merged<K extends keyof Intent>(kind: K): Map<string, NonNullable<Intent[K]>[string]> {
  const all = new Map<string, NonNullable<Intent[K]>[string]>();
  for (const intent of intents) {
    for (const [name, step] of Object.entries(intent[kind] ?? {})) {
      if (all.has(name)) throw new Error(`Two capabilities claim ${kind} ${name}`);
      all.set(name, step as NonNullable<Intent[K]>[string]);
    }
  }
  return all;
}

const commands = merged("commands");
const presses = merged("presses");
const dialogues = merged("dialogues");

/** UTF-16 units; longer texts are not read. A pasted list of fifty targets has about 4,000. */
const textLimit = 8000;

async function continueDialogue(turn: Turn): Promise<boolean> {
  const step = turn.dialogue && dialogues.get(turn.dialogue.kind);
  if (!turn.dialogue || !step) return false;
  return (await step(turn, turn.dialogue.state)) === "handled";
}

/** A new broadcast says itself what becomes of the one that is being written. */
const isBroadcast = (step: unknown): boolean => step === commands.get("thongbao");

async function receiveText(turn: Turn, text: string): Promise<void> {
  if (text.length > textLimit) {
    await turn.reply({ html: turn.say("common:tooLong", { limit: turn.say.figure(String(textLimit)) }) });
    return;
  }
  // Linking leaves an open question open: it goes on in the other chat.
  const request = readLinkRequest(text);
  if (request) return receiveLinkRequest(turn, request);
  const command = /^\/(\p{L}[\p{L}\d_]*)\s*([\s\S]*)$/u.exec(text);
  if (command) {
    const step = commands.get((command[1] ?? "").toLowerCase());
    if (step) {
      const free = isBroadcast(step) ? turn : besideDraft(turn);
      await free.closeDialogue();
      return step(free, (command[2] ?? "").trim());
    }
  }
  const coded = await answerBeforeQuestion(turn, text);
  if (coded) return receiveListed(coded);
  if (await moveByWords(turn, text)) return;
  if ((turn.dialogue === null || openDraft(turn)) && (await showBroadcasts(turn, text))) return;
  const answering = await withDraftAside(turn, text);
  if (await continueDialogue(answering)) return;
  return receiveOther(answering, text, command !== null);
}

/** A text that answers nothing that was asked. */
async function receiveOther(turn: Turn, text: string, isCommand: boolean): Promise<void> {
  const listed = await answerAfterQuestion(turn, text);
  if (listed) return receiveListed(listed);
  if (!turn.person) return receiveStranger(turn, text);
  const digits = readBareCode(text);
  if (digits !== null && (await receiveOwnCode(turn, digits))) return;
  const plain = askedCommand(text);
  const step = plain === null ? undefined : commands.get(plain);
  if (
    !isCommand &&
    !step &&
    ((await receivedByWords(turn, text)) ||
      (await showBroadcasts(turn, text)) ||
      (await broadcastByWords(turn, text)) ||
      (await readHandIn(turn, text)) ||
      (await besideQuestion(turn, text)))
  )
    return;
  // A new message overrides an open question, but only a new broadcast one in the making.
  const free = step && isBroadcast(step) ? turn : besideDraft(turn);
  if (turn.dialogue) await free.closeDialogue();
  if (isCommand) return offerWays(free);
  // Of a command's bare name nothing is left to say; of a sentence, what it names.
  if (step) return step(free, plainCommand(text) === null ? text : "");
  // Somebody who has joined may bring the code of one more role.
  if (/\d/.test(text) && /\p{L}/u.test(text) && readCode(text) && (await findInvite(turn.tx, text)))
    return presentCode(free, text);
  await understandText(free, text);
}

/** Buttons that carry a mark or a moment of twelve characters beside their ids. */
const marked = /^(?:broadcast:send|evidence:to|sendReport|publishScores):/;
const largestId = 2_147_483_647;

/** Ids and pages are whole numbers that a column holds; a made-up button may carry anything. */
const isSound = (data: string, arg: string): boolean =>
  arg === "" ||
  Number.isNaN(Number(arg)) ||
  (/^\d+$/.test(arg) && Number(arg) <= largestId) ||
  (arg.length === 12 && marked.test(data));

async function receivePress(turn: Turn, data: string): Promise<void> {
  const [name = "", ...args] = data.split(":");
  const step = args.every((arg) => isSound(data, arg)) ? presses.get(name) : undefined;
  if (!step) return turn.reply({ html: turn.say("common:staleButton") });
  await step(name === "broadcast" ? turn : besideDraft(turn), args);
}

const receiveListed = async (listed: NonNullable<Listed>): Promise<void> => {
  if (listed !== "answered") await receivePress(listed.turn, listed.data);
};

/** The one door: handles one inbound in the transaction that marks it done. */
export async function receive(tx: Tx, services: Services, inbound: Inbound, kept: Kept): Promise<void> {
  const { content } = inbound;
  const { now } = kept;
  if (content.kind === "moved") return followGroup(tx, inbound.channel, content, asDate(now));
  const made = await makeTurn(tx, services, inbound, kept);
  const turn = services.hasButtons(inbound.channel) ? made : noteQuestions(made);
  if (content.kind === "reachable") {
    return setReachable(tx, turn.address, content.reachable, asDate(now));
  }
  if (inbound.chat.kind === "group") return receiveInGroup(turn);
  switch (content.kind) {
    case "text":
      return receiveText(turn, normalize(content.text).trim());
    case "edited":
      return receiveEdited(turn, content, (text) =>
        receiveText({ ...besideDraft(turn), dialogue: null }, text),
      );
    case "press":
      return receivePress(turn, content.data);
    case "file":
      if (await continueDialogue(turn)) return;
      if (!turn.person) return receiveStranger(turn, "");
      if (await receiveScheme(turn, content)) return;
      if (await receiveOfficialDays(turn, content)) return;
      return receiveFile(turn, content);
    case "unsupported":
      if (!turn.person) return receiveStranger(turn, "");
      return asSeated(turn, (seated) => receiveUnread(seated, content.what));
  }
}
