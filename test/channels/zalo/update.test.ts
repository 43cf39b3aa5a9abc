import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUpdate } from "../../../src/channels/zalo/update.ts";

const context = { botKey: "123", botNames: ["Bot Cụm 1", "bot.abc"], arrivedAt: "2026-11-02T01:00:00Z" };
const read = (body: unknown) => readUpdate(body, context);

/** As captured from real bots. */
const said = {
  date: 1789033572455,
  chat: { chat_type: "PRIVATE", id: "a1b2c3d4e5f6a7b8c9d0" },
  message_id: "m1a2b3c4d5e6f7a8b9c0",
  from: { id: "a1b2c3d4e5f6a7b8c9d0", is_bot: false, display_name: "Nguyễn Văn A" },
};
const text = { event_name: "message.text.received", message: { ...said, text: "xin chào" } };
const photo = "https://photo-stal-1.zdn.vn/a.jpg";
const image = {
  event_name: "message.image.received",
  message: { ...said, caption: "", message_type: "CHAT_PHOTO", photo_url: photo },
};
const changed = (body: typeof text | typeof image, message: object) => ({
  ...body,
  message: { ...body.message, ...message },
});

describe("an update", () => {
  it("of text: who, where, when and what", () => {
    expect(read(text).inbound).toEqual({
      channel: "zalo",
      externalId: "123:message.text.received:m1a2b3c4d5e6f7a8b9c0",
      chat: { id: "123:a1b2c3d4e5f6a7b8c9d0", kind: "private", title: "Nguyễn Văn A", bot: "123" },
      sender: { id: "123:a1b2c3d4e5f6a7b8c9d0", name: "Nguyễn Văn A" },
      sentAt: "2026-09-10T09:46:12.455Z",
      replyTo: null,
      content: { kind: "text", text: "xin chào" },
    });
  });

  it("is the same flat, wrapped, and without its name", () => {
    for (const body of [text, image]) {
      const expected = read(body).inbound;
      expect(expected).not.toBeNull();
      expect(read({ ok: true, result: body }).inbound).toEqual(expected);
      expect(read({ message: body.message }).inbound).toEqual(expected);
    }
  });

  it("of a picture names its address, whichever field holds it", () => {
    const file = { kind: "photo", ref: photo, mediaType: "image/jpeg", fileName: null, size: 0 };
    const { photo_url: _, ...bare } = image.message;
    for (const where of [{ photo_url: photo }, { photo }, { photo_url: photo, photo: "https://x/other.jpg" }])
      expect(read({ ...image, message: { ...bare, ...where } }).inbound?.content).toEqual({
        kind: "file",
        file,
        caption: "",
        album: null,
      });
    expect(read(changed(image, { caption: "CT2" })).inbound?.content).toMatchObject({ caption: "CT2" });
    for (const broken of [{}, { photo_url: "" }, { photo: ["a"] }, { photo_url: "file:///etc/passwd" }])
      expect(read({ ...image, message: { ...bare, ...broken } }).inbound?.content).toEqual({
        kind: "unsupported",
        what: "image",
      });
  });

  it.each([
    ["voice", { voice_url: "https://f2-voice-aac-dl.zdn.vn/a.aac" }],
    ["sticker", { sticker: "abc", url: "https://x/y.png" }],
    ["unsupported", {}],
  ])("of a %s is known, named or not", (kind, content) => {
    const message = { ...said, from: { id: "a1" }, ...content };
    const expected = { kind: "unsupported", what: kind };
    expect(read({ event_name: `message.${kind}.received`, message }).inbound?.content).toEqual(expected);
    expect(read({ message }).inbound?.content).toEqual(expected);
  });

  it("takes dates in seconds and milliseconds, and the arrival where there is none", () => {
    const at = (date: unknown) => read(changed(text, { date })).inbound?.sentAt;
    expect(at(1789033572)).toBe("2026-09-10T09:46:12.000Z");
    expect(at("1789033572455")).toBe("2026-09-10T09:46:12.455Z");
    for (const none of [0, -5, "hôm qua", null, 1e300]) expect(at(none)).toBe(context.arrivedAt);
  });

  it("takes names and ids as they come", () => {
    const from = { id: 77, name: "Bình" };
    expect(read(changed(text, { from })).inbound?.sender).toEqual({ id: "123:77", name: "Bình" });
    expect(read(changed(text, { from: { id: "77" } })).inbound?.sender).toEqual({ id: "123:77", name: "" });
  });

  it("in a group: the bot's name before the words is not part of them", () => {
    const chat = { chat_type: "GROUP", id: "f00" };
    const inGroup = (words: string) => read(changed(text, { chat, text: words })).inbound;
    expect(inGroup("@Bot Cụm 1 xếp hạng")?.content).toEqual({ kind: "text", text: "xếp hạng" });
    expect(inGroup("@bot.abc   /chuanop")?.content).toEqual({ kind: "text", text: "/chuanop" });
    expect(inGroup("này @Bot Cụm 1")?.content).toEqual({ kind: "text", text: "này @Bot Cụm 1" });
    expect(inGroup("a")?.chat).toEqual({ id: "123:group:f00", kind: "group", title: "", bot: "123" });
    expect(inGroup("a")?.sender.id).toBe("123:a1b2c3d4e5f6a7b8c9d0");
    const caption = "@Bot Cụm 1 CT2";
    expect(read(changed(image, { chat, caption })).inbound?.content).toMatchObject({ caption: "CT2" });
  });

  it.each([
    ["a bot's", changed(text, { from: { id: "b", is_bot: true } })],
    ["an unknown event's", { ...text, event_name: "message.reaction.received" }],
    ["nobody's", { ...text, message: { ...text.message, from: undefined } }],
    ["without an id", { ...text, message: { ...text.message, message_id: undefined } }],
    ["an empty answer", { ok: true, result: {} }],
    ["nothing", undefined],
    ["a list", [text]],
  ])("is passed over when it is %s", (_, body) => {
    expect(read(body).inbound).toBeNull();
  });

  it("never throws, and what the log gets holds no words of a person's", () => {
    const odd = fc.oneof(fc.constant(undefined), fc.jsonValue());
    const message = fc.record({ from: odd, text: odd, photo: odd, chat: odd, date: odd, caption: odd });
    fc.assert(
      fc.property(fc.oneof(odd, message), message, (one, other) => {
        read(one);
        read({ event_name: "message.text.received", message: { ...text.message, ...other } });
      }),
      { seed: 7, numRuns: 300 },
    );
    for (const body of [text, image]) expect(read(body).what).not.toMatch(/xin chào|zdn/);
  });
});
