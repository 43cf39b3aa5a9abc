import http from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTelegram } from "../../src/channels/telegram/telegram.ts";
import type { Inbound } from "../../src/shared/messages.ts";
import { channelContract } from "./contract.ts";
import { commands, type Mode, secret, type TelegramWorld, telegramWorld } from "./telegram/world.ts";

channelContract("Telegram by polling", (files) => telegramWorld("polling", files));
channelContract("Telegram by webhook", (files) => telegramWorld("webhook", files));

const files = { read: () => Promise.reject(new Error("no files here")) };
const soon = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

let world: TelegramWorld | undefined;
const open = async (mode: Mode) => {
  const opened = await telegramWorld(mode, files);
  world = opened;
  const inbox: Inbound[] = [];
  const start = () => opened.channel.start(async (inbound) => void inbox.push(inbound));
  return { ...opened, inbox, start };
};
afterEach(async () => {
  await world?.channel.stop();
  await world?.close();
  world = undefined;
});

describe.each<Mode>(["polling", "webhook"])("Telegram by %s", (mode) => {
  it("ends the spinner of a press, but only once the press is stored", async () => {
    const { channel, an, chatId } = await open(mode);
    let finish: () => void = () => {};
    let begun = false;
    await channel.start(() => {
      begun = true;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    await channel.send({ chatId, reply: { html: "?", choices: [[{ label: "Có", data: "y" }]] } });
    const pressed = await an.press("Có");
    await soon(() => expect(begun).toBe(true));
    expect(pressed.answered).toBe(false);
    finish();
    await soon(() => expect(pressed.answered).toBe(true));
  });

  it("sets the command menu of each language", async () => {
    const { sim, start } = await open(mode);
    await start();
    await soon(() => expect(sim.journal.calls("setMyCommands")).toHaveLength(3));
    const en = sim.user({ firstName: "Ann", languageCode: "en" });
    const bot = sim.bot([...sim.core.world.bots.keys()][0] ?? 0);
    await en.start(bot);
    expect(en.screen(bot).commands).toEqual(commands[1]?.list);
    const fr = sim.user({ firstName: "Anne", languageCode: "fr" });
    await fr.start(bot);
    expect(fr.screen(bot).commands).toEqual(commands[0]?.list);
  });

  it("in a group hears its own commands and not another bot's, and knows when it is out", async () => {
    const { sim, bot, an, inbox, start, channel } = await open(mode);
    const other = sim.createBot({ username: "other_bot" });
    bot.setPrivacy(false);
    await start();
    const group = sim.group({ title: "Cụm 1", members: [an, other], bot });
    await an.sendIn(group, "/xephang@thidua_bot");
    await an.sendIn(group, "/xephang@other_bot");
    await an.sendIn(group, "/chuanop");
    await soon(() => expect(inbox.filter(({ content }) => content.kind === "text")).toHaveLength(2));
    expect(inbox.flatMap(({ content }) => (content.kind === "text" ? [content.text] : []))).toEqual([
      "/xephang",
      "/chuanop",
    ]);
    const chatId = String(group.id);
    expect(inbox.at(-1)?.chat).toEqual({ id: chatId, kind: "group", title: "Cụm 1" });
    expect(channel.isGroup(chatId)).toBe(true);
    expect(channel.isGroup(String(an.id))).toBe(false);
    expect((await channel.send({ chatId, reply: { html: "Bảng xếp hạng" } })).kind).toBe("sent");
    group.kick(bot);
    await soon(() => expect(inbox.at(-1)?.content).toEqual({ kind: "reachable", reachable: false }));
    expect(await channel.send({ chatId, reply: { html: "a" } })).toEqual({
      kind: "unreachable",
      reason: "kicked",
    });
  });

  it("logs neither the token nor anybody's words", async () => {
    const { write, inbox, start, lines, bot, sim, channel, chatId } = await open(mode);
    await start();
    await write("lời bí mật");
    await soon(() => expect(inbox).toHaveLength(1));
    await sim.fault({ kind: "revokeToken", bot: bot.id });
    expect((await channel.send({ chatId, reply: { html: "lời bí mật" } })).kind).toBe("paused");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("\n")).not.toContain(bot.token.slice(-20));
    expect(lines.join("\n")).not.toContain("bí mật");
  });

  it("says where a group went, and who never began to talk or is gone", async () => {
    const { sim, bot, an, channel } = await open(mode);
    const group = sim.group({ title: "Cụm 1", members: [an], bot });
    const before = String(group.id);
    group.upgrade();
    const send = (chatId: string) => channel.send({ chatId, reply: { html: "a" } });
    expect(await send(before)).toEqual({ kind: "migrated", chatId: String(group.id) });
    expect(await send("424242")).toEqual({ kind: "unreachable", reason: "notFound" });
    const stranger = sim.user({ firstName: "Bình" });
    stranger.join(group);
    expect(await send(String(stranger.id))).toEqual({ kind: "unreachable", reason: "notFound" });
    an.deactivate();
    expect(await send(String(an.id))).toEqual({ kind: "unreachable", reason: "deactivated" });
  });
});

describe("Telegram's files", () => {
  it("over 20 MB come with their size and without their bytes", async () => {
    const { an, bot, inbox, start, channel } = await open("polling");
    await start();
    await an.sendDocument(bot, new Uint8Array(21 * 1024 * 1024), { fileName: "lớn.zip" });
    await soon(() => expect(inbox).toHaveLength(1));
    const content = inbox[0]?.content;
    if (content?.kind !== "file") throw new Error("no file");
    expect(content.file.size).toBe(21 * 1024 * 1024);
    expect(content.file.size).toBeGreaterThan(channel.capabilities.receiveLimit);
    expect(await channel.download(content.file.ref)).toBeNull();
  });

  it("that nobody knows are gone; a fault on the way is not the end", async () => {
    const { an, bot, inbox, start, channel, sim } = await open("polling");
    expect(await channel.download("AgACAgUnknown")).toBeNull();
    await start();
    await an.sendDocument(bot, Buffer.from("xin chào"), { fileName: "a.txt" });
    await soon(() => expect(inbox).toHaveLength(1));
    const content = inbox[0]?.content;
    if (content?.kind !== "file") throw new Error("no file");
    await sim.fault({ kind: "serverError", method: "getFile", applied: false });
    await expect(channel.download(content.file.ref)).rejects.toThrow(/getFile/);
    await sim.fault({
      kind: "error",
      method: "getFile",
      code: 400,
      description: "Bad Request: wrong file_id or the file is temporarily unavailable",
    });
    expect(Buffer.from((await channel.download(content.file.ref)) ?? []).toString()).toBe("xin chào");
  });
});

describe("taking in from Telegram goes on", () => {
  it("when the webhook of an earlier run is still set: it is taken away, and nothing is dropped", async () => {
    const { bot, sim, write, inbox, start } = await open("polling");
    await fetch(`${sim.url}/bot${bot.token}/setWebhook?url=http://127.0.0.1:9/x`);
    await write("đến khi chưa chạy");
    await start();
    await soon(() => expect(inbox).toHaveLength(1));
    expect(bot.state().webhook).toBeNull();
  });

  it("after faults of the network and of Telegram", async () => {
    const { sim, write, inbox, start, lines } = await open("polling");
    for (const method of ["getMe", "deleteWebhook"]) await sim.fault({ kind: "resetBefore", method });
    await sim.fault({ kind: "serverError", method: "getUpdates", page: "html", status: 502 });
    await start();
    await write("CT3 85%");
    await soon(() => expect(inbox).toHaveLength(1));
    expect(lines.join("\n")).toContain("cannot be reached");
    expect(lines.join("\n")).toContain("works again");
  });

  it("in the newer of two processes, which the other does not disturb", async () => {
    const { write, inbox, start, lines, another, sim } = await open("polling");
    await start();
    await soon(() => expect(sim.journal.calls("getUpdates")).toHaveLength(1));
    const second = another();
    const theirs: Inbound[] = [];
    await second.start(async (inbound) => void theirs.push(inbound));
    await soon(() =>
      expect(lines.join("\n")).toContain("another process polls with this token; this one stands by"),
    );
    for (const words of ["CT3 85%", "CT4 7"]) {
      const before = theirs.length;
      await write(words);
      await soon(() => expect(theirs).toHaveLength(before + 1));
    }
    expect(inbox).toEqual([]);
    await second.stop();
  });

  it("but not with a token that is refused: an alarm in the log, and stop still stops", async () => {
    const { sim, bot, start, lines } = await open("polling");
    await sim.fault({ kind: "revokeToken", bot: bot.id });
    await start();
    await soon(() => expect(lines.join("\n")).toContain("the token or the API root is refused"));
  });

  it("and can be stopped while Telegram does not answer at all", async () => {
    const silent = http.createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const apiRoot = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const log = pino({ level: "silent" });
    const channel = createTelegram({ token: "1:a", apiRoot, log, files, commands });
    const asked = new Promise((resolve) => silent.once("request", resolve));
    await channel.start(async () => {});
    await asked;
    await channel.stop();
    silent.closeAllConnections();
    silent.close();
  });
});

describe("Telegram's webhook", () => {
  it("is set with the secret and the kinds of update by name", async () => {
    const { bot, start, webhookUrl, write, inbox } = await open("webhook");
    await start();
    await write("một");
    await soon(() => expect(inbox).toHaveLength(1));
    expect(bot.state().webhook).toMatchObject({ url: webhookUrl, secret });
    expect(bot.state().allowedUpdates).toEqual([
      "message",
      "edited_message",
      "callback_query",
      "my_chat_member",
    ]);
  });

  it("takes nothing more in once it is stopping, though something is still being stored", async () => {
    const { channel, webhookUrl, write } = await open("webhook");
    let finish: () => void = () => {};
    let begun = 0;
    await channel.start(() => {
      begun += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    await write("một");
    await soon(() => expect(begun).toBe(1));
    const stopping = channel.stop();
    const headers = { "x-telegram-bot-api-secret-token": secret };
    const later = await fetch(webhookUrl, { method: "POST", headers, body: '{"update_id":5}' });
    expect(later.status).toBe(503);
    finish();
    await stopping;
  });

  it("takes a replayed request for what it is: the same update", async () => {
    const { start, webhookUrl, inbox, write, an } = await open("webhook");
    await start();
    await write("một");
    await soon(() => expect(inbox).toHaveLength(1));
    const from = { id: an.id, is_bot: false, first_name: "An" };
    const body = JSON.stringify({
      update_id: 77,
      message: { message_id: 5, date: 1718155800, chat: { id: an.id, type: "private" }, from, text: "hai" },
    });
    const post = (given: string) =>
      fetch(webhookUrl, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": given },
      }).then(({ status }) => status);
    expect([await post(secret), await post(secret), await post("wrong")]).toEqual([200, 200, 401]);
    expect(inbox.map(({ externalId }) => externalId).slice(1)).toEqual(["77", "77"]);
  });
});
