import { fold, markKey, normalize } from "./fold.ts";
import type { UnitView } from "./meaning.ts";
import { isPlaceName, readUnit } from "./units.ts";

/** Who shall get a message, in the words of a text. Names are the units' full names. */
export interface AudienceWords {
  readonly scope: "all" | "late" | null;
  readonly named: readonly string[];
  /** "trừ Hà Nam" */
  readonly except: readonly string[];
  readonly exceptLate: boolean;
  /** Roles that are meant; none: nothing was said about roles. */
  readonly roles: readonly AudienceRole[];
  readonly exceptRoles: readonly AudienceRole[];
  /** "thêm Thái Bình": beside what was chosen before. */
  readonly adds: boolean;
  /** "chọn đơn vị": wants to see the list. */
  readonly chooses: boolean;
  /** "11 đơn vị" */
  readonly count: number | null;
  /** What was not understood; a place that is no unit here, or with the units it may be. */
  readonly unknown: readonly UnknownWords[];
}

export interface UnknownWords {
  readonly text: string;
  readonly isPlace: boolean;
  readonly candidates: readonly string[];
}

export type AudienceRole = "unitLeader" | "focalOfficial";

type Kind =
  | "filler"
  | "quantifier"
  | "all"
  | "late"
  | "units"
  | "choose"
  | "except"
  | "add"
  | "and"
  | AudienceRole;

const phrases: Readonly<Record<Kind, readonly string[]>> = {
  unitLeader: [
    "lãnh đạo đơn vị|lãnh đạo các đơn vị|lãnh đạo sở|lãnh đạo|trưởng đơn vị|thủ trưởng đơn vị|thủ trưởng",
    "giám đốc sở|giám đốc|người đứng đầu",
  ],
  focalOfficial: ["cán bộ đầu mối|đầu mối|cán bộ phụ trách|người phụ trách|phụ trách|đồng chí phụ trách"],
  except: [
    "ngoại trừ|loại trừ|trừ ra|trừ|loại bỏ|loại|bỏ bớt|bỏ ra|bỏ|bớt|không gửi cho|không gửi đến|không gửi tới|không gửi",
    "đừng gửi cho|đừng gửi|không bao gồm|không gồm|không kể|không tính|không cần gửi cho|không cần gửi|không cần",
  ],
  add: ["thêm cả|gửi thêm cho|gửi thêm|thêm|bổ sung thêm|bổ sung|cộng thêm"],
  all: [
    "cả cụm|cả khối|toàn cụm|toàn khối|mọi đơn vị|mọi người|tất cả mọi người|tất cả các đơn vị|tất cả đơn vị",
    "toàn bộ các đơn vị|toàn bộ đơn vị|tất cả cụm|toàn thể|hết các đơn vị|everyone",
  ],
  quantifier: ["tất cả|toàn bộ|tất|all"],
  late: [
    "chưa báo cáo|chưa nộp báo cáo|chưa gửi báo cáo|chưa có báo cáo|chưa nộp|còn thiếu báo cáo|chậm báo cáo",
    "chưa nộp bc|chưa gửi bc|chưa có bc|chưa bc|chậm bc|thiếu bc|chậm nộp báo cáo|chậm nộp|nộp chậm|nộp báo cáo chậm|nộp muộn|nộp trễ|báo cáo chậm|báo cáo muộn|báo cáo trễ|chưa gửi",
    "đang chậm|còn chậm|bị chậm|chậm trễ|chậm|trễ|muộn|quá hạn|trễ hạn",
  ],
  choose: ["tự chọn|chọn đơn vị|chọn từng đơn vị|chọn các đơn vị|chọn"],
  units: ["các đơn vị|những đơn vị|đơn vị|các sở nội vụ|các sở|những sở|các tỉnh thành|các tỉnh|các snv"],
  and: ["và|với|cùng|cùng với"],
  filler: [
    "gửi cho|gửi đến|gửi tới|gửi|cho|đến|tới|người|bên|của|ở|tại|chỉ|riêng|thôi|mỗi|nhé|nhe|ạ|nha|đi|giúp|em|tôi",
    "những|các|cả|là|nhận|nơi nhận|người nhận|đồng chí|thì|thuộc|trong|cụm|khối|dạ|vâng|à|ừ|khoan|xin|anh|chị",
    "sở nội vụ|sở nv|sở|snv|tỉnh|thành phố|tp|đổi thành|đổi sang|đổi|chuyển sang|sửa thành|sửa lại|sửa|lại|tháng này",
    "hẹn giờ|hẹn|vào lúc|vào|lúc|ngay bây giờ|ngay|luôn|bây giờ",
  ],
};

interface Phrase {
  readonly kind: Kind;
  readonly words: readonly { folded: string; key: string }[];
}

/** Longest first. */
const known: readonly Phrase[] = (Object.entries(phrases) as [Kind, readonly string[]][])
  .flatMap(([kind, lines]) =>
    lines
      .flatMap((line) => line.split("|"))
      .map((text) => ({
        kind,
        words: text.split(" ").map((word) => ({ folded: fold(word), key: markKey(word) })),
      })),
  )
  .sort((a, b) => b.words.length - a.words.length);

/** With marks the marks decide ("bộ" is not "bỏ"); without, the letters. */
const isWord = (typed: string, { folded, key }: Phrase["words"][number]): boolean =>
  typed === fold(typed) ? typed === folded : markKey(typed) === key;

const phraseAt = (words: readonly string[], at: number): Phrase | undefined =>
  known.find((phrase) => phrase.words.every((word, index) => isWord(words[at + index] ?? "", word)));

/** Words in the longest name of a place. */
const longestName = 6;
/** More words that mean nothing here: the text is about something else. */
const mostUnknown = 6;
/** UTF-16 units. */
const longest = 400;

const otherRole = { unitLeader: "focalOfficial", focalOfficial: "unitLeader" } as const;

type Step =
  | { kind: Kind }
  | { kind: "unit"; name: string }
  | { kind: "count"; count: number }
  | { kind: "unknown"; unknown: UnknownWords };

function readName(text: string, units: readonly UnitView[], isPlace: boolean): Step {
  const found = readUnit(text, units);
  if (typeof found === "string") return { kind: "unit", name: found };
  return { kind: "unknown", unknown: { text, isPlace, candidates: found ?? [] } };
}

function placeAt(words: readonly string[], at: number, units: readonly UnitView[]): number {
  for (let size = Math.min(longestName, words.length - at); size > 0; size--) {
    const joined = words
      .slice(at, at + size)
      .map(fold)
      .join("");
    if (isPlaceName(joined, units)) return size;
  }
  return 0;
}

/** A part between commas as steps; words that no list knows are read as a name together. */
function stepsOf(part: string, units: readonly UnitView[]): Step[] {
  const typed = part.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const words = typed.map((word) => word.toLowerCase());
  const steps: Step[] = [];
  let rest: string[] = [];
  const flush = () => {
    if (rest.length > 0) steps.push(readName(rest.join(" "), units, false));
    rest = [];
  };
  for (let at = 0; at < words.length; ) {
    const size = placeAt(words, at, units);
    const phrase = size > 0 ? undefined : phraseAt(words, at);
    const counted = /^\d{1,3}$/.test(words[at] ?? "") && phraseAt(words, at + 1)?.kind === "units";
    if (size === 0 && !phrase && !counted) {
      rest.push(typed[at] ?? "");
      at += 1;
      continue;
    }
    flush();
    if (size > 0) steps.push(readName(typed.slice(at, at + size).join(" "), units, true));
    else if (phrase) steps.push({ kind: phrase.kind });
    else steps.push({ kind: "count", count: Number(words[at]) });
    at += size || phrase?.words.length || 1;
  }
  flush();
  return steps;
}

/**
 * Reads whom a message is for: "tất cả trừ Hà Nam", "lãnh đạo Hải Phòng, Nam Định", "thêm Thái Bình". Null when the text is
 * about nothing of the kind. What is left over is told, so that nobody sends to more than was said.
 */
export function readAudience(text: string, units: readonly UnitView[]): AudienceWords | null {
  if (text.length > longest || text.includes("?")) return null;
  const parts = normalize(text).split(/[,;\n&+]/u);
  let scope: AudienceWords["scope"] = null;
  let excepting = false;
  /** Something that an opened exception still lacks. */
  let lacking = false;
  let quantified = false;
  let unitsSaid = false;
  let adds = false;
  let chooses = false;
  let exceptLate = false;
  let count: number | null = null;
  let unitSinceRole = false;
  let roleAfterUnit = false;
  const named = new Set<string>();
  const except = new Set<string>();
  const roles = new Set<AudienceRole>();
  const exceptRoles = new Set<AudienceRole>();
  const unknown: UnknownWords[] = [];
  /** Two wishes in one, or one that lacks its end. */
  let isMixed = false;
  for (const step of parts.flatMap((part) => stepsOf(part, units))) {
    switch (step.kind) {
      case "unit":
        // "Hà Nam, lãnh đạo Hải Phòng"
        if (roleAfterUnit || (excepting && exceptRoles.size > 0)) isMixed = true;
        (excepting ? except : named).add(step.name);
        unitSinceRole = true;
        lacking = false;
        break;
      case "unknown":
        unknown.push(step.unknown);
        lacking = false;
        break;
      case "count":
        count = step.count;
        break;
      case "unitLeader":
      case "focalOfficial":
        if (excepting) exceptRoles.add(step.kind);
        else {
          if (named.size > 0 && unitSinceRole) roleAfterUnit = true;
          roles.add(step.kind);
        }
        unitSinceRole = false;
        lacking = false;
        break;
      case "except":
        excepting = true;
        lacking = true;
        break;
      case "add":
        excepting = false;
        adds = true;
        break;
      case "late":
        if (excepting) exceptLate = true;
        else scope = "late";
        lacking = false;
        break;
      case "all":
        if (excepting) isMixed = true;
        else if (scope === null) scope = "all";
        break;
      case "quantifier":
        quantified = true;
        break;
      case "units":
        unitsSaid = true;
        break;
      case "choose":
        chooses = true;
        break;
      case "and":
      case "filler":
        break;
    }
  }
  if (scope === null && named.size === 0 && (quantified || (unitsSaid && !chooses))) scope = "all";
  // Each of several roles with units of its own.
  if (roleAfterUnit && roles.size > 1) isMixed = true;
  if (exceptRoles.size > 1 || (exceptRoles.size > 0 && (except.size > 0 || roles.size > 0))) isMixed = true;
  if (lacking || (scope === "all" && named.size > 0)) isMixed = true;
  for (const role of exceptRoles) roles.add(otherRole[role]);
  const says = scope !== null || named.size > 0 || except.size > 0 || exceptLate || roles.size > 0 || chooses;
  const leftOver = unknown.flatMap((each) => each.text.split(" "));
  if (leftOver.length > mostUnknown || (!says && !unknown.some((each) => each.isPlace))) return null;
  return {
    scope,
    named: isMixed ? [] : [...named],
    except: [...except],
    exceptLate,
    roles: [...roles],
    exceptRoles: [...exceptRoles],
    adds,
    chooses,
    count,
    unknown: isMixed ? [{ text: text.trim(), isPlace: false, candidates: [] }] : unknown,
  };
}
