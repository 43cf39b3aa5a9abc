import { checkItem } from "../../domain/vietnamese/check-item.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { targetViews } from "../views.ts";
import { asItem, findByCode, type OpenItem, type QuestionState } from "./state.ts";

/** Looks again at an item whose target or figure was answered: is it clear now, to be confirmed, or open in another way? */
export function lookAgain(item: OpenItem, targets: Target[], said: QuestionState): OpenItem {
  const target = findByCode(targets, item.target);
  const [view] = target ? targetViews([target]) : [];
  if (item.sure || item.odd || !view) return item;
  // A figure that is open already, with its readings, is asked about as it is.
  if (item.value === null && !item.done) return item;
  const checked = checkItem(asItem(item), view, said);
  if (checked.kind === "value") return { ...checked.item, readings: [...checked.candidates] };
  // Days to choose from, when the day is open.
  const kept = { ...checked.item, ...(item.readings ? { readings: item.readings } : {}) };
  return checked.kind === "confirm" ? { ...kept, odd: true } : kept;
}
