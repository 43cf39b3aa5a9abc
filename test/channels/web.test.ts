import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWeb, type WebChannel } from "../../src/channels/web/channel.ts";
import { isLoopbackHost } from "../../src/channels/web/loopback.ts";
import { createWebRoutes } from "../../src/channels/web/routes.ts";
import type { Screen } from "../../src/channels/web/screen.ts";
import type { Files } from "../../src/shared/files.ts";
import { type Inbound, plainText } from "../../src/shared/messages.ts";
import { type ChannelWorld, channelContract } from "./contract.ts";
import { memoryFiles, noon, openScreen, pageState, png, silent, standingClock } from "./web-world.ts";

interface Shown {
  id: number;
  side: string;
  html: string;
  buttons: { label: string; data: string }[][];
  image: string | null;
  file: string | null;
  fileName: string | null;
  at: string;
  edited: boolean;
}

const clock = standingClock();
let opened: Awaited<ReturnType<typeof openScreen>>;
beforeAll(async () => {
  opened = await openScreen(clock);
});
afterAll(() => opened.close());

function routesOn(web: WebChannel, screen: Screen, files: Files) {
  const state = async () => pageState;
  const landmarks = async () => [{ key: "nextMorning" as const, at: "2019-06-13T01:00:00Z" }];
  return createWebRoutes({ web, screen, files, clock, state, landmarks, log: silent });
}

const json = (body: unknown) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

channelContract(
  "web",
  async (contractFiles): Promise<ChannelWorld> => {
    const files = memoryFiles(contractFiles);
    const { screen } = opened;
    const chatId = opened.chats();
    const web = createWeb({ screen, files, log: silent });
    const routes = routesOn(web, screen, files);
    const chat = `/web/chats/${chatId}`;
    const sender = { id: chatId, name: "Cán bộ đầu mối" };

    // As the page does: one act after another, each sent again under its own id until it is taken.
    const waiting: (() => Promise<Response>)[] = [];
    let pumping = false;
    let closed = false;
    const pump = async () => {
      if (pumping) return;
      pumping = true;
      for (let act = waiting[0]; act !== undefined && !closed; act = waiting[0]) {
        if ((await act()).ok) waiting.shift();
        else await new Promise((resolve) => setTimeout(resolve, 5));
      }
      pumping = false;
    };
    const post = async (path: string, init: () => RequestInit) => {
      waiting.push(async () => routes.request(chat + path, init()));
      void pump();
    };
    const say = (text: string, replyTo: number | null) => {
      const body = { id: randomUUID(), sender, text, replyTo };
      return post("/say", () => json(body));
    };
    const messages = async () => {
      const answer = await routes.request(`${chat}/messages`);
      const { messages: all } = (await answer.json()) as { messages: Shown[] };
      return all.filter((each) => each.side === "bot");
    };
    const bytes = async (url: string) => new Uint8Array(await (await routes.request(url)).arrayBuffer());

    return {
      channel: web,
      chatId,
      personId: chatId,
      write: (text) => say(text, null),
      answer: (messageId, text) => say(text, Number(messageId)),
      async press(label) {
        for (const message of (await messages()).reverse()) {
          const choice = message.buttons.flat().find((each) => each.label === label);
          if (choice === undefined) continue;
          const body = { id: randomUUID(), sender, messageId: message.id, data: choice.data };
          return post("/press", () => json(body));
        }
        throw new Error(`no button ${label}`);
      },
      async sendFiles(held, caption) {
        const album = held.length > 1 ? randomUUID() : null;
        for (const [index, file] of held.entries()) {
          const id = randomUUID();
          await post("/file", () => {
            const form = new FormData();
            form.set("id", id);
            form.set("senderId", sender.id);
            form.set("senderName", sender.name);
            form.set("caption", index === 0 ? caption : "");
            if (album !== null) form.set("album", album);
            form.set("file", new File([new Uint8Array(file.bytes)], file.name, { type: file.mediaType }));
            return { method: "POST", body: form };
          });
        }
      },
      async seen() {
        return Promise.all(
          (await messages()).map(async (message) => ({
            id: String(message.id),
            text: plainText(message.html),
            buttons: message.buttons.map((row) => row.map((each) => each.label)),
            image: message.image === null ? null : await bytes(message.image),
            document:
              message.file === null
                ? null
                : { name: message.fileName ?? "", bytes: await bytes(message.file) },
          })),
        );
      },
      pending: async () => waiting.length > 0,
      async close() {
        closed = true;
      },
    };
  },
  ["rewrite", "unsupported", "block", "refuse", "flood", "loseAnswer"],
);

describe("the page's calls", () => {
  let web: WebChannel;
  let files: Files;
  let routes: ReturnType<typeof createWebRoutes>;
  let chat: string;
  let taken: Inbound[];
  beforeEach(async () => {
    files = memoryFiles();
    web = createWeb({ screen: opened.screen, files, log: silent });
    routes = routesOn(web, opened.screen, files);
    chat = opened.chats();
    taken = [];
    await web.start(async (inbound) => void taken.push(inbound));
  });

  const bot = async (html: string, more: object = {}) => {
    const done = await web.send({ chatId: chat, reply: { html, ...more } });
    return done.kind === "sent" ? Number(done.messageId) : 0;
  };
  const me = () => ({ id: chat, name: "Cán bộ đầu mối" });
  const act = (more: object) => json({ id: randomUUID(), sender: me(), ...more });
  const screenOf = async (of = chat) => {
    const answer = await routes.request(`/web/chats/${encodeURIComponent(of)}/messages`);
    return (await answer.json()) as { messages: Shown[]; position: string; earlier: boolean };
  };
  const form = (file: File, more: Record<string, string> = {}) => {
    const body = new FormData();
    const fields = { id: randomUUID(), senderId: chat, senderName: "Cán bộ đầu mối", ...more };
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set("file", file);
    return { method: "POST", body };
  };

  it("show what a person wrote, with the product's time, and hand it on", async () => {
    expect((await routes.request(`/web/chats/${chat}/say`, act({ text: "CT3 <85%>" }))).status).toBe(200);
    expect((await screenOf()).messages).toMatchObject([
      { side: "person", html: "CT3 &lt;85%&gt;", at: "2019-06-12T05:00:00.000Z", edited: false },
    ]);
    expect(taken[0]).toMatchObject({ sentAt: noon.toString(), chat: { id: chat, kind: "private" } });
  });

  it("show the same act once, however often it is sent", async () => {
    const same = act({ text: "CT3 85%" });
    const ids = [];
    for (const each of [same, same])
      ids.push(await (await routes.request(`/web/chats/${chat}/say`, each)).json());
    expect(ids[0]).toEqual(ids[1]);
    expect((await screenOf()).messages).toHaveLength(1);
    expect(new Set(taken.map((each) => each.externalId)).size).toBe(1);
  });

  it("let a group's phone be used by many, and say who spoke", async () => {
    const sender = { id: "p1", name: "An <Hà Nội>" };
    const path = `/web/chats/${encodeURIComponent("group:CUM-1")}/say`;
    const answer = await routes.request(path, json({ id: randomUUID(), sender, text: "/xephang" }));
    expect(answer.status).toBe(200);
    expect(taken[0]).toMatchObject({
      chat: { id: "group:CUM-1", kind: "group", title: "Nhóm Cụm 1" },
      sender,
      content: { kind: "text", text: "/xephang" },
    });
    expect((await screenOf("group:CUM-1")).messages.at(-1)?.html).toBe("<b>An &lt;Hà Nội&gt;</b>\n/xephang");
  });

  it("refuse somebody else's chat and a group that is not there", async () => {
    const stranger = json({ id: randomUUID(), sender: { id: "x", name: "X" }, text: "a" });
    expect((await routes.request(`/web/chats/${chat}/say`, stranger)).status).toBe(404);
    expect((await routes.request("/web/chats/group%3AKHAC/say", act({ text: "a" }))).status).toBe(404);
    expect(taken).toEqual([]);
  });

  it.each([
    ["say", "không phải JSON"],
    ["say", JSON.stringify({ id: "12345678", sender: { id: "x", name: "x" }, text: "" })],
    ["say", JSON.stringify({ id: "1", sender: { id: "x", name: "x" }, text: "a" })],
    ["press", JSON.stringify({ id: "12345678", sender: { id: "x", name: "x" }, messageId: "1", data: "a" })],
    ["file", "không phải biểu mẫu"],
  ])("answer 400 with a reason to a bad %s", async (call, body) => {
    const answer = await routes.request(`/web/chats/x/${call}`, { method: "POST", body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/./) });
  });

  it("press only a button that is there now", async () => {
    const choices = [[{ label: "Ghi nhận", data: "v1:yes" }]];
    const messageId = await bot("Ghi nhận?", { choices });
    const path = `/web/chats/${chat}/press`;
    expect((await routes.request(path, act({ messageId, data: "v1:yes" }))).status).toBe(200);
    expect((await routes.request(path, act({ messageId, data: "v9:other-cluster" }))).status).toBe(409);
    await web.edit(String(messageId), { chatId: chat, reply: { html: "Đã ghi." } });
    expect((await routes.request(path, act({ messageId, data: "v1:yes" }))).status).toBe(409);
    expect(taken).toHaveLength(1);
  });

  it("take a file of 20 MiB and refuse one byte more", async () => {
    const path = `/web/chats/${chat}/file`;
    const limit = 20 * 1024 * 1024;
    const fits = await routes.request(path, form(new File([new Uint8Array(limit)], "vừa.bin")));
    expect(fits.status).toBe(200);
    const over = await routes.request(path, form(new File([new Uint8Array(limit + 1)], "quá.bin")));
    expect(over.status).toBe(413);
    expect(await over.json()).toEqual({ error: "at most 20 MiB" });
    const far = await routes.request(path, form(new File([new Uint8Array(limit + 2 ** 20)], "quá.bin")));
    expect(far.status).toBe(413);
    expect(taken.map(({ content }) => content.kind === "file" && content.file.size)).toEqual([limit]);
  });

  it("judge a picture by its bytes, not by its name", async () => {
    const path = `/web/chats/${chat}/file`;
    await routes.request(path, form(new File([png], "ảnh.bin", { type: "text/plain" })));
    await routes.request(path, form(new File(["<script>"], "ảnh.png", { type: "image/png" })));
    const [first, second] = (await screenOf()).messages;
    expect([first?.file, second?.image]).toEqual([null, null]);
    const shown = await routes.request(first?.image ?? "");
    expect(shown.headers.get("content-type")).toBe("image/png");
    const offered = await routes.request(second?.file ?? "");
    expect(offered.headers.get("content-type")).toBe("application/octet-stream");
    expect(offered.headers.get("content-disposition")).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent("ảnh.png")}`,
    );
  });

  it("give out only files that are on that chat's screen", async () => {
    const sha256 = await files.put(png);
    await bot("Bảng", { image: { sha256, mediaType: "image/png", fileName: "a.png" } });
    expect((await routes.request(`/web/files/${sha256}?chat=${chat}`)).status).toBe(200);
    expect((await routes.request(`/web/files/${sha256}?chat=${opened.chats()}`)).status).toBe(404);
    expect((await routes.request(`/web/files/${sha256}`)).status).toBe(404);
    const hidden = await files.put(Buffer.from("của đơn vị khác"));
    expect((await routes.request(`/web/files/${hidden}?chat=${chat}`)).status).toBe(404);
    expect((await routes.request(`/web/files/..%2F..%2Fetc?chat=${chat}`)).status).toBe(404);
  });

  it("page back through a long chat", async () => {
    for (let index = 1; index <= 61; index += 1) await bot(`tin ${index}`);
    const newest = await screenOf();
    expect(newest.messages.map((each) => each.html).slice(0, 2)).toEqual(["tin 2", "tin 3"]);
    expect(newest.earlier).toBe(true);
    const before = newest.messages[0]?.id;
    const older = await routes.request(`/web/chats/${chat}/messages?before=${before}`);
    expect(await older.json()).toMatchObject({ messages: [{ html: "tin 1" }], earlier: false });
    expect((await routes.request(`/web/chats/${chat}/messages?before=x`)).status).toBe(400);
  });

  it("count what is unread", async () => {
    const first = await bot("một");
    await bot("hai");
    await routes.request(`/web/chats/${chat}/say`, act({ text: "ba" }));
    const overview = async (seen: Record<string, number>) => {
      const answer = await routes.request("/web/overview", json({ seen }));
      const all = (await answer.json()) as { chat: string; unread: number; newest: Shown }[];
      return all.find((each) => each.chat === chat);
    };
    expect(await overview({})).toMatchObject({ unread: 2, newest: { html: "ba", side: "person" } });
    expect(await overview({ [chat]: first })).toMatchObject({ unread: 1 });
    expect((await routes.request("/web/overview", json({ seen: { a: -1 } }))).status).toBe(400);
  });

  it("serve the texts, the font, the state and nothing unknown", async () => {
    const vi = (await (await routes.request("/web/texts?lang=vi")).json()) as { title: string };
    const en = (await (await routes.request("/web/texts?lang=en")).json()) as { title: string };
    const other = (await (await routes.request("/web/texts?lang=../../package")).json()) as { title: string };
    expect([vi.title, en.title, other.title]).toEqual([
      "Trợ lý Thi đua",
      "Thi Đua Assistant",
      "Trợ lý Thi đua",
    ]);
    const font = await routes.request("/web/fonts/400");
    expect(font.headers.get("content-type")).toBe("font/ttf");
    expect((await font.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
    expect((await routes.request("/web/fonts/401")).status).toBe(404);
    expect(await (await routes.request("/web/state")).json()).toEqual({
      ...pageState,
      landmarks: [{ key: "nextMorning", at: "2019-06-13T01:00:00Z" }],
    });
    expect((await routes.request("/web/page/nothing.js")).status).toBe(404);
    expect((await routes.request("/web/khong-co")).status).toBe(404);
  });

  it("refuse other names of this machine, and writes from other sites", async () => {
    const say = (headers: Record<string, string>) => {
      const init = act({ text: "a" });
      return routes.request(`/web/chats/${chat}/say`, { ...init, headers: { ...init.headers, ...headers } });
    };
    expect((await routes.request("/web/state", { headers: { host: "thidua.example:3000" } })).status).toBe(
      403,
    );
    expect((await say({ host: "127.0.0.1:3000", origin: "http://evil.example" })).status).toBe(403);
    expect((await say({ host: "127.0.0.1:3000", origin: "null" })).status).toBe(403);
    expect((await say({ host: "127.0.0.1:3000", origin: "http://127.0.0.1:4000" })).status).toBe(403);
    expect(taken).toEqual([]);
    expect((await say({ host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" })).status).toBe(200);
  });

  it.each([
    ["localhost", true],
    ["LOCALHOST:3000", true],
    ["127.0.0.1:3000", true],
    ["127.8.9.1", true],
    ["[::1]:3000", true],
    ["127.0.0.1.evil.example", false],
    ["localhost.evil.example", false],
    ["user@127.0.0.1", false],
    ["10.0.0.1", false],
    ["[::ffff:10.0.0.1]", false],
    ["", false],
  ])("take %j as loopback: %s", (host, is) => expect(isLoopbackHost(host)).toBe(is));

  describe("events", () => {
    interface Event {
      event: string;
      id: string;
      data: string;
    }
    /** Reads events from an open stream until one fulfils `until`. */
    const read = async (answer: Response, until: (event: Event) => boolean): Promise<Event[]> => {
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      const events: Event[] = [];
      let text = "";
      for (;;) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        text += value ?? "";
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const lines = text.slice(0, end).split("\n");
          text = text.slice(end + 2);
          const field = (name: string) =>
            lines
              .find((line) => line.startsWith(`${name}:`))
              ?.slice(name.length + 1)
              .trim() ?? "";
          events.push({ event: field("event"), id: field("id"), data: field("data") });
          if (until(events.at(-1) as Event)) {
            await reader?.cancel();
            return events;
          }
        }
        if (done) return events;
      }
    };
    const words = (events: Event[]) =>
      events.filter(({ event }) => event === "message").map(({ data }) => (JSON.parse(data) as Shown).html);

    it("tell of a new message and of an edit, and resume after a break without loss", async () => {
      const first = await bot("một");
      const { position } = await screenOf();
      await bot("hai");
      const broken = await read(
        await routes.request(`/web/events?chat=${chat}&since=${position}`),
        ({ event }) => event === "position",
      );
      expect(words(broken)).toEqual(["hai"]);
      await web.edit(String(first), { chatId: chat, reply: { html: "một, sửa" } });
      await bot("ba");
      const resumed = await read(
        await routes.request(`/web/events?chat=${chat}&since=${position}`, {
          headers: { "Last-Event-ID": broken.at(-1)?.id ?? "" },
        }),
        ({ event }) => event === "position",
      );
      expect(words(resumed)).toEqual(["một, sửa", "ba"]);
    });

    it("arrive while the stream is open, and of other chats only that something happened", async () => {
      const answer = await routes.request(`/web/events?chat=${chat}&others=1`);
      const kinds = new Set<string>();
      const reading = read(answer, ({ event }) => {
        kinds.add(event);
        return kinds.has("message") && kinds.has("activity");
      });
      await web.send({ chatId: opened.chats(), reply: { html: "chuyện riêng" } });
      await bot("xong");
      const events = await reading;
      expect(words(events)).toEqual(["xong"]);
      expect(JSON.stringify(events)).not.toContain("chuyện riêng");
    });

    it("end when the channel stops", async () => {
      const answer = await routes.request(`/web/events?chat=${chat}`);
      const reading = read(answer, () => false);
      await web.stop();
      expect((await reading)[0]?.event).toBe("ready");
      expect((await routes.request(`/web/events?chat=${chat}`)).status).toBe(503);
    });
  });
});
