import type { Bit, PlainKind } from "./bits.ts";
import { codeAt } from "./codes.ts";
import { readDatePhrase } from "./dates.ts";
import { realDay } from "./day.ts";
import { figureAt, type OwnMeasure, ownMeasures } from "./figure-reader.ts";
import { figureOrWord, isCodeWord, strictTag } from "./figure-words.ts";
import { inlineMark, lineStart, listMark } from "./labels.ts";
import { isVocabulary, tagAt } from "./lexicon.ts";
import type { Context } from "./meaning.ts";
import { measureAt } from "./measures.ts";
import { anyAt, isSign, phraseAt } from "./phrases.ts";
import { placeAt } from "./places.ts";
import { remarkWords } from "./remark-words.ts";
import { indexTitles, titleAt } from "./title-index.ts";
import { type Message, type Token, tokenize } from "./tokens.ts";

/** A message cut into the pieces that carry meaning, in order. */
export interface Scan {
  readonly message: Message;
  readonly bits: readonly Bit[];
}

const dashSigns = "-–—";

const dateLeads = new Set("den toi vao ngay tu hom truoc han".split(" "));

/** What a message is about by the dialogue, without saying so. */
export interface About {
  readonly code: string;
  /** A change was asked for: "khoảng 20" is how many more. */
  readonly change?: boolean;
}

export function scan(text: string, context: Context, about?: About): Scan {
  const message = tokenize(text, { isKnown: isVocabulary, onStep: context.onStep });
  const bits: Bit[] = about
    ? [{ kind: "target", start: 0, next: 0, by: "code", codes: [about.code], open: false }]
    : [];
  if (about?.change) bits.push({ kind: "tag", start: 0, next: 0, tag: "add" });
  const codes = new Set(context.targets.map((target) => target.code.toUpperCase()));
  const titles = indexTitles(context.targets);
  const own = ownMeasures(context.targets);
  const { tokens } = message;
  const ours = (at: number): boolean => tagAt(message, at) !== null || remarkWords.at(message, at) !== null;
  const beginsTarget = (at: number): boolean =>
    codeAt(message, at, (name) => codes.has(name)) !== null || titleAt(message, at, titles, ours) !== null;
  const push = (bit: Bit): number => {
    bits.push(bit);
    return bit.next;
  };
  for (let at = 0; at < tokens.length; ) {
    context.onStep?.();
    const token = tokens[at];
    if (!token) break;
    if (token.kind === "line") {
      at = push({ kind: "line", start: at, next: at + 1 });
      continue;
    }
    // "-5" after a target is a change, not a bullet.
    const start = lineStart(message, at) && !(about && at === 0);
    const skipped = start
      ? // "c.t 3" is a code, not point c.
        token.fold === "c" && beginsTarget(at)
        ? 0
        : listMark(message, at)
      : inlineMark(message, at, bits[bits.length - 1], beginsTarget);
    if (skipped > 0) {
      at += skipped;
      continue;
    }
    if (token.kind === "sign") {
      at = push(signBit(message, at, own, start));
      continue;
    }
    const last = bits[bits.length - 1];
    const code = codeAt(message, at, (name) => codes.has(name));
    if (code) {
      at = push({
        kind: "target",
        start: at,
        next: code.next,
        by: "code",
        codes: code.codes,
        open: code.open,
      });
      at = moreCodes(message, at, codes, push);
      continue;
    }
    const place = placeAt(message, at, context);
    if (place) {
      at = push(place);
      continue;
    }
    const title = titleAt(message, at, titles, ours);
    const tag = token.kind === "word" ? strictTag(message, at) : null;
    const inside = tag?.tag === "bound" && token.fold === "trong" ? dateAt(message, at + 1, last) : null;
    // "trong tháng" is said of the work of this month, "trong tháng 6" names it; "trong tháng 6 hồ sơ" counts.
    if (tag && inside && inside.next > tag.next && measureAt(message, inside.next) === null) {
      at = push(inside);
      continue;
    }
    const date = dateAt(message, at, last);
    const longest = Math.max(title?.next ?? 0, date?.next ?? 0, tag?.next ?? 0);
    if (
      title &&
      title.next === longest &&
      (date === null || date.next < title.next) &&
      !isBlocked(message, at)
    ) {
      const named = title.targets.map((index) => context.targets[index]?.code ?? "");
      at = push({ kind: "target", start: at, next: title.next, by: "title", codes: named, open: false });
    } else if (
      date &&
      (date.next === longest ||
        tag === null ||
        tag.tag === "plain" ||
        tag.tag === "fromTo" ||
        tag.tag === "remain")
    ) {
      at = push(date);
    } else if (tag && tag.tag === "fromTo") {
      const from = figureAt(message, tag.next, { own, from: true });
      push({ kind: "tag", start: at, next: tag.next, tag: tag.tag });
      at = from && !from.weak ? push(from) : tag.next;
    } else {
      at = push(figureOrWord(message, at, own, tag, last));
    }
  }
  return { message, bits };
}

const ends = ".!;…";

function signBit(message: Message, at: number, own: readonly OwnMeasure[], start: boolean): Bit {
  const token = message.tokens[at] as Token;
  const follow = message.tokens[at + 1];
  const plain = (kind: PlainKind, next = at + 1): Bit => ({ kind, start: at, next });
  const { text } = token;
  if (text === "?") return plain("question");
  if (ends.includes(text))
    return text === "." && follow && !follow.gap && follow.kind === "word" && !isCodeWord(follow)
      ? plain("word")
      : plain("sentence");
  if (text === "," || text === "&" || text === "|" || text === "/") return plain("comma");
  if (text === ":" || text === "=")
    return isSign(message, at + 1, ">") ? plain("arrow", at + 2) : plain("equals");
  if (text === "→" || text === "⇒" || text === "➡") return plain("arrow");
  if (text === "(" || text === "[") return plain("open");
  if (text === ")" || text === "]") return plain("close");
  const attached = follow?.kind === "number" && !follow.gap;
  // "~150", "≈150" and "150+" are rough.
  const openEnd = text === "+" && !token.gap && message.tokens[at - 1]?.kind === "number";
  if (("~≈".includes(text) && follow?.kind === "number") || (openEnd && follow?.kind !== "number"))
    return { kind: "tag", start: at, next: at + 1, tag: "rough" };
  if (text === "+" && follow?.kind === "number") {
    return figureAt(message, at + 1, { own, sign: 1 }) ?? plain("dash");
  }
  if (dashSigns.includes(text)) {
    if (isSign(message, at + 1, ">")) return plain("arrow", at + 2);
    const inside = isSign(message, at - 1, "(") || isSign(message, at - 1, ":");
    if (attached && (token.gap || inside || at === 0) && !start)
      return figureAt(message, at + 1, { own, sign: -1 }) ?? plain("dash");
    return plain("dash");
  }
  return plain("word");
}

type Push = (bit: Bit) => number;

/** "ct1, 2 và 4 xong": numbers after a code are codes if a finish follows the list. */
function moreCodes(message: Message, at: number, codes: ReadonlySet<string>, push: Push): number {
  const found: Bit[] = [];
  let next = at;
  for (;;) {
    const joint =
      isSign(message, next, ",") || isSign(message, next, "&") || isSign(message, next, "+")
        ? 1
        : anyAt(message, next, ["và", "với"]);
    const number = message.tokens[next + joint];
    if (joint === 0 || number?.kind !== "number" || !/^\d{1,2}$/.test(number.text)) break;
    const code = `CT${Number(number.text)}`;
    if (!codes.has(code)) break;
    found.push({ kind: "comma", start: next, next: next + joint });
    next += joint + 1;
    found.push({ kind: "target", start: next - 1, next, by: "code", codes: [code], open: false });
  }
  if (found.length === 0) return at;
  const after = message.tokens[next];
  const closing = tagAt(message, next)?.tag;
  const finished =
    closing !== undefined &&
    ["finish", "already", "same", "not", "going", "nearly", "each"].includes(closing);
  if (!finished || (after?.kind !== "word" && after?.kind !== "sign")) return at;
  for (const bit of found) push(bit);
  return next;
}

function dateAt(message: Message, at: number, last: Bit | undefined): Bit | null {
  const phrase = readDatePhrase(message, at);
  if (!phrase) return null;
  const { form } = phrase;
  const lead = message.tokens[at - 1];
  if (form?.type === "date" && form.bare && phrase.deadline === null && phrase.beside === null) {
    const alone = isSign(message, phrase.next, ":") || message.tokens[phrase.next]?.kind === "line";
    const heads = lineStart(message, at) && alone && realDay(2024, form.m ?? 0, form.d) !== null;
    const led =
      heads ||
      (lead?.kind === "word" && dateLeads.has(lead.fold) && !(last?.kind === "tag" && last.tag === "less"));
    if (!led || measureAt(message, phrase.next)) return null;
  }
  const after = message.tokens[phrase.next];
  if (after?.kind === "sign" && (after.text === "%" || (after.text === "/" && !after.gap))) return null;
  // "17-21/6" is a stretch of days, "1-2/6 lớp" isn't.
  if (form?.type === "range" && message.tokens[at]?.kind === "number" && measureAt(message, phrase.next))
    return null;
  if (form === null && phrase.clock && isSign(message, at + 1, ":") && last?.kind === "target") return null;
  return { kind: "date", start: at, next: phrase.next, phrase };
}

/** Title words inside a longer word of ours: "điểm thi đua", "báo cáo thi đua". */
function isBlocked(message: Message, at: number): boolean {
  return (
    phraseAt(message, at, "thi đua") > 0 &&
    message.tokens[at - 1]?.kind === "word" &&
    tagAt(message, at + 2) === null
  );
}
