import { afterEach, expect, it } from "vitest";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { plain, serve } from "./clients.ts";

const PEOPLE = 1000;
const EACH = 10;
/** Heap the simulator may keep for all of it, journal included. */
const MEGABYTES = 200;

let sim: Simulator;
afterEach(() => sim.stop());

async function setUp(): Promise<{ bot: BotHandle; people: Person[] }> {
  sim = await startSimulator({ seed: 71, clock: "manual" });
  const bot = sim.createBot();
  const people = Array.from({ length: PEOPLE }, (_, n) => sim.user({ firstName: `P${n}` }));
  for (const p of people) await p.start(bot);
  return { bot, people };
}

/** Nine more messages from everybody: ten updates a person. */
async function everybodyWrites(bot: BotHandle, people: Person[]): Promise<void> {
  for (let n = 1; n < EACH; n++) for (const p of people) await p.send(bot, `${n}`);
}

const fates = () => {
  const count: Record<string, number> = {};
  for (const u of sim.journal.updates.values()) count[u.fate] = (count[u.fate] ?? 0) + 1;
  return count;
};

it("hands 10,000 updates of 1,000 people to a poller without losing one", async () => {
  const before = process.memoryUsage().heapUsed;
  const { bot, people } = await setUp();
  await everybodyWrites(bot, people);
  const seen = new Set<number>();
  let offset = 0;
  for (;;) {
    const { body } = await plain(sim, bot.token, "getUpdates", { offset });
    const batch = body.result as { update_id: number }[];
    for (const u of batch) seen.add(u.update_id);
    offset = (batch.at(-1)?.update_id ?? offset) + 1;
    if (batch.length === 0) break;
  }
  expect(seen.size).toBe(PEOPLE * EACH);
  expect(fates()).toEqual({ confirmed: PEOPLE * EACH });
  expect((process.memoryUsage().heapUsed - before) / 1024 / 1024).toBeLessThan(MEGABYTES);
});

it("pushes 10,000 updates to a webhook without losing one, each person's in order", async () => {
  const { bot, people } = await setUp();
  const last = new Map<number, number>();
  let count = 0;
  let disorder = 0;
  const hook = await serve((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += String(part);
    });
    request.on("end", () => {
      const { update_id, message } = JSON.parse(body) as {
        update_id: number;
        message: { chat: { id: number } };
      };
      if (update_id <= (last.get(message.chat.id) ?? 0)) disorder += 1;
      last.set(message.chat.id, update_id);
      count += 1;
      response.end();
    });
  });
  await plain(sim, bot.token, "setWebhook", { url: hook.url, max_connections: 40 });
  await everybodyWrites(bot, people);
  await sim.settled({ quietMs: 1, timeoutMs: 25_000 });
  expect(count).toBe(PEOPLE * EACH);
  expect(disorder).toBe(0);
  expect(fates()).toEqual({ confirmed: PEOPLE * EACH });
  await hook.close();
});
