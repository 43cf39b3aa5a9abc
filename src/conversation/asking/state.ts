import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { Ask, Item } from "../../domain/vietnamese/meaning.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import type { Turn } from "../turn.ts";

const reading = z.union([z.string(), z.number()]);

const itemState = z.object({
  target: z.string().nullable(),
  op: z.enum(["set", "add"]),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  of: z.number().optional(),
  done: z.literal(true).optional(),
  on: z.string().nullable().optional(),
  /** What the open figure can be. */
  readings: z.array(reading).optional(),
  /** The person picked or confirmed it: it is not doubted again. */
  sure: z.literal(true).optional(),
  /** Complete, but to be confirmed. */
  odd: z.literal(true).optional(),
});
export type OpenItem = z.infer<typeof itemState>;

/** What is known already, and which part is open. Nothing is saved before the last part is answered. */
export const questionSchema = z.object({
  about: z.enum(["target", "value", "date", "confirm"]),
  items: z.array(itemState).min(1),
  /** Values, codes or days that can be picked; empty when the answer is open. */
  candidates: z.array(reading),
  /** The message corrects, so that a lower figure is meant. */
  corrects: z.boolean().default(false),
  /** The message says that the plan was exceeded. */
  exceeds: z.boolean().default(false),
  /** The message was rough ("khoảng"). */
  rough: z.boolean().default(false),
  /** The action that the answer stands in for: its message was edited. */
  replaces: z.number().nullable().default(null),
});
export type QuestionState = z.infer<typeof questionSchema>;

const roughWords =
  /(?<![a-z])(?:khoang|tam|chung|co chung|gan|hon|uoc|xap xi|hinh nhu|co le|mot nua)(?![a-z])/;
const correctionWords =
  /(?<![a-z])(?:nham|sai (?:roi|so|mat)|sua(?! chua)|dinh chinh|dieu chinh|chinh lai|khong phai|moi dung|giam con|giam xuong)(?![a-z])/;

/** "sửa CT3 thành 80", "nhầm rồi, ct2 là 690": the figure stands in for one given before. */
export const saysCorrection = (text: string): boolean => correctionWords.test(fold(text));

/** What the message in hand said: words or a caption. */
export function saidIn(turn: Turn): string {
  const { content } = turn.inbound;
  if (content.kind === "text" || content.kind === "edited") return content.text;
  return content.kind === "file" ? content.caption : "";
}

/** The question a message leaves open, with all that it made clear; null when it is none about figures. */
export function questionOf(ask: Ask, text: string, replaces: number | null): QuestionState | null {
  if (ask.about === "unit" || !ask.items?.length) return null;
  const { about, choices } = ask;
  return {
    about,
    items: ask.items.map((item, at) => {
      const readings = choices?.[at];
      return { ...item, ...(readings && about === "value" ? { readings } : {}) };
    }),
    candidates: ask.candidates ?? [],
    corrects: saysCorrection(text),
    exceeds: /(?<![a-z])vuot(?![a-z])/.test(fold(text)),
    rough: roughWords.test(fold(text)),
    replaces,
  };
}

/** The item as it is recorded. */
export function asItem({ of, done, on, target, op, value, unit }: OpenItem): Item {
  return {
    target,
    op,
    value,
    unit,
    ...(of === undefined ? {} : { of }),
    ...(done === undefined ? {} : { done }),
    ...(on === undefined ? {} : { on }),
  };
}

/** The item the question is about: the first with the open part. */
export function openIndex(state: QuestionState): number {
  const isOpen = (item: OpenItem) =>
    state.about === "target"
      ? item.target === null
      : state.about === "value"
        ? item.value === null
        : item.on === null;
  return state.about === "confirm" ? 0 : Math.max(0, state.items.findIndex(isOpen));
}

export const findByCode = (targets: Target[], code: string | null): Target | undefined =>
  targets.find((each) => targetCode(each.number) === code);

/** With [v, current + v] the question is whether v is the new total or an addition. */
export function asksSetOrAdd(state: QuestionState, target: Target | undefined): boolean {
  const [value, total, more] = state.candidates;
  return (
    state.about === "value" &&
    more === undefined &&
    typeof value === "number" &&
    typeof total === "number" &&
    Math.abs(total - value - Number(target?.current ?? 0)) < 1e-9 &&
    Number(target?.current ?? 0) !== 0
  );
}
