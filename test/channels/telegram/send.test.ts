import { Api, InputFile } from "grammy";
import type { ApiError } from "grammy/types";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { setMenus } from "../../../src/channels/telegram/menu.ts";
import { createSender } from "../../../src/channels/telegram/send.ts";
import type { StoredFile } from "../../../src/shared/messages.ts";

interface Call {
  method: string;
  payload: Record<string, unknown>;
}
type Answer = { ok: true; result: unknown } | ApiError;

const refuse = (description: string): ApiError => ({
  ok: false,
  error_code: 400,
  description: `Bad Request: ${description}`,
});

/** grammY with a Telegram that answers from `answers` by what each call is, and otherwise does as asked. */
function world(
  answers: (call: Call, nth: number) => Answer | undefined | Promise<undefined> = () => undefined,
) {
  const calls: Call[] = [];
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const api = new Api("1:a");
  api.config.use(async (_, method, payload) => {
    const call: Call = { method, payload: { ...payload } };
    calls.push(call);
    const messageId = 100 + calls.length;
    const media = {
      photo: [
        { file_id: "small", width: 1, height: 1 },
        { file_id: "P", width: 2, height: 2 },
      ],
      document: { file_id: "D" },
    };
    const answer = (await answers(call, calls.length)) ?? {
      ok: true,
      result: { message_id: messageId, ...media },
    };
    return answer as never;
  });
  const bytes = new Map([
    ["a".repeat(64), new Uint8Array([1, 2, 3])],
    ["b".repeat(64), new Uint8Array(11 * 1024 * 1024)],
  ]);
  const files = {
    async read(sha256: string) {
      const found = bytes.get(sha256);
      if (found === undefined) throw Object.assign(new Error("gone"), { code: "EIO" });
      return found;
    },
  };
  const sender = createSender({ api, files, log });
  return { api, calls, lines, log, sender };
}

const image: StoredFile = { sha256: "a".repeat(64), mediaType: "image/png", fileName: "bang.png" };
const uploaded = (calls: Call[]) =>
  calls.map(({ method, payload }) => {
    const media = payload.photo ?? payload.document;
    return `${method} ${media instanceof InputFile ? "bytes" : String(media)}`;
  });

describe("what is sent", () => {
  it("is HTML without link previews, with the choices as an inline keyboard", async () => {
    const { sender, calls } = world();
    const reply = {
      html: "<b>A</b>",
      choices: [[{ label: "Có", data: "y" }], [{ label: "Không", data: "n" }]],
    };
    expect(await sender.send({ chatId: "-1001", reply })).toEqual({ kind: "sent", messageId: "101" });
    expect(calls).toEqual([
      {
        method: "sendMessage",
        payload: {
          chat_id: -1001,
          text: "<b>A</b>",
          parse_mode: "HTML",
          link_preview_options: { is_disabled: true },
          reply_markup: {
            inline_keyboard: [[{ text: "Có", callback_data: "y" }], [{ text: "Không", callback_data: "n" }]],
          },
        },
      },
    ]);
  });

  it("goes out without marks when they are faulty, and an alarm is logged without the words", async () => {
    const { sender, calls, lines } = world(({ payload }) =>
      payload.parse_mode === "HTML"
        ? refuse("can't parse entities: Unclosed start tag at byte offset 3")
        : undefined,
    );
    expect((await sender.send({ chatId: "7", reply: { html: "<b>A&amp;B</b> bí mật" } })).kind).toBe("sent");
    expect(calls.at(-1)?.payload).toMatchObject({ text: "A&B bí mật" });
    expect(calls.at(-1)?.payload).not.toHaveProperty("parse_mode");
    expect(lines.join()).toContain("faulty marks");
    expect(lines.join()).not.toContain("bí mật");
  });

  it("is one thing: a picture and a document need two messages", async () => {
    const { sender, calls } = world();
    const outcome = await sender.send({ chatId: "7", reply: { html: "a", image, document: image } });
    expect(outcome.kind).toBe("refused");
    expect(calls).toEqual([]);
  });
});

describe("pictures and documents", () => {
  const send = (sender: ReturnType<typeof world>["sender"], file = image, chatId = "7") =>
    sender.send({ chatId, reply: { html: "", image: file } });

  it("are uploaded once and then known by Telegram's id", async () => {
    const { sender, calls } = world();
    await send(sender);
    await send(sender);
    await sender.send({ chatId: "7", reply: { html: "", document: image } });
    await sender.send({ chatId: "7", reply: { html: "", document: image } });
    await sender.send({ chatId: "7", reply: { html: "", document: { ...image, fileName: "khác.png" } } });
    expect(uploaded(calls)).toEqual([
      "sendPhoto bytes",
      "sendPhoto P",
      "sendDocument bytes",
      "sendDocument D",
      "sendDocument bytes",
    ]);
  });

  it("sent to many at once are still uploaded once", async () => {
    const { sender, calls } = world();
    const outcomes = await Promise.all(["1", "2", "3", "4"].map((chatId) => send(sender, image, chatId)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["sent", "sent", "sent", "sent"]);
    expect(uploaded(calls).filter((call) => call === "sendPhoto bytes")).toHaveLength(1);
  });

  it("are uploaded again when the first upload failed, or when Telegram has forgotten them", async () => {
    const failing = world((_, nth) => (nth === 1 ? refuse("have no write access to the chat") : undefined));
    expect((await send(failing.sender)).kind).toBe("refused");
    expect((await send(failing.sender)).kind).toBe("sent");
    expect(uploaded(failing.calls)).toEqual(["sendPhoto bytes", "sendPhoto bytes"]);

    const forgetful = world((_, nth) =>
      nth === 2 ? refuse("wrong file_id or the file is temporarily unavailable") : undefined,
    );
    await send(forgetful.sender);
    expect((await send(forgetful.sender)).kind).toBe("sent");
    expect(uploaded(forgetful.calls)).toEqual(["sendPhoto bytes", "sendPhoto P", "sendPhoto bytes"]);
  });

  it("that Telegram takes for no photo go as documents from then on", async () => {
    const { sender, calls } = world(({ method }) =>
      method === "sendPhoto" ? refuse("PHOTO_INVALID_DIMENSIONS") : undefined,
    );
    await send(sender);
    await send(sender);
    expect(uploaded(calls)).toEqual(["sendPhoto bytes", "sendDocument bytes", "sendDocument D"]);

    const large = world();
    await send(large.sender, { ...image, sha256: "b".repeat(64) });
    expect(uploaded(large.calls)).toEqual(["sendDocument bytes"]);
  });

  it("wait when the file store has a fault", async () => {
    const { sender } = world();
    expect((await send(sender, { ...image, sha256: "c".repeat(64) })).kind).toBe("notSent");
  });
});

describe("an edit", () => {
  it("finds out whether the message is a text or a picture", async () => {
    const { sender, calls } = world(({ method }) =>
      method === "editMessageText" ? refuse("there is no text in the message to edit") : undefined,
    );
    const reply = { html: "B", choices: [[{ label: "Có", data: "y" }]] };
    expect(await sender.edit("5", { chatId: "7", reply })).toEqual({ kind: "sent", messageId: "5" });
    expect(calls.at(-1)).toMatchObject({
      method: "editMessageCaption",
      payload: { chat_id: 7, message_id: 5, caption: "B", parse_mode: "HTML" },
    });
    await sender.edit("5", { chatId: "7", reply: { ...reply, image } });
    expect(calls.map(({ method }) => method)).toEqual([
      "editMessageText",
      "editMessageCaption",
      "editMessageCaption",
    ]);
  });

  it("without words changes the buttons alone", async () => {
    const { sender, calls } = world();
    await sender.edit("5", { chatId: "7", reply: { html: "" } });
    expect(calls).toEqual([{ method: "editMessageReplyMarkup", payload: { chat_id: 7, message_id: 5 } }]);
  });

  it("that changes nothing is done; one of a message that is gone is refused", async () => {
    const edit = (description: string) =>
      world(() => refuse(description)).sender.edit("5", { chatId: "7", reply: { html: "B" } });
    expect(
      await edit(
        "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
      ),
    ).toEqual({ kind: "sent", messageId: "5" });
    expect((await edit("message to edit not found")).kind).toBe("refused");
  });
});

describe("the command menus", () => {
  const menus = [
    { language: "vi" as const, list: [{ command: "batdau", description: "Bắt đầu" }] },
    { language: "en" as const, list: [{ command: "start", description: "Start" }] },
  ];

  it("are set for each language, the first also for everybody else", async () => {
    const { api, calls, log } = world();
    await setMenus(api, menus, { log, signal: new AbortController().signal });
    expect(calls.map(({ payload }) => [payload.language_code, payload.commands])).toEqual([
      [undefined, menus[0]?.list],
      ["vi", menus[0]?.list],
      ["en", menus[1]?.list],
    ]);
  });

  it("that fail are logged", async () => {
    const { api, log, lines } = world(() => refuse("command description length must not exceed 256"));
    await setMenus(api, menus, { log, signal: new AbortController().signal });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("must not exceed 256");
  });
});
