import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type BotHandle,
  type FaultSpec,
  type Person,
  type Simulator,
  startSimulator,
} from "../support/bot-api/index.ts";
import { plain, until } from "./clients.ts";

let sim: Simulator;
let bot: BotHandle;
let an: Person;

beforeEach(async () => {
  sim = await startSimulator({ seed: 51, clock: "manual", slowRepeatedOffset: false });
  bot = sim.createBot();
  an = sim.user({ firstName: "An" });
  await an.start(bot);
});
afterEach(() => sim.stop());

/** How a send ended for its caller: a status and text, or "no answer". */
async function send(text = "x"): Promise<string> {
  try {
    const response = await fetch(`${sim.url}/bot${bot.token}/sendMessage?chat_id=${an.id}&text=${text}`);
    const body = await response.text();
    const parsed = body.startsWith("{") ? (JSON.parse(body) as { description?: string }) : undefined;
    return `${response.status} ${parsed ? (parsed.description ?? "ok") : body.slice(0, 6)}`;
  } catch {
    return "no answer";
  }
}

const stored = () => an.screen(bot).messages.filter((m) => m.from === "bot").length;
const verdicts = () => sim.journal.calls("sendMessage").map((c) => c.verdict);

describe("one call", () => {
  it.each<[string, FaultSpec, string, number, string]>([
    ["a reset before", { kind: "resetBefore" }, "no answer", 0, "dropped"],
    ["a reset after accept", { kind: "resetAfterAccept" }, "no answer", 1, "unanswered"],
    ["half an answer", { kind: "halfAnswer" }, "no answer", 1, "unanswered"],
    ["headers only", { kind: "halfAnswer", part: "headers" }, "no answer", 1, "unanswered"],
    [
      "500, not applied",
      { kind: "serverError", status: 500, applied: false },
      "500 Internal Server Error",
      0,
      "dropped",
    ],
    ["502 as a page, applied", { kind: "serverError", page: "html" }, "502 <html>", 1, "unanswered"],
    ["429", { kind: "flood", retryAfter: 4 }, "429 Too Many Requests: retry after 4", 0, "refused"],
    [
      "any error",
      { kind: "error", code: 400, description: "Bad Request: odd" },
      "400 Bad Request: odd",
      0,
      "refused",
    ],
  ])("meets %s", async (_, fault, seen, messages, verdict) => {
    await sim.fault({ ...fault, method: "sendMessage" } as FaultSpec);
    expect(await send()).toBe(seen);
    expect(stored()).toBe(messages);
    expect(verdicts()).toEqual([verdict]);
    expect(await send()).toBe("200 ok");
  });

  it("can be answered late, though it is done at once", async () => {
    await sim.fault({ kind: "delay", ms: 30_000 });
    const slow = send();
    await until(() => stored() === 1);
    await sim.advance(30_000);
    expect(await slow).toBe("200 ok");
  });

  it("counts as unanswered when its client gave up waiting", async () => {
    await sim.fault({ kind: "delay", ms: 30_000 });
    const gone = new AbortController();
    const call = fetch(`${sim.url}/bot${bot.token}/sendMessage?chat_id=${an.id}&text=x`, {
      signal: gone.signal,
    });
    call.catch(() => {});
    await until(() => stored() === 1);
    gone.abort();
    await until(() => verdicts()[0] === "unanswered");
    expect(stored()).toBe(1);
  });
});

describe("selectors", () => {
  it("hit the n-th call, a chat, a share of calls, or what a function says", async () => {
    await sim.fault({ kind: "resetBefore", method: "sendMessage", nth: 2 });
    expect([await send(), await send(), await send()]).toEqual(["200 ok", "no answer", "200 ok"]);
    await sim.fault({ kind: "resetBefore", chat: an.id + 1 });
    expect(await send()).toBe("200 ok");
    sim.clearFaults();
    await sim.fault({ kind: "resetBefore", when: (call) => call.params.text === "b" });
    expect([await send("a"), await send("b"), await send("b")]).toEqual(["200 ok", "no answer", "200 ok"]);
    await sim.fault({
      kind: "error",
      code: 400,
      description: "x",
      probability: 0.5,
      count: Number.POSITIVE_INFINITY,
    });
    const many: string[] = [];
    for (let n = 0; n < 60; n++) many.push(await send());
    const hit = many.filter((m) => m === "400 x").length;
    expect(hit).toBeGreaterThan(15);
    expect(hit).toBeLessThan(45);
  });
});

describe("the whole server", () => {
  it("can refuse connections for a while", async () => {
    await sim.fault({ kind: "refuse", ms: 5000 });
    expect(await send()).toBe("no answer");
    await sim.advance(5000);
    expect(await send()).toBe("200 ok");
  });

  it("can take a token back", async () => {
    await sim.fault({ kind: "revokeToken", bot: bot.id });
    expect(await plain(sim, bot.token, "getMe")).toMatchObject({
      status: 401,
      body: { description: "Unauthorized" },
    });
  });

  it("can jump in time: dates and expiry follow", async () => {
    const before = sim.clock.now();
    await sim.fault({ kind: "clockJump", ms: 25 * 3600_000 });
    expect(sim.clock.now()).toBe(before + 25 * 3600_000);
    expect(bot.pending()).toBe(0);
    const { body } = await plain(sim, bot.token, "sendMessage", { chat_id: an.id, text: "x" });
    expect((body.result as { date: number }).date).toBe(Math.floor(sim.clock.now() / 1000));
    await sim.fault({ kind: "clockJump", ms: -3600_000 });
    expect(sim.clock.now()).toBe(before + 24 * 3600_000);
  });
});

describe("updates by polling", () => {
  const poll = async (offset = 0) =>
    (await plain(sim, bot.token, "getUpdates", { offset })).body.result as {
      update_id: number;
      message?: { text: string };
    }[];

  it("can come once more after they were confirmed", async () => {
    await sim.fault({ kind: "duplicateUpdate" });
    const id = (await poll())[0]?.update_id ?? 0;
    expect((await poll(id + 1)).map((u) => u.update_id)).toEqual([id]);
    expect(await poll(id + 1)).toEqual([]);
  });

  it("can come out of order, across lanes or inside one", async () => {
    const binh = sim.user({ firstName: "Bình" });
    await binh.start(bot, "b");
    await an.send(bot, "hai");
    const texts = async () => (await poll()).map((u) => u.message?.text);
    await sim.fault({ kind: "reorderUpdates" });
    expect(await texts()).toEqual(["/start b", "/start", "hai"]);
    await sim.fault({ kind: "reorderUpdates", withinLane: true });
    expect(await texts()).toEqual(["hai", "/start b", "/start"]);
  });
});
