import type { Place } from "./date-resolve.ts";
import { resolvePhrase } from "./dates.ts";
import { isoDay } from "./day.ts";
import type { Ask, Context, NamedPeriod, Plain, Request } from "./meaning.ts";
import { isTag, type Part } from "./parts.ts";
import { isFromNow } from "./reminding.ts";
import { requestWords } from "./request-words.ts";
import type { Scan } from "./scan.ts";
import type { Message } from "./tokens.ts";
import { findUnit } from "./unit-words.ts";
import { readUnit } from "./units.ts";

type Word = ReturnType<typeof requestWords.at> & object;

interface Keyword {
  readonly tag: Word["tag"];
  readonly start: number;
  readonly next: number;
}

/** Words of courtesy before the first word that matters. */
const lead = new Set(
  "da vang em anh chi ban bot oi a chao ad admin tro ly nho giup lam on cho xin phep e c minh toi sep dc dong kinh gui hello hi alo nhe voi ho duoc co the muon can bac chu co thua hay vui long de nghi a".split(
    " ",
  ),
);

function keywords(message: Message, from: number, to: number): Keyword[] {
  const found: Keyword[] = [];
  for (let at = from; at < to; ) {
    const word = requestWords.at(message, at);
    if (word && !isCalled(message, at)) found.push({ tag: word.tag, start: at, next: word.next });
    at = word?.next ?? at + 1;
  }
  return found;
}

/** "anh Huy", "chị Hằng": names that look like words of ours in a message without marks. */
function isCalled(message: Message, at: number): boolean {
  const before = message.tokens[at - 1]?.fold;
  return (
    !message.marked &&
    ["anh", "chi", "co", "chu"].includes(before ?? "") &&
    ["huy", "hang", "bo", "cach"].includes(message.tokens[at]?.fold ?? "")
  );
}

/** A message read for what it asks: the words found, and where it is a question or a plan. */
interface Wishes {
  readonly message: Message;
  readonly words: readonly Keyword[];
  readonly has: (...tags: readonly Word["tag"][]) => boolean;
  readonly first: Keyword | undefined;
  readonly question: boolean;
}

export function readWishes({ message, bits }: Scan, parts: readonly Part[]): Wishes {
  const planned = bits.find((bit) => isTag(bit, "future"))?.start ?? Number.POSITIVE_INFINITY;
  const titles = bits.filter((bit) => bit.kind === "target" && bit.by === "title");
  const inTitle = (word: Keyword): boolean =>
    titles.some((bit) => word.start >= bit.start && word.start < bit.next);
  const words = keywords(message, 0, message.tokens.length).filter(
    (word) => word.start < planned && !inTitle(word),
  );
  const content = message.tokens.findIndex((token) => token.kind === "word" && !lead.has(token.fold));
  const first = words.find(
    (word) =>
      word.start === content ||
      (word.start < content && word.tag !== "want" && word.tag !== "helpMe" && word.next > content),
  );
  const has = (...tags: readonly Word["tag"][]): boolean => words.some((word) => tags.includes(word.tag));
  return { message, words, has, first, question: parts.some((part) => part.question) };
}

const slash = /^\/(help|trogiup)\b/i;

/** "2 tiếng nữa nhắc lại": a reminder, and before it nothing but how long from now; that is no figure. */
function remindsFromNow({ message, words }: Wishes): Keyword | undefined {
  const remind = words.find((word) => word.tag === "remind" || word.tag === "again");
  const before = message.tokens.slice(0, remind?.start ?? 0).filter((token) => token.kind !== "sign");
  const said = before.slice(before.findIndex((token) => !lead.has(token.fold)));
  return isFromNow(said.map((token) => token.fold).join(" ")) ? remind : undefined;
}

/** What is asked for before any figure is looked at: a reminder, taking something back, how it works. */
export function leadingRequest(wishes: Wishes, scan: Scan, context: Context): Request | Plain | Ask | null {
  const { first, message } = wishes;
  if (slash.test(message.text.trim())) return { intent: "help" };
  if (asksHowUnitIs(wishes, scan, context)) return withUnit("targets", scan, wishes, context);
  if (wishes.has("help") && isHow(wishes, talksOfFigure(scan))) return { intent: "help" };
  const remind = first?.tag === "remind" ? first : remindsFromNow(wishes);
  if (remind && isWanted(wishes, remind)) return withUnit("remind", scan, wishes, context);
  const figure = scan.bits.some((bit) => bit.kind === "figure");
  const corrects =
    scan.bits.some((bit) => isTag(bit, "total", "but", "reached")) ||
    scan.bits.some((bit) => bit.kind === "equals");
  const strict =
    first?.tag === "undo" &&
    !["bo", "nham", "bao", "go", "ghi", "nhap", "nhan", "sai"].includes(
      message.tokens[first.start]?.fold ?? "",
    );
  const undo = wishes.words.find((word) => word.tag === "undo");
  const finished = scan.bits.some((bit) => isTag(bit, "finish", "same"));
  if (undo && !figure && !finished && !isChatUndo(wishes, undo))
    return { intent: "undo", ...namedTargets(scan) };
  if (strict && (!figure || !corrects)) return { intent: "undo", ...namedTargets(scan) };
  return null;
}

const about = new Set(
  "dang hien gio nay lam ben don vi so noi vu snv tinh dao the nao nhu ra sao roi r thi tinh hinh vay".split(
    " ",
  ),
);

/**
 * "hà nam thế nào rồi", "HP ra sao rồi": a unit, how it is, and courtesies. The contract's nearest line is "Hải Phòng làm
 * đến đâu rồi?": with nothing said of rank or points it is how far the unit's targets are. A person ("anh Nam thế nào")
 * or another matter ("thời tiết Hà Nam thế nào") is not asked after here.
 */
function asksHowUnitIs({ message, words }: Wishes, { bits }: Scan, { units }: Context): boolean {
  const how = words.find(
    (word) =>
      (word.tag === "how" || word.tag === "help") &&
      /^(?:the|nhu|ra|sao|lam)$/.test(message.tokens[word.start]?.fold ?? ""),
  );
  if (!how || words.some((word) => !["how", "help", "done", "want", "aim"].includes(word.tag))) return false;
  const named = bits.filter((bit) => bit.kind === "unit");
  const rest = message.tokens.filter(
    (token, at) =>
      token.kind !== "sign" &&
      !named.some((bit) => at >= bit.start && at < bit.next) &&
      !lead.has(token.fold) &&
      !about.has(token.fold),
  );
  if (named.length > 0) return rest.length === 0 && (named[0]?.start ?? 0) < how.start;
  const [only, more] = rest;
  return only?.kind === "word" && !more && only.fold.length === 2 && readUnit(only.text, units) !== null;
}

function isHow({ words, first, question }: Wishes, talked: boolean): boolean {
  const help = words.find((word) => word.tag === "help");
  if (help === undefined) return false;
  return help === first || question || (!talked && words.every((word) => word.tag !== "thanks"));
}

/** Asked for, not said to be done or thanked for. */
function isWanted({ words, has, question }: Wishes, word: Keyword): boolean {
  if (has("thanks") && !question) return false;
  return (
    !words.some((other) => other.tag === "already" && other.next === word.start) &&
    (question || !endsDone(words))
  );
}

const endsDone = (words: readonly Keyword[]): boolean =>
  words.some((word) => word.tag === "done") &&
  !words.some(
    (word) => word.tag === "want" && word.start > (words.find((done) => done.tag === "done")?.start ?? 0),
  );

function namedTargets({ bits }: Scan): { targets?: string[] } {
  const codes = [...new Set(bits.flatMap((bit) => (bit.kind === "target" ? bit.codes : [])))];
  return codes.length > 0 ? { targets: codes } : {};
}

function withUnit(
  intent: Request["intent"],
  scan: Scan,
  { words, message }: Wishes,
  context: Context,
  extra: { period?: NamedPeriod } = {},
): Request | Ask {
  const ends = words
    .filter((word) => ["rank", "points", "aim", "report", "remind", "see"].includes(word.tag))
    .map((word) => word.next);
  const found = findUnit(message, scan.bits, ends, context.units, intent === "standings");
  if (found && "candidates" in found) {
    return {
      intent: "ask",
      about: "unit",
      ...(found.candidates.length > 0 ? { candidates: [...found.candidates] } : {}),
      wanted: intent,
    };
  }
  return { intent, ...(found ? { unit: found.unit } : {}), ...extra, ...namedTargets(scan) };
}

/** What a message without figures to record asks for. */
export function readRequest(
  wishes: Wishes,
  scan: Scan,
  parts: readonly Part[],
  context: Context,
  place: Place,
): Request | Plain | Ask {
  const { words, has, first, question } = wishes;
  const word = (tag: Word["tag"]): Keyword | undefined => words.find((found) => found.tag === tag);
  const undo = word("undo");
  if (undo && !isChatUndo(wishes, undo)) return { intent: "undo", ...namedTargets(scan) };
  const remind = word("remind");
  if (remind && isWanted(wishes, remind)) return withUnit("remind", scan, wishes, context);
  if (has("again") && !has("thanks") && !question && wantsAgain(scan)) return { intent: "remind" };
  if (asksHow(wishes)) return { intent: "help" };
  if (wantsReport(wishes, scan, place))
    return withUnit("report", scan, wishes, context, periodOf(scan, place));
  const thanks = first?.tag === "thanks" || (has("thanks") && !question && !has("see"));
  const target = scan.bits.some((bit) => bit.kind === "target");
  const figure = !question && talksOfFigure(scan);
  const told = !question && (has("already") || has("done") || figure) && !has("see");
  if (
    !thanks &&
    !told &&
    (has("rank") || (has("points") && !target && (question || first?.tag === "points" || has("see"))))
  ) {
    return withUnit("standings", scan, wishes, context);
  }
  if (!thanks && asksTargets(wishes, scan, parts, new Set(context.targets.map((view) => view.unit))))
    return withUnit("targets", scan, wishes, context);
  const only = words.length === 1 ? words[0] : undefined;
  if (
    (has("help") && (!figure || first?.tag === "help")) ||
    (only?.tag === "helpMe" && (only === first || allLead(scan)))
  )
    return { intent: "help" };
  return { intent: "none" };
}

/** "ct3 đạt 95% thì được cộng điểm thi đua", "cách đưa ct3 lên 95%": talk of a figure asks for nothing. */
const talksOfFigure = ({ bits }: Pick<Scan, "bits">): boolean =>
  bits.some((bit) => bit.kind === "figure") && bits.some((bit) => bit.kind === "target");

const spans = new Set(["tiếng", "giờ", "phút", "ngày", "tuần"]);

/** "nhắc lại 15:00", "nhắc lại sau 2 tiếng", but not "nhắc lại CT3 85%", which says it once more. */
const wantsAgain = ({ bits }: Scan): boolean =>
  bits.every((bit) => bit.kind !== "target" && (bit.kind !== "figure" || spans.has(bit.measure?.name ?? "")));

/** "bỏ" and "nhầm" inside talk take nothing back. */
function isChatUndo({ message, words, question, has }: Wishes, undo: Keyword): boolean {
  if (has("thanks") || (question && !words.some((word) => word.tag === "helpMe")))
    return question && !/^(?:huy|xoa|hoan)/.test(message.tokens[undo.start]?.fold ?? "");
  const { fold } = message.tokens[undo.start] ?? { fold: "" };
  if (message.marked || fold !== "bo") return false;
  const next = message.tokens[undo.next]?.fold ?? "";
  return !["cai", "so", "di", "dum", "giup", "ct", "lan", "muc", "gium", "ban", "tin", ""].includes(next);
}

function asksHow({ has, first, question, words }: Wishes): boolean {
  if (has("help") && (first?.tag === "help" || question)) return true;
  const how = words.find((word) => word.tag === "how");
  const asked =
    ["report", "want", "act"].includes(first?.tag ?? "") &&
    first !== undefined &&
    how !== undefined &&
    first.start < how.start;
  if (asked && question && !has("rank", "see", "done")) return true;
  return (
    how !== undefined &&
    words.some((word) => word.tag === "act" || word.tag === "want") &&
    !has("rank", "aim", "figure", "see") &&
    (question || first?.tag === "helpMe")
  );
}

function wantsReport(wishes: Wishes, scan: Scan, place: Place): boolean {
  const { words, has, first, question, message } = wishes;
  const report = words.find((word) => word.tag === "report");
  const want = words.some((word) => word.tag === "want" || word.tag === "see");
  if (has("evidence", "thanks", "missing")) return false;
  if (!report) return has("file") && (want || first?.tag === "file");
  const given = words.find((word) => word.tag === "already" && word.start < report.start);
  if (!question && (given || words.some((word) => word.tag === "done" && word.start > report.start)))
    return false;
  if (!question && isPlanned(message, scan, place, report.start)) return false;
  return (
    want ||
    question ||
    first?.tag === "report" ||
    first === report ||
    report.next >= message.tokens.length - 1 ||
    scan.bits.some((bit) => bit.kind === "date")
  );
}

/** "mai em gửi báo cáo": a plan of the sender. */
function isPlanned(message: Message, { bits }: Scan, place: Place, before: number): boolean {
  const date = bits.find((bit) => bit.kind === "date" && bit.start < before);
  if (date?.kind !== "date" || date.phrase.deadline) return false;
  const from = resolvePhrase(date.phrase, { ...place, back: false })?.from ?? place.today;
  const asked = message.tokens
    .slice(0, before)
    .some((token) => ["cho", "giup", "nho", "gium"].includes(token.fold));
  return from > place.today && !asked;
}

function periodOf({ bits }: Scan, place: Place): { period?: NamedPeriod } {
  const date = bits.find((bit) => bit.kind === "date");
  const found = date?.kind === "date" ? resolvePhrase(date.phrase, place) : null;
  return found?.isPeriod ? { period: { from: isoDay(found.from), to: isoDay(found.to) } } : {};
}

/** A question about a figure, or a wish to see targets. */
function asksTargets(
  { words, has, first, question, message }: Wishes,
  { bits }: Scan,
  parts: readonly Part[],
  units: ReadonlySet<string | null>,
): boolean {
  const target = bits.some((bit) => bit.kind === "target");
  if (question) {
    const asked = parts.filter((part) => part.question).flatMap((part) => part.bits);
    const figure = asked.some(
      (bit) =>
        bit.kind === "figure" &&
        bit.word === null &&
        (bit.measure === null || bit.measure.kind === "percent" || units.has(bit.measure.name)),
    );
    return target || has("aim", "figure") || figure;
  }
  if (
    target &&
    bits.every((bit) => bit.kind !== "word" || isCourtesy(message.tokens[bit.start]?.fold ?? "")) &&
    bits.every((bit) => bit.kind !== "tag")
  )
    return true;
  const aim = words.find((word) => word.tag === "aim");
  if (has("see") && !talksOfFigure({ bits }) && (aim !== undefined || target)) return true;
  if (has("figure")) return true;
  return aim !== undefined && first === aim && !bits.some((bit) => bit.kind === "figure");
}

/** Nothing but courtesies: "giúp em với ạ". */
const allLead = ({ message }: Scan): boolean =>
  message.tokens.every((token) => token.kind !== "word" || lead.has(token.fold));

const isCourtesy = (fold: string): boolean => lead.has(fold);
