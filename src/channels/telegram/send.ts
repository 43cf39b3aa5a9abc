import { type Api, GrammyError, InputFile } from "grammy";
import type { InlineKeyboardMarkup, Message } from "grammy/types";
import type { Log } from "../../shared/log.ts";
import { plainText, type Reply, type StoredFile } from "../../shared/messages.ts";
import type { Outcome, Outgoing, ReadFiles } from "../channel.ts";
import { outcomeOf, reasonOf } from "./outcome.ts";

/** Telegram refuses a larger photo; as a document it passes. */
const photoLimit = 10 * 1024 * 1024;
const rememberedFiles = 2_000;

interface Sender {
  send(message: Outgoing): Promise<Outcome>;
  edit(messageId: string, message: Outgoing): Promise<Outcome>;
}

interface Words {
  text: string;
  parse_mode?: "HTML";
}
type Extra = { parse_mode?: "HTML"; reply_markup?: InlineKeyboardMarkup };
type MediaKind = "photo" | "document";

const says = (error: unknown, pattern: RegExp): boolean =>
  error instanceof GrammyError && error.error_code === 400 && pattern.test(error.description);

const noLongerKnown = /wrong file_?id|wrong remote file id|file reference|temporarily unavailable/i;
const noPhoto = /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|PHOTO_EXT_INVALID|photo.* too big/i;

function keyboardOf(reply: Reply): { reply_markup?: InlineKeyboardMarkup } {
  if (reply.choices === undefined || reply.choices.length === 0) return {};
  return {
    reply_markup: {
      inline_keyboard: reply.choices.map((row) =>
        row.map(({ label, data }) => ({ text: label, callback_data: data })),
      ),
    },
  };
}

const extraOf = ({ parse_mode }: Words, reply: Reply): Extra => ({
  ...(parse_mode === undefined ? {} : { parse_mode }),
  ...keyboardOf(reply),
});

/** Puts replies on the wire. Never throws: what happened is an outcome. */
export function createSender({ api, files, log }: { api: Api; files: ReadFiles; log: Log }): Sender {
  /** By kind and content: Telegram's own name of bytes that were uploaded once. */
  const fileIds = new Map<string, string>();
  /** Uploads under way: many recipients of one picture wait for the first instead of uploading it side by side. */
  const uploads = new Map<string, Promise<void>>();
  const notPhotos = new Set<string>();

  async function sendMedia(
    kind: MediaKind,
    chat: number,
    file: StoredFile,
    words: Words,
    reply: Reply,
  ): Promise<Message> {
    const key = `${kind} ${file.sha256} ${kind === "document" ? file.fileName : ""}`;
    const extra = {
      ...extraOf(words, reply),
      ...(words.text === "" ? {} : { caption: words.text }),
    };
    const call = (media: string | InputFile): Promise<Message> =>
      kind === "photo" ? api.sendPhoto(chat, media, extra) : api.sendDocument(chat, media, extra);
    await uploads.get(key);
    const known = fileIds.get(key);
    if (known !== undefined) {
      try {
        return await call(known);
      } catch (error) {
        if (!says(error, noLongerKnown)) throw error;
        fileIds.delete(key);
      }
    }
    const bytes = await files.read(file.sha256).catch((error: unknown) => {
      throw new UnreadableFile(error);
    });
    if (kind === "photo" && bytes.byteLength > photoLimit) throw new NotAPhoto();
    const upload = call(new InputFile(bytes, file.fileName));
    const settled = upload.then(
      () => uploads.delete(key),
      () => uploads.delete(key),
    );
    uploads.set(
      key,
      settled.then(() => undefined),
    );
    const message = await upload;
    const fileId = kind === "photo" ? message.photo?.at(-1)?.file_id : message.document?.file_id;
    if (fileId !== undefined) remember(key, fileId);
    return message;
  }

  function remember(key: string, fileId: string): void {
    fileIds.set(key, fileId);
    const oldest = fileIds.keys().next();
    if (fileIds.size > rememberedFiles && oldest.done !== true) fileIds.delete(oldest.value);
  }

  async function sendImage(chat: number, file: StoredFile, words: Words, reply: Reply): Promise<Message> {
    if (!notPhotos.has(file.sha256)) {
      try {
        return await sendMedia("photo", chat, file, words, reply);
      } catch (error) {
        if (!(error instanceof NotAPhoto) && !says(error, noPhoto)) throw error;
        notPhotos.add(file.sha256);
      }
    }
    return sendMedia("document", chat, file, words, reply);
  }

  function put(chat: number, reply: Reply, words: Words): Promise<Message> {
    if (reply.image !== undefined) return sendImage(chat, reply.image, words, reply);
    if (reply.document !== undefined) return sendMedia("document", chat, reply.document, words, reply);
    return api.sendMessage(chat, words.text, {
      ...extraOf(words, reply),
      link_preview_options: { is_disabled: true },
    });
  }

  async function change(chat: number, message: number, reply: Reply, words: Words): Promise<void> {
    const extra = extraOf(words, reply);
    const text = () =>
      api.editMessageText(chat, message, words.text, {
        ...extra,
        link_preview_options: { is_disabled: true },
      });
    const caption = () => api.editMessageCaption(chat, message, { ...extra, caption: words.text });
    if (words.text === "") {
      await api.editMessageReplyMarkup(chat, message, keyboardOf(reply));
      return;
    }
    const [likely, other] =
      reply.image === undefined && reply.document === undefined ? [text, caption] : [caption, text];
    try {
      await likely();
    } catch (error) {
      // The reply need not know whether the message it changes carries a picture.
      if (!says(error, /there is no (text|caption) in the message to edit/i)) throw error;
      await other();
    }
  }

  /** Faulty marks are our mistake: the words still go out, without them. */
  async function withMarks<T>(html: string, attempt: (words: Words) => Promise<T>): Promise<T> {
    try {
      return await attempt({ text: html, parse_mode: "HTML" });
    } catch (error) {
      if (!says(error, /can't parse entities/i)) throw error;
      log.error({ reason: reasonOf(error) }, "telegram: a reply has faulty marks, sent without them");
      return attempt({ text: plainText(html) });
    }
  }

  function failed(error: unknown): Outcome {
    if (error instanceof UnreadableFile) return error.outcome;
    const outcome = outcomeOf(error);
    if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404))
      log.error(
        { reason: reasonOf(error) },
        "telegram: the token or the API root is refused; nothing is sent",
      );
    return outcome;
  }

  return {
    async send({ chatId, reply }) {
      if (reply.image !== undefined && reply.document !== undefined)
        return { kind: "refused", reason: "an image and a document in one message" };
      try {
        const message = await withMarks(reply.html, (words) => put(Number(chatId), reply, words));
        return { kind: "sent", messageId: String(message.message_id) };
      } catch (error) {
        return failed(error);
      }
    },
    async edit(messageId, { chatId, reply }) {
      try {
        await withMarks(reply.html, (words) => change(Number(chatId), Number(messageId), reply, words));
        return { kind: "sent", messageId };
      } catch (error) {
        return says(error, /message is not modified/i) ? { kind: "sent", messageId } : failed(error);
      }
    },
  };
}

class NotAPhoto extends Error {}

class UnreadableFile extends Error {
  readonly outcome: Outcome;
  constructor(cause: unknown) {
    super("the file store did not give the bytes", { cause });
    const gone = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    this.outcome = gone
      ? { kind: "refused", reason: "the file is not in the file store" }
      : { kind: "notSent", reason: this.message };
  }
}
