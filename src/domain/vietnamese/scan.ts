import type { Bit, FigureBit, PlainBit } from "./bits.ts";
import { codeAt } from "./codes.ts";
import { readDatePhrase } from "./dates.ts";
import { figureAt, measureSaidAt, type OwnMeasure, ownMeasures } from "./figure-reader.ts";
import { fold, markKey } from "./fold.ts";
import { isVocabulary, type TagFound, tagAt } from "./lexicon.ts";
import type { Context } from "./meaning.ts";
import { measureAt } from "./measures.ts";
import { readNumberAt } from "./numbers.ts";
import { anyAt, isSign, phraseAt } from "./phrases.ts";
import { indexTitles, titleAt } from "./title-index.ts";
import { type Message, type Token, tokenize } from "./tokens.ts";
import { isPlaceKey, isPlaceName, opensPlace } from "./units.ts";

/** A message cut into the pieces that carry meaning, in order. */
export interface Scan {
  readonly message: Message;
  readonly bits: readonly Bit[];
}

type Plain = PlainBit["kind"];

/** Words after which a number counts nothing: TUẦN 24, phòng 302. */
const labels =
  "tuần phòng đợt lần đoạn khóa điều khoản mục lục bảng nhóm tổ trang tầng hạng top thứ số kỳ cụm khối biểu mẫu chương bước câu trí đt sđt zalo hotline thoại máy ngõ đường version zoom id quyển".split(
    " ",
  );
const labelKeys = new Set(labels.map(markKey));
/** Without marks: not those that look like words before a figure ("tang 5"). */
const labelFolds = new Set(
  labels.map(fold).filter((word) => !["tang", "to", "may", "tri", "cau", "ban"].includes(word)),
);

const isLabel = (message: Message, token: Token): boolean =>
  message.marked ? labelKeys.has(token.key) : labelFolds.has(token.fold);

const counting = new Set("tong con them dat duoc dc la".split(" "));
const bullets = "-+•*·–—✅✔☑▪►➤";
const dashSigns = "-–—";
const dateLeads = new Set("den toi vao ngay tu hom truoc han".split(" "));

export function scan(text: string, context: Context): Scan {
  const message = tokenize(text, { isKnown: isVocabulary, onStep: context.onStep });
  const bits: Bit[] = [];
  const codes = new Set(context.targets.map((target) => target.code.toUpperCase()));
  const titles = indexTitles(context.targets);
  const own = ownMeasures(context.targets);
  const { tokens } = message;
  const ours = (at: number): boolean => tagAt(message, at) !== null;
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
    const start = lineStart(message, at);
    const skipped = start
      ? listMark(message, at)
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

function lineStart(message: Message, at: number): boolean {
  const before = message.tokens[at - 1];
  return before === undefined || before.kind === "line";
}

/** A bullet or list number at the start of a line: its tokens, or 0. */
function listMark(message: Message, at: number): number {
  const token = message.tokens[at];
  const follow = message.tokens[at + 1];
  if (!token || !follow || follow.kind === "line") return 0;
  if (token.kind === "sign" && bullets.includes(token.text)) return 1;
  if (
    token.kind === "sign" &&
    token.text === "(" &&
    /^\d{1,2}$/.test(follow.text) &&
    isSign(message, at + 2, ")")
  )
    return 3;
  const short = token.kind === "number" ? /^\d{1,2}$/.test(token.text) : /^[a-hđ]$/.test(token.fold);
  if (!short || follow.kind !== "sign" || follow.gap) return 0;
  const after = message.tokens[at + 2];
  if (!after || after.kind === "line") return 0;
  if (follow.text === "." || follow.text === ")") return 2;
  return token.kind === "number" && (follow.text === "/" || follow.text === "-") && after.gap ? 2 : 0;
}

/** "…, 1) CT1: 150": a list number in the middle of a line, before a target. */
function inlineMark(
  message: Message,
  at: number,
  last: Bit | undefined,
  beginsTarget: (at: number) => boolean,
): number {
  const token = message.tokens[at];
  if (
    token?.kind !== "number" ||
    !/^\d{1,2}$/.test(token.text) ||
    (last?.kind !== "comma" && last?.kind !== "sentence")
  )
    return 0;
  return (isSign(message, at + 1, ")") || isSign(message, at + 1, ".")) && beginsTarget(at + 2) ? 2 : 0;
}

const ends = ".!;…";

function signBit(message: Message, at: number, own: readonly OwnMeasure[], start: boolean): Bit {
  const token = message.tokens[at] as Token;
  const follow = message.tokens[at + 1];
  const plain = (kind: Plain, next = at + 1): Bit => ({ kind, start: at, next });
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
  if (text === "+" && follow?.kind === "number") {
    return figureAt(message, at + 1, { own, sign: 1 }) ?? plain("dash");
  }
  if (dashSigns.includes(text)) {
    if (isSign(message, at + 1, ">")) return plain("arrow", at + 2);
    const inside = isSign(message, at - 1, "(") || isSign(message, at - 1, ":");
    if (attached && (token.gap || inside) && !start)
      return figureAt(message, at + 1, { own, sign: -1 }) ?? plain("dash");
    return plain("dash");
  }
  return plain("word");
}

const isCodeWord = (token: Token): boolean => token.fold === "ct" || token.fold === "chi";

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

const unitHeads = ["sở nội vụ", "snv", "tỉnh", "thành phố", "tp"];

const headFolds = new Set(unitHeads.map((head) => fold(head).split(" ")[0] ?? ""));

/** A member unit or another province, by its name. */
function placeAt(message: Message, at: number, { units }: Context): Bit | null {
  const first = message.tokens[at];
  if (first?.kind !== "word" || !(headFolds.has(first.fold) || opensPlace(first.fold, units))) return null;
  const head = anyAt(message, at, unitHeads);
  let from = at + head;
  if (head > 0) from += isSign(message, from, ".") ? 1 : 0;
  if (head > 0) from += anyAt(message, from, unitHeads);
  for (let length = 4; length >= 1; length--) {
    let joined = "";
    let key = "";
    let capital = true;
    let count = 0;
    for (; count < length; count++) {
      const token = message.tokens[from + count];
      if (token?.kind !== "word") break;
      joined += token.fold;
      key += token.key;
      capital &&= token.text !== token.text.toLowerCase();
    }
    if (count < length || joined.length < 5 || !isPlaceName(joined, units)) continue;
    // Many names are words, too ("hòa bình", "hai phòng"): the marks must be right, or the capitals, or the message has none.
    const next = from + length;
    const exact = isPlaceKey(key, units) || capital || !message.marked || head > 0;
    if (length === 1 && joined.length < 5) continue;
    if (!exact) continue;
    return { kind: "unit", start: at, next, name: spell(message, at, next) };
  }
  return null;
}

export function spell(message: Message, from: number, to: number): string {
  const first = message.tokens[from];
  const last = message.tokens[to - 1];
  return first && last ? message.text.slice(first.start, last.end) : "";
}

function dateAt(message: Message, at: number, last: Bit | undefined): Bit | null {
  const phrase = readDatePhrase(message, at);
  if (!phrase) return null;
  const { form } = phrase;
  const lead = message.tokens[at - 1];
  if (form?.type === "date" && form.bare && phrase.deadline === null && phrase.beside === null) {
    const led =
      lead?.kind === "word" && dateLeads.has(lead.fold) && !(last?.kind === "tag" && last.tag === "less");
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

/** Single syllables without marks are taken for these words only in front of a figure. */
const beforeFigure = new Set(
  "cong tang giam tru bot thu trong lap trao tra gop mua nhap trinh don nhan tham phat ky ki chuyen duyet chuan hien".split(
    " ",
  ),
);
const toFigure = ["được", "đc", "dc", "thêm", "xong", "đi", "mới", "tiếp", "khoảng", "hơn", "gần"];

function strictTag(message: Message, at: number): TagFound | null {
  const tag = tagAt(message, at);
  const token = message.tokens[at];
  if (!tag || !token || message.marked || tag.next > at + 1) return tag;
  if (token.fold === "da") {
    const after = tagAt(message, tag.next)?.tag;
    return after === "work" ||
      after === "finish" ||
      after === "got" ||
      after === "total" ||
      after === "add" ||
      after === "over"
      ? tag
      : null;
  }
  if (!beforeFigure.has(token.fold)) return tag;
  const next = anyAt(message, tag.next, toFigure);
  return readNumberAt(message, tag.next + next) || next > 0 ? tag : null;
}

/** Title words inside a longer word of ours: "điểm thi đua", "báo cáo thi đua". */
function isBlocked(message: Message, at: number): boolean {
  return (
    phraseAt(message, at, "thi đua") > 0 &&
    message.tokens[at - 1]?.kind === "word" &&
    tagAt(message, at + 2) === null
  );
}

function figureOrWord(
  message: Message,
  at: number,
  own: readonly OwnMeasure[],
  tag: TagFound | null,
  last: Bit | undefined,
): Bit {
  const token = message.tokens[at] as Token;
  const plain = (kind: Plain, next = at + 1): Bit => ({ kind, start: at, next });
  if (token.kind === "number") {
    const label =
      last && last.next === at && (last.kind === "target" || last.kind === "figure")
        ? 0
        : labelEnd(message, at);
    if (label > 0) return plain("label", label);
    const figure = figureAt(message, at, { own });
    if (!figure) return plain("label");
    if (tag?.tag === "vague" || tag?.tag === "half") return vagueFigure(message, at, tag, own);
    return guessMeasure(message, figure);
  }
  const figure = figureAt(message, at, { own });
  const vague = tag?.tag === "vague" || tag?.tag === "half";
  if (tag && vague && (!figure || figure.weak || figure.next < tag.next))
    return vagueFigure(message, at, tag, own);
  // "tam 90%" without marks is tầm, not tám.
  if (figure?.weak && message.tokens[figure.next]?.kind === "number" && tag)
    return { kind: "tag", start: at, next: tag.next, tag: tag.tag };
  if (figure && (!tag || figure.next >= tag.next) && (!figure.weak || holdsAsNumber(message, figure, last)))
    return figure;
  if (tag) return { kind: "tag", start: at, next: tag.next, tag: tag.tag };
  return plain("word");
}

/** "vài lớp", "một nửa": no number, but the measure counts. */
function vagueFigure(message: Message, at: number, tag: TagFound, own: readonly OwnMeasure[]): Bit {
  let next = tag.next;
  if (tag.tag === "vague") next += anyAt(message, next, ["chục", "trăm", "nghìn", "triệu"]);
  const measured = measureSaidAt(message, next, own);
  if (
    tag.tag === "vague" &&
    !measured?.measure &&
    token(message, at) !== "may" &&
    token(message, at) !== "vai"
  ) {
    return { kind: "word", start: at, next: tag.next };
  }
  return {
    kind: "figure",
    start: at,
    next: tag.tag === "half" || !measured ? next : measured.next,
    values: tag.tag === "half" ? [50] : [],
    asPercent: null,
    repaired: false,
    measure: tag.tag === "half" ? { kind: "percent", name: "%" } : (measured?.measure ?? null),
    of: null,
    stroke: null,
    range: false,
    sign: null,
    word: tag.tag === "half" ? "half" : "vague",
    weak: false,
  };
}

const token = (message: Message, at: number): string => message.tokens[at]?.fold ?? "";

/** A lone number word is a figure before a measure, or where only a figure can stand. */
function holdsAsNumber(message: Message, figure: FigureBit, last: Bit | undefined): boolean {
  if (figure.measure || figure.of !== null) return true;
  const leads =
    last?.kind === "target" ||
    (last?.kind === "tag" && ["add", "less", "got", "total", "reached", "lowered"].includes(last.tag)) ||
    last?.kind === "equals";
  const after = message.tokens[figure.next];
  const closing =
    !after || after.kind !== "word" || ["a", "roi", "nhe", "nha", "r", "nua"].includes(after.fold);
  return leads && closing;
}

/** Words that follow a bare figure without counting anything. */
const follows = new Set(
  "a ah nhe nha nhi da vang em anh chi ban oi voi roi cho cua tai ve o thi la va nhung ma do vi nen de duoc dc r nua thoi day do nay ok oke hien nhung con bac co chu cac ca het luon moi dung that ha ko khong chua vao tu trong tren hom ngay sep thay".split(
    " ",
  ),
);

function guessMeasure(message: Message, figure: FigureBit): FigureBit {
  const after = message.tokens[figure.next];
  if (figure.measure || after?.kind !== "word" || follows.has(after.fold) || isCodeWord(after)) return figure;
  if (tagAt(message, figure.next)) return figure;
  return { ...figure, measure: { kind: "noun", name: after.text, guessed: true } };
}

const people = new Set("anh chi co chu bac ong ba".split(" "));

/** A document's number, a phone number, the number of a room or week: the first token after it, or 0. */
function labelEnd(message: Message, at: number): number {
  const number = message.tokens[at] as Token;
  const before = message.tokens[at - 1];
  const stroke = message.tokens[at + 1];
  let chain = at + 1;
  while (
    message.tokens[chain] &&
    !message.tokens[chain]?.gap &&
    message.tokens[chain]?.kind !== "line" &&
    !",;:.)%".includes(message.tokens[chain]?.text ?? "")
  )
    chain++;
  const hasWord = message.tokens.slice(at + 2, chain).some((part) => part.kind === "word");
  const glued = message.tokens[at + 2];
  if (
    stroke?.kind === "sign" &&
    "/-".includes(stroke.text) &&
    !stroke.gap &&
    glued?.kind === "word" &&
    !glued.gap
  )
    return chain;
  if (stroke?.text === "/" && hasWord && /^\d{4}$/.test(glued?.text ?? "")) return chain;
  if (/^0\d{3,}/.test(number.text) || /^\+?84\d{8,}/.test(number.text)) {
    let next = at + 1;
    while (message.tokens[next]?.kind === "number" && /^\d{3,4}$/.test(message.tokens[next]?.text ?? ""))
      next++;
    return next;
  }
  // "anh 3 ơi": the third-born, not three of anything.
  if (
    before &&
    people.has(before.fold) &&
    /^(?:[2-9]|10)$/.test(number.text) &&
    stroke?.kind === "word" &&
    !measureAt(message, at + 1)
  )
    return at + 1;
  if (before?.fold === "so" && message.tokens[at - 2]?.fold === "ho") return 0;
  if (before?.kind !== "word" || !isLabel(message, before) || isSign(message, at + 1, "%")) return 0;
  if ((readNumberAt(message, at)?.next ?? 0) > at + 1) return 0;
  if (measureAt(message, at + 1) || anyAt(message, at + 1, ["phần trăm"]) > 0) return 0;
  const wider = message.tokens[at - 2];
  if (before.fold === "so" && wider?.kind === "word" && counting.has(wider.fold)) return 0;
  if (stroke?.text === "/" && before.fold !== "so") return 0;
  return before.fold === "so" ? chain : at + 1;
}
