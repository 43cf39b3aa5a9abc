import { fold, markKey, normalize } from "./fold.ts";

/** A short answer to a question of the bot. */
export type Reply =
  | { readonly kind: "yes" | "no" | "skip" | "add" | "total" }
  /** Number of a button, from 1. */
  | { readonly kind: "choice"; readonly number: number };

type Word = Exclude<Reply["kind"], "choice">;

const answers: Readonly<Record<Word, readonly string[]>> = {
  yes: [
    "có|co chứ|đúng|đúng rồi|đúng vậy|đúng thế|chuẩn|chuẩn rồi|chính xác|phải|phải rồi|ừ|ừm|uh|um|ờ|ok|oke|okay|okie|oki|ô kê",
    "vâng|vang|dạ vâng|dạ có|dạ đúng|dạ|yes|y|đồng ý|nhất trí|được|được rồi|ghi đi|ghi nhận|ghi|lưu|lưu đi|xác nhận|chắc chắn|xong",
  ].flatMap((line) => line.split("|")),
  no: [
    "không|ko|k|kh|khong|no|n|không phải|không đúng|chưa đúng|chưa|thôi|thôi khỏi|khỏi|hủy|hủy bỏ|hủy đi|bỏ|bỏ đi|dừng|dừng lại",
    "sai|sai rồi|sai mất rồi|nhầm|nhầm rồi|không ghi|đừng ghi|không lưu|không đồng ý|để sau",
  ].flatMap((line) => line.split("|")),
  skip: "bỏ qua|bo qua|qua|tiếp|skip".split("|"),
  add: "thêm|cộng thêm|cộng|là thêm|số thêm|tăng thêm".split("|"),
  total: "tổng|tổng mới|tổng số|là tổng|tổng cộng|số tổng|lũy kế|tổng lũy kế".split("|"),
};

const courtesy = new Set(
  "ạ a ah nhé nhe nha em anh chị chi ơi oi bạn ban bot giúp giup với voi đi di nhá ah".split(" "),
);
const lead = new Set("dạ da em anh chị à vâng vang".split(" "));
const bySpelling = new Map<string, Word>();
const byFold = new Map<string, Word>();
for (const [kind, list] of Object.entries(answers) as [Word, readonly string[]][]) {
  for (const answer of list) {
    bySpelling.set(answer.split(" ").map(markKey).join(" "), kind);
    if (!byFold.has(fold(answer))) byFold.set(fold(answer), kind);
  }
}

const numberNames = new Map(
  "một hai ba bốn năm sáu bảy tám chín mười"
    .split(" ")
    .map((name, index) => [fold(name), index + 1] as const),
);
const choice = /^(?:(?:so|nut|chon|cau|phuong an|lua chon|muc|cai|thu)\s+)*(?:so\s+)?(\d{1,2}|[a-z]+)[.)]?$/;

function find(words: readonly string[]): Reply | null {
  const key = words.map(markKey).join(" ");
  const folded = words.map(fold).join(" ");
  // With marks the spelling decides; a message without marks is read by its letters.
  const kind = bySpelling.get(key) ?? (key === folded ? byFold.get(folded) : undefined);
  return kind ? { kind } : null;
}

/** A short answer that is the whole message, with or without marks and polite particles; otherwise `null`. */
export function readReply(text: string): Reply | null {
  const plain = normalize(text).toLowerCase();
  const numbered = choice.exec(
    fold(plain)
      .trim()
      .replace(/\s+(?:a|nhe|nha|em|di)$/, ""),
  );
  const named = numbered?.[1] ?? "";
  const asked = /^\d+$/.test(named)
    ? Number(named)
    : /^(?:so|nut|chon)\s/.test(fold(plain))
      ? numberNames.get(named)
      : undefined;
  if (asked !== undefined && asked > 0) return { kind: "choice", number: asked };
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (words.length === 0)
    return /^(?:👍|👌|✅|🆗)+$/u.test(plain.replace(/[\s\u{1f3fb}-\u{1f3ff}]/gu, ""))
      ? { kind: "yes" }
      : null;
  if (words.length > 6) return null;
  let start = 0;
  let end = words.length;
  const exact = find(words);
  if (exact) return exact;
  while (end > 1 && courtesy.has(words[end - 1] ?? "")) end--;
  const polite = find(words.slice(start, end));
  if (polite) return polite;
  while (start < end - 1 && lead.has(words[start] ?? "")) start++;
  return find(words.slice(start, end));
}
