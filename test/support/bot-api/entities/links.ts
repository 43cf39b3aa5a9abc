import { toInteger } from "../params.ts";

/** `tg://user?id=N` names a person; anything else is undefined. */
export function linkUserId(url: string): number | undefined {
  const match = /^tg:(?:\/\/)?user\/?\?([^#]*)/i.exec(url);
  const id = match?.[1]?.split("&").find((part) => /^id=/i.test(part));
  const value = id === undefined ? 0 : Number(id.slice(3));
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** The link as the server stores it, or "" for one it drops without an error. */
export function checkedLink(link: string): string {
  const own = /^(tg|ton|tonsite):(?:\/\/)?(.*)$/is.exec(link);
  if (own) {
    const scheme = (own[1] ?? "").toLowerCase();
    const rest = /^([^/?#]+)(.*)$/s.exec(own[2] ?? "");
    const host = rest?.[1] ?? "";
    const tail = rest?.[2] ?? "";
    const allowed = scheme === "tonsite" ? /^[A-Za-z0-9._-]+$/ : /^[A-Za-z0-9_-]+$/;
    if (!allowed.test(host)) return "";
    return `${scheme}://${host.toLowerCase()}${tail.startsWith("/") || tail.startsWith("?") ? tail : `/${tail}`}`;
  }
  const web = /^(?:(https?):\/\/)?([^/?#\s]+)([/?#]\S*)?$/i.exec(link);
  if (!web) return "";
  const authority = web[2] ?? "";
  const hostPort = authority.slice(authority.lastIndexOf("@") + 1);
  const parts = /^(\[[0-9A-Fa-f:.]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(hostPort);
  const host = (parts?.[1] ?? "").toLowerCase();
  if (!parts || (!host.includes(".") && !host.startsWith("[")) || Number(parts[2] ?? 1) > 65535) return "";
  const tail = web[3] ?? "/";
  const user = authority.slice(0, authority.length - hostPort.length);
  const port = parts[2] === undefined ? "" : `:${toInteger(parts[2])}`;
  return `${(web[1] ?? "http").toLowerCase()}://${user}${host}${port}${tail.startsWith("/") ? tail : `/${tail}`}`;
}

/** What `![…](tg://emoji?id=…)` and `![…](tg://time?unix=…)` point to. */
export type SpecialLink = { emojiId: string } | { unixTime: number; dateFormat: string };

export function specialLink(url: string): SpecialLink | undefined {
  const match = /^tg:(?:\/\/)?(emoji|time)\/?\?([^#]*)/i.exec(url);
  if (!match) return undefined;
  const fields = new Map((match[2] ?? "").split("&").map((p): [string, string] => split(p)));
  if (match[1]?.toLowerCase() === "emoji") {
    const emojiId = fields.get("id") ?? "";
    return isEmojiId(emojiId) ? { emojiId } : undefined;
  }
  const unixTime = Number(fields.get("unix"));
  const dateFormat = fields.get("format") ?? "";
  if (!Number.isInteger(unixTime) || unixTime <= 0 || unixTime > 2147483647 || !isDateFormat(dateFormat))
    return undefined;
  return { unixTime, dateFormat };
}

export const isEmojiId = (id: string): boolean => /^-?\d{1,19}$/.test(id) && /[1-9]/.test(id);

export const isDateFormat = (format: string): boolean => /^(?:[rR]|[tTdDwW]*)$/.test(format);

function split(part: string): [string, string] {
  const equals = part.indexOf("=");
  return equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
}
