import { fold, markKey, normalize } from "./fold.ts";
import { decodeTelex } from "./telex.ts";

export interface Token {
  readonly kind: "word" | "number" | "sign" | "line";
  /** As typed. */
  readonly text: string;
  readonly fold: string;
  /** With its marks, the tone set apart (see `markKey`). */
  readonly key: string;
  /** Offsets into the normalised text. */
  readonly start: number;
  readonly end: number;
  /** A blank stands before it. */
  readonly gap: boolean;
}

export interface Message {
  /** Normalised. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Some word has a mark, so words without marks are meant as typed. A keyboard adds the marks of courtesies by itself: they don't count. */
  readonly marked: boolean;
  /** Called for each piece of work: a token, a form tried, a number worked out, a figure weighed. */
  readonly onStep?: (() => void) | undefined;
}

interface TokenOptions {
  /** Tells whether a marked syllable is a word of ours: only then are raw Telex keys decoded. */
  readonly isKnown?: ((key: string) => boolean) | undefined;
  readonly onStep?: (() => void) | undefined;
}

const piece = /(\n)|([\p{L}\p{M}]*\d[\d\p{L}\p{M}]*[\d.,]*)|([\p{L}\p{M}]+)|(\s+)|([\s\S])/gu;
/** Letters typed for digits: 8o%, l2. A word of letters alone is none. */
const muddled = /^(?=[oOlI]*\d)(?=\d*[oOlI])[\doOlI]+$/;
const afterCode = new Set(["ct", "tieu", "chitieu", "teu", "so", "ctieu"]);
const courtesies = new Set("ạ dạ vâng nhé nhá nhỉ ơi chị chào à ừ cảm ơn cám rồi".split(" "));
const areas = /^(?:k?m)[23]$/i;

/** Cuts a message into words, figures and signs. One pass, linear in the length. */
export function tokenize(raw: string, options: TokenOptions = {}): Message {
  const text = normalize(raw);
  const tokens: Token[] = [];
  let marked = false;
  let gap = false;
  const folded = fold(text);
  const add = (kind: Token["kind"], start: number, end: number, meant?: string): void => {
    const typed = text.slice(start, end);
    const plain = meant === undefined ? folded.slice(start, end) : fold(meant);
    const lower = typed.toLowerCase();
    // Only a word with letters beyond ASCII can have marks.
    const key =
      kind !== "word"
        ? typed
        : meant !== undefined
          ? markKey(meant)
          : lower === plain
            ? plain
            : markKey(lower);
    if (kind === "word" && meant === undefined && lower !== plain) marked ||= !courtesies.has(lower);
    tokens.push({ kind, text: typed, fold: plain, key, start, end, gap });
    gap = false;
    options.onStep?.();
  };
  const addWord = (start: number, end: number): void => {
    const typed = text.slice(start, end);
    const decoded = options.isKnown && !options.isKnown(typed.toLowerCase()) ? decodeTelex(typed) : null;
    add("word", start, end, decoded !== null && options.isKnown?.(markKey(decoded)) ? decoded : undefined);
  };
  for (const match of text.matchAll(piece)) {
    const start = match.index;
    const end = start + match[0].length;
    if (match[1]) add("line", start, end);
    else if (match[4]) gap = true;
    else if (match[3]) addWord(start, end);
    else if (match[5]) add("sign", start, end);
    else if (isDecimalPart(tokens, match[0], gap, text.slice(end, end + 8))) {
      const [whole] = tokens.splice(-2);
      const from = whole?.start ?? start;
      const joined = `${whole?.text ?? ""},${match[0]}`;
      tokens.push({
        kind: "number",
        text: joined,
        fold: joined,
        key: joined,
        start: from,
        end,
        gap: whole?.gap ?? false,
      });
    } else cutMixed(match[0], start, tokens, add, addWord, text.slice(end, end + 3));
  }
  return { text, tokens, marked, onStep: options.onStep };
}

/** "86 ,5 %": a blank slipped in before the decimal comma. Only before a measure: "150 ,12 ,88" is a list. */
function isDecimalPart(tokens: readonly Token[], digits: string, gap: boolean, after: string): boolean {
  const [before, whole, comma] = tokens.slice(-3);
  const [number, sign] = comma ? [whole, comma] : [before, whole];
  if (gap || sign?.text !== "," || !sign.gap || number?.kind !== "number") return false;
  if (!/^\d{1,3}$/.test(number.text) || !/^\d{1,2}$/.test(digits)) return false;
  const lead = comma ? before : undefined;
  const isCode = lead?.kind === "word" && afterCode.has(lead.fold) && !number.gap;
  return (
    !isCode &&
    lead?.text !== "," &&
    /^\s*(?:%|ph[ầa]n tr|t[ỷyỉi](?!\p{L})|tr(?:i[ệe]u)?(?!\p{L}))/iu.test(after)
  );
}

type Add = (kind: Token["kind"], start: number, end: number) => void;
type AddWord = (start: number, end: number) => void;

/** "ct3", "150hs", "1.234,5.", "17h30", "8o": letters and digits without a blank between. */
function cutMixed(
  mixed: string,
  start: number,
  tokens: readonly Token[],
  add: Add,
  addWord: AddWord,
  after: string,
): void {
  const bare = mixed.replace(/[.,]+$/, "");
  if (muddled.test(bare) || areas.test(bare)) {
    add(areas.test(bare) ? "word" : "number", start, start + bare.length);
  } else {
    const cuts = /([\p{L}\p{M}]+)|(\d+(?:[.,]\d+)*)|([\s\S])/gu;
    for (const cut of bare.matchAll(cuts)) {
      const from = start + cut.index;
      const before = tokens[tokens.length - 1];
      if (cut[1]) addWord(from, from + cut[0].length);
      else if (cut[3]) add("sign", from, from + 1);
      else if (before?.kind === "word" && /[.,]/.test(cut[0]) && isCodeLead(tokens))
        cutCode(cut[0], from, add, /^\s*%/.test(after));
      else add("number", from, from + cut[0].length);
    }
  }
  for (let at = start + bare.length; at < start + mixed.length; at++) add("sign", at, at + 1);
}

/** "ct", "chỉ tiêu số"; but "ký số 84,5%" is a figure. */
function isCodeLead(tokens: readonly Token[]): boolean {
  const last = tokens[tokens.length - 1]?.fold ?? "";
  if (last !== "so") return afterCode.has(last);
  return (tokens[tokens.length - 2]?.fold ?? "").endsWith("tieu");
}

/** "CT3.86%" and "ct1,2": the digits up to the sign are the code. "ct1,2,4" may be three codes. */
function cutCode(digits: string, start: number, add: Add, isPercent: boolean): void {
  const head = /^\d+/.exec(digits)?.[0].length ?? 0;
  add("number", start, start + head);
  add("sign", start + head, start + head + 1);
  const rest = digits.slice(head + 1);
  if (isPercent || !/^\d{1,2}(?:,\d{1,2})+$/.test(rest)) {
    add("number", start + head + 1, start + digits.length);
    return;
  }
  let at = start + head + 1;
  for (const part of rest.split(",")) {
    if (at > start + head + 1) add("sign", at - 1, at);
    add("number", at, at + part.length);
    at += part.length + 1;
  }
}
