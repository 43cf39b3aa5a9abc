import { Temporal } from "temporal-polyfill";
import { readCancel } from "../../domain/vietnamese/cancel-request.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import { readMove } from "../../domain/vietnamese/move-request.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Content } from "../../shared/messages.ts";
import type { BroadcastAudience } from "../../store/broadcast-audience.ts";
import { broadcastReport } from "../../store/broadcast-report.ts";
import type { BroadcastRow } from "../../store/find-broadcast.ts";
import { memberUnits } from "../../store/standings.ts";
import { namesAudience, takeAudience } from "../broadcast/audience.ts";
import { beginAnew } from "../broadcast/begin.ts";
import { type Draft, keepDraft, openDraft } from "../broadcast/draft.ts";
import { pressedAside } from "../broadcast/kept-draft.ts";
import { readNewText } from "../broadcast/new-text.ts";
import {
  clockOf,
  daysHere,
  momentOf,
  openMoment,
  readMoment,
  readMomentData,
} from "../broadcast/send-time.ts";
import { draftGone, listOpen, nudgeOthers, received, stop, withBroadcast } from "../broadcast/sent.ts";
import {
  askAudience,
  askContent,
  askUnits,
  askWhen,
  audienceButtons,
  movedText,
  offered,
  send,
  showPreview,
  unitsNotReported,
} from "../broadcast/steps.ts";
import { plainCommand } from "../plain-words.ts";
import { shownCopy } from "../shown-copy.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asHead } from "../who-may.ts";

type FileContent = Extract<Content, { kind: "file" }>;

async function start(turn: MemberTurn, text: string): Promise<void> {
  const draft = await beginAnew(turn);
  if (text === "") return askContent(turn, draft);
  await askAudience(turn, { ...draft, text });
}

/** The text, or another one in its place; who is chosen stays chosen. */
async function takeText(turn: MemberTurn, draft: Draft, text: string, notes: string[] = []): Promise<void> {
  const withText = { ...draft, text };
  if (draft.step === "units") return askUnits(turn, withText, 0, false, notes);
  if (draft.step === "audience" || !draft.audience) return askAudience(turn, withText, notes);
  await askWhen(turn, withText, draft.audience, notes);
}

async function cancelDraft(turn: MemberTurn): Promise<void> {
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("broadcast:cancelled") });
}

/** A picture for the draft; other files cannot go out to all. */
async function takeFile(
  turn: MemberTurn,
  draft: Draft,
  { file, caption, album }: FileContent,
): Promise<void> {
  const { say } = turn;
  const text = draft.text || caption.trim();
  if (draft.image) {
    // Of an album the first picture goes out; the caption may stand at any of them.
    if (album !== null && album === draft.album) return keepDraft(turn, { ...draft, text });
    return turn.reply({ html: say("broadcast:oneImage") });
  }
  if (file.missing !== undefined || file.sha256 === undefined) {
    return turn.reply({ html: say(`broadcast:file.${file.missing ?? "gone"}`) });
  }
  if (file.kind !== "photo" && !/^image\/(?:jpeg|png)$/.test(file.mediaType)) {
    return turn.reply({ html: say("broadcast:file.notImage") });
  }
  const image = {
    // It goes to everybody: not where it was taken.
    sha256: await shownCopy(turn.services.files, { sha256: file.sha256, mediaType: file.mediaType }),
    mediaType: file.mediaType,
    fileName: file.fileName ?? say.plain("broadcast:imageName"),
  };
  const withImage = { ...draft, image, album, text };
  if (text !== "" && draft.step === "content") return askAudience(turn, withImage);
  await keepDraft(turn, withImage);
  if (draft.step === "content") return askContent(turn, withImage);
  await turn.reply({ html: say("broadcast:imageAdded") });
}

async function chooseAudience(turn: MemberTurn, draft: Draft, kind: string): Promise<void> {
  if (kind === "units") return askUnits(turn, { ...draft, role: null }, 0, false);
  if (kind === "all") return askWhen(turn, draft, { kind: "all" });
  if (kind === "unitLeader" || kind === "focalOfficial") {
    return askWhen(turn, draft, { kind: "role", role: kind });
  }
  const late = await unitsNotReported(turn);
  if (late.length === 0) {
    await turn.reply({ html: turn.say("broadcast:nobodyLate") });
    return askAudience(turn, draft);
  }
  await askWhen(turn, draft, { kind: "late", unitIds: late.map((unit) => unit.id), role: null });
}

async function answerAudience(turn: MemberTurn, draft: Draft, text: string): Promise<DialogueStep> {
  const reply = readReply(text);
  const buttons = await audienceButtons(turn, draft);
  const pressed = reply?.kind === "choice" ? buttons[reply.number - 1]?.data.split(":")[3] : undefined;
  if (!pressed) return takeAudience(turn, draft, text);
  await chooseAudience(turn, draft, pressed);
  return "handled";
}

/** Sends at a moment that must be ahead; on a day off, or outside working hours, later, and says why. */
async function sendAt(
  turn: MemberTurn,
  draft: Draft,
  audience: BroadcastAudience,
  at: Temporal.Instant,
): Promise<void> {
  const { say, now } = turn;
  if (Temporal.Instant.compare(at, now) <= 0) return turn.reply({ html: say("broadcast:past") });
  const open = openMoment(at, clockOf(turn));
  if (open.moved) await turn.reply({ html: movedText(turn, at, open.at, open.moved) });
  await send(turn, draft, audience, open.at);
}

/** "16h ngày 20/6", "thôi để 9h sáng thứ 6": a time alone. */
function momentIn(turn: MemberTurn, draft: Draft, text: string): Temporal.Instant | null {
  const clock = clockOf(turn);
  const move = readMove(text, daysHere(clock));
  if (!move?.to || move.number !== null) return readMoment(text, clock);
  return momentOf(move.to, clock, draft.at === null ? null : Temporal.Instant.from(draft.at));
}

const sendThen = (
  turn: MemberTurn,
  draft: Draft,
  audience: BroadcastAudience,
  at: "now" | Temporal.Instant,
): Promise<void> => (at === "now" ? send(turn, draft, audience, null) : sendAt(turn, draft, audience, at));

async function answerWhen(turn: MemberTurn, draft: Draft, text: string): Promise<DialogueStep> {
  const { audience } = draft;
  if (!audience) return "pass";
  const reply = readReply(text);
  const folded = fold(text).trim();
  const [first] = offered(turn, draft);
  const agrees = reply?.kind === "yes" || /^(?:gui|gui di)$/.test(folded);
  const chosen = agrees ? first : /^(?:gui ngay|ngay|gui luon|ngay bay gio)$/.test(folded) ? "now" : null;
  if (chosen) {
    await sendThen(turn, draft, audience, chosen);
    return "handled";
  }
  if (/^(?:xem|xem truoc|xem lai)$/.test(folded)) {
    await showPreview(turn, draft);
    return "handled";
  }
  if (reply?.kind === "choice") {
    const moment = offered(turn, draft)[reply.number - 1];
    if (!moment) return "pass";
    await sendThen(turn, draft, audience, moment);
    return "handled";
  }
  const moment = momentIn(turn, draft, text);
  if (!moment || (await namesAudience(turn, text))) return takeAudience(turn, draft, text);
  await sendAt(turn, draft, audience, moment);
  return "handled";
}

/** "hủy thông báo": without a number the one that is being written. */
function dropsDraft(text: string): boolean {
  const cancel = readCancel(text);
  return cancel?.object === "broadcast" && cancel.number === null && cancel.whole && !cancel.asksHow;
}

async function answer(turn: MemberTurn, draft: Draft, text: string): Promise<DialogueStep> {
  if (plainCommand(text)) return "pass";
  if (readReply(text)?.kind === "no" || dropsDraft(text)) {
    await cancelDraft(turn);
    return "handled";
  }
  if (draft.step === "content") {
    await takeText(turn, draft, text);
    return "handled";
  }
  const newText = readNewText(text);
  if (newText !== null) {
    if (newText === "") {
      await keepDraft(turn, { ...draft, step: "content" });
      await askContent(turn, draft);
    } else await takeText(turn, draft, newText, [turn.say("broadcast:textChanged")]);
    return "handled";
  }
  switch (draft.step) {
    case "audience":
      return answerAudience(turn, draft, text);
    case "units":
      return takeAudience(turn, draft, text);
    case "when":
      return answerWhen(turn, draft, text);
  }
}

/** A press on a button of the draft that is open. */
async function pressDraft(turn: MemberTurn, draft: Draft, name: string, args: string[]): Promise<void> {
  const [first = "", second = ""] = args;
  switch (name) {
    case "cancel":
      return cancelDraft(turn);
    case "noText":
      return draft.image ? askAudience(turn, draft) : askContent(turn, draft);
    case "to":
      return chooseAudience(turn, draft, first);
    case "back":
      return askAudience(turn, draft);
    case "page":
      return askUnits(turn, draft, Number(first), true);
    case "unit": {
      const id = Number(first);
      const known = (await memberUnits(turn.tx, turn.seat.year.id)).some((unit) => unit.id === id);
      const others = draft.unitIds.filter((each) => each !== id);
      const unitIds = draft.unitIds.includes(id) || !known ? others : [...others, id];
      return askUnits(turn, { ...draft, unitIds }, Number(second), true);
    }
    case "chosen":
      return draft.unitIds.length > 0
        ? askWhen(turn, draft, { kind: "units", unitIds: draft.unitIds, role: draft.role })
        : askUnits(turn, draft, 0, false);
    case "show":
      return draft.step === "when" ? showPreview(turn, draft) : askAudience(turn, draft);
    case "send":
      return pressSend(turn, draft, first);
    default:
      return turn.reply({ html: turn.say("common:staleButton") });
  }
}

async function pressSend(turn: MemberTurn, draft: Draft, when: string): Promise<void> {
  // An older list of times, after going back to the audience.
  if (draft.step !== "when" || !draft.audience) return askAudience(turn, draft);
  if (when === "now") return send(turn, draft, draft.audience, null);
  const moment = readMomentData(when, turn.zone);
  if (!moment) return turn.reply({ html: turn.say("common:staleButton") });
  await sendAt(turn, draft, draft.audience, moment);
}

/** The buttons of what was booked or sent. */
const sentPresses: Record<string, (head: MemberTurn, row: BroadcastRow, arg?: string) => Promise<void>> = {
  nudge: (head, row, round) => nudgeOthers(head, row, Number(round)),
  list: (head, row, page) => listOpen(head, row, page === undefined ? null : Number(page)),
  report: async (head, row) => {
    const report = await broadcastReport(head.tx, head.say, row.id);
    if (report) await head.reply(report);
  },
  stop,
};

async function press(turn: Turn, [name = "", id = "", ...args]: string[]): Promise<void> {
  if (name === "got") return received(turn, id.split(",").map(Number));
  const ofSent = Object.hasOwn(sentPresses, name) ? sentPresses[name] : undefined;
  if (ofSent) return withBroadcast(turn, Number(id), (head, row) => ofSent(head, row, args[0]));
  await asHead(turn, async (head) => {
    if (name === "") return start(head, "");
    const taken = (await pressedAside(head, id)) as MemberTurn;
    const draft = openDraft(taken);
    if (!draft || String(draft.id) !== id) return draftGone(head, Number(id));
    await pressDraft(taken, draft, name, args);
  });
}

async function dialogue(turn: Turn): Promise<DialogueStep> {
  const draft = openDraft(turn);
  const { content } = turn.inbound;
  if (!draft || (content.kind !== "text" && content.kind !== "file")) return "pass";
  let step: DialogueStep = "handled";
  await asHead(turn, async (head) => {
    if (content.kind === "file") await takeFile(head, draft, content);
    else step = await answer(head, draft, content.text);
  });
  return step;
}

const command = (turn: Turn, rest: string) => asHead(turn, (head) => start(head, rest));

export const broadcast: Intent = {
  commands: { thongbao: command, broadcast: command },
  presses: { broadcast: press },
  dialogues: { broadcast: dialogue },
};
