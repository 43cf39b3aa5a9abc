import type { Bit, FigureBit, PlainKind } from "./bits.ts";
import { figureAt, measureSaidAt, type OwnMeasure } from "./figure-reader.ts";
import { fold, markKey } from "./fold.ts";
import { labelEnd } from "./labels.ts";
import { type TagFound, tagAt } from "./lexicon.ts";
import { readNumberAt } from "./numbers.ts";
import { anyAt } from "./phrases.ts";
import type { Message, Token } from "./tokens.ts";

// Figures and the words that may be taken for them.

export const isCodeWord = (token: Token): boolean => token.fold === "ct" || token.fold === "chi";

/** Single syllables without marks are taken for these words only in front of a figure. */
const beforeFigure = new Set(
  "cong tang giam tru bot thu trong lap trao tra gop mua nhap trinh don nhan tham phat ky ki chuyen duyet chuan hien".split(
    " ",
  ),
);
const toFigure = ["được", "đc", "dc", "thêm", "xong", "đi", "mới", "tiếp", "khoảng", "hơn", "gần"];

export function strictTag(message: Message, at: number): TagFound | null {
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
  // Without marks đổi is also đội, đợi, đời: taken for it only before what is changed.
  if (token.fold === "doi") {
    const after = message.tokens[tag.next];
    return after && (isCodeWord(after) || after.fold === "so" || after.kind === "number") ? tag : null;
  }
  if (!beforeFigure.has(token.fold)) return tag;
  const next = anyAt(message, tag.next, toFigure);
  return readNumberAt(message, tag.next + next) || next > 0 ? tag : null;
}

export function figureOrWord(
  message: Message,
  at: number,
  own: readonly OwnMeasure[],
  tag: TagFound | null,
  last: Bit | undefined,
): Bit {
  const token = message.tokens[at] as Token;
  const plain = (kind: PlainKind, next = at + 1): Bit => ({ kind, start: at, next });
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
  // Without marks chúc is chục as well, which no figure begins with.
  if (tag?.tag === "cheer") return { kind: "tag", start: at, next: tag.next, tag: tag.tag };
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
const follows =
  "a ạ ah à nhé nhe nha nhá nhỉ dạ vâng em anh chị bạn ơi với rồi cho của tại về ở thì là và nhưng mà do vì nên để được đc dc r nữa thôi đây đấy đó này nay ok oke hiện những còn bác có cô chú chứ các cả hết luôn mới đúng thật hả ko không chưa vào từ trong trên hôm ngày sếp thầy thấy".split(
    " ",
  );
const followKeys = new Set(follows.map(markKey));
const followFolds = new Set(follows.map(fold));

/** "7 chỗ" is no "7 cho …": a mark that was typed counts. */
const isFollower = (token: Token): boolean =>
  token.key === token.fold ? followFolds.has(token.fold) : followKeys.has(token.key);

function guessMeasure(message: Message, figure: FigureBit): FigureBit {
  const after = message.tokens[figure.next];
  if (figure.measure || after?.kind !== "word" || isFollower(after) || isCodeWord(after)) return figure;
  if (tagAt(message, figure.next)) return figure;
  return { ...figure, measure: { kind: "noun", name: after.text, guessed: true } };
}
