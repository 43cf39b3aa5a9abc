import type { Position, ScreenMessage } from "./screen.ts";

/** Where the page finds bytes that are on the screen of `chat`. */
export function fileUrl(chat: string, sha256: string): string {
  return `/web/files/${sha256}?chat=${encodeURIComponent(chat)}`;
}

/** A message as the page gets it. */
export function shownMessage({
  chat,
  id,
  side,
  html,
  buttons,
  image,
  file,
  fileName,
  at,
  editedAt,
}: ScreenMessage) {
  return {
    id,
    side,
    html,
    buttons,
    image: image && fileUrl(chat, image),
    file: file && fileUrl(chat, file),
    fileName,
    at,
    edited: editedAt !== null,
  };
}

/** A position as the id of a server-sent event. */
export const positionText = ({ id, moment }: Position): string => `${id}.${moment}`;

/** Null when it is no position. */
export function readPosition(text: string): Position | null {
  const [, id, moment] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  return id === undefined || moment === undefined ? null : { id: Number(id), moment: Number(moment) };
}
