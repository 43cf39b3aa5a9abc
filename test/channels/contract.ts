import { createHash } from "node:crypto";
import { setImmediate as immediate } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Channel, ReadFiles } from "../../src/channels/channel.ts";
import { escapeHtml, type Inbound, type Reply, type StoredFile } from "../../src/shared/messages.ts";

/** A file in somebody's hand. */
interface HeldFile {
  kind: "photo" | "document";
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** One message of the bot's as the person sees it now, after every edit. */
export interface SeenMessage {
  /** The platform's id. */
  id: string;
  /** Words without marks: the text, or the caption. */
  text: string;
  buttons: string[][];
  image: Uint8Array | null;
  document: { name: string; bytes: Uint8Array } | null;
}

/**
 * A channel and the one person at its other end. The person's acts resolve when the platform has them, not when the
 * channel took them in. Nothing waits to be taken in at first.
 */
export interface ChannelWorld {
  channel: Channel;
  chatId: string;
  personId: string;
  write: (text: string) => Promise<void>;
  /** Answers a message of the bot's. */
  answer: (messageId: string, text: string) => Promise<void>;
  /** The button with this label on the newest message that has one. */
  press: (label: string) => Promise<void>;
  /** Several files are sent as one album. */
  sendFiles: (files: HeldFile[], caption: string) => Promise<void>;
  /** Changes what they wrote last. */
  rewrite?: (text: string) => Promise<void>;
  /** A sticker, or whatever else the product has no use for. */
  sendUnsupported?: () => Promise<void>;
  /** Blocks the bot and lets it in again. */
  block?: () => Promise<void>;
  unblock?: () => Promise<void>;
  /** What happens to the next message that is sent, where the platform can do so. */
  refuseNext?: () => Promise<void>;
  loseNextAnswer?: () => Promise<void>;
  floodNext?: (seconds: number) => Promise<void>;
  /** What the bot said, oldest first. */
  seen: () => Promise<SeenMessage[]>;
  /** Whether the platform holds something that the channel has not yet acknowledged. */
  pending: () => Promise<boolean>;
  /** After the channel stopped. */
  close: () => Promise<void>;
}

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const store = new Map([png, pdf].map((bytes) => [hash(bytes), bytes]));
const files: ReadFiles = {
  async read(sha256) {
    const bytes = store.get(sha256);
    if (bytes === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return bytes;
  },
};
const image: StoredFile = { sha256: hash(png), mediaType: "image/png", fileName: "xep-hang.png" };
const document: StoredFile = {
  sha256: hash(pdf),
  mediaType: "application/pdf",
  fileName: "bao-cao-thang-6.pdf",
};
const report: HeldFile = {
  kind: "document",
  name: "minh-chung.pdf",
  mediaType: "application/pdf",
  bytes: pdf,
};
const picture: HeldFile = { kind: "photo", name: "anh.png", mediaType: "image/png", bytes: png };

const buttons = [
  [
    { label: "Đồng ý", data: "v1:yes" },
    { label: "Hủy <b>", data: "v1:no" },
  ],
  [{ label: "Xếp hạng", data: "v1:standings" }],
];

/** What not every platform has; where it lacks, there are no tests of it. */
type Ability = "upload" | "edit" | "rewrite" | "unsupported" | "block" | "refuse" | "flood" | "loseAnswer";

function had<T>(act: T | undefined): T {
  if (act === undefined) throw new Error("the world lacks an act that its channel does not say to lack");
  return act;
}

/**
 * Every channel behaves like this, except what is named with its reason. `makeWorld` is called once for each test with the file store that the channel reads;
 * the channel in it is not started.
 */
export function channelContract(
  name: string,
  makeWorld: (files: ReadFiles) => Promise<ChannelWorld>,
  lacks: readonly Ability[] = [],
  except: Readonly<Record<string, string>> = {},
): void {
  const left = new Set(Object.keys(except));
  const it = (title: string, run: () => Promise<void>): void => {
    if (!left.delete(title)) test(title, run);
  };
  const when = (ability: Ability) => (lacks.includes(ability) ? () => undefined : it);
  describe(`${name} as a channel`, () => {
    let world: ChannelWorld;
    let inbox: Inbound[];
    // A name that is none of these would except nothing, and nobody would see.
    afterAll(() => expect([...left]).toEqual([]));
    let store: (inbound: Inbound) => Promise<void>;

    beforeEach(async () => {
      world = await makeWorld(files);
      inbox = [];
      store = async (inbound) => keep(inbound);
    });
    afterEach(async () => {
      await world.channel.stop();
      await world.close();
    });

    /** As the inbox does: what comes again under its id is there already. */
    const keep = (inbound: Inbound) => {
      if (!inbox.some(({ externalId }) => externalId === inbound.externalId)) inbox.push(inbound);
    };
    const start = () => world.channel.start((inbound) => store(inbound));
    const soon = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
    const taken = (count: number) => soon(() => expect(inbox).toHaveLength(count));
    const acknowledged = () => soon(async () => expect(await world.pending()).toBe(false));
    const send = async (reply: Reply): Promise<string> => {
      const outcome = await world.channel.send({ chatId: world.chatId, reply });
      if (outcome.kind !== "sent") throw new Error(`not sent: ${JSON.stringify(outcome)}`);
      return outcome.messageId;
    };
    const lastSeen = async () => (await world.seen()).at(-1);

    describe("takes in", () => {
      it("text, word for word, with who, where and when", async () => {
        await start();
        const text = "CT3 85% <b>&amp;\n  Đã xong";
        await world.write(text);
        await taken(1);
        expect(inbox[0]).toMatchObject({
          channel: world.channel.name,
          chat: { id: world.chatId, kind: "private" },
          sender: { id: world.personId },
          replyTo: null,
          content: { kind: "text", text },
        });
        expect(Number.isNaN(Date.parse(inbox[0]?.sentAt ?? ""))).toBe(false);
      });

      it("several messages in their order, each under its own id", async () => {
        await start();
        for (const text of ["một", "hai", "ba"]) await world.write(text);
        await taken(3);
        expect(inbox.map(({ content }) => content.kind === "text" && content.text)).toEqual([
          "một",
          "hai",
          "ba",
        ]);
        expect(new Set(inbox.map(({ externalId }) => externalId)).size).toBe(3);
      });

      it("what was written before the start", async () => {
        await world.write("đến trước");
        await start();
        await taken(1);
        expect(inbox[0]?.content).toEqual({ kind: "text", text: "đến trước" });
      });

      it("an answer to a message, with the id of that message", async () => {
        await start();
        const messageId = await send({ html: "Gửi minh chứng cho CT3" });
        await world.answer(messageId, "đây");
        await taken(1);
        expect(inbox[0]?.replyTo).toBe(messageId);
      });

      it("a press: the button's data and the message it stands on", async () => {
        await start();
        const messageId = await send({ html: "Ghi nhận?", choices: buttons });
        await world.press("Hủy <b>");
        await taken(1);
        expect(inbox[0]?.content).toEqual({ kind: "press", data: "v1:no", messageId });
        await acknowledged();
      });

      it("a document with its caption, and gives its bytes back", async () => {
        await start();
        await world.sendFiles([report], "CT3");
        await taken(1);
        const content = inbox[0]?.content;
        expect(content).toMatchObject({
          kind: "file",
          caption: "CT3",
          album: null,
          file: {
            kind: "document",
            fileName: "minh-chung.pdf",
            mediaType: "application/pdf",
            size: pdf.length,
          },
        });
        if (content?.kind !== "file") throw new Error("no file");
        const bytes = await world.channel.download(content.file.ref);
        expect(Buffer.from(bytes ?? [])).toEqual(pdf);
      });

      it("a photo", async () => {
        await start();
        await world.sendFiles([picture], "");
        await taken(1);
        const content = inbox[0]?.content;
        expect(content).toMatchObject({ kind: "file", caption: "", file: { kind: "photo" } });
        if (content?.kind !== "file") throw new Error("no file");
        expect(content.file.mediaType).toMatch(/^image\//);
        expect((await world.channel.download(content.file.ref))?.byteLength).toBeGreaterThan(0);
      });

      it("an album: one file each, held together by one name", async () => {
        await start();
        await world.sendFiles([picture, picture], "CT2");
        await taken(2);
        const albums = inbox.map(({ content }) => (content.kind === "file" ? content.album : null));
        expect(albums[0]).not.toBeNull();
        expect(albums[1]).toBe(albums[0]);
        expect(inbox.map(({ content }) => content.kind === "file" && content.caption)).toEqual(["CT2", ""]);
        expect(inbox[0]?.externalId).not.toBe(inbox[1]?.externalId);
      });

      when("rewrite")("an edit, as an edit", async () => {
        await start();
        await world.write("CT3 85%");
        await had(world.rewrite)("CT3 95%");
        await taken(2);
        const messageId = inbox[0]?.messageId;
        expect(messageId).toEqual(expect.any(String));
        expect(inbox[1]?.content).toEqual({ kind: "edited", text: "CT3 95%", messageId });
        expect(inbox[1]?.externalId).not.toBe(inbox[0]?.externalId);
      });

      when("unsupported")("what it cannot use, as such", async () => {
        await start();
        await had(world.sendUnsupported)();
        await taken(1);
        expect(inbox[0]?.content.kind).toBe("unsupported");
        await acknowledged();
      });

      when("block")("that they blocked the bot and let it in again", async () => {
        await start();
        await had(world.block)();
        await had(world.unblock)();
        await taken(2);
        expect(inbox.map(({ content }) => content)).toEqual([
          { kind: "reachable", reachable: false },
          { kind: "reachable", reachable: true },
        ]);
      });
    });

    describe("acknowledges", () => {
      it("nothing before it is stored", async () => {
        let begun = 0;
        let finish: () => void = () => {};
        const stored = new Promise<void>((resolve) => {
          finish = resolve;
        });
        store = async (inbound) => {
          begun += 1;
          await stored;
          keep(inbound);
        };
        await start();
        await world.write("CT3 85%");
        await soon(() => expect(begun).toBe(1));
        expect(await world.pending()).toBe(true);
        finish();
        await taken(1);
        await acknowledged();
      });

      it("not what could not be stored: it comes again under the same id", async () => {
        const tried: string[] = [];
        store = async (inbound) => {
          tried.push(inbound.externalId);
          if (tried.length === 1) throw new Error("database is locked");
          keep(inbound);
        };
        await start();
        await world.write("CT3 85%");
        await taken(1);
        expect(tried.length).toBeGreaterThanOrEqual(2);
        expect(new Set(tried).size).toBe(1);
        expect(inbox[0]?.content).toEqual({ kind: "text", text: "CT3 85%" });
        await acknowledged();
      });
    });

    describe("sends", () => {
      it("text with buttons", async () => {
        const messageId = await send({ html: "<b>CT3</b> 70% → 85% · <i>hạng 4/11</i>", choices: buttons });
        expect(await lastSeen()).toEqual({
          id: messageId,
          text: "CT3 70% → 85% · hạng 4/11",
          buttons: [["Đồng ý", "Hủy <b>"], ["Xếp hạng"]],
          image: null,
          document: null,
        });
      });

      it("whatever characters a value had", async () => {
        const values = `a < b > c & d " ' &amp; &#60; <script> </b> Ă ệ 😀\nhàng hai`;
        await send({ html: `<b>${escapeHtml("A&B")}</b> ${escapeHtml(values)}` });
        expect((await lastSeen())?.text).toBe(`A&B ${values}`);
      });

      it("text as long as it says it can", async () => {
        const text = "ệ".repeat(world.channel.capabilities.textLimit);
        await send({ html: text });
        expect((await lastSeen())?.text).toBe(text);
      });

      when("upload")("a picture with a caption and buttons", async () => {
        const caption = "Bảng <b>xếp hạng</b> A&amp;B";
        const messageId = await send({ html: caption, image, choices: buttons });
        const seen = await lastSeen();
        expect(seen).toMatchObject({ id: messageId, text: "Bảng xếp hạng A&B", document: null });
        expect(Buffer.from(seen?.image ?? [])).toEqual(png);
        expect(seen?.buttons.flat()).toEqual(["Đồng ý", "Hủy <b>", "Xếp hạng"]);
      });

      when("upload")("one picture twice", async () => {
        await send({ html: "một", image });
        await send({ html: "hai", image });
        const seen = (await world.seen()).slice(-2);
        expect(seen.map(({ text }) => text)).toEqual(["một", "hai"]);
        expect(seen.map((each) => Buffer.from(each.image ?? []))).toEqual([png, png]);
      });

      when("upload")("a document under its name", async () => {
        await send({ html: "Báo cáo tháng 6", document });
        const seen = await lastSeen();
        expect(seen).toMatchObject({ text: "Báo cáo tháng 6", image: null });
        expect(seen?.document?.name).toBe("bao-cao-thang-6.pdf");
        expect(Buffer.from(seen?.document?.bytes ?? [])).toEqual(pdf);
      });

      when("upload")("and says so of a file that it cannot read", async () => {
        const gone = { ...image, sha256: "0".repeat(64) };
        const outcome = await world.channel.send({
          chatId: world.chatId,
          reply: { html: "a", image: gone },
        });
        expect(outcome.kind).toBe("refused");
        expect(await world.seen()).toEqual([]);
      });
    });

    const edits = lacks.includes("edit") ? () => undefined : describe;
    edits("edits", () => {
      const edit = (messageId: string, reply: Reply) =>
        world.channel.edit(messageId, { chatId: world.chatId, reply });

      when("edit")("a text and its buttons", async () => {
        const messageId = await send({ html: "Đã gửi 1/9", choices: buttons });
        expect(await edit(messageId, { html: "Đã gửi <b>9/9</b>", choices: buttons.slice(1) })).toEqual({
          kind: "sent",
          messageId,
        });
        expect(await world.seen()).toEqual([
          { id: messageId, text: "Đã gửi 9/9", buttons: [["Xếp hạng"]], image: null, document: null },
        ]);
        await edit(messageId, { html: "Xong" });
        expect(await lastSeen()).toMatchObject({ text: "Xong", buttons: [] });
      });

      when("edit")("a caption, and the picture stays, whether or not it is named again", async () => {
        const messageId = await send({ html: "Tạm tính", image });
        for (const reply of [{ html: "Chính thức", image }, { html: "Chính thức, lần 2" }]) {
          expect((await edit(messageId, reply)).kind).toBe("sent");
          const seen = await lastSeen();
          expect(seen?.text).toBe(reply.html);
          expect(Buffer.from(seen?.image ?? [])).toEqual(png);
        }
      });

      when("edit")("nothing, when nothing changes, and that is fine", async () => {
        const reply = { html: "Đã gửi 1/9", choices: buttons };
        const messageId = await send(reply);
        expect(await edit(messageId, reply)).toEqual({ kind: "sent", messageId });
      });

      when("edit")("no message that is not there", async () => {
        expect((await edit("987654", { html: "a" })).kind).toBe("refused");
      });
    });

    const tells = (["refuse", "flood", "block", "loseAnswer"] as const).some((each) => !lacks.includes(each));
    const outcomes = tells ? describe : () => undefined;
    outcomes("says what became of a message that", () => {
      const outcome = () => world.channel.send({ chatId: world.chatId, reply: { html: "Nhắc hạn" } });

      when("refuse")("the platform refused", async () => {
        await had(world.refuseNext)();
        expect((await outcome()).kind).toBe("refused");
        expect(await world.seen()).toEqual([]);
        expect((await outcome()).kind).toBe("sent");
      });

      when("flood")("came too soon after others", async () => {
        await had(world.floodNext)(7);
        expect(await outcome()).toEqual({ kind: "paused", retryAfterMs: 7000 });
      });

      when("block")("went to somebody who blocked the bot", async () => {
        await had(world.block)();
        expect(await outcome()).toEqual({ kind: "unreachable", reason: "blocked" });
      });

      when("loseAnswer")("was taken, though the answer was lost: nobody knows", async () => {
        await had(world.loseNextAnswer)();
        expect((await outcome()).kind).toBe("unknown");
        expect(await world.seen()).toHaveLength(1);
      });
    });

    describe("stops", () => {
      it("with nothing under way, and what comes later waits for the next start", async () => {
        await start();
        await world.write("một");
        await taken(1);
        await acknowledged();
        await world.channel.stop();
        await world.write("hai");
        expect(inbox).toHaveLength(1);
        expect(await world.pending()).toBe(true);
        await start();
        await taken(2);
        expect(inbox[1]?.content).toEqual({ kind: "text", text: "hai" });
      });

      it("after what is being stored is stored", async () => {
        let begun = 0;
        let finish: () => void = () => {};
        const stored = new Promise<void>((resolve) => {
          finish = resolve;
        });
        store = async (inbound) => {
          begun += 1;
          await stored;
          keep(inbound);
        };
        await start();
        await world.write("CT3 85%");
        await soon(() => expect(begun).toBe(1));
        let stopped = false;
        const stopping = world.channel.stop().then(() => {
          stopped = true;
        });
        // Long enough for everything that does not wait for the store.
        for (let turn = 0; turn < 50; turn += 1) await immediate();
        expect(stopped).toBe(false);
        finish();
        await stopping;
        expect(inbox).toHaveLength(1);
      });

      it("at once when it never started, and twice", async () => {
        await world.channel.stop();
        await start();
        await world.channel.stop();
        await world.channel.stop();
        expect(inbox).toEqual([]);
      });
    });
  });
}
