import { fold } from "../../domain/vietnamese/fold.ts";

/** How the exact names of titles and award forms begin (thi-dua.md section 8), folded. */
const names = [
  "lao dong tien tien",
  "chien si tien tien",
  "chien si thi dua",
  "tap the lao dong",
  "don vi tien tien",
  "don vi quyet thang",
  "co thi dua",
  "bang khen",
  "giay khen",
  "huan chuong",
  "huy chuong",
  "ky niem chuong",
  "anh hung lao dong",
];

/** "đạt danh hiệu …", "được tặng Bằng khen …": verbs before the name. */
const verbs =
  /^(?:(?:phan dau|quyet tam|de nghi|duoc|dat|gianh|nhan)(?: (?:dat|duoc|gianh|nhan|tang|tang thuong|cong nhan|xet tang))*\s+)(?=\S)/;

export interface Award {
  /** What the target is called, when it was said: "Danh hiệu tập thể". */
  of: string | null;
  /** The title's name. */
  name: string;
}

const raised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * A registered title: "Danh hiệu tập thể: Cờ thi đua của Chính phủ", "Đạt Tập thể lao động xuất sắc". Null for other
 * targets.
 */
export function readAward(title: string): Award | null {
  const said = title.trim();
  const verb = verbs.exec(fold(said))?.[0] ?? "";
  const text = said.slice(verb.length);
  const named = nameIn(text);
  return named && verb !== "" ? { ...named, of: named.of ?? raised(text) } : named;
}

function nameIn(text: string): Award | null {
  const folded = fold(text);
  if (folded.startsWith("danh hieu")) {
    const colon = text.indexOf(":");
    if (colon > 0 && text.slice(colon + 1).trim()) {
      return { of: raised(text.slice(0, colon).trim()), name: raised(text.slice(colon + 1).trim()) };
    }
    const name = text.slice("danh hieu".length).replace(/^[\s:]+/, "");
    return name ? { of: null, name: raised(name) } : null;
  }
  return names.some((name) => folded.startsWith(name)) ? { of: null, name: raised(text) } : null;
}
