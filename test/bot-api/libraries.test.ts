import type { RequestListener } from "node:http";
import { Telegraf } from "telegraf";
import { afterEach, describe, expect, it } from "vitest";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { type Client, LIBRARIES, png, refusalOf, serve, until } from "./clients.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe.each(LIBRARIES)("the simulator with $name", (library) => {
  async function setUp(): Promise<{ sim: Simulator; account: BotHandle; an: Person; client: Client }> {
    const sim = await startSimulator({ seed: 7, clock: "manual" });
    cleanups.push(() => sim.stop());
    const account = sim.createBot({ username: "thidua_bot" });
    const an = sim.user({ firstName: "An" });
    return { sim, account, an, client: library.create(sim, account.token) };
  }

  /** Polls until the test ends; the last call of a stopping client may wait for the clock. */
  function poll(sim: Simulator, client: Client): Promise<void> {
    const running = client.poll();
    running.catch(() => {});
    cleanups.push(async () => {
      const stopped = client.stop();
      await sim.advance(5000);
      await stopped.catch(() => {});
    });
    return running;
  }

  it("echoes texts by polling, in order", async () => {
    const { sim, account, an, client } = await setUp();
    client.onText(({ chatId, text }) =>
      client.api("sendMessage", { chat_id: chatId, text: `Nhận: ${text}` }),
    );
    void poll(sim, client);
    await an.start(account);
    await an.send(account, "CT3 85%");
    await sim.settled();
    const answers = an.screen(account).messages.filter((m) => m.from === "bot");
    expect(answers.map((m) => m.text)).toEqual(["Nhận: /start", "Nhận: CT3 85%"]);
    expect(account.pending()).toBe(0);
    expect(sim.gaps()).toEqual([]);
  });

  it("echoes texts by webhook and turns a wrong secret away", async () => {
    const { sim, account, an, client } = await setUp();
    client.onText(({ chatId, text }) => client.api("sendMessage", { chat_id: chatId, text }));
    const hook = await serve(client.webhook("secret_1"));
    cleanups.push(() => hook.close());
    await client.api("setWebhook", { url: hook.url, secret_token: "secret_1" });
    await an.start(account);
    await sim.settled();
    expect(an.screen(account).last?.text).toBe("/start");
    await sim.advance(1000);
    await client.api("setWebhook", { url: hook.url, secret_token: "wrong" });
    await an.send(account, "lần hai");
    await sim.settled();
    expect(an.screen(account).last?.text).toBe("/start");
    expect(sim.journal.attempts.at(-1)?.status).toBe(library.wrongSecret);
  });

  it("answers a press and edits the message", async () => {
    const { sim, account, an, client } = await setUp();
    const inline_keyboard = [[{ text: "Đồng ý", callback_data: "yes" }]];
    client.onText(({ chatId }) =>
      client.api("sendMessage", { chat_id: chatId, text: "Chốt?", reply_markup: { inline_keyboard } }),
    );
    client.onPress(async ({ id, chatId, messageId, data }) => {
      await client.api("answerCallbackQuery", { callback_query_id: id, text: "Đã nhận", show_alert: true });
      await client.api("editMessageText", { chat_id: chatId, message_id: messageId, text: `Xong: ${data}` });
    });
    void poll(sim, client);
    await an.start(account);
    await sim.settled();
    const pressed = await an.press("Đồng ý");
    expect(an.screen(account).spinners).toEqual(["Đồng ý"]);
    await sim.settled();
    expect(pressed).toMatchObject({ answered: true, toast: "Đã nhận", alert: true });
    expect(an.screen(account).last).toMatchObject({ text: "Xong: yes", edited: true, buttons: [] });
    expect(an.screen(account).spinners).toEqual([]);
  });

  it("uploads a photo, a document and an album, and sends again by file id", async () => {
    const { account, an, client } = await setUp();
    await an.start(account);
    const photo = (await client.api("sendPhoto", {
      chat_id: an.id,
      photo: client.file(png(1000, 500), "hạng.png"),
      caption: "<b>Xếp hạng</b>",
      parse_mode: "HTML",
    })) as {
      photo: { file_id: string; file_unique_id: string; width: number; height: number }[];
      caption: string;
    };
    expect(photo.caption).toBe("Xếp hạng");
    expect(photo.photo.map((p) => [p.width, p.height])).toEqual([
      [90, 45],
      [320, 160],
      [800, 400],
      [1000, 500],
    ]);
    const bytes = new TextEncoder().encode("một,hai\n");
    const sent = (await client.api("sendDocument", {
      chat_id: an.id,
      document: client.file(bytes, "báo cáo.csv"),
      reply_markup: { inline_keyboard: [[{ text: "Mở", url: "https://example.org" }]] },
    })) as { document: { file_id: string; file_unique_id: string; file_name: string; file_size: number } };
    expect(sent.document).toMatchObject({ file_name: "báo cáo.csv", file_size: bytes.length });
    const again = (await client.api("sendDocument", {
      chat_id: an.id,
      document: sent.document.file_id,
    })) as typeof sent;
    expect(again.document).toEqual(sent.document);
    const last = photo.photo.at(-1);
    const photoAgain = (await client.api("sendPhoto", {
      chat_id: an.id,
      photo: last?.file_id,
    })) as typeof photo;
    expect(photoAgain.photo).toEqual(photo.photo);
    const album = (await client.api("sendMediaGroup", {
      chat_id: an.id,
      media: [
        { type: "photo", media: client.file(png(100, 100), "1.png"), caption: "một" },
        { type: "photo", media: client.file(png(200, 100), "2.png") },
      ],
    })) as { media_group_id: string; photo: unknown[] }[];
    expect(album).toHaveLength(2);
    expect(new Set(album.map((m) => m.media_group_id)).size).toBe(1);
    expect(an.screen(account).messages.filter((m) => m.photo)).toHaveLength(4);
  });

  it("downloads what a person sent", async () => {
    const { sim, account, an, client } = await setUp();
    await an.start(account);
    const bytes = new TextEncoder().encode("đơn vị,điểm\n");
    await an.sendDocument(account, bytes, { fileName: "điểm.csv", caption: "bảng" });
    const updates = (await client.api("getUpdates", {})) as { message: { document?: { file_id: string } } }[];
    const id = updates.at(-1)?.message.document?.file_id;
    const file = (await client.api("getFile", { file_id: id })) as { file_path: string };
    const got = await fetch(`${sim.url}/file/bot${account.token}/${file.file_path}`);
    expect(await got.text()).toBe("đơn vị,điểm\n");
  });

  it("reports 403, 429 with its delay, and 5xx", async () => {
    const { sim, account, an, client } = await setUp();
    await an.start(account);
    const send = () => client.api("sendMessage", { chat_id: an.id, text: "x" });
    an.block(account);
    expect(await refusalOf(library, send())).toMatchObject({
      code: 403,
      description: "Forbidden: bot was blocked by the user",
    });
    an.unblock(account);
    await sim.fault({ kind: "flood", retryAfter: 7, method: "sendMessage" });
    expect(await refusalOf(library, send())).toEqual({
      code: 429,
      description: "Too Many Requests: retry after 7",
      parameters: { retry_after: 7 },
    });
    await sim.fault({ kind: "serverError", status: 502, page: "html", applied: true, method: "sendMessage" });
    await refusalOf(library, send());
    await sim.fault({ kind: "serverError", status: 500, applied: false, method: "sendMessage" });
    const broken = await refusalOf(library, send());
    expect([0, 500]).toContain(broken.code);
    expect(sim.journal.calls("sendMessage", { verdict: "unanswered" })).toHaveLength(1);
    expect(an.screen(account).messages.filter((m) => m.from === "bot")).toHaveLength(1);
  });

  it("ends the older of two pollers with 409", async () => {
    const { sim, account, client } = await setUp();
    const first = poll(sim, client);
    await until(() => sim.core.pollers.get(account.id)?.isHeld() === true);
    const second = library.create(sim, account.token);
    void poll(sim, second);
    expect(await refusalOf(library, first)).toMatchObject({
      code: 409,
      description:
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    });
  });

  it("stops on a revoked token with 401", async () => {
    const { sim, account, client } = await setUp();
    const running = poll(sim, client);
    await until(() => sim.core.pollers.get(account.id)?.isHeld() === true);
    await sim.fault({ kind: "revokeToken", bot: account.id });
    expect(await refusalOf(library, running)).toMatchObject({ code: 401, description: "Unauthorized" });
  });

  it("keeps updates while a stopped bot is away and hands them over at its restart", async () => {
    const { sim, account, an, client } = await setUp();
    const got: string[] = [];
    client.onText(async ({ text }) => got.push(text));
    const running = client.poll().catch(() => {});
    await an.start(account);
    await sim.settled();
    const stopping = client.stop();
    await sim.advance(5000);
    await stopping;
    await running;
    await an.send(account, "trong lúc nghỉ");
    const next = library.create(sim, account.token);
    next.onText(async ({ text }) => got.push(text));
    void poll(sim, next);
    await sim.settled();
    expect(got.slice(0, 1)).toEqual(["/start"]);
    expect(got.at(-1)).toBe("trong lúc nghỉ");
  });

  it("keeps commands per scope and language", async () => {
    const { sim, account, an, client } = await setUp();
    const linh = sim.user({ firstName: "Linh", languageCode: "vi" });
    await an.start(account);
    await linh.start(account);
    await client.api("setMyCommands", { commands: [{ command: "help", description: "Help" }] });
    const scope = { type: "all_private_chats" };
    await client.api("setMyCommands", {
      commands: [{ command: "nop", description: "Nộp" }],
      scope,
      language_code: "vi",
    });
    expect(await client.api("getMyCommands", { scope, language_code: "vi" })).toEqual([
      { command: "nop", description: "Nộp" },
    ]);
    expect(an.screen(account).commands.map((c) => c.command)).toEqual(["help"]);
    expect(linh.screen(account).commands.map((c) => c.command)).toEqual(["nop"]);
    await client.api("deleteMyCommands", { scope, language_code: "vi" });
    expect(linh.screen(account).commands.map((c) => c.command)).toEqual(["help"]);
  });
});

describe("telegraf as it comes", () => {
  it("answers presses in the body of its webhook reply", async () => {
    const sim = await startSimulator({ seed: 7, clock: "manual" });
    const account = sim.createBot();
    const an = sim.user({ firstName: "An" });
    const bot = new Telegraf(account.token, { telegram: { apiRoot: sim.url } });
    bot.start((c) =>
      c.reply("?", { reply_markup: { inline_keyboard: [[{ text: "bấm", callback_data: "x" }]] } }),
    );
    bot.on("callback_query", (c) => c.answerCbQuery("Đã nhận"));
    const hook = await serve(bot.webhookCallback("/hook") as RequestListener);
    cleanups.push(
      () => sim.stop(),
      () => hook.close(),
    );
    await bot.telegram.setWebhook(hook.url);
    await an.start(account);
    await sim.settled();
    const pressed = await an.press("bấm");
    await until(() => pressed.answered);
    expect(pressed.toast).toBe("Đã nhận");
    expect(sim.journal.calls("answerCallbackQuery").map((c) => c.fromWebhook)).toEqual([true]);
  });
});
