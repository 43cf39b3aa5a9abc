import type {
  InlineKeyboardButton,
  InlineKeyboardMarkup,
  KeyboardButton,
  ReplyKeyboardMarkup,
} from "grammy/types";
import { checkedLink, linkUserId } from "../entities/links.ts";
import { refuse } from "../errors.ts";
import { asRecord, BAD_JSON, type Params } from "../params.ts";
import type { ReplyMarkup } from "../state/world.ts";

const MAX_IN_ROW = 12;
const MAX_BUTTONS = 300;
const MAX_CALLBACK_BYTES = 64;

/** Reads `reply_markup` (Client.cpp, get_reply_markup). An empty keyboard is none. */
export function parseMarkup(params: Params): ReplyMarkup | undefined {
  const value = params.json("reply_markup");
  if (value === undefined) return undefined;
  if (value === BAD_JSON) throw refuse("markupNotJson");
  const object = asRecord(value);
  if (!object) throw refuse("markupNotObject");
  const plain = rows(object, "keyboard", "keyboardRows", readButton);
  const inline = rows(object, "inline_keyboard", "inlineRows", readInlineButton);
  const personal = truthy(object.selective) || truthy(object.personal_keyboard);
  const placeholder =
    typeof object.input_field_placeholder === "string" ? object.input_field_placeholder : "";
  const extras = {
    ...(personal ? { selective: true } : {}),
    ...(placeholder === "" ? {} : { input_field_placeholder: placeholder }),
  };
  if (plain.length > 0) {
    const markup: ReplyKeyboardMarkup = { keyboard: plain, ...extras };
    if (truthy(object.resize_keyboard)) markup.resize_keyboard = true;
    if (truthy(object.one_time_keyboard)) markup.one_time_keyboard = true;
    if (truthy(object.is_persistent)) markup.is_persistent = true;
    return markup;
  }
  if (inline.length > 0) return { inline_keyboard: inline };
  if (truthy(object.remove_keyboard) || truthy(object.hide_keyboard))
    return { remove_keyboard: true, ...(personal ? { selective: true } : {}) };
  if (truthy(object.force_reply)) return { force_reply: true, ...extras };
  return undefined;
}

export function isInline(markup: ReplyMarkup | undefined): markup is InlineKeyboardMarkup {
  return markup !== undefined && "inline_keyboard" in markup;
}

/** The late checks, done where Telegram's own servers do them. */
export function checkMarkup(markup: ReplyMarkup | undefined, strict: boolean): void {
  if (!isInline(markup)) return;
  const buttons = markup.inline_keyboard.flat();
  for (const button of buttons)
    if ("callback_data" in button && Buffer.byteLength(button.callback_data, "utf8") > MAX_CALLBACK_BYTES)
      throw refuse("buttonDataInvalid");
  if (strict && (buttons.length > 100 || Buffer.byteLength(JSON.stringify(markup)) > 10_240))
    throw refuse("markupTooLong");
}

const truthy = (value: unknown): boolean => value === true || /^(?:true|yes|1)$/i.test(String(value ?? ""));

function rows<B extends { text: string } | string>(
  object: Record<string, unknown>,
  field: "keyboard" | "inline_keyboard",
  rowError: "keyboardRows" | "inlineRows",
  read: (button: unknown) => B,
): B[][] {
  const value = object[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refuse("fieldOfType", field, "Array");
  const out: B[][] = [];
  let total = 0;
  for (const row of value as unknown[]) {
    if (!Array.isArray(row)) throw refuse(rowError);
    const kept: B[] = [];
    for (const button of row.map(read)) {
      const label = typeof button === "string" ? button : button.text;
      if (label.trim() === "" || kept.length >= MAX_IN_ROW || total >= MAX_BUTTONS) continue;
      kept.push(button);
      total += 1;
    }
    if (kept.length > 0) out.push(kept);
  }
  return out;
}

function readButton(button: unknown): KeyboardButton {
  if (typeof button === "string") return { text: button };
  const object = asRecord(button);
  if (!object) throw refuse("keyboardButton", "KeyboardButton must be a String or an Object");
  if (object.text === undefined) throw refuse("keyboardButton", 'Can\'t find field "text"');
  return { ...object, text: String(object.text) };
}

const ACTIONS = [
  "url",
  "callback_data",
  "callback_game",
  "pay",
  "switch_inline_query",
  "switch_inline_query_chosen_chat",
  "switch_inline_query_current_chat",
  "login_url",
  "web_app",
  "copy_text",
] as const;

function readInlineButton(button: unknown): InlineKeyboardButton {
  const object = asRecord(button);
  if (!object) throw refuse("inlineButton", "InlineKeyboardButton must be an Object");
  if (object.text === undefined) throw refuse("inlineButton", 'Can\'t find field "text"');
  if (!["string", "number"].includes(typeof object.text))
    throw refuse("inlineButton", 'Field "text" must be of type String');
  const style = String(object.style ?? "").toLowerCase();
  if (!["", "default", "primary", "danger", "success"].includes(style))
    throw refuse("inlineButton", "invalid button style specified");
  const action = ACTIONS.find((name) => {
    const value = object[name];
    return name === "url" || name === "callback_data"
      ? value !== undefined && value !== ""
      : value !== undefined;
  });
  if (!action) throw refuse("inlineButton", "Text buttons are unallowed in the inline keyboard");
  const base = { text: String(object.text), ...(["", "default"].includes(style) ? {} : { style }) };
  let value = object[action];
  if (action === "url") {
    const url = String(value);
    const fixed = linkUserId(url) === undefined ? checkedLink(url) : url;
    if (fixed === "") throw refuse("buttonUrlInvalid", url, "Wrong HTTP URL");
    value = fixed;
  } else if (action === "callback_data") value = String(value);
  return { ...base, [action]: value } as InlineKeyboardButton;
}
