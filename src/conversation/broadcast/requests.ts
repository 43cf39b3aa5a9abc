import { fold } from "../../domain/vietnamese/fold.ts";
import { broadcastReport } from "../../store/broadcast-report.ts";
import { broadcastsOfYear } from "../../store/find-broadcast.ts";
import type { MemberTurn, Turn } from "../turn.ts";
import { asHead } from "../who-may.ts";
import { openDraft } from "./draft.ts";
import { excerpt } from "./excerpt.ts";

const lead = "(?:(?:cho|toi|em|xin|giup|dong chi) )*";
const look = "(?:xem|xem lai|mo|mo lai|sua|sua lai|liet ke|kiem tra|tinh hinh|danh sach|cac|nhung)";
const thing = "(?:thong bao|tb)(?: (?:da gui|da soan|da hen|vua gui|da lap|hen gio))?";
const end = "(?: (?:a|nhe|nha|di|em|giup|toi|chua))*[.!?]*$";
const one = new RegExp(
  `^${lead}${look}(?: ${look})*(?: lai)?(?: cac| nhung)? ${thing}(?: (?:so )?(\\d{1,6}))?${end}`,
);
const who = "(?:ai|nguoi nao|nhung ai|don vi nao|bao nhieu nguoi|may nguoi|danh sach)";
const missing = new RegExp(
  `^${lead}${who}(?: con)? chua (?:nhan|xac nhan|bam nhan|bam da nhan|xem|doc)(?: duoc)? ${thing}(?: (?:so )?(\\d{1,6}))?${end}`,
);

/** The broadcasts that a whole message asks to see: by number, or (null) all of them. */
function readRequest(text: string): { number: number | null; newest: boolean } | null {
  const folded = fold(text).replace(/\s+/g, " ").trim();
  const asksWho = missing.exec(folded);
  const found = asksWho ?? one.exec(folded);
  return found ? { number: found[1] ? Number(found[1]) : null, newest: asksWho !== null } : null;
}

/** Newest first; older ones are asked for by number. */
const mostShown = 10;

async function show(turn: MemberTurn, number: number | null, newest: boolean): Promise<void> {
  const { say, tx, seat } = turn;
  const rows = await broadcastsOfYear(tx, seat.year.id);
  const wanted =
    number === null
      ? newest || rows.length === 1
        ? rows[0]
        : undefined
      : rows.find((row) => row.number === number);
  if (wanted) {
    const report = await broadcastReport(tx, say, wanted.id);
    return report ? turn.reply(report) : undefined;
  }
  if (rows.length === 0) return turn.reply({ html: say("broadcast:noneYet") });
  const shown = rows.slice(0, mostShown);
  const lines = shown.map((row) => say("broadcast:row", { number: row.number, text: excerpt(row.text) }));
  await turn.reply({
    html: [number === null ? say("broadcast:rows") : say("broadcast:noSuch", { number }), ...lines].join(
      "\n",
    ),
    choices: shown.map((row) => [
      {
        label: say.plain("broadcast:button.report", { number: row.number }),
        data: `broadcast:report:${row.id}`,
      },
    ]),
  });
}

/** "danh sách thông báo", "xem thông báo số 2", "ai chưa nhận thông báo"; false when the message asks for none of it. */
export async function readBroadcastRequest(turn: Turn, text: string): Promise<boolean> {
  const request = readRequest(text);
  if (!request) return false;
  // "sửa thông báo" is about the one that is being written.
  if (request.number === null && openDraft(turn) && /\bsua\b/.test(fold(text))) return false;
  await asHead(turn, (head) => show(head, request.number, request.newest));
  return true;
}
