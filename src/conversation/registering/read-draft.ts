import { exact, toText } from "../../domain/scoring/exact.ts";
import { findDates, readDate } from "../../domain/vietnamese/dates.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { Ask, Context } from "../../domain/vietnamese/meaning.ts";
import { readNumberAt } from "../../domain/vietnamese/numbers.ts";
import { readTargetLine } from "../../domain/vietnamese/register.ts";
import { tokenize } from "../../domain/vietnamese/tokens.ts";
import { type Draft, emptyDraft } from "./draft.ts";
import { readAward } from "./read-award.ts";
import { readLimit } from "./read-limit.ts";

/** The part of a registration that its words leave open, with the readings to choose from. */
export interface OpenPart {
  about: "title" | "value" | "date";
  candidates: (string | number)[];
  /** Besides its figure the day is open too. */
  alsoDate?: true;
}

export interface ReadDraft {
  draft: Draft;
  open: OpenPart | null;
}

export type ReadingPlace = Pick<Context, "today" | "isWorkingDay">;

const decimal = (value: number) => toText(exact(value));

const read = (text: string, { today, isWorkingDay }: ReadingPlace) =>
  readTargetLine(text, today, isWorkingDay);

/** Cuts the words about days out. */
function withoutDates(text: string): string {
  const message = tokenize(text);
  let rest = message.text;
  for (const found of findDates(message).reverse()) {
    const [first, last] = [message.tokens[found.start], message.tokens[found.next - 1]];
    if (first && last) rest = `${rest.slice(0, first.start)} ${rest.slice(last.end)}`;
  }
  return rest.replace(/\s+([,;])/g, "$1").trim();
}

const fewWords = /(?<![a-z])(?:vai|may|nhieu|mot so)(?![a-z])/;
const range = /\d[\d.,]*\s*(?:-|–|den)\s*\d[\d.,]*/;

/** Puts a plain figure in the place of one that can be read in several ways, so that the rest of the sentence can be read. */
function withPlainFigure(text: string): string {
  const rough = range.exec(fold(text)) ?? fewWords.exec(fold(text));
  if (rough) return `${text.slice(0, rough.index)}7${text.slice(rough.index + rough[0].length)}`;
  const message = tokenize(text);
  const days = findDates(message);
  for (let at = 0; at < message.tokens.length; at += 1) {
    const found = days.some((each) => at >= each.start && at < each.next) ? null : readNumberAt(message, at);
    if (!found) continue;
    const first = message.tokens[at];
    // Of "1,500 triệu đồng" only the digits are open: the scale is part of the measure.
    const last = first?.kind === "number" ? first : message.tokens[found.next - 1];
    if (first && last && (found.values.length !== 1 || found.repaired)) {
      return `${message.text.slice(0, first.start)}7${message.text.slice(last.end)}`;
    }
    at = found.next - 1;
  }
  return text;
}

function draftOfMeaning(meaning: ReturnType<typeof read>, direction: Draft["direction"]): Draft {
  if (meaning?.intent !== "register") return emptyDraft;
  const draft: Draft = {
    ...emptyDraft,
    title: meaning.title,
    kind: meaning.title === null && meaning.kind === "yesno" ? null : meaning.kind,
    direction,
    plan: meaning.plan === null ? null : decimal(meaning.plan),
    measure: meaning.unit,
    dueOn: meaning.due,
    dueKnown: meaning.due !== null,
  };
  const award = meaning.kind === "yesno" && meaning.title !== null ? readAward(meaning.title) : null;
  if (!award) return draft;
  return {
    ...draft,
    kind: "title",
    // The name stands in the plan, as the head decides on it after the year.
    title: award.of ?? draft.title,
    plan: award.name,
    measure: null,
    weight: "0",
    dueKnown: true,
  };
}

/** The parts beside an open figure or day, read with something plain in its place. */
function readAround(text: string, direction: Draft["direction"], first: Ask, place: ReadingPlace): ReadDraft {
  const plain = first.about === "date" ? withoutDates(text) : withPlainFigure(text);
  const second = read(plain, place);
  const other = second?.intent === "ask" && second.about !== first.about ? second : null;
  if (!other) {
    const draft = draftOfMeaning(second, direction);
    return {
      draft: first.about === "date" ? { ...draft, dueOn: null, dueKnown: false } : { ...draft, plan: null },
      open: openPart(draft, first.about === "date" ? "date" : "value", first.candidates),
    };
  }
  // Both are open: the figure is asked about first.
  const value = first.about === "value" ? first : other;
  const bare = first.about === "date" ? withPlainFigure(plain) : withoutDates(plain);
  const draft = { ...draftOfMeaning(read(bare, place), direction), plan: null, dueOn: null, dueKnown: false };
  return { draft, open: { ...openPart(draft, "value", value.candidates), alsoDate: true } };
}

const openPart = (draft: Draft, about: "value" | "date", candidates: Ask["candidates"]): OpenPart =>
  draft.title === null ? { about: "title", candidates: [] } : { about, candidates: candidates ?? [] };

/** Reads one target out of a sentence or a line. */
export function readDraft(text: string, place: ReadingPlace): ReadDraft {
  const limited = readLimit(text);
  const meaning = read(limited.text, place);
  if (meaning?.intent === "ask" && (meaning.about === "value" || meaning.about === "date")) {
    return readAround(limited.text, limited.direction, meaning, place);
  }
  const draft = draftOfMeaning(meaning, limited.direction);
  return { draft, open: draft.title === null ? { about: "title", candidates: [] } : null };
}

export type Plan = Pick<Draft, "kind" | "plan" | "measure" | "direction">;

/** "120 hồ sơ", "95%", "không quá 5 vụ", "150" (then the measure stays); null when it is no plan. */
export function readPlan(text: string, before: Draft, place: ReadingPlace): Plan | OpenPart | null {
  const limited = readLimit(text);
  const meaning = read(limited.text, place);
  if (meaning?.intent === "ask" && meaning.about === "value") {
    return { about: "value", candidates: meaning.candidates ?? [] };
  }
  if (meaning?.intent !== "register" || meaning.plan === null || meaning.kind === "yesno") return null;
  const bare =
    meaning.unit === null && before.kind !== null && before.kind !== "yesno" && before.kind !== "title";
  return {
    kind: bare ? before.kind : meaning.kind,
    plan: decimal(meaning.plan),
    measure: bare ? before.measure : meaning.unit,
    direction: limited.direction === "lower" ? "lower" : before.direction,
  };
}

const noDay =
  /^(?:khong|ko|k|chua|bo)(?:\s+(?:co|xac dinh))?(?:\s+(?:thoi\s+)?han(?:\s+(?:chot|cuoi))?)?(?:\s+a)?[.!]?$/;

/** The last day that a deadline allows, or with `deadline` the words after "hạn"; "none" for "không có hạn"; "past" for a day gone by; null when it is no day. */
export function readDue(
  text: string,
  place: ReadingPlace,
  { deadline = false } = {},
): { day: string } | "none" | "past" | null {
  if (noDay.test(fold(text).replace(/\s+/g, " ").trim())) return "none";
  const found = readDate(text, place.today, { isWorkingDay: place.isWorkingDay, deadline });
  if (!found) return null;
  const day = found.end ?? found.date;
  return day < place.today ? "past" : { day };
}

const beside =
  /^(?:(?:han|chot|cuoi|hoan thanh|tat ca|ca|cac|deu|het|dong|muc|chi tieu|ct|con lai|chua co|cho|la|lay|ngay|cung|chung|vao|em|anh|chi|da|vang|a|nhe|nha|dc|duoc)(?![a-z])[\s,.:;!-]*)*$/;

/** Whether the words say a day and nothing else: "15/12", "hạn 15/12 nhé", "tất cả đến hết quý 4". */
export function isDayAlone(text: string, place: ReadingPlace): boolean {
  return readDue(text, place) !== null && beside.test(fold(withoutDates(text)).trim());
}

const registersAnew =
  /^(?:(?:em|toi|minh|don vi(?: em| toi)?|xin|cho)\s+)*(?:dang ky|dk)(?![a-z])(?:\s+(?:them\s+)?(?:chi tieu|ct))?\s*[:,-]?\s*/;

/** "đăng ký: thu ngân sách 25 tỷ đồng" names a target, whatever question is open; "đăng ký 120 hồ sơ" may answer it. */
export function isRegistration(text: string, place: ReadingPlace): boolean {
  const typed = text.trim();
  const lead = registersAnew.exec(fold(typed))?.[0];
  const rest = lead === undefined ? "" : typed.slice(lead.length);
  if (!/^\p{L}/u.test(rest) || readDue(rest, place) === "none") return false;
  return readDraft(typed, place).draft.title !== null;
}
