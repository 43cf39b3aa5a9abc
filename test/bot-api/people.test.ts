import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { plain } from "./clients.ts";

let sim: Simulator;
let bot: BotHandle;
let an: Person;
let binh: Person;

beforeEach(async () => {
  sim = await startSimulator({ seed: 61, clock: "manual" });
  bot = sim.createBot({ username: "thidua_bot" });
  an = sim.user({ firstName: "An" });
  binh = sim.user({ firstName: "Bình" });
});
afterEach(() => sim.stop());

const call = async (method: string, params: object) => {
  const { body } = await plain(sim, bot.token, method, params);
  if (!body.ok) throw new Error(body.description);
  return body.result as { message_id: number };
};
const send = (chat: { id: number }, text: string, labels: string[] = []) =>
  call("sendMessage", {
    chat_id: chat.id,
    text,
    ...(labels.length
      ? { reply_markup: { inline_keyboard: [labels.map((l) => ({ text: l, callback_data: l }))] } }
      : {}),
  });

/** Kinds of updates waiting for the bot, oldest first; messages with their text. */
function waiting(): string[] {
  return [...bot.state().updates.values()].map((u) => {
    const payload = JSON.parse(u.json) as { text?: string; new_chat_member?: { status: string } } & Record<
      string,
      unknown
    >;
    const service = Object.keys(payload).find((k) =>
      /^(new_chat_members|left_chat_member|migrate|pinned_message)/.test(k),
    );
    return `${u.type}:${payload.text ?? payload.new_chat_member?.status ?? service ?? ""}`;
  });
}

describe("a person", () => {
  it("cannot do what the app does not offer", async () => {
    await expect(an.send(bot, "x")).rejects.toThrow("has not started");
    await an.start(bot);
    await expect(an.send(bot, "  ")).rejects.toThrow("empty");
    an.block(bot);
    await expect(an.send(bot, "x")).rejects.toThrow("blocked");
    an.unblock(bot);
    const group = sim.group({ title: "Cụm", members: [binh], bot });
    await expect(an.sendIn(group, "x")).rejects.toThrow("not in Cụm");
    an.deactivate();
    await expect(an.send(bot, "x")).rejects.toThrow("no account");
  });

  it("tells the bot of blocking and unblocking", async () => {
    await an.start(bot, "mã-1");
    an.block(bot);
    an.unblock(bot);
    expect(waiting()).toEqual(["message:/start mã-1", "my_chat_member:kicked", "my_chat_member:member"]);
  });

  it("sends a long text in pieces and edits a message", async () => {
    await an.start(bot);
    const sent = await an.send(bot, `${"a".repeat(4096)}b`);
    await an.edit(sent, "ngắn");
    expect(
      waiting()
        .slice(1)
        .map((w) => w.length),
    ).toEqual([4096 + 8, 9, 19]);
    expect(waiting().at(-1)).toBe("edited_message:ngắn");
  });
});

describe("pressing", () => {
  beforeEach(() => an.start(bot));

  it("takes the newest button of that label", async () => {
    await send(an, "cũ", ["Chốt"]);
    const fresh = await send(an, "mới", ["Chốt", "Bỏ"]);
    const pressed = await an.press("Chốt");
    expect(pressed.saved?.messageId).toBe(fresh.message_id);
    expect((await an.press(/^B/)).label).toBe("Bỏ");
  });

  it("fails on none or several, and lists what there is", async () => {
    await expect(an.press("Chốt")).rejects.toThrow("no button Chốt; there is no buttons at all");
    await send(an, "x", ["Duyệt 1", "Duyệt 2"]);
    await expect(an.press("Chốt")).rejects.toThrow("no button Chốt; there is [Duyệt 1] [Duyệt 2]");
    await expect(an.press(/Duyệt/)).rejects.toThrow("2 buttons match /Duyệt/");
  });

  it("never reaches a deleted message, except with a saved button", async () => {
    const { message_id } = await send(an, "x", ["Chốt"]);
    const { saved } = await an.press("Chốt");
    await call("deleteMessage", { chat_id: an.id, message_id });
    await expect(an.press("Chốt")).rejects.toThrow("no button");
    if (!saved) throw new Error("nothing saved");
    await an.pressStale({ ...saved, data: "giả" });
    const last = JSON.parse([...bot.state().updates.values()].at(-1)?.json ?? "{}") as object;
    expect(last).toMatchObject({ data: "giả", message: { message_id, date: 0 } });
    expect(last).not.toHaveProperty("message.text");
  });

  it("a key of the reply keyboard sends its text; a one-time keyboard goes away", async () => {
    const reply_markup = { keyboard: [["Nộp", { text: "Xem" }]], one_time_keyboard: true };
    await call("sendMessage", { chat_id: an.id, text: "chọn", reply_markup });
    expect(an.screen(bot).keyboard).toEqual([["Nộp", "Xem"]]);
    expect((await an.press("Xem")).kind).toBe("text");
    expect(waiting().at(-1)).toBe("message:Xem");
    expect(an.screen(bot).keyboard).toEqual([]);
    await call("sendMessage", { chat_id: an.id, text: "nữa", reply_markup: { keyboard: [["a"]] } });
    await call("sendMessage", { chat_id: an.id, text: "hết", reply_markup: { remove_keyboard: true } });
    expect(an.screen(bot).keyboard).toEqual([]);
  });
});

describe("groups", () => {
  it("show a bot with privacy only what is meant for it", async () => {
    const group = sim.group({ title: "Cụm", members: [an, binh], bot });
    const other = sim.createBot({ username: "other_bot" });
    group.add(other);
    const question = await send(group, "Ai nộp?");
    await an.sendIn(group, "chuyện khác");
    await an.sendIn(group, "/nop@thidua_bot 5");
    await an.sendIn(group, "/nop@other_bot 5");
    await binh.sendIn(group, "/nop 7");
    await binh.reply({ chatId: group.id, chatKey: group.state().key, messageId: question.message_id }, "tôi");
    await plain(sim, other.token, "sendMessage", { chat_id: group.id, text: "của bot khác" });
    await binh.sendIn(group, "/xem");
    expect(waiting()).toEqual([
      "my_chat_member:member",
      "message:new_chat_members",
      "message:new_chat_members",
      "message:/nop@thidua_bot 5",
      "message:/nop 7",
      "message:tôi",
    ]);
    bot.setPrivacy(false);
    await an.sendIn(group, "giờ thì thấy");
    expect(waiting().at(-1)).toBe("message:giờ thì thấy");
  });

  it("tell of comings and goings, and of the bot's own place", async () => {
    const group = sim.group({ title: "Cụm", members: [an], bot });
    binh.join(group);
    binh.leave(group);
    group.promote(bot);
    group.kick(bot);
    expect(waiting()).toEqual([
      "my_chat_member:member",
      "message:new_chat_members",
      "message:new_chat_members",
      "message:left_chat_member",
      "my_chat_member:administrator",
      "my_chat_member:kicked",
      "message:left_chat_member",
    ]);
    await expect(send(group, "x")).rejects.toThrow("Forbidden: bot was kicked from the group chat");
  });

  it("give chat_member to administrators that asked for it", async () => {
    const group = sim.group({ title: "Cụm", members: [an], bot, botIsAdmin: true });
    await call("getUpdates", { allowed_updates: ["chat_member", "message"] });
    binh.join(group);
    expect(waiting().slice(-2)).toEqual(["chat_member:member", "message:new_chat_members"]);
  });

  it("become supergroups with a new id and both service messages", async () => {
    const group = sim.group({ title: "Cụm", members: [an], bot });
    const old = group.id;
    const id = group.upgrade();
    expect(waiting().slice(-2)).toEqual(["message:migrate_to_chat_id", "message:migrate_from_chat_id"]);
    await an.sendIn(group, "/nop@thidua_bot");
    const last = JSON.parse([...bot.state().updates.values()].at(-1)?.json ?? "{}") as {
      chat: object;
      message_id: number;
    };
    expect(last).toMatchObject({ message_id: 2, chat: { id, type: "supergroup" } });
    await expect(send({ id: old }, "x")).rejects.toThrow("upgraded to a supergroup");
  });

  it("let a bot with the right admit who asks to join", async () => {
    const group = sim.group({ title: "Cụm", type: "supergroup", members: [an], bot, botIsAdmin: true });
    const link = await call("createChatInviteLink", { chat_id: group.id, creates_join_request: true });
    expect(link).toMatchObject({ creates_join_request: true });
    binh.requestToJoin(group);
    expect(waiting().at(-1)).toBe("chat_join_request:");
    await call("approveChatJoinRequest", { chat_id: group.id, user_id: binh.id });
    expect(await call("getChatMember", { chat_id: group.id, user_id: binh.id })).toMatchObject({
      status: "member",
    });
    expect(await call("getChatMemberCount", { chat_id: group.id })).toBe(3);
  });
});

describe("what can be read", () => {
  it("is a transcript with entities, edits, presses and spinners", async () => {
    await an.start(bot);
    const { message_id } = await call("sendMessage", {
      chat_id: an.id,
      text: "<b>Chốt</b> <a href='https://example.org/x'>kỳ</a>?",
      parse_mode: "HTML",
      reply_markup: { inline_keyboard: [[{ text: "Ừ", callback_data: "u" }]] },
    });
    await an.press("Ừ");
    await call("editMessageText", { chat_id: an.id, message_id, text: "Đã chốt" });
    expect(sim.transcript({ person: an, bot })).toBe(
      [
        "01:00:00 An: #1 /start",
        "01:00:00 @thidua_bot: #2 *Chốt* [kỳ](https://example.org/x)?",
        "  [Ừ]",
        "01:00:00 An: presses [Ừ] of #2",
        "01:00:00 @thidua_bot: edits #2 Đã chốt",
        "(spinner) [Ừ] of #2 was never answered",
      ].join("\n"),
    );
  });

  it("waits for what is left, and says what that is", async () => {
    await an.start(bot);
    await expect(sim.settled({ timeoutMs: 20, quietMs: 1 })).rejects.toThrow(
      "@thidua_bot: 1 updates not confirmed",
    );
    await call("getUpdates", { offset: -1 });
    const id = bot.state().nextUpdateId;
    await call("getUpdates", { offset: id });
    await expect(sim.settled({ timeoutMs: 20, quietMs: 1, busy: () => "outbox: 2 rows" })).rejects.toThrow(
      "outbox: 2 rows",
    );
    await sim.settled({ quietMs: 1 });
  });
});

describe("a snapshot", () => {
  it("puts everything back, as often as wanted", async () => {
    await an.start(bot);
    await send(an, "trước", ["Chốt"]);
    const saved = sim.snapshot();
    const end = async () => {
      await an.press("Chốt");
      await send(an, "sau");
      return [an.screen(bot).text, bot.pending(), bot.state().nextUpdateId];
    };
    const first = await end();
    sim.restore(saved);
    expect(an.screen(bot).last?.text).toBe("trước");
    expect(await end()).toEqual(first);
  });
});
