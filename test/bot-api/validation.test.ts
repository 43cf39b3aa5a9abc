import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type BotHandle,
  type Group,
  type Person,
  type Simulator,
  startSimulator,
} from "../support/bot-api/index.ts";
import { plain } from "./clients.ts";

let sim: Simulator;
let bot: BotHandle;
let an: Person;
let binh: Person;
let group: Group;

beforeAll(async () => {
  sim = await startSimulator({ seed: 3, clock: "manual" });
  bot = sim.createBot({ username: "thidua_bot" });
  an = sim.user({ firstName: "An" });
  binh = sim.user({ firstName: "Bình" });
  group = sim.group({ title: "Cụm 1", members: [an, binh], bot });
  await an.start(bot);
});
afterAll(() => sim.stop());

const call = (method: string, params: object) => plain(sim, bot.token, method, params);

async function description(method: string, params: object): Promise<string> {
  const { status, body } = await call(method, params);
  expect(status).toBe(body.error_code ?? 200);
  return body.description ?? "(no error)";
}

const send = (params: object) => description("sendMessage", { chat_id: an.id, text: "x", ...params });
const inline = (button: object) => send({ reply_markup: { inline_keyboard: [[button]] } });

async function sent(params: object = {}): Promise<number> {
  const { body } = await call("sendMessage", { chat_id: an.id, text: "x", ...params });
  return (body.result as { message_id: number }).message_id;
}

describe("a send", () => {
  it.each<[object, string]>([
    [{ chat_id: undefined }, "Bad Request: chat_id is empty"],
    [{ chat_id: 12 }, "Bad Request: chat not found"],
    [{ chat_id: "@nobody" }, "Bad Request: chat not found"],
    [{ chat_id: -99 }, "Bad Request: chat not found"],
    [{ text: undefined }, "Bad Request: message text is empty"],
    [{ text: " \n\t " }, "Bad Request: text must be non-empty"],
    [{ text: "đ".repeat(16385) }, "Bad Request: text is too long"],
    [{ text: "😀".repeat(4097) }, "Bad Request: message is too long"],
    [{ parse_mode: "rtf" }, "Bad Request: unsupported parse_mode"],
    [
      { parse_mode: "MarkdownV2", text: "85.5" },
      "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ],
    [
      { parse_mode: "html", text: "<br>" },
      'Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 0',
    ],
    [{ reply_markup: "{" }, "Bad Request: can't parse reply keyboard markup JSON object"],
    [{ reply_markup: "[]" }, "Bad Request: object expected as reply markup"],
    [
      { reply_markup: { inline_keyboard: [{}] } },
      'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ],
    [{ reply_markup: { keyboard: ["x"] } }, 'Bad Request: field "keyboard" must be an Array of Arrays'],
    [{ reply_parameters: { message_id: 9999 } }, "Bad Request: message to be replied not found"],
    [{ reply_parameters: "{" }, "Bad Request: can't parse reply parameters JSON object"],
  ])("with %j is refused", async (params, expected) => {
    expect(await send(params)).toBe(expected);
  });

  it("passes at the limits", async () => {
    expect(await send({ text: "😀".repeat(4096) })).toBe("(no error)");
    expect(await inline({ text: "x", callback_data: "đ".repeat(32) })).toBe("(no error)");
    expect(await send({ reply_parameters: { message_id: 9999, allow_sending_without_reply: true } })).toBe(
      "(no error)",
    );
  });

  it("checks buttons", async () => {
    expect(await inline({ callback_data: "x" })).toBe(
      "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
    );
    expect(await inline({ text: "x" })).toBe(
      "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    );
    expect(await inline({ text: "x", callback_data: `${"đ".repeat(32)}a` })).toBe(
      "Bad Request: BUTTON_DATA_INVALID",
    );
    expect(await inline({ text: "x", url: "nowhere" })).toBe(
      "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    );
  });

  it("reports broken markup before an unknown chat, and text before markup", async () => {
    expect(await send({ chat_id: 12, reply_markup: "{" })).toBe(
      "Bad Request: can't parse reply keyboard markup JSON object",
    );
    expect(await send({ text: "", reply_markup: "{" })).toBe("Bad Request: message text is empty");
    expect(await send({ chat_id: 12, text: "x".repeat(5000) })).toBe("Bad Request: chat not found");
  });

  it("drops buttons past twelve in a row and past 300, and keyboards left empty", async () => {
    const row = Array.from({ length: 14 }, (_, n) => ({ text: `${n}`, callback_data: `${n}` }));
    await call("sendMessage", {
      chat_id: an.id,
      text: "rộng",
      reply_markup: { inline_keyboard: Array.from({ length: 30 }, () => row) },
    });
    const rows = an.screen(bot).last?.buttons ?? [];
    expect(rows[0]).toHaveLength(12);
    expect(rows.flat()).toHaveLength(300);
    await call("sendMessage", {
      chat_id: an.id,
      text: "trống",
      reply_markup: { inline_keyboard: [[{ text: " ", callback_data: "x" }]] },
    });
    expect(an.screen(bot).last).toMatchObject({ text: "trống", buttons: [] });
  });

  it("reaches nobody who did not start, left, or is a bot", async () => {
    const other = sim.createBot({ username: "other_bot" });
    expect(await send({ chat_id: binh.id })).toBe("Forbidden: bot can't initiate conversation with a user");
    expect(await send({ chat_id: other.id })).toBe("Forbidden: the bot can't send messages to the bot");
    const dung = sim.user({ firstName: "Dũng" });
    expect(await send({ chat_id: dung.id })).toBe("Bad Request: chat not found");
    await dung.start(bot);
    dung.deactivate();
    expect(await send({ chat_id: dung.id })).toBe("Forbidden: user is deactivated");
  });

  it("keeps a long refusal from changing anything", async () => {
    const before = an.screen(bot).messages.length;
    await send({ text: "x".repeat(4097) });
    await inline({ text: "x", callback_data: "x".repeat(65) });
    expect(an.screen(bot).messages).toHaveLength(before);
  });
});

describe("groups", () => {
  it("refuse a bot that is out or muted", async () => {
    const g = sim.group({ title: "Khối", members: [an], bot });
    const s = sim.group({ title: "Siêu", type: "supergroup", members: [an], bot });
    g.restrict(bot);
    expect(await send({ chat_id: g.id })).toBe(
      "Bad Request: not enough rights to send text messages to the chat",
    );
    g.kick(bot);
    expect(await send({ chat_id: g.id })).toBe("Forbidden: bot was kicked from the group chat");
    s.kick(bot);
    expect(await send({ chat_id: s.id })).toBe("Forbidden: bot was kicked from the supergroup chat");
    g.add(bot);
    await call("leaveChat", { chat_id: g.id });
    expect(await send({ chat_id: g.id })).toBe("Forbidden: bot is not a member of the group chat");
    g.add(bot);
    g.delete();
    expect(await send({ chat_id: g.id })).toBe("Forbidden: the group chat was deleted");
    const channel = sim.group({ title: "Kênh", type: "channel", members: [an], bot });
    expect(await send({ chat_id: channel.id })).toBe("Bad Request: have no write access to the chat");
  });

  it("send writers on after an upgrade", async () => {
    const g = sim.group({ title: "Lớn", members: [an], bot });
    const old = g.id;
    const id = g.upgrade();
    const { status, body } = await call("sendMessage", { chat_id: old, text: "x" });
    expect(status).toBe(400);
    expect(body.description).toBe("Bad Request: group chat was upgraded to a supergroup chat");
    expect(body.parameters).toEqual({ migrate_to_chat_id: id });
    expect(g.id).toBe(id);
    expect((await call("sendMessage", { chat_id: id, text: "x" })).status).toBe(200);
  });

  it("ask for rights to pin", async () => {
    const { body } = await call("sendMessage", { chat_id: group.id, text: "ghim" });
    const message_id = (body.result as { message_id: number }).message_id;
    const pin = () => description("pinChatMessage", { chat_id: group.id, message_id });
    expect(await pin()).toBe("Bad Request: not enough rights to manage pinned messages in the chat");
    group.promote(bot);
    expect(await pin()).toBe("(no error)");
    expect(an.screen(group).pinned.map((m) => m.text)).toEqual(["ghim"]);
    group.demote(bot);
  });
});

describe("an edit", () => {
  const edit = (params: object) => description("editMessageText", { chat_id: an.id, text: "y", ...params });

  it("needs a message of one's own with a text", async () => {
    const mine = await an.send(bot, "của An");
    const photo = { chat_id: an.id, photo: "https://127.0.0.1:1/none.png" };
    expect(await edit({ chat_id: undefined })).toBe("Bad Request: message identifier is not specified");
    expect(await edit({ message_id: 9999 })).toBe("Bad Request: message to edit not found");
    expect(await edit({ message_id: mine.messageId })).toBe("Bad Request: message can't be edited");
    expect(await description("sendPhoto", photo)).toBe("Bad Request: failed to get HTTP URL content");
    const gone = await sent();
    await call("deleteMessage", { chat_id: an.id, message_id: gone });
    expect(await edit({ message_id: gone })).toBe("Bad Request: message to edit not found");
  });

  it("must change something", async () => {
    const reply_markup = { inline_keyboard: [[{ text: "a", callback_data: "a" }]] };
    const message_id = await sent({ text: "<b>x</b>", parse_mode: "HTML", reply_markup });
    const same =
      "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
    expect(await edit({ message_id, text: "*x*", parse_mode: "MarkdownV2", reply_markup })).toBe(same);
    expect(await edit({ message_id, text: "x", reply_markup })).toBe("(no error)");
    expect(await edit({ message_id, text: "x" })).toBe("(no error)");
    expect(an.screen(bot).messages.find((m) => m.messageId === message_id)?.buttons).toEqual([]);
    expect(await edit({ message_id, text: "x" })).toBe(same);
    expect(await edit({ message_id, reply_markup: { keyboard: [["a"]] } })).toBe(
      "Bad Request: inline keyboard expected",
    );
    expect(await description("editMessageReplyMarkup", { chat_id: an.id, message_id })).toBe(same);
    expect(await description("editMessageCaption", { chat_id: an.id, message_id, caption: "c" })).toBe(
      "Bad Request: there is no caption in the message to edit",
    );
  });

  it("carries an edit date in seconds", async () => {
    const message_id = await sent();
    await sim.advance(5000);
    const { body } = await call("editMessageText", { chat_id: an.id, message_id, text: "mới" });
    const { date, edit_date } = body.result as { date: number; edit_date: number };
    expect(edit_date).toBe(date + 5);
    expect(edit_date).toBe(Math.floor(sim.clock.now() / 1000));
  });
});

describe("deleting, pinning, reacting", () => {
  it("tells what is missing", async () => {
    const at = { chat_id: an.id };
    expect(await description("deleteMessage", at)).toBe("Bad Request: message identifier is not specified");
    expect(await description("deleteMessage", { ...at, message_id: 9999 })).toBe(
      "Bad Request: message to delete not found",
    );
    expect(await description("pinChatMessage", { ...at, message_id: 9999 })).toBe(
      "Bad Request: message to pin not found",
    );
    expect(await description("setMessageReaction", { ...at, message_id: 9999 })).toBe(
      "Bad Request: message to react not found",
    );
    expect(await description("deleteMessages", { ...at, message_ids: [9999] })).toBe("(no error)");
    const theirs = await binh.sendIn(group, "của Bình");
    expect(await description("deleteMessage", { chat_id: group.id, message_id: theirs.messageId })).toBe(
      "Bad Request: message can't be deleted",
    );
  });

  it("no longer deletes after 48 hours", async () => {
    const message_id = await sent();
    await sim.advance(48 * 3600_000);
    expect(await description("deleteMessage", { chat_id: an.id, message_id: await sent() })).toBe(
      "(no error)",
    );
    await sim.advance(1000);
    expect(await description("deleteMessage", { chat_id: an.id, message_id })).toBe(
      "Bad Request: message can't be deleted for everyone",
    );
  });
});

describe("presses", () => {
  async function press(): Promise<string> {
    await sent({ text: "?", reply_markup: { inline_keyboard: [[{ text: "bấm", callback_data: "p" }]] } });
    return (await an.press("bấm")).value;
  }
  const late = "Bad Request: query is too old and response timeout expired or query ID is invalid";

  it("are answered once, in time, with a short text", async () => {
    const id = await press();
    expect(await description("answerCallbackQuery", { callback_query_id: id, text: "x".repeat(201) })).toBe(
      "Bad Request: MESSAGE_TOO_LONG",
    );
    expect(await description("answerCallbackQuery", { callback_query_id: id, text: "x".repeat(200) })).toBe(
      "(no error)",
    );
    expect(await description("answerCallbackQuery", { callback_query_id: id })).toBe("(no error)");
    expect(await description("answerCallbackQuery", { callback_query_id: "7" })).toBe(late);
    const other = await press();
    await sim.advance(151_000);
    expect(await description("answerCallbackQuery", { callback_query_id: other })).toBe(late);
  });
});

describe("commands and actions", () => {
  const one = (command: string, text = "d") =>
    description("setMyCommands", { commands: [{ command, description: text }] });

  it("are checked", async () => {
    expect(await one("")).toBe("Bad Request: command must be non-empty");
    expect(await one("a".repeat(33))).toBe("Bad Request: command length must not exceed 32");
    expect(await one("a", "d".repeat(257))).toBe(
      "Bad Request: command description length must not exceed 256",
    );
    expect(await one("a".repeat(32), "d".repeat(256))).toBe("(no error)");
    const many = Array.from({ length: 101 }, (_, n) => ({ command: `c${n}`, description: "d" }));
    expect(await description("setMyCommands", { commands: many })).toBe("Bad Request: BOT_COMMANDS_TOO_MUCH");
    expect(await description("sendChatAction", { chat_id: an.id, action: "dancing" })).toBe(
      "Bad Request: wrong parameter action in request",
    );
    expect(await description("sendChatAction", { chat_id: an.id, action: "typing" })).toBe("(no error)");
    expect(an.screen(bot).action).toBe("typing");
    await sim.advance(5000);
    expect(an.screen(bot).action).toBeUndefined();
  });
});

describe("strict markup", () => {
  it("refuses more than 100 inline buttons and more than 10 KB", async () => {
    const strict = await startSimulator({ strictMarkup: true, clock: "manual" });
    const account = strict.createBot();
    const person = strict.user({ firstName: "An" });
    await person.start(account);
    const keyboard = (n: number) => ({
      inline_keyboard: Array.from({ length: n }, (_, i) => [{ text: "x", callback_data: `${i}` }]),
    });
    const answer = async (reply_markup: object) =>
      (await plain(strict, account.token, "sendMessage", { chat_id: person.id, text: "x", reply_markup }))
        .body.description;
    expect(await answer(keyboard(100))).toBeUndefined();
    expect(await answer(keyboard(101))).toBe("Bad Request: reply markup is too long");
    const wide = {
      inline_keyboard: Array.from({ length: 90 }, () => [{ text: "x".repeat(100), callback_data: "x" }]),
    };
    expect(await answer(wide)).toBe("Bad Request: reply markup is too long");
    await strict.stop();
  });
});
