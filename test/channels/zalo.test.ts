import http from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ReadFiles } from "../../src/channels/channel.ts";
import { createZalo } from "../../src/channels/zalo/zalo.ts";
import type { Inbound } from "../../src/shared/messages.ts";
import { type Mode, secret, type ZaloWorld, zaloWorld } from "./zalo/world.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const files: ReadFiles = { read: async () => png };
const picture = { sha256: "a".repeat(64), mediaType: "image/png", fileName: "xep-hang.png" };
const soon = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });

let world: ZaloWorld | undefined;
const open = async (mode: Mode, more: Parameters<typeof zaloWorld>[2] = {}) => {
  const opened = await zaloWorld(mode, files, more);
  world = opened;
  const inbox: Inbound[] = [];
  const start = () => opened.channel.start(async (inbound) => void inbox.push(inbound));
  const send = (html: string, more = {}) =>
    opened.channel.send({ chatId: opened.chatId, reply: { html, ...more } });
  const shown = () => opened.an.screen(opened.bot).filter(({ from }) => from === "bot");
  return { ...opened, inbox, start, send, shown };
};
afterEach(async () => {
  await world?.channel.stop();
  await world?.close();
  world = undefined;
});

describe.each<Mode>(["polling", "webhook"])("Zalo by %s", (mode) => {
  it("takes in a picture as a file that can be fetched until it expires", async () => {
    const { start, heard, an, bot, inbox, channel, sim } = await open(mode);
    await start();
    await heard();
    an.sendImage(bot, png, { caption: "CT2", type: "image/png" });
    await soon(() => expect(inbox).toHaveLength(1));
    const content = inbox[0]?.content;
    if (content?.kind !== "file") throw new Error("no file");
    expect(content).toMatchObject({ caption: "CT2", album: null, file: { kind: "photo", fileName: null } });
    expect(Buffer.from((await channel.download(content.file.ref)) ?? [])).toEqual(png);
    expect(await channel.download(`${sim.url}/media/gone.jpg`)).toBeNull();
    await expect(channel.download("http://127.0.0.1:9/a.jpg")).rejects.toThrow("broke off");
  });

  it("takes in voices, stickers and files as what it cannot use", async () => {
    const { start, heard, an, bot, inbox } = await open(mode);
    await start();
    for (const act of [() => an.sendVoice(bot, png), () => an.sendSticker(bot), () => an.sendFile(bot)]) {
      await heard();
      act();
    }
    await soon(() => expect(inbox).toHaveLength(3));
    expect(inbox.map(({ content }) => content)).toEqual([
      { kind: "unsupported", what: "voice" },
      { kind: "unsupported", what: "sticker" },
      { kind: "unsupported", what: "unsupported" },
    ]);
  });

  it("hears in a group what names it, without the name", async () => {
    const { start, heard, an, bot, inbox, sim, channel, addressOf, lines } = await open(mode);
    const group = sim.group(bot, [an]);
    await start();
    // Its own name is known by then.
    await soon(() => expect(lines.join("\n")).toContain("zalo: ready"));
    await heard();
    an.write({ bot, group }, "chào cả nhà");
    an.write({ bot, group }, `@${bot.name} xếp hạng`);
    await soon(() => expect(inbox).toHaveLength(1));
    const [said] = inbox;
    expect(said).toMatchObject({
      chat: { kind: "group" },
      sender: { id: addressOf(an), name: "Nguyễn Văn An" },
      content: { kind: "text", text: "xếp hạng" },
    });
    const chatId = said?.chat.id ?? "";
    expect([channel.isGroup(chatId), channel.isGroup(addressOf(an))]).toEqual([true, false]);
    expect((await channel.send({ chatId, reply: { html: "hạng 4/11" } })).kind).toBe("sent");
    expect(group.messages().at(-1)).toMatchObject({ from: "bot", text: "hạng 4/11" });
  });

  it("keeps its bots apart: each chat belongs to the bot it was written to", async () => {
    const { start, heard, an, bots, inbox, channel, addressOf } = await open(mode, {
      bots: 2,
      quirks: { userIdPerBot: false },
    });
    await start();
    for (const bot of bots) {
      await heard(bot);
      an.write(bot, bot.name);
    }
    await soon(() => expect(inbox).toHaveLength(2));
    expect(new Set(inbox.map(({ externalId }) => externalId)).size).toBe(2);
    for (const bot of bots) {
      const said = inbox.find(({ content }) => content.kind === "text" && content.text === bot.name);
      expect(said?.chat.id).toBe(addressOf(an, bot));
      await channel.send({ chatId: said?.chat.id ?? "", reply: { html: "đã rõ" } });
      expect(an.screen(bot).at(-1)).toMatchObject({ from: "bot", text: "đã rõ" });
    }
    expect(await channel.send({ chatId: "999:abc", reply: { html: "a" } })).toEqual({
      kind: "unreachable",
      reason: "botGone",
    });
  });

  it("logs neither the token, nor an address with it, nor anybody's words", async () => {
    const { start, write, inbox, lines, bot, channel, chatId } = await open(mode);
    const { token } = bot;
    await start();
    await write("lời bí mật");
    await soon(() => expect(inbox).toHaveLength(1));
    bot.resetToken();
    expect((await channel.send({ chatId, reply: { html: "lời bí mật" } })).kind).toBe("paused");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("\n")).not.toContain(token.split(":")[1]);
    expect(lines.join("\n")).not.toContain("bí mật");
  });

  it("goes on after faults of the network, the gateway and Zalo", async () => {
    const { sim, start, lines, inbox, heard, an, bot } = await open(mode, {
      quirks: { bufferWhenIdle: true, retry: 30, retryDelay: 10 },
    });
    sim.fault({ kind: "resetBefore", method: "getMe" });
    sim.fault({ kind: "page", status: 502, method: mode === "polling" ? "getUpdates" : "setWebhook" });
    await start();
    await heard();
    an.write(bot, "CT3 85%");
    await soon(() => expect(inbox).toHaveLength(1));
    await soon(() => expect(lines.join("\n")).toContain("works again"));
    expect(lines.join("\n")).toContain("has a fault of its own");
  });

  it("says what is wrong with a token that is refused, and still stops", async () => {
    const { bot, start, lines } = await open(mode);
    bot.resetToken();
    await start();
    await soon(() => expect(lines.join("\n")).toContain("the token or the API root is refused"));
  });
});

describe("Zalo's sends", () => {
  it("put the choices as numbered lines", async () => {
    const { send, shown } = await open("polling");
    const choices = [[{ label: "Đồng ý", data: "a" }], [{ label: "Hủy <b>", data: "b" }]];
    expect((await send("<b>Ghi nhận?</b> A&amp;B", { choices })).kind).toBe("sent");
    expect(shown().at(-1)?.text).toBe("Ghi nhận? A&B\n\n1. Đồng ý\n2. Hủy <b>");
  });

  it("show a picture with its caption, though it is fetched again and again", async () => {
    const { send, shown, sim } = await open("polling", { quirks: { photoFetches: 3 } });
    expect((await send("Bảng <b>xếp hạng</b>", { image: picture })).kind).toBe("sent");
    const message = shown().at(-1);
    expect(message).toMatchObject({ kind: "photo", text: "Bảng xếp hạng" });
    expect(Buffer.from(message?.photo ?? [])).toEqual(png);
    expect(sim.journal.photoFetches.map(({ status }) => status)).toEqual([200, 200, 200]);
    await send("", { image: picture });
    expect(sim.journal.calls.at(-1)?.body).not.toHaveProperty("caption");
  });

  it("fall back on a link when the picture's address is refused", async () => {
    const { send, shown } = await open("polling", { quirks: { deniedPhotoHosts: ["127.0.0.1"] } });
    expect((await send("Bảng", { image: picture })).kind).toBe("sent");
    expect(shown().at(-1)?.text).toMatch(/^Bảng\n\nxep-hang\.png\nhttp:\/\/127\.0\.0\.1:\d+\/files\/a{64}\?/);
  });

  it("give a document as a link that leads to its bytes, also after a long text", async () => {
    const { send, shown } = await open("polling");
    const document = { ...picture, mediaType: "application/pdf", fileName: "Báo cáo tháng 6.pdf" };
    expect((await send("Báo cáo", { document })).kind).toBe("sent");
    const [, name, url = ""] = /^Báo cáo\n\n(.+)\n(http.+)$/.exec(shown().at(-1)?.text ?? "") ?? [];
    expect(name).toBe("Báo cáo tháng 6.pdf");
    const response = await fetch(url);
    expect(response.headers.get("content-type")).toBe("application/pdf");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
    const long = "ệ".repeat(1_900);
    expect((await send(long, { document })).kind).toBe("sent");
    expect(
      shown()
        .slice(-2)
        .map(({ text }) => text.length > 1_899),
    ).toEqual([true, false]);
  });

  it("do not pretend that nothing went out when only the link did not", async () => {
    const { send, sim } = await open("polling");
    sim.fault({ kind: "error", method: "sendMessage", nth: 2, code: 429, description: "Quota exceeded" });
    const became = await send("ệ".repeat(1_900), { document: picture });
    expect(became).toEqual({ kind: "unknown", reason: "429: Quota exceeded" });
  });

  it("leave pictures out where there is no public address", async () => {
    const { sim, bot, an, chatId } = await open("polling");
    const log = pino({ level: "silent" });
    const channel = createZalo({ bots: [{ token: bot.token }], apiRoot: `${sim.url}/`, log });
    expect(channel.capabilities).toMatchObject({ photo: "none", document: "none" });
    const reply = { html: "Bảng", image: picture, document: picture };
    expect((await channel.send({ chatId, reply })).kind).toBe("sent");
    expect(an.screen(bot).at(-1)).toMatchObject({ kind: "text", text: "Bảng" });
  });

  it.each([
    ["a gateway's page", { kind: "page", status: 502 }, "unknown"],
    ["a gateway's page after the message was taken", { kind: "page", status: 504, applied: true }, "unknown"],
    ["half an answer", { kind: "truncated" }, "unknown"],
    ["a reset", { kind: "resetBefore" }, "unknown"],
    ["403", { kind: "error", code: 403, description: "Internal server error" }, "unknown"],
    ["408", { kind: "error", code: 408, description: "Request timeout" }, "unknown"],
    ["500", { kind: "error", code: 500, description: "Internal server error" }, "unknown"],
    ["400", { kind: "error", code: 400, description: "Bad request" }, "refused"],
    ["the gateway's 429", { kind: "page", status: 429 }, "paused"],
    ["Zalo's 429", { kind: "error", code: 429, description: "Quota exceeded" }, "paused"],
  ] as const)("know what %s means", async (_, fault, kind) => {
    for (const errorCode of ["number", "string"] as const) {
      const { send, sim, channel, close } = await open("polling", { quirks: { errorCode } });
      sim.fault(fault);
      expect((await send("a")).kind).toBe(kind);
      expect((await send("b")).kind).toBe("sent");
      await channel.stop();
      await close();
      world = undefined;
    }
  });

  it("do not repeat a token that an answer holds", async () => {
    const { send, sim, bot } = await open("polling");
    sim.fault({ kind: "error", code: 400, description: `Bad request: token ${bot.token}` });
    expect(await send("a")).toEqual({ kind: "refused", reason: "400: Bad request: token <token>" });
    const short = "77:abc-xyz";
    bot.state.token = short;
    const channel = createZalo({
      bots: [{ token: short }],
      apiRoot: sim.url,
      log: pino({ level: "silent" }),
    });
    sim.fault({ kind: "error", code: 400, description: `Bad request: token ${short}` });
    const became = await channel.send({ chatId: "77:abc", reply: { html: "a" } });
    expect(became).toEqual({ kind: "refused", reason: "400: Bad request: token <token>" });
  });

  it("alarm when 403 comes again and again", async () => {
    const { send, sim, lines } = await open("polling");
    sim.fault({ kind: "error", code: 403, description: "Internal server error", count: 3 });
    for (let turn = 0; turn < 2; turn += 1) await send("a");
    expect(lines.join("\n")).not.toContain("again and again");
    await send("a");
    expect(lines.join("\n")).toContain("again and again");
  });

  it("wait longer with each 429 in a row", async () => {
    const { send, sim } = await open("polling", { quirks: { monthlyQuota: 0 } });
    const waits: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const became = await send("a");
      waits.push(became.kind === "paused" ? became.retryAfterMs : 0);
    }
    const [first = 0, second = 0, third = 0] = waits;
    expect(first).toBeGreaterThanOrEqual(3_750);
    expect(first).toBeLessThanOrEqual(6_250);
    expect(second).toBeGreaterThanOrEqual(first);
    expect(third).toBeGreaterThanOrEqual(second);
    sim.quirks.monthlyQuota = 3_000;
    expect((await send("a")).kind).toBe("sent");
    sim.quirks.monthlyQuota = 0;
    const anew = await send("a");
    expect(anew.kind === "paused" && anew.retryAfterMs).toBeLessThanOrEqual(6_250);
  });

  it("do not let one bot's trouble pause the others", async () => {
    const { channel, sim, bots, an, addressOf } = await open("polling", { bots: 2 });
    sim.fault({ kind: "error", code: 429, description: "Quota exceeded" });
    const [first, second] = bots.map((bot) => addressOf(an, bot));
    const send = (chatId = "") => channel.send({ chatId, reply: { html: "a" } });
    // Each has a lane of its own: it pauses that one.
    expect(await send(first)).toMatchObject({ kind: "paused", spent: true });
    expect((await send(second)).kind).toBe("sent");
  });

  it("tell who blocked the bot, and who is not served, as far as Zalo says so", async () => {
    const { send, sim, bot, an, channel, addressOf } = await open("polling", { quirks: { maxUsers: 1 } });
    an.block(bot);
    expect(await send("a")).toEqual({ kind: "unreachable", reason: "blocked" });
    sim.quirks.blockedSend = 0;
    expect((await send("a")).kind).toBe("sent");
    const stranger = sim.person("Bình");
    const chatId = addressOf(stranger);
    const toStranger = () => channel.send({ chatId, reply: { html: "a" } });
    expect(await toStranger()).toEqual({ kind: "unreachable", reason: "notFound" });
    stranger.write(bot, "xin chào");
    expect((await toStranger()).kind).toBe("refused");
  });

  it("surely sent nothing when nobody listens", async () => {
    const log = pino({ level: "silent" });
    for (const apiRoot of ["http://127.0.0.1:9", "http://bot-api.invalid", "https://127.0.0.1:9"]) {
      const channel = createZalo({ bots: [{ token: "12345689:abc-xyz" }], apiRoot, log });
      const became = await channel.send({ chatId: "12345689:abc", reply: { html: "a" } });
      expect(became.kind).toBe("notSent");
    }
  });
});

describe("Zalo by polling", () => {
  it("warns that it loses messages, and takes away the webhook of an earlier run", async () => {
    const { start, lines, bot, heard } = await open("polling");
    bot.state.webhook = { url: "https://thidua.example.vn/zalo", secret };
    await start();
    await heard();
    expect(bot.state.webhook).toBeNull();
    expect(lines.join("\n")).toContain("polling loses what people write");
  });

  it("takes a poll without news for what it is", async () => {
    for (const emptyPoll of ["timeout", "emptyResult"] as const) {
      const { start, sim, lines, heard, bot, channel, close, write, inbox } = await open("polling", {
        quirks: { emptyPoll },
      });
      await start();
      await heard();
      bot.state.waiter?.give(null);
      await soon(() =>
        expect(sim.journal.calls.filter(({ method }) => method === "getUpdates")).toHaveLength(2),
      );
      await write("một");
      await soon(() => expect(inbox).toHaveLength(1));
      expect(lines.join("\n")).not.toMatch(/"level":[456]0.*(fault|refuses)/);
      expect(lines.join("\n")).not.toContain("passed over");
      await channel.stop();
      await close();
      world = undefined;
    }
  });

  it("tries what it cannot store once more before it stops, and says that it is lost", async () => {
    const { channel, write, lines } = await open("polling");
    let tries = 0;
    await channel.start(() => {
      tries += 1;
      return Promise.reject(new Error("database is locked"));
    });
    await write("CT3 85%");
    await soon(() => expect(tries).toBe(1));
    await channel.stop();
    expect(tries).toBe(2);
    expect(lines.join("\n")).toContain("is lost");
  });

  it("can be stopped while Zalo does not answer at all", async () => {
    const silent = http.createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const apiRoot = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const channel = createZalo({ bots: [{ token: "1:a" }], apiRoot, log: pino({ level: "silent" }) });
    const asked = new Promise((resolve) => silent.once("request", resolve));
    await channel.start(async () => {});
    await asked;
    await channel.stop();
    silent.closeAllConnections();
    silent.close();
  });

  it("refuses two tokens of one bot", () => {
    const bots = [{ token: "12:a" }, { token: "12:b" }];
    expect(() => createZalo({ bots, log: pino({ level: "silent" }) })).toThrow("two of the tokens");
  });
});

describe("Zalo's webhook", () => {
  it("is set with its secret, and a failed probe is told", async () => {
    const { start, bot, lines, webhookUrl, sim } = await open("webhook");
    bot.state.webhook = null;
    await start();
    const hook = () => bot.state.webhook;
    await soon(() => expect(hook()).toEqual({ url: webhookUrl, secret }));
    expect(lines.join("\n")).not.toContain("cannot reach the webhook");
    const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
    const elsewhere = { url: "http://127.0.0.1:9/zalo", secret };
    const other = createZalo({ bots: [{ token: bot.token }], apiRoot: sim.url, webhook: elsewhere, log });
    await other.start(async () => {});
    await soon(() => expect(lines.join("\n")).toContain("webhook.err.conn"));
    await other.stop();
    expect(hook()).toEqual(elsewhere);
  });

  it("gives each of several bots a path of its own", async () => {
    const { start, bots, write, inbox } = await open("webhook", { bots: 2 });
    const before = bots.map(({ state }) => state.webhook?.url);
    expect(new Set(before).size).toBe(2);
    for (const { state } of bots) state.webhook = null;
    await start();
    await soon(() => expect(bots.map(({ state }) => state.webhook?.url)).toEqual(before));
    await write("một");
    await soon(() => expect(inbox).toHaveLength(1));
  });

  it("takes a repeated and a late request under the ids they have", async () => {
    const { start, inbox, an, bot, sim } = await open("webhook", {
      quirks: { duplicates: 1, reorder: true },
    });
    await start();
    an.write(bot, "một");
    an.write(bot, "hai");
    await soon(() => expect(inbox).toHaveLength(4));
    expect(inbox.map(({ content }) => content.kind === "text" && content.text)).toEqual([
      "hai",
      "hai",
      "một",
      "một",
    ]);
    expect(new Set(inbox.map(({ externalId }) => externalId)).size).toBe(2);
    await sim.settled();
  });
});
