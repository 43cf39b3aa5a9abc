import { targetCode } from "../../domain/target.ts";
import { understand } from "../../domain/vietnamese/understand.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { isoDay } from "../days.ts";
import type { Turn } from "../turn.ts";
import { targetViews } from "../views.ts";
import { asItem, findByCode, type OpenItem, type QuestionState } from "./state.ts";

/** A figure as people write it; four decimals, since one comma and three digits can be read two ways. */
function written(value: number): string {
  const text = String(Math.abs(value)).replace(".", ",");
  return /,\d{3}$/.test(text) ? `${text}0` : text;
}

/** The item said in full: "CT2 thêm 12 hồ sơ". */
function spoken(item: OpenItem & { value: number }, target: Target, said: QuestionState): string {
  const code = targetCode(target.number);
  if (item.done && item.of === undefined) return `${code} xong`;
  const corrects = said.corrects && item.op === "set";
  const head = [code, ...(corrects ? ["sửa lại là"] : []), ...(said.exceeds ? ["vượt"] : [])];
  const rough = said.rough ? ["khoảng"] : [];
  const measure = item.unit ?? (item.of === undefined ? "" : (target.measure ?? ""));
  const figure = written(item.value) + (item.of === undefined ? "" : `/${written(item.of)}`);
  const change = item.op === "add" ? [item.value < 0 ? "giảm" : "thêm"] : [];
  return [...head, ...change, ...rough, `${figure}${measure === "%" ? "%" : ` ${measure}`}`].join(" ").trim();
}

/**
 * Looks again at an item whose target or figure was answered: is it clear now, to be confirmed, or open in another way?
 * It is put in words and read as any message, so that one set of rules decides what is odd.
 */
export function checkItem(turn: Turn, item: OpenItem, targets: Target[], said: QuestionState): OpenItem {
  const target = findByCode(targets, item.target);
  const { value } = item;
  if (item.sure || item.odd || value === null || !target || target.kind === "yesno") return item;
  if (item.op === "add" && value === 0) return item;
  const meaning = understand(spoken({ ...item, value }, target, said), {
    targets: targetViews([target]),
    units: [],
    today: isoDay(turn.today),
  });
  const [read] = meaning.intent === "ask" ? (meaning.items ?? []) : [];
  if (meaning.intent !== "ask" || !read) return item;
  if (meaning.about === "confirm") return { ...item, odd: true };
  if (meaning.about !== "value") return item;
  return { ...asItem(item), value: null, op: read.op, readings: meaning.candidates ?? [] };
}
