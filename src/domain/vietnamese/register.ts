import type { Bit, FigureBit } from "./bits.ts";
import type { Place } from "./date-resolve.ts";
import { type DatePhrase, findDates, resolvePhrase } from "./dates.ts";
import { isoDay } from "./day.ts";
import { figureAt } from "./figure-reader.ts";
import { normalize } from "./fold.ts";
import { tagAt } from "./lexicon.ts";
import type { Ask, Register } from "./meaning.ts";
import type { Part } from "./parts.ts";
import { anyAt, isSign, phraseAt } from "./phrases.ts";
import type { Scan } from "./scan.ts";
import type { Message } from "./tokens.ts";

const signUps = ["đăng ký", "đăng kí", "đk", "dk", "đký", "đkí", "dky", "xin đăng ký"];

/** Words that may come before đăng ký when the sender signs up. */
const before = new Set(
  "em anh chi toi minh da vang xin muon cho can ben don vi so noi vu snv phong chung chao kinh gui a e c duoc phep nay bot oi ban hom nam them se du kien tiep co the sep tren lanh dao cum va hien tai dc thua de nghi bao cao cac dong voi nho giup".split(
    " ",
  ),
);
/** After đăng ký: done already, or something else. */
const closers = ["rồi", "xong", "được chưa", "chưa", "thế nào", "kiểu gì", "ra sao", "như thế nào"];

const openers = [
  "thêm chỉ tiêu",
  "chỉ tiêu mới",
  "chỉ tiêu thi đua",
  "chỉ tiêu",
  "mới",
  "thêm",
  "bổ sung",
  "giúp em",
  "cho em",
  "giúp",
  "là",
  "với",
  "như sau",
  "sau",
  "cho",
  "1 chỉ tiêu",
  "một chỉ tiêu",
  "nội dung",
  "thi đua",
  "chỉ tiêu sau",
  "hộ em",
  "ct",
];
const particles = new Set(
  "a ah nhe nha nhi vang voi em anh chi oi di nhen day thoi cam on tks ok dong luon".split(" "),
);
const beforeNumber = [
  "đạt được",
  "đạt",
  "lên",
  "là",
  "bằng",
  "ít nhất",
  "tối thiểu",
  "trên",
  "khoảng",
  "hơn",
  "từ",
  "kế hoạch",
  "số lượng",
  "được",
  "mức",
  "tỷ lệ đạt",
  "đến",
  "chỉ tiêu",
  "tầm",
  "gần",
  "mục tiêu",
  "với",
  "tổng",
  "tổng số",
  "gồm",
];
const beforeDeadline = [
  "và hoàn thành",
  "hoàn thành",
  "hoàn tất",
  "xong",
  "trong",
  "vào",
  "thời gian",
  "thực hiện",
  "cần xong",
  "phải xong",
  "thời hạn",
  "nộp",
  "đến",
  "tới",
  "từ nay đến",
  "làm xong",
  "hết",
  "kết thúc",
  "dự kiến",
  "trong thời gian",
  "vào khoảng",
  "cho",
  "của",
  "là",
];

/** Where the sender signs up a target: the token after đăng ký. */
function signUpAt({ message, bits }: Scan, parts: readonly Part[]): number | null {
  for (let at = 0; at < message.tokens.length; at++) {
    const length = anyAt(message, at, signUps);
    if (length === 0) continue;
    for (let back = at - 1; back >= 0; back--) {
      const token = message.tokens[back];
      if (!token || token.kind === "line" || (token.kind === "sign" && /[.,!:;)\]]/.test(token.text))) break;
      if (token.kind === "word" && !before.has(token.fold) && !isName(bits, message, back)) return null;
      if (token.key === "đã" || (!message.marked && token.fold === "da" && back > 0)) return null;
    }
    const next = at + length;
    if (anyAt(message, next, closers) > 0) return null;
    const part = parts.find((part) => part.bits.some((bit) => bit.start <= at && bit.next > at));
    return part?.question ? null : next;
  }
  return null;
}

/** A unit or a person: "Sở Nội vụ Nam Định đăng ký …". */
function isName(bits: readonly Bit[], message: Message, at: number): boolean {
  return (
    bits.some((bit) => bit.kind === "unit" && bit.start <= at && bit.next > at) ||
    /^\p{Lu}\p{Ll}/u.test(message.tokens[at]?.text ?? "")
  );
}

/** A registration, or the question about it; `null` if the message is none. */
export function readRegistration(scan: Scan, parts: readonly Part[], place: Place): Register | Ask | null {
  const { message } = scan;
  const start = signUpAt(scan, parts);
  if (start === null) return null;
  return readTarget(message, skipOpeners(message, start), place);
}

function skipOpeners(message: Message, start: number): number {
  let at = start;
  for (;;) {
    const length =
      isSign(message, at, ":") ||
      message.tokens[at]?.kind === "line" ||
      isSign(message, at, "-") ||
      isSign(message, at, ",")
        ? 1
        : longest(message, at, openers);
    if (length === 0) return at;
    at += length;
  }
}

function longest(message: Message, at: number, phrases: readonly string[]): number {
  let best = 0;
  for (const phrase of phrases) best = Math.max(best, phraseAt(message, at, phrase));
  return best;
}

/** Tokens of the region that stay in the title. */
interface Region {
  readonly from: number;
  readonly to: number;
  readonly dropped: Set<number>;
}

interface Plan {
  readonly figure: FigureBit;
  readonly unit: string | null;
}

/** A target described in words, from a token to the end: title, plan, measure and deadline. */
export function readTarget(message: Message, from: number, place: Place): Register | Ask {
  const region: Region = { from, to: message.tokens.length, dropped: new Set() };
  const dates = findDates(message).filter(
    (date) => date.form !== null && (date.start >= from || isLongPeriod(date)),
  );
  const deadline =
    dates.find((date) => date.deadline !== null) ?? dates.find((date) => date.start >= from) ?? dates[0];
  for (const date of dates)
    if (date.start >= from) drop(region, leadIn(message, date.start, from), date.next);
  const plan = findPlan(message, region);
  if (plan) dropPlan(message, region, plan);
  const title = titleOf(message, region);
  const due = deadline ? dueDay(deadline, place) : null;
  if (!title && !plan && !deadline)
    return { intent: "register", title: null, kind: null, plan: null, unit: null, due: null };
  if (plan) {
    const question = openPlan(plan);
    if (question) return question;
  }
  if (deadline && (due === null || due < place.today)) return { intent: "ask", about: "date" };
  const value = plan ? planValue(plan) : 1;
  const kind = !plan ? "yesno" : plan.unit === "%" ? "percent" : "quantity";
  return {
    intent: "register",
    title,
    kind,
    plan: value,
    unit: plan?.unit ?? null,
    due: due === null ? null : isoDay(due),
  };
}

/** "năm 2025" and "năm nay" before đăng ký say by when, "hôm nay" doesn't. */
const isLongPeriod = (date: DatePhrase): boolean =>
  date.form?.type === "period" && date.form.period.unit === "year";

function drop(region: Region, from: number, to: number): void {
  for (let at = from; at < to; at++) region.dropped.add(at);
}

function leadIn(message: Message, start: number, from: number): number {
  let at = start;
  for (let again = true; again; ) {
    again = false;
    for (const phrase of beforeDeadline) {
      const length = phrase.split(" ").length;
      if (at - length >= from && phraseAt(message, at - length, phrase) > 0) {
        at -= length;
        again = true;
        break;
      }
    }
  }
  return at;
}

function dueDay(date: DatePhrase, place: Place): number | null {
  const found = resolvePhrase({ ...date, clock: null }, place);
  if (!found) return null;
  return date.deadline === "before" && found.isPeriod ? found.from - 1 : found.to;
}

function findPlan(message: Message, region: Region): Plan | null {
  let bare: Plan | null = null;
  for (let at = region.from; at < region.to; at++) {
    if (region.dropped.has(at)) continue;
    const token = message.tokens[at];
    if (token?.kind !== "number" && token?.kind !== "word") continue;
    const vague = tagAt(message, at);
    if (vague?.tag === "vague")
      return { figure: { ...emptyFigure, start: at, next: vague.next }, unit: null };
    const figure = figureAt(message, at, { own: [], from: phraseAt(message, at - 1, "từ") > 0 });
    if (!figure || (figure.weak && !figure.measure)) continue;
    const unit = unitOf(message, figure);
    if (unit !== null)
      return { figure: { ...figure, next: Math.max(figure.next, unit.next) }, unit: unit.name };
    if (!figure.weak) bare ??= { figure, unit: null };
    at = figure.next - 1;
  }
  return bare;
}

const emptyFigure: FigureBit = {
  kind: "figure",
  start: 0,
  next: 0,
  values: [],
  asPercent: null,
  repaired: false,
  measure: null,
  of: null,
  stroke: null,
  range: false,
  sign: null,
  word: "vague",
  weak: false,
};

/** The measure in its usual spelling; of an unknown noun the word itself. */
function unitOf(message: Message, figure: FigureBit): { name: string; next: number } | null {
  const { measure } = figure;
  if (measure?.kind === "percent") return { name: "%", next: figure.next };
  if (measure?.kind === "money") return { name: moneyUnit(message, figure), next: figure.next };
  if (measure) return { name: measure.name, next: figure.next };
  const after = message.tokens[figure.next];
  if (after?.kind !== "word" || particles.has(after.fold) || tagAt(message, figure.next)) return null;
  return { name: after.text.toLowerCase(), next: figure.next + 1 };
}

function moneyUnit(message: Message, figure: FigureBit): string {
  const words = message.tokens.slice(figure.start, figure.next).map((token) => token.fold);
  if (words.some((word) => word === "ty" || word === "ti")) return "tỷ đồng";
  if (words.some((word) => word === "trieu" || word === "tr")) return "triệu đồng";
  return words.some((word) => word === "nghin" || word === "ngan") ? "nghìn đồng" : "đồng";
}

const moneySize: Readonly<Record<string, number>> = {
  "tỷ đồng": 1e9,
  "triệu đồng": 1e6,
  "nghìn đồng": 1e3,
  đồng: 1,
};

function planValues({ figure, unit }: Plan): number[] {
  if (unit === "%" && figure.asPercent !== null) return [figure.asPercent];
  const size = (unit !== null && figure.measure?.kind === "money" && moneySize[unit]) || 1;
  return figure.values.map((value) => Number((value / size).toPrecision(12)));
}

const planValue = (plan: Plan): number | null => planValues(plan)[0] ?? null;

function openPlan(plan: Plan): Ask | null {
  const values = planValues(plan);
  if (values.length === 1 && !plan.figure.repaired && plan.figure.word === null) return null;
  const list = [...new Set(values)].sort((a, b) => a - b);
  return {
    intent: "ask",
    about: "value",
    ...(list.length > 0 && plan.figure.word === null ? { candidates: list } : {}),
  };
}

/** Drops the number, the words before it, and its noun if the thing was named before or is money. */
function dropPlan(message: Message, region: Region, { figure, unit }: Plan): void {
  const numberEnd =
    figure.measure?.kind === "noun" || figure.measure === null
      ? nounStart(message, figure, unit)
      : figure.next;
  let start = figure.start;
  for (let again = true; again; ) {
    again = false;
    for (const phrase of beforeNumber) {
      const length = phrase.split(" ").length;
      if (start - length >= region.from && phraseAt(message, start - length, phrase) > 0) {
        start -= length;
        again = true;
        break;
      }
    }
  }
  drop(region, start, numberEnd);
  if (numberEnd < figure.next && namedBefore(message, region, start, numberEnd, figure.next))
    drop(region, numberEnd, figure.next);
}

function nounStart(message: Message, figure: FigureBit, unit: string | null): number {
  if (unit === null) return figure.next;
  const length = unit.split(" ").length;
  let at = figure.next - length;
  while (
    at > figure.start + 1 &&
    message.tokens[at - 1]?.kind === "word" &&
    tagAt(message, at - 1) === null &&
    phraseAt(message, at - 1, "bộ") > 0
  )
    at--;
  return Math.max(at, figure.start + 1);
}

/** Whether the noun after the number repeats what stands before it: then it is not the object of a verb. */
function namedBefore(message: Message, region: Region, start: number, noun: number, end: number): boolean {
  const kept: number[] = [];
  for (let at = region.from; at < start; at++)
    if (!region.dropped.has(at) && message.tokens[at]?.kind === "word") kept.push(at);
  const last = kept[kept.length - 1];
  if (last === undefined) return false;
  const sameWord = kept.some((at) =>
    message.tokens.slice(noun, end).every((token, index) => message.tokens[at + index]?.fold === token.fold),
  );
  if (sameWord) return true;
  // After a comma or colon the thing has been named; after a verb or preposition the noun is its object.
  const apart = message.tokens
    .slice(last + 1, start)
    .some((token) => token.kind === "sign" || token.kind === "line");
  if (apart) return true;
  if (
    anyAt(message, last, [
      "cho",
      "với",
      "của",
      "tại",
      "về",
      "từ",
      "các",
      "thêm",
      "được",
      "đủ",
      "mới",
      "những",
      "ở",
    ]) > 0
  )
    return false;
  for (let at = Math.max(region.from, last - 2); at <= last; at++) {
    const verb = tagAt(message, at);
    if ((verb?.tag === "work" || verb?.tag === "add" || verb?.tag === "less") && verb.next === last + 1)
      return false;
  }
  if (verbs.has(message.tokens[last]?.fold ?? "")) return false;
  return kept.length > 2;
}

/** Verbs of plans that aren't words of a report. */
const verbs = new Set(
  "dat giu nang giai lap sua may ve chon tim giup duy tri co phat trien don keo day tap huan khen thuong bao duong tu nhan ban hanh in cap chi moi nhac duyet mo lam".split(
    " ",
  ),
);

/** The words left over, as typed, with the first letter raised; `null` if there are none. */
function titleOf(message: Message, region: Region): string | null {
  let title = "";
  let end = -1;
  for (let at = region.from; at < region.to; at++) {
    const token = message.tokens[at];
    if (!token) break;
    const ends =
      token.kind === "line" ||
      (token.kind === "sign" && /[.;!?]/.test(token.text) && (message.tokens[at + 1]?.gap ?? true));
    if (ends) {
      if (/\p{L}/u.test(title)) break;
      continue;
    }
    if (region.dropped.has(at)) continue;
    title +=
      (title !== "" && token.gap) || (end >= 0 && at > end + 1 && title !== "")
        ? ` ${token.text}`
        : token.text;
    end = at;
  }
  return tidyTitle(title);
}

const edgeWords =
  /(?:^|\s+)(?:ạ|a|nhé|nha|nhe|với|em|anh|chị|ơi|là|và|vào|trong|thêm|đạt|để|nhá|hoàn thành|xong)$/iu;

function tidyTitle(raw: string): string | null {
  let title = normalize(raw)
    .replace(/\s+([,:;)])/g, "$1")
    .replace(/\(\s*\)/g, "");
  for (let last = ""; last !== title; ) {
    last = title;
    title = title
      .trim()
      .replace(/^[\s,:;.\-–—+•*"“”'=]+|[\s,:;.\-–—+•*"“”'=]+$/gu, "")
      .replace(edgeWords, "");
    if (!/\s/.test(title)) break;
  }
  title = title
    .replace(/[,:]\s*(?=[,:])/g, "")
    .replace(/\p{Extended_Pictographic}/gu, "")
    .replace(/\s+/g, " ")
    .trim();
  if (!/\p{L}/u.test(title) || edgeWords.test(` ${title}`)) return null;
  return title.charAt(0).toLocaleUpperCase("vi") + title.slice(1);
}
