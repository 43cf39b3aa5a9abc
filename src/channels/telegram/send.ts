import { type Api, GrammyError } from "grammy";
import type { InlineKeyboardMarkup, Message } from "grammy/types";
import type { Log } from "../../shared/log.ts";
import { plainText, type Reply } from "../../shared/messages.ts";
import type { Outcome, Outgoing, ReadFiles } from "../channel.ts";
import { createMediaSender, UnreadableFile } from "./media.ts";
import { isRefusal, outcomeOf, reasonOf } from "./outcome.ts";

interface Sender {
  send(message: Outgoing): Promise<Outcome>;
  edit(messageId: string, message: Outgoing): Promise<Outcome>;
}

interface Words {
  text: string;
  parse_mode?: "HTML";
}

const noPreview = { link_preview_options: { is_disabled: true } };

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

/** Puts replies on the wire. Never throws: what happened is an outcome. */
export function createSender({ api, files, log }: { api: Api; files: ReadFiles; log: Log }): Sender {
  const media = createMediaSender(api, files);

  function put(chat: number, reply: Reply, { text, ...mode }: Words): Promise<Message> {
    const extra = { ...mode, ...keyboardOf(reply) };
    const withCaption = text === "" ? extra : { ...extra, caption: text };
    if (reply.image !== undefined) return media.image(chat, reply.image, withCaption);
    if (reply.document !== undefined) return media.document(chat, reply.document, withCaption);
    return api.sendMessage(chat, text, { ...extra, ...noPreview });
  }

  async function change(chat: number, message: number, reply: Reply, words: Words): Promise<void> {
    const { text, ...mode } = words;
    const extra = { ...mode, ...keyboardOf(reply) };
    if (text === "") {
      await api.editMessageReplyMarkup(chat, message, keyboardOf(reply));
      return;
    }
    const asText = () => api.editMessageText(chat, message, text, { ...extra, ...noPreview });
    const asCaption = () => api.editMessageCaption(chat, message, { ...extra, caption: text });
    const isText = reply.image === undefined && reply.document === undefined;
    const [likely, other] = isText ? [asText, asCaption] : [asCaption, asText];
    try {
      await likely();
    } catch (error) {
      // The reply need not know whether the message it changes carries a picture.
      if (!isRefusal(error, /there is no (text|caption) in the message to edit/i)) throw error;
      await other();
    }
  }

  /** Faulty marks are our mistake: the words still go out, without them. */
  async function withMarks<T>(html: string, attempt: (words: Words) => Promise<T>): Promise<T> {
    try {
      return await attempt({ text: html, parse_mode: "HTML" });
    } catch (error) {
      if (!isRefusal(error, /can't parse entities/i)) throw error;
      log.error({ reason: reasonOf(error) }, "telegram: a reply has faulty marks, sent without them");
      return attempt({ text: plainText(html) });
    }
  }

  function failed(error: unknown): Outcome {
    if (error instanceof UnreadableFile) return error.outcome;
    if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404))
      log.error(
        { reason: reasonOf(error) },
        "telegram: the token or the API root is refused; nothing is sent",
      );
    return outcomeOf(error);
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
        return isRefusal(error, /message is not modified/i) ? { kind: "sent", messageId } : failed(error);
      }
    },
  };
}
