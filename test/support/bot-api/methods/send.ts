import type { LinkPreviewOptions, Message, Poll } from "grammy/types";
import type { Call, MethodTable } from "../call.ts";
import { codePoints, type FormattedText, isBlank, parseFormatted } from "../entities/format.ts";
import { refuse } from "../errors.ts";
import { asRecord, BAD_JSON, parseJson } from "../params.ts";
import { takeDocument, takePhoto } from "../sending/files.ts";
import { admitSend, enterChat, format, post, postAsBot, readExtras } from "../sending/post.ts";
import { type Content, checkReachable, findChat, findMessage } from "../state/access.ts";
import { accountObject } from "../state/people.ts";
import type { StoredMessage } from "../state/world.ts";

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;

/** Reads the text parameters of a send or an edit: everything that is checked before the chat. */
export function readText(call: Call) {
  const { params } = call;
  const linkPreview = readLinkPreview(call);
  const text = params.text("text");
  if (text === "") throw refuse("messageTextEmpty");
  return { linkPreview, parsed: parseFormatted(text, params.text("parse_mode"), params.text("entities")) };
}

export function finishText(call: Call, parsed: ReturnType<typeof parseFormatted>): FormattedText {
  const done = format(call, parsed);
  if (isBlank(done.text)) throw refuse("textNonEmpty");
  if (codePoints(done.text) > MAX_TEXT) throw refuse("messageTooLong");
  return done;
}

export function readCaption(call: Call) {
  const { params } = call;
  return parseFormatted(params.text("caption"), params.text("parse_mode"), params.text("caption_entities"));
}

export function finishCaption(call: Call, parsed: ReturnType<typeof parseFormatted>): Partial<StoredMessage> {
  const done = format(call, parsed);
  if (codePoints(done.text) > MAX_CAPTION) throw refuse("captionTooLong");
  return done.text === "" ? {} : { caption: done.text, captionEntities: done.entities };
}

function readLinkPreview({ params }: Call): LinkPreviewOptions | undefined {
  const value = params.json("link_preview_options");
  if (value === undefined) return params.flag("disable_web_page_preview") ? { is_disabled: true } : undefined;
  if (value === BAD_JSON) throw refuse("linkPreviewNotJson");
  const object = asRecord(value);
  if (!object) throw refuse("linkPreviewNotObject");
  return object.is_disabled === true ? { is_disabled: true } : (object as LinkPreviewOptions);
}

function sendMessage(call: Call): Message {
  const { parsed, linkPreview } = readText(call);
  const extras = readExtras(call);
  const { chat, replyTo } = enterChat(call, extras);
  const { text, entities } = finishText(call, parsed);
  admitSend(call, chat, "text messages", extras.markup);
  const fields = { text, entities, ...(linkPreview ? { linkPreview } : {}) };
  return postAsBot(call, chat, { ...extras, replyTo }, fields);
}

async function sendFile(call: Call, kind: "photo" | "document"): Promise<Message> {
  const { core, bot, params } = call;
  const take = kind === "photo" ? takePhoto : takeDocument;
  if (!params.has(kind) && !params.files.has(kind)) throw refuse(kind === "photo" ? "noPhoto" : "noDocument");
  const caption = readCaption(call);
  const extras = readExtras(call);
  const { chat, replyTo } = enterChat(call, extras);
  const captioned = finishCaption(call, caption);
  const file = await take(core, bot, params, kind, params.text(kind));
  admitSend(call, chat, kind === "photo" ? "photos" : "documents", extras.markup);
  const content: Partial<StoredMessage> = Array.isArray(file) ? { photo: file } : { document: file };
  return postAsBot(call, chat, { ...extras, replyTo }, { ...content, ...captioned });
}

/** One item of an album or of an `editMessageMedia`. */
export async function readInputMedia(
  call: Call,
  item: unknown,
): Promise<Partial<StoredMessage> & { kind: "photo" | "document" }> {
  const object = asRecord(item);
  if (!object) throw refuse("mediaBad", "expected an Object");
  const kind = String(object.type ?? "").toLowerCase();
  if (kind !== "photo" && kind !== "document") throw refuse("mediaBad", `type "${kind}" is not simulated`);
  const media = typeof object.media === "string" ? object.media : "";
  if (media === "") throw refuse("mediaBad", "media not found");
  const caption = parseFormatted(
    String(object.caption ?? ""),
    String(object.parse_mode ?? ""),
    object.caption_entities === undefined ? "" : JSON.stringify(object.caption_entities),
  );
  const captioned = finishCaption(call, caption);
  const field = media.startsWith("attach://") ? media.slice(9) : "";
  if (kind === "photo")
    return { kind, photo: await takePhoto(call.core, call.bot, call.params, field, media), ...captioned };
  return { kind, document: await takeDocument(call.core, call.bot, call.params, field, media), ...captioned };
}

async function sendMediaGroup(call: Call): Promise<Message[]> {
  const value = call.params.json("media");
  if (value === undefined || value === BAD_JSON) throw refuse("mediaNotJson");
  if (!Array.isArray(value)) throw refuse("mediaNotArray");
  if (value.length > 10) throw refuse("albumCount");
  if (value.length < 2) throw refuse("albumTooFew");
  const extras = readExtras(call, false);
  const { chat, replyTo } = enterChat(call, extras);
  const items: Awaited<ReturnType<typeof readInputMedia>>[] = [];
  for (const item of value as unknown[]) items.push(await readInputMedia(call, item));
  if (new Set(items.map((i) => i.kind)).size > 1) throw refuse("albumMix");
  admitSend(call, chat, items[0]?.kind === "photo" ? "photos" : "documents", undefined, items.length);
  const albumId = String(13_500_000_000_000_000n + BigInt(++call.core.world.counters.album));
  return items.map(({ kind: _, ...fields }) =>
    postAsBot(call, chat, { ...extras, replyTo }, { ...fields, albumId }),
  );
}

function sourceMessage(call: Call, what: "copy" | "forward") {
  const { core, bot, params } = call;
  const from = params.text("from_chat_id");
  if (from === "") throw refuse("parameterRequired", "from_chat_id");
  const chat = findChat(core, bot, from, "read");
  const message = findMessage(chat, params.int("message_id", 0, 0), what);
  if (message.service || message.pinnedId !== undefined || message.protect)
    throw refuse(what === "copy" ? "cannotCopy" : "cannotForward");
  return message;
}

const contentOf = (m: StoredMessage): Content =>
  m.photo ? "photos" : m.document ? "documents" : m.poll === undefined ? "text messages" : "polls";

function body(m: StoredMessage): Partial<StoredMessage> {
  const { text, entities, caption, captionEntities, photo, document, poll, rich } = m;
  const all = { text, entities, caption, captionEntities, photo, document, poll, rich };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function copyMessage(call: Call): { message_id: number } {
  const source = sourceMessage(call, "copy");
  const extras = readExtras(call);
  const caption = call.params.has("caption") ? readCaption(call) : undefined;
  const { chat, replyTo } = enterChat(call, extras);
  const captioned = caption ? finishCaption(call, caption) : {};
  admitSend(call, chat, contentOf(source), extras.markup);
  const sent = postAsBot(call, chat, { ...extras, replyTo }, { ...body(source), ...captioned });
  return { message_id: sent.message_id };
}

function forwardMessage(call: Call): Message {
  const source = sourceMessage(call, "forward");
  const extras = readExtras(call, false);
  const { chat, replyTo } = enterChat(call, extras);
  admitSend(call, chat, contentOf(source), undefined);
  const sender = accountObject(call.core.world, source.from);
  const origin = source.origin ?? { type: "user" as const, date: source.date, sender_user: sender };
  return postAsBot(call, chat, { ...extras, replyTo }, { ...body(source), origin });
}

function sendPoll(call: Call): Message {
  const { core, bot, params } = call;
  const question = format(
    call,
    parseFormatted(params.text("question"), params.text("question_parse_mode"), ""),
  );
  if (question.text === "") throw refuse("pollQuestionEmpty");
  if (codePoints(question.text) > 300) throw refuse("pollQuestionTooLong");
  const options = readPollOptions(params.text("options"));
  const extras = readExtras(call);
  const { chat, replyTo } = enterChat(call, extras);
  admitSend(call, chat, "polls", extras.markup);
  const poll: Poll = {
    id: String(5_400_000_000_000_000n + BigInt(core.world.polls.size + 1)),
    question: question.text,
    options: options.map((text, n) => ({ persistent_id: String(n), text, voter_count: 0 })),
    total_voter_count: 0,
    is_closed: params.flag("is_closed"),
    is_anonymous: !params.has("is_anonymous") || params.flag("is_anonymous"),
    type: params.text("type") === "quiz" ? "quiz" : "regular",
    allows_multiple_answers: params.flag("allows_multiple_answers"),
    allows_revoting: true,
    members_only: false,
  };
  core.world.polls.set(poll.id, { poll, botId: bot.id });
  return postAsBot(call, chat, { ...extras, replyTo }, { poll: poll.id });
}

function readPollOptions(raw: string): string[] {
  const value = raw === "" ? BAD_JSON : parseJson(raw);
  if (value === BAD_JSON) throw refuse("pollOptionsNotJson");
  if (!Array.isArray(value)) throw refuse("pollOptionsNotArray");
  const options = value.map((o: unknown) =>
    (typeof o === "string" ? o : String(asRecord(o)?.text ?? "")).trim(),
  );
  if (options.length < 1) throw refuse("pollOptionsTooFew");
  if (options.length > 12) throw refuse("pollOptionsTooMany");
  if (options.some((o) => o === "" || codePoints(o) > 100)) throw refuse("pollOptionLength");
  return options;
}

/** Stored as it came: what a client would draw is not simulated. */
function sendRichMessage(call: Call): Message {
  const value = call.params.json("rich_message");
  const object = value === BAD_JSON ? undefined : asRecord(value);
  if (!object) throw refuse("richNotJson");
  const extras = readExtras(call);
  const { chat, replyTo } = enterChat(call, extras);
  admitSend(call, chat, "text messages", extras.markup);
  const rich = {
    ...(typeof object.html === "string" ? { html: object.html } : {}),
    ...(typeof object.markdown === "string" ? { markdown: object.markdown } : {}),
  };
  return postAsBot(call, chat, { ...extras, replyTo }, { rich });
}

const ACTIONS = [
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
];
/** A chat action is shown for five seconds. */
const ACTION_MS = 5000;

function sendChatAction(call: Call): true {
  const { core, bot, params } = call;
  const name = params.text("action").toLowerCase();
  if (!ACTIONS.includes(name)) throw refuse("actionWrong");
  const chat = findChat(core, bot, params.text("chat_id"), "write");
  checkReachable(core, bot, chat);
  chat.action = { name, until: core.clock.now() + ACTION_MS };
  return true;
}

const MAX_PINNED = 100;

/** Pins with the service message the chat sees. */
export function pin(
  call: Pick<Call, "core">,
  by: number,
  chat: Parameters<typeof post>[1],
  message: StoredMessage,
): StoredMessage {
  chat.pinned = [...chat.pinned.filter((id) => id !== message.id), message.id].slice(-MAX_PINNED);
  return post(call.core, chat, by, { pinnedId: message.id });
}

export const sendMethods = {
  sendMessage: (call) => sendMessage(call) as Message.TextMessage,
  sendPhoto: async (call) => (await sendFile(call, "photo")) as Message.PhotoMessage,
  sendDocument: async (call) => (await sendFile(call, "document")) as Message.DocumentMessage,
  sendMediaGroup: async (call) =>
    (await sendMediaGroup(call)) as (Message.PhotoMessage | Message.DocumentMessage)[],
  copyMessage,
  forwardMessage,
  sendPoll: (call) => sendPoll(call) as Message.PollMessage,
  sendRichMessage: (call) => sendRichMessage(call) as Message.RichMessageMessage,
  sendChatAction,
} satisfies MethodTable;
