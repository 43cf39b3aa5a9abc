import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { type PlainAnswer, plain, png, serve, until } from "./clients.ts";

let sim: Simulator;
let bot: BotHandle;
let an: Person;

beforeEach(async () => {
  sim = await startSimulator({ seed: 41, clock: "manual" });
  bot = sim.createBot();
  an = sim.user({ firstName: "An" });
  await an.start(bot);
});
afterEach(() => sim.stop());

interface SentFile {
  document: { file_id: string; file_unique_id: string; mime_type: string };
  photo: { file_id: string }[];
}

async function upload(
  method: string,
  field: string,
  bytes: Uint8Array,
  name: string,
  token = bot.token,
): Promise<PlainAnswer> {
  const form = new FormData();
  form.set("chat_id", String(an.id));
  form.set(field, new Blob([Uint8Array.from(bytes)]), name);
  const response = await fetch(`${sim.url}/bot${token}/${method}`, { method: "POST", body: form });
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    body: (await response.json()) as PlainAnswer["body"],
  };
}

const call = (method: string, params: object, token = bot.token) => plain(sim, token, method, params);
const download = (path: string) => fetch(`${sim.url}/file/bot${bot.token}/${path}`);

describe("uploads", () => {
  it.each([
    [png(6000, 4001), "Bad Request: PHOTO_INVALID_DIMENSIONS"],
    [png(2100, 100), "Bad Request: PHOTO_INVALID_DIMENSIONS"],
    [new TextEncoder().encode("no picture"), "Bad Request: IMAGE_PROCESS_FAILED"],
    [new Uint8Array(), "Bad Request: file must be non-empty"],
  ])("of bad photos are refused (%#)", async (bytes, description) => {
    expect((await upload("sendPhoto", "photo", bytes, "x.png")).body.description).toBe(description);
  });

  it("of photos over 10 MB are refused, the same bytes pass as a document", async () => {
    const big = png(100, 100, 10 * 1024 * 1024 + 1);
    expect((await upload("sendPhoto", "photo", big, "x.png")).body.description).toBe(
      "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
    );
    expect((await upload("sendDocument", "document", big, "x.png")).status).toBe(200);
  });

  it("need a file", async () => {
    expect((await call("sendDocument", { chat_id: an.id })).body.description).toBe(
      "Bad Request: there is no document in the request",
    );
    expect((await call("sendPhoto", { chat_id: an.id, photo: "attach://x" })).body.description).toBe(
      "Bad Request: there is no photo in the request",
    );
    expect((await call("sendPhoto", { chat_id: an.id, photo: "xyz" })).body.description).toBe(
      "Bad Request: wrong file identifier/HTTP URL specified",
    );
  });

  it("of equal size over 100 kB are spaced out", async () => {
    const bytes = png(100, 100, 150_000);
    const send = () => upload("sendDocument", "document", bytes, "x.bin");
    // About a second's worth passes at once; then each waits, and far behind is refused.
    for (let n = 0; n < 6; n++) expect((await send()).status).toBe(200);
    const seventh = send();
    await until(() => sim.journal.calls("sendDocument").length === 7);
    expect(sim.journal.calls("sendDocument", { verdict: "pending" })).toHaveLength(1);
    await sim.advance(200);
    expect((await seventh).status).toBe(200);
  });
});

describe("file ids", () => {
  it("belong to one bot, the unique id to the content", async () => {
    const other = sim.createBot();
    await an.start(other);
    const bytes = new TextEncoder().encode("báo cáo");
    const mine = (await upload("sendDocument", "document", bytes, "a.txt")).body.result as SentFile;
    const theirs = (await upload("sendDocument", "document", bytes, "b.txt", other.token)).body
      .result as SentFile;
    expect(mine.document.file_unique_id).toBe(theirs.document.file_unique_id);
    expect(mine.document.file_id).not.toBe(theirs.document.file_id);
    const stolen = await call(
      "sendDocument",
      { chat_id: an.id, document: mine.document.file_id },
      other.token,
    );
    expect(stolen.body.description).toBe("Bad Request: wrong file identifier/HTTP URL specified");
    expect(mine.document.mime_type).toBe("application/octet-stream");
  });

  it("of photos do not pass as documents", async () => {
    const { photo } = (await upload("sendPhoto", "photo", png(300, 200), "x.png")).body.result as SentFile;
    const { body } = await call("sendDocument", { chat_id: an.id, document: photo[0]?.file_id });
    expect(body.description).toBe("Bad Request: can't use file of type Photo as Document");
  });
});

describe("downloads", () => {
  it("work for an hour and are renewed by getFile", async () => {
    const sent = (await upload("sendDocument", "document", new TextEncoder().encode("x"), "a.txt")).body
      .result as SentFile;
    const file = async () =>
      ((await call("getFile", { file_id: sent.document.file_id })).body.result as { file_path: string })
        .file_path;
    const path = await file();
    expect(await (await download(path)).text()).toBe("x");
    await sim.advance(3600_000);
    expect((await download(path)).status).toBe(404);
    expect(await (await download(await file())).text()).toBe("x");
    expect((await call("getFile", { file_id: "none" })).body.description).toBe(
      "Bad Request: wrong file_id or the file is temporarily unavailable",
    );
  });

  it("stop at 20 MiB", async () => {
    await an.sendDocument(bot, new Uint8Array(20 * 1024 * 1024 + 1), { fileName: "lớn.bin" });
    const updates = (await call("getUpdates", { offset: -1 })).body.result as { message: SentFile }[];
    const { body } = await call("getFile", { file_id: updates[0]?.message.document.file_id });
    expect(body.description).toBe("Bad Request: file is too big");
  });
});

describe("files by address", () => {
  it("are fetched once", async () => {
    let asked = 0;
    const web = await serve((_, response) => {
      asked += 1;
      response.end("nội dung");
    });
    const { body } = await call("sendDocument", { chat_id: an.id, document: web.url });
    expect(body.result).toMatchObject({ document: { file_name: "hook", file_size: 10 } });
    expect(asked).toBe(1);
    await web.close();
    expect((await call("sendDocument", { chat_id: an.id, document: web.url })).body.description).toBe(
      "Bad Request: failed to get HTTP URL content",
    );
    expect((await call("sendDocument", { chat_id: an.id, document: "http://a b" })).body.description).toBe(
      "Bad Request: wrong HTTP URL specified",
    );
  });
});

describe("albums", () => {
  it("from a person arrive as one update each, joined by their id", async () => {
    await an.sendAlbum(bot, [{ bytes: png(10, 10), caption: "một" }, { bytes: png(20, 10) }]);
    const updates = (await call("getUpdates", {})).body.result as {
      message: { media_group_id?: string; photo?: object[] };
    }[];
    const parts = updates.slice(1).map((u) => u.message);
    expect(parts).toHaveLength(2);
    expect(parts[0]?.media_group_id).toBe(parts[1]?.media_group_id);
  });

  it("of one or of eleven are refused", async () => {
    const album = (n: number) => ({
      chat_id: an.id,
      media: Array.from({ length: n }, () => ({ type: "photo", media: "x" })),
    });
    expect((await call("sendMediaGroup", album(11))).status).toBe(400);
    expect((await call("sendMediaGroup", album(1))).status).toBe(400);
  });
});
