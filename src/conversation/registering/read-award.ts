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

export interface Award {
  /** What the title is for, when it was said: "Danh hiệu tập thể". */
  of: string | null;
  /** The title's name. */
  name: string;
}

const raised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A registered title: "Danh hiệu tập thể: Cờ thi đua của Chính phủ", "Tập thể lao động xuất sắc". Null for other targets. */
export function readAward(title: string): Award | null {
  const folded = fold(title).trim();
  const text = title.trim();
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
