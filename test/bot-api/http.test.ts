import { Agent, request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";

let sim: Simulator;
let bot: BotHandle;
let an: Person;

beforeAll(async () => {
  sim = await startSimulator({ seed: 5, clock: "manual", maxBodyBytes: 200_000 });
  bot = sim.createBot();
  an = sim.user({ firstName: "An" });
  await an.start(bot);
});
afterAll(() => sim.stop());

interface Got {
  status: number;
  text: string;
  body: { ok?: boolean; description?: string; error_code?: number; result?: { text?: string } };
}

async function http(path: string, init: RequestInit = {}): Promise<Got> {
  const response = await fetch(`${sim.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, text: response.statusText, body: JSON.parse(text) as Got["body"] };
}

const post = (path: string, type: string, body: string, headers: Record<string, string> = {}) =>
  http(path, { method: "POST", headers: { "content-type": type, ...headers }, body });

describe("paths and tokens", () => {
  it.each([
    ["/", 404, "Not Found"],
    ["/robot", 404, "Not Found"],
    ["/botnocolon/getMe", 401, "Unauthorized: invalid token specified"],
    ["/bot0:abc/getMe", 401, "Unauthorized: invalid token specified"],
    [`/bot1:${"a".repeat(80)}/getMe`, 401, "Unauthorized: invalid token specified"],
    ["/bot1:abc/getMe", 401, "Unauthorized"],
  ])("%s answers %i %s", async (path, status, description) => {
    const got = await http(path);
    expect(got.status).toBe(status);
    expect(got.body).toEqual({ ok: false, error_code: status, description });
  });

  it("takes method names in any case, the test path, and the method as a parameter", async () => {
    for (const path of ["GETME", "getme", "test/getMe", "?method=getMe"])
      expect((await http(`/bot${bot.token}/${path}`)).body.ok).toBe(true);
  });

  it("tells unknown methods from its own gaps, and marks the run failed for a gap", async () => {
    expect((await http(`/bot${bot.token}/sendLove`)).body.description).toBe("Not Found: method not found");
    const got = await http(`/bot${bot.token}/sendInvoice`);
    expect(got.status).toBe(501);
    expect(got.body.description).toBe("Not Implemented: simulator has no sendInvoice");
    const hidden = await http(
      `/bot${bot.token}/sendMessage?chat_id=${an.id}&text=x&ephemeral_message_parameters={}`,
    );
    expect(hidden.body.description).toBe(
      "Not Implemented: simulator has no sendMessage with ephemeral_message_parameters",
    );
    expect(sim.gaps()).toEqual(["sendinvoice", "sendmessage"]);
  });
});

describe("parameters", () => {
  const path = () => `/bot${bot.token}/sendMessage`;
  const chat = () => String(an.id);

  it("come from the query string, forms, JSON and multipart", async () => {
    const boundary = "xyz";
    const multipart = [
      `--${boundary}`,
      'Content-Disposition: form-data; name="text"',
      "",
      "bốn",
      `--${boundary}`,
      "Content-Disposition: form-data; name=chat_id",
      "",
      chat(),
      `--${boundary}--`,
      "",
    ].join("\r\n");
    const answers = [
      await http(`${path()}?chat_id=${chat()}&text=${encodeURIComponent("một")}`),
      await post(path(), "application/x-www-form-urlencoded", `chat_id=${chat()}&text=hai+%2B`),
      await post(path(), "application/json", JSON.stringify({ chat_id: an.id, text: "ba" })),
      await post(path(), `multipart/form-data; boundary=${boundary}`, multipart),
      await post(`${path()}?chat_id=${chat()}`, "application/json", JSON.stringify({ text: "năm" })),
    ];
    expect(answers.map((a) => a.body.result?.text)).toEqual(["một", "hai +", "ba", "bốn", "năm"]);
  });

  it("are strings at heart: numbers, booleans and structures may come either way", async () => {
    const keyboard = { inline_keyboard: [[{ text: "a", callback_data: "a" }]] };
    const send = (fields: object) =>
      post(path(), "application/json", JSON.stringify({ chat_id: chat(), ...fields }));
    expect((await send({ text: 12, reply_markup: JSON.stringify(keyboard) })).body.result).toMatchObject({
      text: "12",
      reply_markup: keyboard,
    });
    expect((await send({ text: "x", protect_content: "YES" })).body.result).toHaveProperty(
      "has_protected_content",
      true,
    );
    expect((await send({ text: "x", protect_content: "on" })).body.result).not.toHaveProperty(
      "has_protected_content",
    );
  });

  it.each([
    ["[1]", "Bad Request: JSON object expected"],
    ["{", "Bad Request: can't parse parameter value: unexpected symbol"],
  ])("refuse the JSON body %s", async (body, description) => {
    expect((await post(path(), "application/json", body)).body).toMatchObject({
      error_code: 400,
      description,
    });
  });

  it("refuse an encoded or oversized body", async () => {
    expect((await post(path(), "application/json", "{}", { "content-encoding": "br" })).status).toBe(415);
    const big = await post(path(), "application/json", JSON.stringify({ text: "x".repeat(300_000) }));
    expect(big.status).toBe(413);
    expect(big.text).toBe("Payload Too Large");
  });
});

describe("connections", () => {
  it("are kept alive and take pipelined requests and chunked bodies", async () => {
    const me = `/bot${bot.token}/getMe`;
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(sim.url).port), "127.0.0.1");
      let text = "";
      socket.on("data", (part) => {
        text += part.toString("utf8");
        if (text.split("HTTP/1.1 200 OK").length === 4 && text.endsWith("}")) {
          socket.destroy();
          resolve(text);
        }
      });
      socket.on("error", reject);
      const chunked =
        "POST /x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
      const plain = `GET ${me} HTTP/1.1\r\nHost: x\r\n\r\n`;
      socket.write(plain + chunked.replace("/x", me) + plain);
    });
    expect(answer.match(/"username"/g)).toHaveLength(3);
    const ids = new Set(
      sim.journal
        .calls("getMe")
        .slice(-3)
        .map((c) => c.connection),
    );
    expect(ids.size).toBe(1);
  });

  it("show the simulator's own date", async () => {
    const agent = new Agent();
    const date = await new Promise<string | undefined>((resolve) => {
      request(`${sim.url}/bot${bot.token}/getMe`, { agent }, (response) => {
        response.resume().on("end", () => resolve(response.headers.date));
      }).end();
    });
    expect(date).toBe(new Date(sim.clock.now()).toUTCString());
  });

  it("keep tokens out of the journal", () => {
    expect(JSON.stringify(sim.journal.entries)).not.toContain(bot.token.split(":")[1]);
  });
});
