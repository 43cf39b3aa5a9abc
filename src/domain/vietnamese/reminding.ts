import { type Clock, clockTime, readClock, readPartOfDay } from "./clock.ts";
import { readDate } from "./dates.ts";
import { fold, normalize } from "./fold.ts";
import { tokenize } from "./tokens.ts";

/** When somebody wants to be reminded once more. */
export type LaterTime =
  /** "nhắc lại sau", "lát nữa": no time is named. */
  | { kind: "later" }
  /** "sau 2 tiếng", "30 phút nữa". */
  | { kind: "minutes"; minutes: number }
  /**
   * `date` (`YYYY-MM-DD`); null: no day is named. `time`: `HH:MM`; null: none is named. `before`: the day is a deadline.
   */
  | { kind: "day"; date: string | null; time: string | null; afternoon: boolean; before: boolean };

/** What a message that speaks of reminding is about. */
export type Reminding =
  /** Those who have not acknowledged a broadcast; `number` null: the newest one. */
  | { kind: "unacknowledged"; number: number | null }
  /** Asks who is to be reminded. */
  | { kind: "whom" }
  /** Others are to be reminded. */
  | { kind: "others" }
  | { kind: "snooze"; when: LaterTime }
  /** The hour (`HH:MM`) of each working day at which the sender is reminded. */
  | { kind: "hour"; time: string }
  | { kind: "level"; level: "all" | "lastCall" | "overdueOnly" }
  /** Wants fewer reminders, or none. */
  | { kind: "quieter" }
  /** Speaks of the sender's own reminders, and names no change. */
  | { kind: "settings" };

const self = "(?:toi|em|minh|anh|chi|to|tui|co|chu|bac|chau|ban)";
const asks = "(?:nhac nho|nhac|don doc|doc thuc|giuc)";

const unacknowledged =
  /chua (?:bam )?(?:da )?(?:xac nhan|nhan)\b(?! (?:duoc|so|xet))|^(?:\S+ ){0,3}nhac lai (?:thong bao|tb)\b/;
const broadcastNumber = /\b(?:thong bao|tb)(?: so)? (\d{1,6})\b/;

const whom =
  /\b(?:ai|nguoi nao|don vi nao|dv nao|so nao|noi nao|cho nao|ben nao|nhung dau|bao nhieu (?:don vi|nguoi|noi|dv))\b/;
/** "ai chưa nộp thì nhắc", "nhắc ai chưa nộp": an order, whoever it is. */
const whoever = new RegExp(
  `\\b(?:ai|nao) chua \\S+(?: \\S+){0,3} (?:thi )?(?:hay )?${asks}\\b|^(?:\\S+ )?${asks} ai chua\\b`,
);
const yesNo = /\b(?:khong|ko|k|hong|chua|hay chua)(?: (?:a|em|anh|chi|nhi|vay|the|ban))*$/;

const others = new RegExp(
  [
    "don vi|dv|so noi vu|snv|so ban nganh|moi nguoi|anh chi em|anh em|(?:cac|nhung|may) (?:anh|chi|ban|dong chi|bac|so|noi|nguoi|ben|cho|tinh|thanh)",
    "ca cum|ca khoi|toan cum|toan khoi|con thieu|(?:cho|noi|ben|nguoi|ho|ai) (?:nao )?chua|chua (?:nop|gui|bao cao|dang ky|co so lieu)",
  ].join("|"),
);
const aboutOthers = new RegExp(`\\b(?:${others.source})\\b|\\b(?:don doc|doc thuc|giuc)\\b`);
const aboutSelf = new RegExp(
  `\\bnhac(?: nho)?(?: viec)?(?: lai)?(?: giup| ho| dum| cho)* ${self}\\b|\\bcho ${self}\\b`,
);
/** "nhắc anh Nam": somebody of that name. */
const namedPerson =
  /(?:nhắc|nhac)(?: giúp| giup| hộ| ho| cho)* (?:anh|chị|chi|cô|co|chú|chu|bác|bac|bạn|ban|em) \p{Lu}/u;

const unwanted =
  /\b(?:dung|khong|ko|khoi|tat|ngung|ngat|bo|huy|dung lai)(?: (?:can|phai|muon|co|cac|viec|thong bao|bot|che do|tin|tu dong))* nhac\b/;
const tooMuch =
  /\bnhac\b.*\b(?:nhieu (?:qua|the|vay|lam|vao)|hoai|suot|it thoi|it hon|it lai|bot di|qua nhieu|lien tuc)\b|\b(?:thoi|bot|giam|it|sao|sao lai)(?: cu| lai| hay| viec)* nhac\b|\bnhac nua\b/;
/** "đúng", "dùng": in a message with marks they are not "đừng". */
const isOtherWord = /(?<!\p{L})(?:đúng|dùng|không quên|khong quen|đừng quên|dung quen)(?!\p{L})/iu;

const levelWords = [
  ["overdueOnly", /\bqua han\b/],
  ["lastCall", /\b(?:lan cuoi|moc cuoi|truoc (?:han )?(?:1|mot) ngay)\b/],
  ["all", /\b(?:(?:moi|du|day du|het|tat ca|du ca)(?: cac)? (?:moc|lan)|cac moc|nhac (?:day du|du))\b/],
] as const;

const daily =
  /\b(?:hang|moi) (?:ngay|sang|chieu|buoi)\b|\bcac ngay\b|\btu (?:nay|gio|mai|ngay mai|hom nay|tuan)\b|\bnhu cu\b|\b(?:doi|dat|chinh|chuyen) (?:lai )?gio\b|\bgio nhac\b/;
const again =
  /\bnhac(?: nho)?(?: viec)?(?: giup| ho| cho)?(?: \S+)? (?:lai|tiep)\b|\blai nhac\b|\bhoan\b|\bde (?:\S+ ){1,4}nhac\b|\bhang nhac\b/;
const vaguelyLater =
  /\b(?:(?:lat|ti|chut|mot luc|mot lat|mot chut)(?: nua)?|sau(?= (?:nhe|nha|di|a|cho|giup)\b| \S+$|$)|de sau)\b/;
const todayNamed = /\b(?:hom nay|(?:sang|trua|chieu|toi) nay)\b/;
const afternoon = /(?<!\p{L})(?:chiều|chieu)(?!\p{L})/iu;
const settingWords =
  /\b(?:nhac (?:viec|nho)|gio nhac|muc nhac|moc|cai dat|lich nhac|(?:som|muon|tre) hon|khi nao|may gio|luc nao|bao gio)\b/;
const spoken: Record<string, number> = {
  nua: 0.5,
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  nam: 5,
  muoi: 10,
  "muoi lam": 15,
  "hai muoi": 20,
  "ba muoi": 30,
  "bon muoi": 40,
  "bon lam": 45,
};
const amount = `(\\d{1,3}|${Object.keys(spoken)
  .sort((a, b) => b.length - a.length)
  .join("|")}) ?(tieng|gio|phut|p|h)(?: dong ho)?( ruoi)?`;
/** How long from now: amount, measure and whether a half comes on top. */
const spans = [
  `\\bsau ${amount}\\b`,
  `\\b${amount} (?:nua|sau)\\b`,
  `\\b${amount.replace("tieng|gio|phut|p|h", "tieng")}\\b`,
].map((each) => new RegExp(each));
const spanAlone = new RegExp(
  `^(?:(?:sau|khoang|tam|chung) )*${amount} (?:nua|sau)(?: (?:thi|hay|hang|roi))*$|^sau (?:(?:khoang|tam|chung) )?${amount}$`,
);

const laterAlone = new RegExp(
  `^(?:(?:thoi|de|vay|da) )*(?:lat|ti|chut|mot luc|mot lat|mot chut)(?: nua)? (?:hay |hang )?nhac(?: lai)?(?: (?:cho|giup))*(?: ${self})?(?: (?:nhe|nha|a|voi))*$`,
);

const plainOf = (text: string): string =>
  fold(normalize(text))
    .replace(/[^\p{L}\p{N}:/\s?-]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();

function minutesIn(folded: string): number | null {
  for (const span of spans) {
    const found = span.exec(folded);
    if (!found) continue;
    const count = (spoken[found[1] ?? ""] ?? Number(found[1])) + (found[3] ? 0.5 : 0);
    const minutes = found[2]?.startsWith("p") ? count : count * 60;
    return minutes > 0 ? minutes : null;
  }
  return null;
}

/** "2 tiếng nữa", "sau nửa tiếng": nothing but how long from now. `folded`: words with a space between. */
export const isFromNow = (folded: string): boolean => spanAlone.test(folded);

/** An hour that may be night or afternoon is the afternoon's: nobody is reminded at night. */
const timeOf = (clock: Clock, part: Parameters<typeof clockTime>[1]): string | null =>
  clockTime(clock, part) ?? (part === null ? clockTime(clock, "afternoon") : null);

const besideHour = new Set(
  "doi dat nhac gio luc vao sang chieu thanh toi em minh anh chi cho nhe nha a thoi di hang ngay moi nhu cu viec hay da vang".split(
    " ",
  ),
);

/** The hour of day a text names, `HH:MM`; `alone`: only if it says nothing else. */
export function readHour(text: string, { alone }: { alone: boolean }): string | null {
  const message = tokenize(text);
  for (let at = 0; at < message.tokens.length; at += 1) {
    const clock = readClock(message, at);
    if (!clock) continue;
    const part = readPartOfDay(message, clock.next);
    const end = part?.next ?? clock.next;
    const rest = message.tokens.filter(
      (token, index) => (index < at || index >= end) && token.kind !== "sign",
    );
    if (alone && rest.some((token) => !besideHour.has(token.fold))) return null;
    return timeOf(clock, part?.value ?? null);
  }
  return null;
}

/** The time at which the sender is to be reminded once; null when the message speaks of no such time. */
function laterTime(text: string, folded: string, today: string): LaterTime | null {
  const minutes = minutesIn(folded);
  if (minutes !== null) return { kind: "minutes", minutes };
  // "thu sau" without marks is Friday; with "lại sau" nothing of it is left.
  const found = readDate(text.replace(/(?<!\p{L})thu sau(?!\p{L})/giu, "thứ sáu"), today);
  const time = found?.time ?? readHour(text, { alone: false });
  const dayNamed = found !== null && (found.date !== today || todayNamed.test(folded));
  const said = again.test(folded);
  if (
    !daily.test(folded) &&
    (dayNamed || (said && time !== null) || (time === null && afternoon.test(text)))
  ) {
    return {
      kind: "day",
      date: dayNamed ? found.date : null,
      time,
      afternoon: afternoon.test(text),
      before: dayNamed && found.kind === "before",
    };
  }
  if (said || (time === null && vaguelyLater.test(folded))) return time === null ? { kind: "later" } : null;
  return null;
}

const saysUnwanted = (spelled: string, words: string): boolean =>
  unwanted.test(words) && !isOtherWord.test(spelled);

/** "tắt nhắc việc", "lát nữa nhắc lại": of messages whose words seem to ask for something else, or for nothing. */
export function readPlainReminding(text: string): Reminding | null {
  const words = plainOf(text).replace(/\?/g, "").trim();
  if (/\bnhac (?:viec|nho|nua)\b/.test(words) && saysUnwanted(normalize(text), words))
    return { kind: "quieter" };
  return laterAlone.test(words) ? { kind: "snooze", when: { kind: "later" } } : null;
}

/** What a message that asks for a reminder is about: data only. `today`: `YYYY-MM-DD`. */
export function readReminding(text: string, today: string): Reminding {
  const spelled = normalize(text);
  const folded = plainOf(text);
  const words = folded.replace(/\?/g, " ").replace(/\s+/g, " ").trim();
  if (unacknowledged.test(words)) {
    const number = broadcastNumber.exec(words)?.[1];
    return { kind: "unacknowledged", number: number === undefined ? null : Number(number) };
  }
  const forOthers = aboutOthers.test(words) || namedPerson.test(spelled);
  if (whom.test(words) && !whoever.test(words)) return { kind: "whom" };
  if (forOthers && (folded.endsWith("?") || yesNo.test(words)) && !/\bchua (?:nop|gui)$/.test(words))
    return { kind: "whom" };
  if (forOthers) return { kind: "others" };
  if (saysUnwanted(spelled, words)) return { kind: "quieter" };
  if (aboutSelf.test(words) && yesNo.test(words) && !/\bduoc (?:khong|ko|k)\b/.test(words)) {
    return { kind: "settings" };
  }
  const level = levelWords.find(([, pattern]) => pattern.test(words))?.[0];
  if (level) return { kind: "level", level };
  const when = laterTime(spelled, words, today);
  if (when) return { kind: "snooze", when };
  const time = readHour(spelled, { alone: false });
  if (time !== null) return { kind: "hour", time };
  if (tooMuch.test(words)) return { kind: "quieter" };
  if (aboutSelf.test(words) || settingWords.test(words)) return { kind: "settings" };
  return { kind: "others" };
}
