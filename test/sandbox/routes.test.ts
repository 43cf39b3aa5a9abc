import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWeb } from "../../src/channels/web/channel.ts";
import type { SandboxControl, SandboxPerson } from "../../src/sandbox/control.ts";
import { createSandboxRoutes } from "../../src/sandbox/routes.ts";
import type { Inbound } from "../../src/shared/messages.ts";
import {
  memoryFiles,
  noon,
  openScreen,
  pageState,
  png,
  silent,
  standingClock,
} from "../channels/web-world.ts";

interface Said {
  messages: { id: number; text: string; buttons: string[]; image?: string; file?: string; edited?: true }[];
}

const clock = standingClock();
let opened: Awaited<ReturnType<typeof openScreen>>;
beforeAll(async () => {
  opened = await openScreen(clock);
});
afterAll(() => opened.close());

describe("the sandbox's calls", () => {
  let person: SandboxPerson;
  let delivered: Inbound[];
  let answer: (inbound: Inbound) => Promise<void>;
  let web: ReturnType<typeof createWeb>;
  let routes: ReturnType<typeof createSandboxRoutes>;
  const files = memoryFiles();

  beforeEach(async () => {
    clock.at = noon;
    delivered = [];
    answer = async () => {};
    person = {
      id: opened.chats(),
      name: "Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc",
      unit: "Sở Nội vụ Vĩnh Phúc",
      role: "focalOfficial",
      cluster: "CUM-1",
      joined: true,
    };
    web = createWeb({ screen: opened.screen, files, log: silent });
    await web.start(async (inbound) => void delivered.push(inbound));
    const control = {
      now: () => clock.now(),
      async advanceTo(instant) {
        if (Temporal.Instant.compare(instant, clock.at) < 0) return { backwards: true };
        clock.at = instant;
        return { ran: [{ job: "digest", dueAt: "2019-06-13T01:00:00Z" }] };
      },
      people: async () => [person],
      invites: async () => [{ cluster: "CUM-1", unit: person.unit, role: "unitLeader", code: "7KQ2ABCD" }],
      // The conversation works when everything waits in the inbox, and is done when this resolves.
      async settled() {
        for (const inbound of delivered.splice(0)) await answer(inbound);
      },
      deliver: (inbound) => web.accept(inbound),
      state: async () => pageState,
      landmarks: async () => [],
    } satisfies SandboxControl;
    routes = createSandboxRoutes({ control, screen: opened.screen, files, log: silent });
  });

  const bot = async (html: string, labels: string[] = [], chatId = person.id) => {
    const choices = [labels.map((label) => ({ label, data: `data of ${label} in ${html}` }))];
    const done = await web.send({ chatId, reply: labels.length > 0 ? { html, choices } : { html } });
    return done.kind === "sent" ? Number(done.messageId) : 0;
  };
  const post = async (path: string, body: unknown) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return routes.request(path, { method: "POST", body: text });
  };
  const say = async (more: object): Promise<Said> => {
    const response = await post("/sandbox/say", { person: person.id, ...more });
    expect(response.status).toBe(200);
    return (await response.json()) as Said;
  };
  const refused = async (response: Response): Promise<[number, string]> => {
    const { error } = (await response.json()) as { error: string };
    return [response.status, error];
  };

  it("tell the time and move it forward", async () => {
    expect(await (await routes.request("/sandbox/clock")).json()).toEqual({ now: "2019-06-12T05:00:00Z" });
    const moved = await post("/sandbox/clock", { now: "2019-06-13T08:00:00+07:00" });
    expect(await moved.json()).toEqual({
      now: "2019-06-13T01:00:00Z",
      ran: [{ job: "digest", dueAt: "2019-06-13T01:00:00Z" }],
    });
  });

  it("refuse to move it back", async () => {
    const [status, error] = await refused(await post("/sandbox/clock", { now: "2019-06-12T04:59:59Z" }));
    expect(status).toBe(409);
    expect(error).toContain("2019-06-12T05:00:00Z");
    expect(clock.at).toEqual(noon);
  });

  it("name people and invites, and nothing more of them", async () => {
    const people = await routes.request("/sandbox/people");
    expect(await people.json()).toEqual([person]);
    const invites = await routes.request("/sandbox/invites");
    expect(await invites.json()).toEqual([
      { cluster: "CUM-1", unit: "Sở Nội vụ Vĩnh Phúc", role: "unitLeader", code: "7KQ2ABCD" },
    ]);
  });

  it("deliver a text as that person's, and answer what the bot then said", async () => {
    await bot("từ trước");
    answer = async (inbound) => {
      expect(inbound).toMatchObject({
        channel: "web",
        chat: { id: person.id, kind: "private", title: person.name },
        sender: { id: person.id, name: person.name },
        sentAt: "2019-06-12T05:00:00Z",
        content: { kind: "text", text: "CT3 85%" },
      });
      await bot("<b>CT3</b> 70% → 85% &amp; hạng 4/11", ["Hoàn tác", "Xếp hạng"]);
    };
    const { messages } = await say({ text: "CT3 85%" });
    expect(messages).toEqual([
      { id: expect.any(Number), text: "CT3 70% → 85% & hạng 4/11", buttons: ["Hoàn tác", "Xếp hạng"] },
    ]);
  });

  it("answer an older message that was edited meanwhile, marked so", async () => {
    const old = await bot("đã gửi 1/9");
    answer = async () => {
      await web.edit(String(old), { chatId: person.id, reply: { html: "đã gửi 9/9" } });
      const fresh = await bot("mới");
      await web.edit(String(fresh), { chatId: person.id, reply: { html: "mới, sửa ngay" } });
    };
    expect((await say({ text: "a" })).messages).toEqual([
      { id: old, text: "đã gửi 9/9", buttons: [], edited: true },
      { id: expect.any(Number), text: "mới, sửa ngay", buttons: [] },
    ]);
  });

  it("answer with nothing when the bot is silent", async () => {
    expect(await say({ text: "a" })).toEqual({ messages: [] });
  });

  it("press the newest button with exactly this label", async () => {
    await bot("cũ", ["Xếp hạng"]);
    const newest = await bot("mới", ["Xếp hạng chung", "Xếp hạng"]);
    let content: Inbound["content"] | undefined;
    answer = async (inbound) => {
      content = inbound.content;
    };
    await say({ press: "Xếp hạng".normalize("NFD") });
    expect(content).toEqual({
      kind: "press",
      data: "data of Xếp hạng in mới",
      messageId: String(newest),
    });
  });

  it("name the labels that there are, newest first, when none is meant", async () => {
    await bot("một", ["Ghi nhận", "Hủy"]);
    await bot("hai", ["Hủy"]);
    const response = await post("/sandbox/say", { person: person.id, press: "ghi nhận" });
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      error: "no button ghi nhận; there are: [Hủy] [Ghi nhận]",
      labels: ["Hủy", "Ghi nhận"],
    });
    expect(delivered).toEqual([]);
  });

  it("press no button of somebody else's message", async () => {
    await bot("của người khác", ["Duyệt"], opened.chats());
    const response = await post("/sandbox/say", { person: person.id, press: "Duyệt" });
    expect(await refused(response)).toEqual([409, "no button Duyệt; there are: none"]);
  });

  it("deliver a file with its caption, and give its bytes out where it is shown", async () => {
    answer = async ({ content }) => {
      expect(content).toMatchObject({
        kind: "file",
        caption: "CT4",
        album: null,
        file: { kind: "photo", mediaType: "image/png", fileName: "anh.png", size: png.length },
      });
      if (content.kind !== "file") return;
      expect(Buffer.from((await web.download(content.file.ref)) ?? [])).toEqual(png);
      const image = { sha256: content.file.sha256 ?? "", mediaType: "image/png", fileName: "anh.png" };
      await web.send({ chatId: person.id, reply: { html: "Đã đính kèm.", image } });
    };
    const file = { name: "anh.png", type: "image/png", base64: png.toString("base64") };
    const { messages } = await say({ text: "CT4", file });
    expect(messages[0]?.image).toMatch(/^http:\/\/localhost\/web\/files\/[0-9a-f]{64}\?chat=person-/);
    expect(messages[0]).not.toHaveProperty("file");
  });

  it("deliver a file over 20 MiB without its bytes, so that the bot can say so", async () => {
    let content: Inbound["content"] | undefined;
    answer = async (inbound) => {
      content = inbound.content;
    };
    const size = 30 * 1024 * 1024;
    const file = { name: "phim.mp4", type: "video/mp4", base64: Buffer.alloc(size).toString("base64") };
    await say({ file });
    expect(content).toMatchObject({ kind: "file", file: { kind: "document", size, missing: "tooBig" } });
    if (content?.kind === "file") expect(content.file).not.toHaveProperty("sha256");
  });

  it("let a person speak in the group, and answer what the bot says there", async () => {
    answer = async (inbound) => {
      expect(inbound).toMatchObject({
        chat: { id: "group:CUM-1", kind: "group", title: "Nhóm Cụm 1" },
        sender: { id: person.id, name: person.name },
      });
      await bot("riêng");
      await bot("chung", [], "group:CUM-1");
    };
    const { messages } = await say({ group: "CUM-1", text: "/xephang" });
    expect(messages.map((each) => each.text)).toEqual(["chung"]);
    const later = await routes.request(`/sandbox/messages?group=CUM-1&after=${messages[0]?.id}`);
    expect(await later.json()).toEqual({ messages: [] });
  });

  it("list what came since a message: of the bot only, edits of earlier ones included", async () => {
    const first = await bot("một", ["Đã nhận"]);
    const second = await bot("hai");
    await say({ text: "của người" });
    const list = async (after: string) =>
      ((await (await routes.request(`/sandbox/messages?person=${person.id}${after}`)).json()) as Said)
        .messages;
    expect((await list("")).map((each) => each.text)).toEqual(["một", "hai"]);
    expect(await list(`&after=${first}`)).toEqual([{ id: second, text: "hai", buttons: [] }]);
    expect(await list(`&after=${second}`)).toEqual([]);
    await web.edit(String(first), { chatId: person.id, reply: { html: "một, đã nhận 3/9" } });
    expect(await list(`&after=${second}`)).toEqual([
      { id: first, text: "một, đã nhận 3/9", buttons: [], edited: true },
    ]);
    const third = await bot("ba");
    expect(await list(`&after=${third}`)).toEqual([]);
  });

  it.each([
    ["/sandbox/clock", "{", "the body is not JSON"],
    ["/sandbox/clock", "", "the body is not JSON"],
    ["/sandbox/clock", {}, "now"],
    ["/sandbox/clock", { now: "2019-06-13" }, "now: an ISO instant"],
    ["/sandbox/clock", { now: 1560301200 }, "now"],
    ["/sandbox/say", "không phải JSON", "the body is not JSON"],
    ["/sandbox/say", [], "object"],
    ["/sandbox/say", { text: "a" }, "person"],
    ["/sandbox/say", { person: "ME" }, "exactly one of text, press, file"],
    ["/sandbox/say", { person: "ME", text: "" }, "text"],
    ["/sandbox/say", { person: "ME", text: "a", press: "b" }, "exactly one of text, press, file"],
    ["/sandbox/say", { person: "ME", text: 5 }, "text"],
    ["/sandbox/say", { person: "ME", file: { name: "a", type: "b" } }, "file: base64"],
    ["/sandbox/say", { person: "ME", file: { name: "a", type: "b", base64: "đ" } }, "not base64"],
    ["/sandbox/say", { person: "ME", file: { name: "a", type: "b", base64: "AAAAA" } }, "not base64"],
  ])("answer 400 to %s with %j", async (path, body, words) => {
    const own = typeof body === "object" && "person" in body ? { ...body, person: person.id } : body;
    const [status, error] = await refused(await post(path, own));
    expect(status).toBe(400);
    expect(error).toContain(words);
    expect(delivered).toEqual([]);
    expect(clock.at).toEqual(noon);
  });

  it.each(["", "?person=a&group=CUM-1", "?group=CUM-1&after=x", "?group=CUM-1&after=-1"])(
    "answer 400 to /sandbox/messages%s",
    async (query) => {
      const [status, error] = await refused(await routes.request(`/sandbox/messages${query}`));
      expect(status).toBe(400);
      expect(error).not.toBe("");
    },
  );

  it("answer 404 to somebody unknown, a group unknown and a call unknown", async () => {
    expect(await refused(await post("/sandbox/say", { person: "ai", text: "a" }))).toEqual([
      404,
      "no person ai",
    ]);
    const elsewhere = { person: person.id, group: "KHAC", text: "a" };
    expect(await refused(await post("/sandbox/say", elsewhere))).toEqual([404, "no group KHAC"]);
    expect((await routes.request("/sandbox/messages?person=ai")).status).toBe(404);
    expect((await routes.request("/sandbox/messages?group=KHAC")).status).toBe(404);
    expect(await refused(await routes.request("/sandbox/khac"))).toEqual([404, "no such call"]);
    expect((await routes.request("/sandbox/say")).status).toBe(404);
  });

  it("answer 500 in words when something breaks", async () => {
    answer = async () => {
      throw new Error("secret detail");
    };
    const [status, error] = await refused(await post("/sandbox/say", { person: person.id, text: "a" }));
    expect(status).toBe(500);
    expect(error).not.toContain("secret");
  });

  it("are refused under another name, and from another site's page", async () => {
    const evil = await routes.request("/sandbox/people", { headers: { host: "evil.example" } });
    expect(evil.status).toBe(403);
    const headers = { host: "localhost:3000", origin: "http://evil.example" };
    const body = JSON.stringify({ now: "2019-06-13T01:00:00Z" });
    const write = await routes.request("/sandbox/clock", { method: "POST", headers, body });
    expect(await refused(write)).toEqual([403, "a page of another site may not write here"]);
    expect(clock.at).toEqual(noon);
  });
});
