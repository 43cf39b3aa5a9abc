import { fold } from "../../domain/vietnamese/fold.ts";
import type { ChannelName } from "../../shared/messages.ts";

/** What a message about the person's own addresses asks for. */
export type LinkRequest =
  /** A code was typed; null when it has not six digits. */
  | { kind: "code"; code: string | null }
  /** A code is wanted, for that channel if one was named. */
  | { kind: "link"; channel: ChannelName | null }
  /** They want to be reached there from now on. */
  | { kind: "use"; channel: ChannelName };

const channelWords: Record<string, ChannelName> = {
  zalo: "zalo",
  telegram: "telegram",
  tele: "telegram",
  web: "web",
  "trang web": "web",
};
const channel = `(${Object.keys(channelWords).join("|")})`;
const polite = "(?:(?:cho |nho )?(?:toi |em |minh )?(?:muon |xin |can )?)";
const politeEnd = /(?: (?:a|nhe|nha|voi|di|duoc khong|giup (?:toi|em|minh)(?: voi)?))+$/;
const digits = String.raw`((?:\d[ .-]?){6})`;

const coded = new RegExp(
  String.raw`^/?(?:start|bat ?dau|(?:ma )?lien ?ket(?: (?:voi )?${channel})?(?: ma)?|ma|link)[ :.-]*${digits}$`,
);
const badlyCoded = /^\/?(?:ma )?lien ?ket[ :.-]*\d[\d .-]*$/;
const wantsCode = new RegExp(
  `^${polite}(?:(?:lay )?ma lien ket|lien ket(?: (?:tai khoan|kenh|kenh khac|dia chi))?|link(?: account)?)$`,
);
const wantsLink = new RegExp(
  `^${polite}(?:lien ket|ket noi|noi|dung them|su dung them|them|link|connect|add)(?: (?:voi|sang|them|tai khoan|kenh|to))* ${channel}(?: (?:cua toi|nua|voi))*$`,
);
const wantsUse = new RegExp(
  `^${polite}(?:chuyen (?:sang|qua)|doi (?:sang|qua)|nhan tin (?:o|qua|tren|bang)|gui (?:tin )?(?:ve|qua|den|sang)|dung|switch to|use)(?: (?:dung|kenh))* ${channel}$`,
);

const digitsOf = (text: string) => text.replace(/\D/g, "");

/** A whole message that asks for a link, brings a code, or names where to be reached; null for any other. */
export function readLinkRequest(text: string): LinkRequest | null {
  const folded = fold(text)
    .replace(/[.!?…,\s]+$/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(politeEnd, "");
  const code = coded.exec(folded)?.[2];
  if (code !== undefined) return { kind: "code", code: digitsOf(code) };
  if (badlyCoded.test(folded)) return { kind: "code", code: null };
  if (folded === "/lienket" || folded === "lienket" || wantsCode.test(folded))
    return { kind: "link", channel: null };
  const link = wantsLink.exec(folded)?.[1] ?? /^\/lienket (.+)$/.exec(folded)?.[1];
  if (link !== undefined) return { kind: "link", channel: channelWords[link] ?? null };
  const use = channelWords[wantsUse.exec(folded)?.[1] ?? ""];
  return use ? { kind: "use", channel: use } : null;
}

/** A message that is nothing but a code, however its digits are spaced; null for any other. */
export function readBareCode(text: string): string | null {
  return new RegExp(`^${digits}$`).test(text.trim()) ? digitsOf(text) : null;
}
