import { isMember, maySetUp } from "../domain/permission.ts";
import { readReply } from "../domain/vietnamese/replies.ts";
import { saysCorrection } from "./asking/state.ts";
import { proposeDaysOff } from "./days-off.ts";
import { readSeeEvidence } from "./evidencing/see-request.ts";
import { offerWays, showHelp } from "./intents/help.ts";
import { openQuestion } from "./intents/question.ts";
import { startRegistration } from "./intents/register.ts";
import { showReport } from "./intents/report.ts";
import { showStandings } from "./intents/standings.ts";
import { showTargets } from "./intents/targets.ts";
import { askWhichUnit } from "./intents/which-unit.ts";
import { meaningOf } from "./meaning-of.ts";
import { moveSnooze } from "./move-snooze.ts";
import { isCourtesy, isGreeting } from "./plain-words.ts";
import { recordProgress } from "./record-progress.ts";
import { readChangeRequest } from "./registering/change.ts";
import { answerPlainReminding, answerReminding } from "./remind.ts";
import type { MemberTurn, SeatedTurn, Turn } from "./turn.ts";
import { cancelNamed } from "./undoing/cancel-named.ts";
import { closeShown, nothingToClose } from "./undoing/close-shown.ts";
import { takeOtherWay } from "./undoing/other-kind.ts";
import { correctLast, isWrong, refuseLast, takeBack } from "./undoing/right-figure.ts";
import { asMember, asSeated } from "./who-may.ts";
import { reportForYearBefore } from "./year-before.ts";

/** "không", "thôi" while nothing is asked: the report of just now is meant, or nothing at all. */
async function answerRefusal(turn: SeatedTurn): Promise<void> {
  if (isMember(turn.seat.position) && (await refuseLast(turn as MemberTurn))) return;
  await turn.reply({ html: turn.say("common:nothingOpen") });
}

/** Thanks get a short word; plans and remarks about figures are no report, and are told so; the rest was not understood. */
async function answerNothing(turn: SeatedTurn, text: string): Promise<void> {
  const reply = readReply(text);
  if (reply?.kind === "no" || reply?.kind === "skip" || isWrong(text)) return answerRefusal(turn);
  if (isCourtesy(text)) return turn.reply({ html: turn.say("common:welcome") });
  if (await moveSnooze(turn, text)) return;
  if (/\d/.test(text)) return turn.reply({ html: turn.say("common:nothingToRecord") });
  if (isGreeting(text)) return offerWays(turn, "greeting");
  await offerWays(turn);
}

/** What the message means is data; here it meets the capabilities. */
export async function understandText(turn: Turn, text: string): Promise<void> {
  await asSeated(turn, async (seated) => {
    const { seat } = seated;
    if (maySetUp(seat.position) && (await proposeDaysOff(seated, text))) return;
    if (isMember(seat.position) && (await readChangeRequest(seated as MemberTurn, text))) return;
    if (isMember(seat.position) && (await takeOtherWay(seated as MemberTurn, text))) return;
    if (await readSeeEvidence(seated, text)) return;
    if (await closeShown(seated, text)) return;
    if (isMember(seat.position) && (await reportForYearBefore(seated as MemberTurn, text))) return;
    const meaning = await meaningOf(seated, text);
    if ((await cancelNamed(seated, text, meaning)) || (await nothingToClose(seated, text))) return;
    const units = await turn.units();
    const unitNamed = (name: string | undefined) => units.find((unit) => unit.name === name) ?? null;
    const unsure = meaning.intent === "undo" || meaning.intent === "help" || meaning.intent === "none";
    if (unsure && (await answerPlainReminding(seated, text))) return;
    switch (meaning.intent) {
      case "progress":
        return asMember(turn, async (each) => {
          const targets = await each.ownTargets();
          await recordProgress(each, meaning.items, { corrects: saysCorrection(text), targets });
        });
      case "ask":
        if (meaning.about === "unit") return askWhichUnit(seated, meaning, units);
        if (!meaning.items?.length) return asMember(turn, (each) => startRegistration(each, meaning, text));
        return asMember(turn, async (each) => {
          if (!(await correctLast(each, meaning, text))) await openQuestion(each, meaning);
        });
      case "register":
        return asMember(turn, (each) => startRegistration(each, meaning, text));
      case "undo":
        return asMember(turn, (each) => takeBack(each, meaning.targets ?? [], text));
      case "remind":
        return answerReminding(seated, text, unitNamed(meaning.unit));
      case "report":
        return showReport(seated, { period: meaning.period ?? null, unit: unitNamed(meaning.unit) });
      case "standings":
        return showStandings(seated, { unit: unitNamed(meaning.unit), text });
      case "targets":
        return showTargets(seated, { unit: unitNamed(meaning.unit), codes: meaning.targets ?? [] });
      case "help":
        return showHelp(turn);
      case "none":
        return answerNothing(seated, text);
    }
  });
}
