import { afterEach, describe, expect, it } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "../support/bot-api/index.ts";
import { plain, until } from "./clients.ts";

let sim: Simulator;
afterEach(() => sim.stop());

async function setUp(options: SimulatorOptions, people = 1) {
  sim = await startSimulator({ seed: 31, clock: "manual", ...options });
  const bot = sim.createBot();
  const all = Array.from({ length: people }, (_, n) => sim.user({ firstName: `P${n}` }));
  for (const p of all) await p.start(bot);
  const send = async (chat: { id: number }) => {
    const { status, body } = await plain(sim, bot.token, "sendMessage", { chat_id: chat.id, text: "x" });
    return status === 429 ? Number(body.parameters?.retry_after) : 0;
  };
  return { bot, all, send };
}

describe("strict", () => {
  it("lets three messages to one person pass, then one a second", async () => {
    const { all, send } = await setUp({ flood: "strict" });
    const an = all[0] ?? { id: 0 };
    expect([await send(an), await send(an), await send(an), await send(an)]).toEqual([0, 0, 0, 3]);
    await sim.advance(3000);
    expect([await send(an), await send(an), await send(an), await send(an)]).toEqual([0, 0, 0, 3]);
    expect(sim.journal.calls("sendMessage", { verdict: "applied" })).toHaveLength(6);
  });

  it("adds a second for every call while it cools", async () => {
    const { all, send } = await setUp({ flood: "strict" });
    const an = all[0] ?? { id: 0 };
    for (let n = 0; n < 3; n++) await send(an);
    expect([await send(an), await send(an), await send(an)]).toEqual([3, 4, 5]);
    for (let n = 0; n < 40; n++) await send(an);
    expect(await send(an)).toBe(30);
    await sim.advance(30_000);
    expect(await send(an)).toBe(0);
  });

  it("lets 30 messages a second pass over all chats", async () => {
    const { all, send } = await setUp({ flood: "strict" }, 40);
    const waits: number[] = [];
    for (const p of all) waits.push(await send(p));
    expect(waits.filter((w) => w === 0)).toHaveLength(30);
    await sim.advance(60_000);
    expect(await send(all[35] ?? { id: 0 })).toBe(0);
  });

  it("holds a group to 20 sends and edits a minute and spares answers to presses", async () => {
    const { bot, all, send } = await setUp({ flood: "strict" });
    const group = sim.group({ title: "Cụm", members: all, bot });
    for (let n = 0; n < 20; n++) {
      expect(await send(group)).toBe(0);
      await sim.advance(500);
    }
    const message_id = sim.journal.calls("sendMessage").length;
    const edit = await plain(sim, bot.token, "editMessageText", { chat_id: group.id, message_id, text: "y" });
    expect(edit.status).toBe(429);
    expect(edit.retryAfter).toBe("3");
    const answer = await plain(sim, bot.token, "answerCallbackQuery", { callback_query_id: "1" });
    expect(answer.status).toBe(400);
    await sim.advance(61_000);
    expect(await send(group)).toBe(0);
  });

  it("may let answers to somebody who just wrote go uncounted", async () => {
    const { bot, all, send } = await setUp({ flood: "strict", floodNumbers: { freeReplySeconds: 5 } }, 40);
    const waits: number[] = [];
    for (const p of all) {
      await p.send(bot, "?");
      waits.push(await send(p));
    }
    expect(Math.max(...waits)).toBe(0);
  });
});

describe("fuzzy", () => {
  it("refuses sooner or later, with delays between 1 and 30 s, the same for the same seed", async () => {
    const run = async () => {
      const { all, send } = await setUp({ flood: "fuzzy", seed: 77 });
      const waits: number[] = [];
      for (let n = 0; n < 25; n++) {
        waits.push(await send(all[0] ?? { id: 0 }));
        await sim.advance(400);
      }
      return waits;
    };
    const first = await run();
    await sim.stop();
    expect(await run()).toEqual(first);
    expect(first.some((w) => w > 0)).toBe(true);
    expect(Math.max(...first)).toBeLessThanOrEqual(30);
  });
});

describe("whatever the mode", () => {
  it("a storm refuses every method for its time", async () => {
    const { bot } = await setUp({});
    await sim.fault({ kind: "storm", seconds: 5 });
    expect(await plain(sim, bot.token, "getMe")).toMatchObject({ status: 429, retryAfter: "5" });
    await sim.advance(5000);
    expect((await plain(sim, bot.token, "getMe")).status).toBe(200);
  });

  it("calls to one chat beyond those under way are held 3 s, then refused for 60", async () => {
    const { bot, all } = await setUp({ maxCallsPerChat: 2 });
    const an = all[0];
    await sim.fault({ kind: "delay", ms: 10_000, method: "sendMessage", count: 2 });
    const send = () => plain(sim, bot.token, "sendMessage", { chat_id: an?.id, text: "x" });
    const slow = [send(), send()];
    await until(() => sim.journal.calls("sendMessage", { verdict: "applied" }).length === 2);
    const third = send();
    await until(() => sim.journal.calls("sendMessage").length === 3);
    await sim.advance(3000);
    expect(await third).toMatchObject({ status: 429, retryAfter: "60" });
    await sim.advance(7000);
    expect((await Promise.all(slow)).map((a) => a.status)).toEqual([200, 200]);
  });
});
