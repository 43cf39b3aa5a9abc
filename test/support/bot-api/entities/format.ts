import type { MessageEntity, User } from "grammy/types";
import { refuse } from "../errors.ts";
import { asRecord, BAD_JSON, parseJson } from "../params.ts";
import { parseHtml } from "./html.ts";
import { checkedLink } from "./links.ts";
import { parseMarkdown } from "./markdown.ts";
import { parseMarkdownV2 } from "./markdownv2.ts";
import { EntityListError, normalize } from "./normalize.ts";
import { EntityError, type ParsedText, type Span, type SpanKind } from "./span.ts";

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

/** Largest raw text, in UTF-8 bytes, the server looks at. */
const MAX_RAW_BYTES = 32768;
/** Kinds a caller may list that the server drops and finds again by itself. */
const OWN_KINDS = [
  "mention",
  "hashtag",
  "cashtag",
  "bot_command",
  "url",
  "email",
  "phone_number",
  "bank_card_number",
];
const LISTED: SpanKind[] = [
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "spoiler",
  "blockquote",
  "expandable_blockquote",
  "code",
  "pre",
  "text_link",
  "text_mention",
  "custom_emoji",
  "date_time",
];

/** First half, done before the chat is looked up: raw size, parse mode, entity syntax. */
export function parseFormatted(text: string, parseMode: string, entityList: string): ParsedText {
  if (Buffer.byteLength(text, "utf8") > MAX_RAW_BYTES) throw refuse("textTooLong");
  const mode = parseMode.toLowerCase();
  if (text === "" || mode === "" || mode === "none") return { text, spans: readEntityList(entityList) };
  const parser = { html: parseHtml, markdown: parseMarkdown, markdownv2: parseMarkdownV2 }[mode];
  if (!parser) throw refuse("parseModeUnsupported");
  try {
    return parser(text);
  } catch (error) {
    if (error instanceof EntityError) throw refuse("cannotParseEntities", error.message);
    throw error;
  }
}

/** Second half: cleaning, trimming, automatic entities. Mentions of people the bot cannot see are dropped. */
export function finishFormatted(
  parsed: ParsedText,
  findUser: (id: number) => User | undefined,
): FormattedText {
  let done: ParsedText;
  try {
    done = normalize(parsed);
  } catch (error) {
    if (error instanceof EntityListError) throw refuse("entityList", error.message);
    throw error;
  }
  return { text: done.text, entities: done.spans.flatMap((span) => toEntity(span, findUser)) };
}

/** Text with nothing a person could see in it. */
export function isBlank(text: string): boolean {
  return /^[\s\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc]*$/.test(text);
}

/** Length as the server limits it: code points, not UTF-16 units. */
export const codePoints = (text: string): number => [...text].length;

function readEntityList(raw: string): Span[] {
  const list = raw === "" ? undefined : parseJson(raw);
  if (list === BAD_JSON || !Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const span = readEntity(asRecord(item));
    return span ? [span] : [];
  });
}

function readEntity(item: Record<string, unknown> | undefined): Span | undefined {
  if (!item) throw refuse("badMessageEntity", "expected an Object");
  const { type, offset, length } = item;
  if (!Number.isInteger(Number(offset ?? Number.NaN)))
    throw refuse("badMessageEntity", 'Can\'t find field "offset"');
  if (!Number.isInteger(Number(length ?? Number.NaN)))
    throw refuse("badMessageEntity", 'Can\'t find field "length"');
  const place = { offset: Number(offset), length: Number(length) };
  const text = (name: string) => (typeof item[name] === "string" ? item[name] : "");
  if (typeof type !== "string") throw refuse("badMessageEntity", 'Can\'t find field "type"');
  if (OWN_KINDS.includes(type)) return undefined;
  const kind = LISTED.find((k) => k === type);
  if (!kind) throw refuse("badMessageEntity", "unsupported type specified");
  if (kind === "text_link") {
    const url = checkedLink(text("url"));
    return url === "" ? undefined : { kind, ...place, url };
  }
  if (kind === "text_mention") {
    const userId = Number(asRecord(item.user)?.id ?? 0);
    return userId > 0 ? { kind, ...place, userId } : undefined;
  }
  if (kind === "pre" && text("language") !== "") return { kind, ...place, language: text("language") };
  if (kind === "custom_emoji") return { kind, ...place, emojiId: text("custom_emoji_id") };
  if (kind === "date_time")
    return { kind, ...place, unixTime: Number(item.unix_time ?? 0), dateFormat: text("date_time_format") };
  return { kind, ...place };
}

function toEntity(span: Span, findUser: (id: number) => User | undefined): MessageEntity[] {
  const { kind, offset, length } = span;
  switch (kind) {
    case "text_link":
      return [{ type: kind, offset, length, url: span.url ?? "" }];
    case "text_mention": {
      const user = findUser(span.userId ?? 0);
      return user ? [{ type: kind, offset, length, user }] : [];
    }
    case "pre":
      return [
        span.language
          ? { type: kind, offset, length, language: span.language }
          : { type: kind, offset, length },
      ];
    case "custom_emoji":
      return [{ type: kind, offset, length, custom_emoji_id: span.emojiId ?? "" }];
    case "date_time": {
      type Format = Extract<MessageEntity, { type: "date_time" }>["date_time_format"];
      const format = (span.dateFormat ?? "") as Format;
      return [{ type: kind, offset, length, unix_time: span.unixTime ?? 0, date_time_format: format }];
    }
    default:
      return [{ type: kind, offset, length }];
  }
}
