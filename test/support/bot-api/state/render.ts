import type { Message, PhotoSize } from "grammy/types";
import { defined } from "../defined.ts";
import { accountObject, chatObject } from "./people.ts";
import type { ChatState, FileRef, StoredMessage, World } from "./world.ts";

/** The message as one bot sees it: file ids are that bot's own. `depth` 0 leaves out the replied-to message. */
export function messageObject(
  world: World,
  chat: ChatState,
  message: StoredMessage,
  botId: number,
  depth = 1,
): Message {
  const replied = depth > 0 && message.replyTo !== undefined ? chat.messages.get(message.replyTo) : undefined;
  const pinned = message.pinnedId === undefined ? undefined : chat.messages.get(message.pinnedId);
  const document = message.document;
  const channel = chat.type === "channel";
  return defined<Message>({
    message_id: message.id,
    from: channel ? undefined : accountObject(world, message.from),
    sender_chat: channel ? chatObject(world, chat) : undefined,
    chat: chatObject(world, chat),
    date: message.date,
    edit_date: message.editDate,
    forward_origin: message.origin,
    reply_to_message:
      replied && !replied.deleted
        ? (messageObject(world, chat, replied, botId, 0) as Exclude<Message["reply_to_message"], undefined>)
        : undefined,
    media_group_id: message.albumId,
    has_protected_content: message.protect ? true : undefined,
    text: message.text,
    entities: message.entities?.length ? message.entities : undefined,
    link_preview_options: message.linkPreview,
    photo: message.photo?.map((size) => photoSize(world, size, botId)),
    document: document && {
      ...defined<{ file_name?: string; mime_type?: string }>({
        file_name: document.name,
        mime_type: document.mime,
      }),
      ...fileFields(world, document, botId),
    },
    caption: message.caption,
    caption_entities: message.captionEntities?.length ? message.captionEntities : undefined,
    poll: message.poll === undefined ? undefined : world.polls.get(message.poll)?.poll,
    rich_message: message.rich && { blocks: [] },
    reply_markup: message.inlineKeyboard,
    pinned_message: pinned && messageObject(world, chat, pinned, botId, 0),
    ...message.service,
  });
}

function photoSize(world: World, ref: FileRef, botId: number): PhotoSize {
  return { ...fileFields(world, ref, botId), width: ref.width ?? 0, height: ref.height ?? 0 };
}

function fileFields(world: World, ref: FileRef, botId: number) {
  const file = world.files.get(ref.file);
  if (!file) throw new Error(`no file ${ref.file}`);
  return { file_id: fileId(botId, ref.file), file_unique_id: file.uniqueId, file_size: file.bytes.length };
}

/** File ids differ from bot to bot and mean nothing to another one. */
export function fileId(botId: number, fileKey: string): string {
  return `Bot${Buffer.from(`${botId}|${fileKey}`).toString("base64url")}`;
}

/** The content key behind a file id of this bot, undefined for anything else. */
export function fileKeyOf(botId: number, id: string): string | undefined {
  if (!id.startsWith("Bot")) return undefined;
  const [owner, key] = Buffer.from(id.slice(3), "base64url").toString("utf8").split("|");
  return owner === String(botId) ? key : undefined;
}
