import type { Call } from "../call.ts";
import { chatMethods } from "./chats.ts";
import { editMethods } from "./edit.ts";
import { messageMethods } from "./messages.ts";
import { profileMethods } from "./profile.ts";
import { sendMethods } from "./send.ts";
import { updateMethods } from "./updates.ts";

const ALL: Record<string, (call: Call) => unknown> = {
  ...chatMethods,
  ...editMethods,
  ...messageMethods,
  ...profileMethods,
  ...sendMethods,
  ...updateMethods,
};

const BY_LOWER = new Map(Object.entries(ALL).map(([name, handler]) => [name.toLowerCase(), handler]));

/** The handler of a method, whatever the case of its name. */
export const findMethod = (name: string): ((call: Call) => unknown) | undefined =>
  BY_LOWER.get(name.toLowerCase());

/** Methods that count against the per-chat limit of calls under way. */
const SENDS = [
  "sendmessage",
  "sendphoto",
  "senddocument",
  "sendmediagroup",
  "copymessage",
  "forwardmessage",
  "sendpoll",
  "sendrichmessage",
];
export const isSend = (name: string): boolean => SENDS.includes(name.toLowerCase());
