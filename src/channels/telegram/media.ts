import { type Api, InputFile } from "grammy";
import type { InlineKeyboardMarkup, Message } from "grammy/types";
import type { StoredFile } from "../../shared/messages.ts";
import type { Outcome, ReadFiles } from "../channel.ts";
import { isRefusal } from "./outcome.ts";

/** Telegram refuses a larger photo; as a document it passes. */
const photoLimit = 10 * 1024 * 1024;
const rememberedFiles = 2_000;

type Kind = "photo" | "document";

/** What goes with the file. */
interface Accompaniment {
  caption?: string;
  parse_mode?: "HTML";
  reply_markup?: InlineKeyboardMarkup;
}

interface MediaSender {
  image(chat: number, file: StoredFile, extra: Accompaniment): Promise<Message>;
  document(chat: number, file: StoredFile, extra: Accompaniment): Promise<Message>;
}

const noLongerKnown = /wrong file_?id|wrong remote file id|file reference|temporarily unavailable/i;
const noPhoto = /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|PHOTO_EXT_INVALID|photo.* too big/i;

class NotAPhoto extends Error {}

/** The call was never made, for want of the bytes. */
export class UnreadableFile extends Error {
  readonly outcome: Outcome;
  constructor(cause: unknown) {
    super("the file store did not give the bytes", { cause });
    const gone = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    this.outcome = gone
      ? { kind: "refused", reason: "the file is not in the file store" }
      : { kind: "notSent", reason: this.message };
  }
}

/**
 * Sends stored files. Bytes go up once; after that Telegram's own id of them is enough. Throws grammY's errors and
 * UnreadableFile.
 */
export function createMediaSender(api: Api, files: ReadFiles): MediaSender {
  const fileIds = new Map<string, string>();
  /** Many recipients of one picture wait for the first upload: Telegram spaces equal ones, and refuses when they pile up. */
  const uploads = new Map<string, Promise<unknown>>();
  const notPhotos = new Set<string>();

  function remember(key: string, fileId: string): void {
    fileIds.set(key, fileId);
    const oldest = fileIds.keys().next();
    if (fileIds.size > rememberedFiles && oldest.done !== true) fileIds.delete(oldest.value);
  }

  async function send(kind: Kind, chat: number, file: StoredFile, extra: Accompaniment): Promise<Message> {
    // Telegram keeps a document's name with its bytes.
    const key = `${kind} ${file.sha256} ${kind === "document" ? file.fileName : ""}`;
    const call = (media: string | InputFile): Promise<Message> =>
      kind === "photo" ? api.sendPhoto(chat, media, extra) : api.sendDocument(chat, media, extra);
    const upload = async () => {
      const bytes = await files.read(file.sha256).catch((error: unknown) => {
        throw new UnreadableFile(error);
      });
      if (kind === "photo" && bytes.byteLength > photoLimit) throw new NotAPhoto();
      const message = await call(new InputFile(bytes, file.fileName));
      const fileId = kind === "photo" ? message.photo?.at(-1)?.file_id : message.document?.file_id;
      if (fileId !== undefined) remember(key, fileId);
      return message;
    };

    // Waits for one upload, not for a row of failing ones: a row that is being sent has only so much time.
    const other = uploads.get(key);
    if (other !== undefined) await other;
    const known = fileIds.get(key);
    if (known !== undefined) {
      try {
        return await call(known);
      } catch (error) {
        if (!isRefusal(error, noLongerKnown)) throw error;
        fileIds.delete(key);
      }
    }
    const uploading = upload();
    uploads.set(
      key,
      uploading.then(
        () => uploads.delete(key),
        () => uploads.delete(key),
      ),
    );
    return uploading;
  }

  return {
    document: (chat, file, extra) => send("document", chat, file, extra),
    async image(chat, file, extra) {
      if (!notPhotos.has(file.sha256)) {
        try {
          return await send("photo", chat, file, extra);
        } catch (error) {
          if (!(error instanceof NotAPhoto) && !isRefusal(error, noPhoto)) throw error;
          notPhotos.add(file.sha256);
        }
      }
      return send("document", chat, file, extra);
    },
  };
}
