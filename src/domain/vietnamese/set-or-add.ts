import { fold, normalize } from "./fold.ts";

/** What the figure of the report before was: added to what there is, or the new total. */
export interface KindSaid {
  readonly kind: "add" | "total";
  /** The target it is said of, `CT` and a number; null when none is named. */
  readonly code: string | null;
}

const adds =
  "(?:(?:cong|so|tang|lam|moi|bo sung|phan|ghi) )*(?:them|cong vao|bo sung|tang them|cong don them)";
const totals = "(?:(?:so|con so|la) )*(?:tong(?: so| cong| moi| luy ke)?|luy ke|tat ca|ca tong)";
const lead =
  "(?:(?:a|da|vang|ui|oi|chet|y|em|minh|toi|bao|noi|nham|so|do|day|nay|kia|vua|cai|lan|thi|phai|anh|chi|xin|loi|con|dung ra|thuc ra|muon|cua|bam|bot|dc|vua roi) )*";
const tail =
  "(?: (?:a|ah|dau|nhe|nha|co|ma|day|do|em|anh|chi|bot|roi|thoi|oi|chu|giup|dum|voi|chi oi|anh oi))*";
const not = "(?:chu |ma )?(?:khong|ko|k|hong|dau)(?: phai)?(?: la)?";

/** How one of the two kinds is said, against the other or by itself; alone it needs là, "ý em" or a particle that insists. */
const forms = (meant: string, other: string): readonly RegExp[] => [
  new RegExp(`^${lead}(?:la )?${meant}(?: ho so)? ${not} ${other}${tail}$`),
  new RegExp(`^${lead}${not} ${other},? (?:ma )?(?:la )?${meant}${tail}$`),
  new RegExp(`^${lead}${not} ${other}${tail}$`),
  new RegExp(`^${lead}la ${meant}${tail}$`),
  new RegExp(`^(?:y |${lead}y )(?:em|minh|toi|anh|chi)(?: noi)? ${meant}${tail}$`),
  new RegExp(`^${meant} (?:ma|co|chu|day)${tail}$`),
];

const table: readonly (readonly [KindSaid["kind"], readonly RegExp[]])[] = [
  ["add", forms(adds, totals)],
  ["total", forms(totals, adds)],
];

/**
 * A message that says only what the figure before it was: "là thêm", "ý em là thêm chứ không phải tổng", "ct1 là tổng";
 * null for any other, above all for one with a figure of its own. Linear in the length; messages of more than 120 letters
 * say more than that.
 */
export function readKindSaid(text: string): KindSaid | null {
  const typed = normalize(text);
  if (typed.length > 120) return null;
  const words = fold(typed)
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
  const named = /(?:^| )(?:ct|chi tieu)(?: so)? ?0*(\d{1,3})(?= |$)/.exec(words);
  const rest = (named ? words.replace(named[0], " ") : words).replace(/ +/g, " ").trim();
  if (/\d/.test(rest)) return null;
  const found = table.find(([, all]) => all.some((form) => form.test(rest)));
  return found ? { kind: found[0], code: named ? `CT${named[1]}` : null } : null;
}
