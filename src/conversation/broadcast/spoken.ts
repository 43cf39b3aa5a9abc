import { isHead } from "../../domain/permission.ts";
import { readAudience } from "../../domain/vietnamese/audience.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { Meaning } from "../../domain/vietnamese/meaning.ts";
import { readSpokenBroadcast } from "../../domain/vietnamese/spoken-broadcast.ts";
import { meaningOf } from "../meaning-of.ts";
import type { MemberTurn, SeatedTurn, Turn } from "../turn.ts";
import { unitViews } from "../views.ts";
import { asHead } from "../who-may.ts";
import { takeAudience } from "./audience.ts";
import { beginAnew } from "./begin.ts";
import { clockOf, readMoment } from "./send-time.ts";
import { askAudience } from "./steps.ts";

/** Does it name somebody beside the sender's own unit? */
async function isForOthers(turn: SeatedTurn, whom: string): Promise<boolean> {
  const words = readAudience(whom, unitViews(await turn.units()));
  const own = turn.seat.unit?.name;
  return (
    words !== null &&
    (words.scope !== null || words.roles.length > 0 || words.named.some((name) => name !== own))
  );
}

/** "thông báo cho anh em: …": it is for somebody, whoever that is. */
const addresses = (whom: string): boolean => /^(?:cho|den|toi)(?= )/.test(fold(whom));

const records = (meaning: Meaning): boolean =>
  meaning.intent === "progress" || meaning.intent === "register" || meaning.intent === "ask";

/**
 * "thông báo cho các sở chưa nộp lúc 14h: …" from the head unit: a broadcast whose text, and perhaps recipients and time,
 * are said at once. It is shown before it goes, like any other. What may be a report of the sender's own is none, unless
 * others are named; a member is told who sends broadcasts.
 */
export async function broadcastByWords(turn: Turn, text: string): Promise<boolean> {
  const spoken = turn.seat ? readSpokenBroadcast(text) : null;
  if (!spoken) return false;
  const seated = turn as SeatedTurn;
  const forOthers =
    spoken.whom !== "" &&
    ((spoken.named && addresses(spoken.whom)) || (await isForOthers(seated, spoken.whom)));
  if (!forOthers && !(spoken.named && (spoken.whom === "" || readMoment(spoken.whom, clockOf(turn)))))
    return false;
  const mine = isHead(seated.seat.position) && forOthers;
  if (!mine && records(await meaningOf(seated, text))) return false;
  await asHead(turn, (head) => begin(head, spoken.whom, spoken.body));
  return true;
}

async function begin(turn: MemberTurn, whom: string, body: string): Promise<void> {
  const draft = { ...(await beginAnew(turn)), text: body };
  const at = readMoment(whom, clockOf(turn))?.toString() ?? null;
  const open = { ...draft, step: "audience" as const };
  if (whom !== "" && (await takeAudience(turn, open, whom)) === "handled") return;
  await askAudience(turn, { ...open, at });
}
