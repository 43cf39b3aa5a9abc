import { normalize } from "./fold.ts";
import type { Region } from "./register-plan.ts";
import type { Message } from "./tokens.ts";

/** The words left over, as typed, with the first letter raised; `null` if there are none. */
export function titleOf(message: Message, region: Region): string | null {
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
