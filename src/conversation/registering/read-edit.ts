import { fold } from "../../domain/vietnamese/fold.ts";
import type { Draft } from "./draft.ts";
import { type ReadingPlace, readDue, readPlan } from "./read-draft.ts";

const fieldWords: readonly (readonly [RegExp, "title" | "plan" | "due"])[] = [
  [/^(?:ten(?:\s+chi\s+tieu)?|tieu\s+de)(?![a-z])/, "title"],
  [/^(?:ke\s+hoach|kh|chi\s+tieu\s+ke\s+hoach|so|muc)(?![a-z])/, "plan"],
  [/^(?:thoi\s+han|han\s+chot|han|ngay)(?![a-z])/, "due"],
];
const lead = /^(?:xin|em|toi|minh|cho)?\s*(?:sua(?:\s+lai)?|doi|chinh|dieu\s+chinh|dat|thay)?\s*/;
const link = /^\s*(?:(?:la|thanh|thay\s+bang)(?![a-z])|[:=])?\s*/;
const noDue = /^(?:khong\s+(?:co\s+)?|bo\s+)(?:thoi\s+)?han$/;
const lowerWords = /^cang\s+(?:it|thap|nho)\s+cang\s+tot$/;
const higherWords = /^cang\s+(?:nhieu|cao|lon)\s+cang\s+tot$/;
/** "12 cuộc trước 30/9": a figure with its measure (two words at most, more are a title), and a day. */
const figureFirst =
  /^(\d[\d.,]*\s*%?(?:\s*\p{L}+){0,2}?)(?:[,\s]+((?:truoc|den\s+het|het|han|cham\s+nhat)\s.+))?$/u;
/** Two changes in one message: "kế hoạch 150, hạn 30/10". */
const seam = /[,;\n]\s*(?=(?:sua|doi)?\s*(?:ten|tieu de|ke hoach|thoi han|han|khong co han|cang)(?![a-z]))/g;

/** Why a change could not be made; null when the words are no change at all. */
export type EditFault = "plan" | "due" | "past";

function editOne(draft: Draft, text: string, place: ReadingPlace): Draft | EditFault | null {
  const folded = fold(text).trim();
  const typed = text.trim();
  if (noDue.test(folded)) return { ...draft, dueOn: null, dueKnown: true };
  if (lowerWords.test(folded)) return { ...draft, direction: "lower" };
  if (higherWords.test(folded)) return { ...draft, direction: "higher" };
  const skip = lead.exec(folded)?.[0].length ?? 0;
  const body = folded.slice(skip);
  for (const [pattern, field] of fieldWords) {
    const word = pattern.exec(body);
    if (!word) continue;
    const from = skip + word[0].length;
    const value = typed.slice(from + (link.exec(folded.slice(from))?.[0].length ?? 0)).trim();
    if (!value) return null;
    if (field === "title") return { ...draft, title: value.charAt(0).toUpperCase() + value.slice(1) };
    if (field === "plan") {
      if (draft.kind === "title") return { ...draft, plan: value };
      const plan = readPlan(value, draft, place);
      return plan === null || "about" in plan ? "plan" : { ...draft, ...plan };
    }
    const due = readDue(value, place, { deadline: true });
    if (due === "none") return { ...draft, dueOn: null, dueKnown: true };
    if (due === "past") return "past";
    return due === null ? "due" : { ...draft, dueOn: due.day, dueKnown: true };
  }
  const [, figure, day] = (draft.kind !== "title" && figureFirst.exec(body)) || [];
  if (figure !== undefined) {
    const plan = readPlan(typed.slice(skip, skip + figure.length), draft, place);
    if (plan === null || "about" in plan) return "plan";
    const planned = { ...draft, ...plan };
    return day === undefined ? planned : editOne(planned, typed.slice(typed.length - day.length), place);
  }
  const due = /^(?:truoc|den\s+het|het|cham\s+nhat)(?![a-z])/.test(folded) ? readDue(typed, place) : null;
  if (due === "past") return "past";
  return due === null || due === "none" ? null : { ...draft, dueOn: due.day, dueKnown: true };
}

/** Changes said in words: "kế hoạch 150", "hạn 30/10", "tên Số hóa hồ sơ", "không có hạn", "càng ít càng tốt". */
export function readEdit(draft: Draft, text: string, place: ReadingPlace): Draft | EditFault | null {
  const folded = fold(text);
  const cuts = [...folded.matchAll(seam)];
  const parts: string[] = [];
  let from = 0;
  for (const cut of cuts) {
    parts.push(text.slice(from, cut.index));
    from = cut.index + cut[0].length;
  }
  parts.push(text.slice(from));
  let changed = draft;
  for (const part of parts) {
    const next = editOne(changed, part, place);
    if (next === null || typeof next === "string") return next;
    changed = next;
  }
  return changed;
}
