import { isHead, isMember } from "../../domain/permission.ts";
import { type CancelRequest, readCancel } from "../../domain/vietnamese/cancel-request.ts";
import type { Meaning } from "../../domain/vietnamese/meaning.ts";
import { monthOfReport } from "../../store/actions.ts";
import { broadcastOfYear } from "../../store/find-broadcast.ts";
import { newestUnsent } from "../../store/unsent-broadcasts.ts";
import { stop } from "../broadcast/sent.ts";
import { withdrawByNumber } from "../registering/change.ts";
import type { MemberTurn, SeatedTurn } from "../turn.ts";
import { asHead } from "../who-may.ts";
import { cancelReminders } from "./cancel-reminders.ts";
import { undoable, undoOne } from "./take-back.ts";

/** How it is done, in one sentence; nothing is cancelled. */
async function tellHow(turn: SeatedTurn, object: Exclude<CancelRequest["object"], "sending">): Promise<void> {
  await turn.reply({
    html: turn.say(`undo:how.${object}`),
    ...(object === "other" && isMember(turn.seat.position)
      ? { choices: [[{ label: turn.say.plain("common:button.undo"), data: "undo:list" }]] }
      : {}),
  });
}

/** As [Hủy gửi]: the one that was named, or the newest that is still to be sent. */
async function cancelBroadcast(turn: SeatedTurn, number: number | null): Promise<void> {
  await asHead(turn, async (head) => {
    const { tx, seat, say } = head;
    const row =
      number === null
        ? await newestUnsent(tx, seat.year.id)
        : await broadcastOfYear(tx, seat.year.id, number);
    if (row) return stop(head, row);
    await turn.reply({
      html: number === null ? say("undo:noBroadcast") : say("undo:noSuchBroadcast", { number }),
    });
  });
}

const actionKinds = { report: "report", evidence: "evidence", registration: "register" } as const;

/** The person's newest act of that kind, while it can be taken back; otherwise how else it goes. */
async function cancelAct(
  turn: MemberTurn,
  object: keyof typeof actionKinds,
  { number, month }: CancelRequest,
): Promise<void> {
  if (object === "registration" && number !== null) {
    await withdrawByNumber(turn, number);
    return;
  }
  const found = (await undoable(turn)).find((action) => action.kind === actionKinds[object]);
  const reported = found && object === "report" ? await monthOfReport(turn.tx, found.id) : null;
  const isOther = month !== null && reported !== null && Number(reported.slice(-2)) !== month;
  if (!found || isOther) return tellHow(turn, object);
  await undoOne(turn, found);
}

/**
 * "Hủy thông báo số 2", "bỏ nhắc 15h đi": what is named is cancelled, or it is said how that is done. Never touches what was
 * reported. False when nothing is named, or something that was reported. `meaning`: of the same text.
 */
export async function cancelNamed(turn: SeatedTurn, text: string, meaning: Meaning): Promise<boolean> {
  const request = readCancel(text);
  if (!request) return false;
  const { object } = request;
  switch (object) {
    case "sending": {
      const isOurs = isHead(turn.seat.position) && (await newestUnsent(turn.tx, turn.seat.year.id)) !== null;
      if (isOurs) await cancelBroadcast(turn, null);
      return isOurs;
    }
    case "other": {
      // The words may be those of a target's title.
      if (meaning.intent !== "undo" || meaning.targets !== undefined) return false;
      await tellHow(turn, object);
      return true;
    }
    case "broadcast":
      await (request.asksHow ? tellHow(turn, object) : cancelBroadcast(turn, request.number));
      return true;
    case "reminder":
      await (request.asksHow ? tellHow(turn, object) : cancelReminders(turn, text));
      return true;
    case "report":
    case "evidence":
    case "registration": {
      const mayAct = isMember(turn.seat.position) && !request.asksHow;
      await (mayAct ? cancelAct(turn as MemberTurn, object, request) : tellHow(turn, object));
      return true;
    }
    default:
      await tellHow(turn, object);
      return true;
  }
}
