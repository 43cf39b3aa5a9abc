import { isMember } from "../../domain/permission.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import { awaitFile, documentWay, takesDocuments } from "../evidencing/await-file.ts";
import type { Intent, MemberTurn, SeatedTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";
import { askForEvidence, targetsOfLastReport } from "./evidence.ts";

const what =
  "(?:minh chung|file|tep|tai lieu|giay to|van ban|ho so minh chung|anh minh chung|(?:ban |file |tep )?(?:pdf|word|excel|scan))";
const wish = new RegExp(
  `^(?:(?:cho |xin |de )?(?:toi|em|minh|anh|chi|dong chi) )?(?:muon |can |xin |xin phep )?(?:nop|gui|dinh kem|tai len|upload|bo sung|kem)(?: them| lai| cac| mot| 1)* ${what}(?: minh chung| dinh kem)?((?: cho| cua| ve| vao)?(?: (?:ct|chi tieu) ?(?:so )?\\d{1,3}[ ,]*(?:va )?)*)(?: (?:o dau|the nao|nhu the nao|bang cach nao|kieu gi))?(?: (?:a|nhe|voi|duoc khong|the))*[ ?.!]*$`,
);

/** Whoever wants to hand in a document is told how; false when the message says nothing of the kind. */
export async function readHandIn(turn: Turn, text: string): Promise<boolean> {
  const named = wish.exec(fold(text).trim())?.[1];
  if (named === undefined) return false;
  await asMember(turn, (member) => askForEvidence(member, named));
  return true;
}

/** What came and could not be read: where it may have been a document, with the way to hand it in. */
export async function receiveUnread(turn: SeatedTurn, kind: string): Promise<void> {
  const { say, seat } = turn;
  if (takesDocuments(turn)) return turn.reply({ html: say("common:unsupported") });
  const isOther = kind === "voice" || kind === "sticker";
  if (isOther || !isMember(seat.position)) return turn.reply({ html: say("upload:onlyPhotos") });
  // What was asked stays asked; after a report it is most likely about that.
  const isFree = turn.dialogue === null || turn.dialogue.kind === "evidencePlaced";
  const reported = isFree ? await targetsOfLastReport(turn as MemberTurn) : [];
  if (reported.length === 1) return awaitFile(turn, reported, say("upload:unread"));
  await turn.reply({ html: [say("upload:unread"), await documentWay(turn)].join("\n") });
}

export const handIn: Intent = {
  commands: {
    minhchung: (turn, rest) => asMember(turn, (member) => askForEvidence(member, rest)),
  },
};
