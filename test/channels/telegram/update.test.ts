import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUpdate } from "../../../src/channels/telegram/update.ts";

const context = { botName: "thidua_bot", arrivedAt: "2024-06-12T01:30:00Z" };
const an = { id: 7, is_bot: false, first_name: "An", last_name: "Nguyễn" };
const privateChat = { id: 7, type: "private", first_name: "An" };
const group = { id: -1001234567890, type: "supergroup", title: "Cụm 1 <b>" };
const date = 1718155800; // 2024-06-12T01:30:00Z

const message = (fields: object, chat: object = privateChat) => ({
  update_id: 501,
  message: { message_id: 12, date, chat, from: an, ...fields },
});
const read = (raw: unknown) => readUpdate(raw, context);
const contentOf = (raw: unknown) => read(raw).inbound?.content ?? null;

describe("a Telegram update becomes an Inbound", () => {
  it("with everything the inbox needs", () => {
    expect(
      read(message({ text: "CT3 85%", reply_to_message: { message_id: 9, date, chat: privateChat } })),
    ).toEqual({
      what: "message: text",
      inbound: {
        channel: "telegram",
        externalId: "501",
        chat: { id: "7", kind: "private", title: "An Nguyễn" },
        sender: { id: "7", name: "An Nguyễn" },
        sentAt: "2024-06-12T01:30:00.000Z",
        replyTo: "9",
        messageId: "12",
        content: { kind: "text", text: "CT3 85%" },
      },
    });
  });

  it("in a group under the group's id and title", () => {
    const { inbound } = read(message({ text: "/xephang" }, group));
    expect(inbound?.chat).toEqual({ id: "-1001234567890", kind: "group", title: "Cụm 1 <b>" });
    expect(inbound?.sender).toEqual({ id: "7", name: "An Nguyễn" });
  });

  // 8 640 000 000 001 s is the first that a date cannot hold.
  it.each([1e20, 8.64e12 + 1, -1e20, 0, -5])("at its arrival, where %d is no moment", (no) => {
    const member = { status: "member" };
    const all = [
      message({ text: "CT3 85%", date: no }),
      message({ migrate_to_chat_id: -1001234567890, date: no }, { id: -500, type: "group" }),
      {
        update_id: 1,
        edited_message: { message_id: 1, date, edit_date: no, chat: privateChat, from: an, text: "a" },
      },
      {
        update_id: 2,
        my_chat_member: {
          chat: privateChat,
          from: an,
          date: no,
          old_chat_member: member,
          new_chat_member: { status: "kicked" },
        },
      },
    ];
    expect(all.map((each) => read(each).inbound?.sentAt)).toEqual(all.map(() => context.arrivedAt));
  });

  it("without a last name, too", () => {
    const { inbound } = read(message({ text: "a", from: { id: 7, is_bot: false, first_name: "An" } }));
    expect(inbound?.sender.name).toBe("An");
  });

  it("that a group moved, as its old chat says, and as its new one does", () => {
    const old = { id: -500, type: "group", title: "Cụm 1" };
    const moved = { kind: "moved", from: "-500", to: "-1001234567890" };
    expect(contentOf(message({ migrate_to_chat_id: group.id }, old))).toEqual(moved);
    expect(contentOf(message({ migrate_from_chat_id: -500 }, group))).toEqual(moved);
    // Said by the group itself, or by nobody.
    const itself = { ...an, is_bot: true };
    expect(
      contentOf(message({ migrate_from_chat_id: -500, from: itself, sender_chat: group }, group)),
    ).toEqual(moved);
    const { inbound } = read(message({ migrate_from_chat_id: -500, from: undefined }, group));
    expect(inbound?.chat.id).toBe("-1001234567890");
    expect(inbound?.content).toEqual(moved);
  });

  it("but no move from somewhere to the same place, nor of a person", () => {
    expect(contentOf(message({ migrate_to_chat_id: group.id }, group))).toBeNull();
    expect(contentOf(message({ migrate_to_chat_id: -100 }))).toBeNull();
  });

  it("and a message in a topic does not answer the message that opened the topic", () => {
    const topic = { is_topic_message: true, message_thread_id: 3 };
    expect(
      read(message({ ...topic, text: "a", reply_to_message: { message_id: 3 } }, group)).inbound?.replyTo,
    ).toBeNull();
    expect(
      read(message({ ...topic, text: "a", reply_to_message: { message_id: 8 } }, group)).inbound?.replyTo,
    ).toBe("8");
  });
});

describe("commands", () => {
  it.each([
    ["as typed", privateChat, "/CT3  85% ", "/CT3  85% "],
    ["with our name, in a group", group, "/nop@thidua_bot CT3 85%", "/nop CT3 85%"],
    ["with our name in other letters", group, "/nop@ThiDua_Bot", "/nop"],
    ["with our name, alone with us", privateChat, "/start@thidua_bot ABC", "/start ABC"],
    ["with another name, alone with us", privateChat, "/start@other_bot", "/start@other_bot"],
    ["a name that only begins like ours", privateChat, "/nop@thidua_bot2 a", "/nop@thidua_bot2 a"],
    ["an address further on", group, "/nop a@thidua_bot", "/nop a@thidua_bot"],
    ["no command", group, "@thidua_bot CT3 85%", "@thidua_bot CT3 85%"],
  ])("%s", (_, chat, text, expected) => {
    expect(contentOf(message({ text }, chat))).toEqual({ kind: "text", text: expected });
  });

  it("to another bot in a group are none of ours", () => {
    expect(contentOf(message({ text: "/nop@other_bot CT3 85%" }, group))).toBeNull();
    expect(contentOf(message({ text: "/nop@thidua_bot2" }, group))).toBeNull();
    expect(contentOf(message({ caption: "/nop@other_bot", document: { file_id: "D" } }, group))).toBeNull();
  });
});

describe("files", () => {
  it("a photo is its largest size, wherever it stands", () => {
    const photo = [
      { file_id: "S", width: 90, height: 60, file_size: 1000 },
      { file_id: "L", width: 1280, height: 960, file_size: 150_000 },
      { file_id: "M", width: 320, height: 240, file_size: 20_000 },
    ];
    expect(contentOf(message({ photo, caption: "CT3" }))).toEqual({
      kind: "file",
      file: { kind: "photo", ref: "L", mediaType: "image/jpeg", fileName: null, size: 150_000 },
      caption: "CT3",
      album: null,
    });
  });

  it("a document keeps its name and type; an album its id", () => {
    const document = {
      file_id: "D",
      file_name: "báo cáo.pdf",
      mime_type: "application/pdf",
      file_size: 31_000_000,
    };
    expect(contentOf(message({ document, media_group_id: "77" }))).toEqual({
      kind: "file",
      file: {
        kind: "document",
        ref: "D",
        mediaType: "application/pdf",
        fileName: "báo cáo.pdf",
        size: 31_000_000,
      },
      caption: "",
      album: "77",
    });
  });

  it("a document that says nothing about itself", () => {
    expect(contentOf(message({ document: { file_id: "D" } }))).toMatchObject({
      file: { mediaType: "application/octet-stream", fileName: null, size: 0 },
    });
  });
});

describe("what cannot be used", () => {
  it.each([
    ["sticker", { sticker: { file_id: "x" } }],
    ["voice", { voice: { file_id: "x" } }],
    ["video", { video: { file_id: "x" }, caption: "CT3" }],
    ["video_note", { video_note: {} }],
    ["audio", { audio: {} }],
    ["animation", { animation: {}, document: { file_id: "x" } }],
    ["venue", { venue: {}, location: {} }],
    ["location", { location: {} }],
    ["contact", { contact: {} }],
    ["poll", { poll: {} }],
    ["dice", { dice: {} }],
  ])("%s is said to be unsupported", (what, fields) => {
    expect(contentOf(message(fields))).toEqual({ kind: "unsupported", what });
  });

  it.each([
    ["a service message", message({ new_chat_members: [an] }, group), "message: new_chat_members"],
    ["another bot", message({ text: "bí mật", from: { ...an, is_bot: true } }), "message: not from a person"],
    [
      "an anonymous administrator",
      message({ text: "bí mật", sender_chat: group }, group),
      "message: not from a person",
    ],
    ["nobody", message({ text: "bí mật", from: undefined }, group), "message: not from a person"],
    [
      "a channel",
      message({ text: "bí mật" }, { id: -5, type: "channel", title: "bí mật" }),
      "message: not in a chat",
    ],
    ["a channel's post", { update_id: 1, channel_post: { text: "bí mật" } }, "channel_post: not asked for"],
    ["a kind that came later", { update_id: 1, brand_new: { text: "bí mật" } }, "brand_new: not asked for"],
    ["a message of another shape", message({ text: { now: "bí mật" } }), "message: unknown shape"],
    ["a message that is a word", { update_id: 1, message: "bí mật" }, "message: not asked for"],
    ["no update id", { message: { text: "bí mật" } }, "no update"],
    ["no object", "bí mật", "no update"],
  ])("%s passes in silence, known by its kind only", (_, raw, what) => {
    expect(read(raw)).toEqual({ what, inbound: null });
  });

  it("nothing crashes it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        for (const raw of [
          a,
          { update_id: 1, message: a, callback_query: b, my_chat_member: c },
          { update_id: 1, callback_query: { id: "1", from: an, message: a, data: b } },
          message({ text: a, photo: b, reply_to_message: c }),
        ])
          expect(typeof read(raw).what).toBe("string");
      }),
    );
  });
});

describe("edits", () => {
  const edited = (fields: object, chat: object = privateChat) => ({
    update_id: 502,
    edited_message: { message_id: 12, date, edit_date: date + 60, chat, from: an, ...fields },
  });

  it("carry the new words and the time of the edit", () => {
    expect(read(edited({ text: "CT3 95%" })).inbound).toMatchObject({
      externalId: "502",
      sentAt: "2024-06-12T01:31:00.000Z",
      content: { kind: "edited", text: "CT3 95%", messageId: "12" },
    });
    expect(contentOf(edited({ caption: "CT4", photo: [{ file_id: "L" }] }))).toEqual({
      kind: "edited",
      text: "CT4",
      messageId: "12",
    });
    expect(contentOf(edited({ text: "/nop@thidua_bot CT4" }, group))).toEqual({
      kind: "edited",
      text: "/nop CT4",
      messageId: "12",
    });
  });

  it("without words are nothing", () => {
    expect(read(edited({ location: {} }))).toEqual({ what: "edited_message: location", inbound: null });
  });
});

describe("a press", () => {
  const press = (fields: object) => ({
    update_id: 503,
    callback_query: { id: "4242", from: an, chat_instance: "1", ...fields },
  });

  it("is its data and the message it stands on, at the time it arrived", () => {
    const raw = press({
      data: "r1:undo:5",
      message: { message_id: 40, date: date - 700_000, chat: group, text: "a" },
    });
    expect(read(raw)).toMatchObject({
      pressId: "4242",
      inbound: {
        chat: { id: "-1001234567890", kind: "group" },
        sender: { id: "7" },
        sentAt: "2024-06-12T01:30:00Z",
        content: { kind: "press", data: "r1:undo:5", messageId: "40" },
      },
    });
  });

  it("on a message that Telegram no longer holds is still a press", () => {
    expect(contentOf(press({ data: "x", message: { message_id: 40, date: 0, chat: privateChat } }))).toEqual({
      kind: "press",
      data: "x",
      messageId: "40",
    });
  });

  it("without a message or without data is none", () => {
    expect(contentOf(press({ data: "x", inline_message_id: "q" }))).toBeNull();
    expect(
      contentOf(press({ game_short_name: "g", message: { message_id: 4, chat: privateChat } })),
    ).toBeNull();
  });
});

describe("being reachable", () => {
  const change = (chat: object, before: object, after: object) => ({
    update_id: 504,
    my_chat_member: { chat, from: an, date, old_chat_member: before, new_chat_member: after },
  });
  const is = (status: string) => ({ status, user: { id: 1, is_bot: true, first_name: "b" } });

  it.each([
    ["they blocked us", privateChat, is("member"), is("kicked"), false],
    ["they unblocked us", privateChat, is("kicked"), is("member"), true],
    ["we were added to a group", group, is("left"), is("member"), true],
    ["we were added as an administrator", group, is("left"), is("administrator"), true],
    ["we were removed", group, is("administrator"), is("kicked"), false],
    ["we left", group, is("member"), is("left"), false],
    ["removed while muted", group, { ...is("restricted"), is_member: true }, is("left"), false],
    ["back, but muted", group, is("left"), { ...is("restricted"), is_member: true }, true],
  ])("%s", (_, chat, before, after, reachable) => {
    expect(contentOf(change(chat, before, after))).toEqual({ kind: "reachable", reachable });
  });

  it.each([
    ["made an administrator", group, is("member"), is("administrator")],
    ["muted after we left", group, is("left"), { ...is("restricted"), is_member: false }],
    ["in a channel", { id: -5, type: "channel" }, is("left"), is("administrator")],
  ])("%s changes nothing", (_, chat, before, after) => {
    expect(contentOf(change(chat, before, after))).toBeNull();
  });
});
