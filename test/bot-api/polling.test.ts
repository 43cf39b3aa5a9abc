import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { plain, serve, until } from "./clients.ts";

let sim: Simulator;
let bot: BotHandle;
let an: Person;

beforeEach(async () => {
  sim = await startSimulator({ seed: 11, clock: "manual", slowRepeatedOffset: false, maxQueuedUpdates: 500 });
  bot = sim.createBot();
  an = sim.user({ firstName: "An" });
});
afterEach(() => sim.stop());

interface Got {
  update_id: number;
  message?: { text?: string };
  callback_query?: object;
}

async function poll(params: object = {}): Promise<Got[]> {
  const { body } = await plain(sim, bot.token, "getUpdates", params);
  if (!body.ok) throw new Error(body.description);
  return body.result as Got[];
}

const texts = (updates: Got[]) => updates.map((u) => u.message?.text);

const isHeld = () => sim.core.pollers.get(bot.id)?.isHeld() === true;
const held = () => until(isHeld, "a held call");
/** So many getUpdates have arrived, answered or not. */
const asked = (count: number) =>
  until(() => sim.journal.calls("getUpdates").length >= count, `poll ${count}`);

async function say(...lines: string[]): Promise<void> {
  for (const line of lines) await an.send(bot, line);
}

describe("the queue", () => {
  it("returns the oldest first, up to the limit, again and again until confirmed", async () => {
    await an.start(bot);
    await say("a", "b", "c");
    const first = await poll({ limit: 2 });
    expect(texts(first)).toEqual(["/start", "a"]);
    expect(await poll({ limit: 2 })).toEqual(first);
    const second = first[1]?.update_id ?? 0;
    expect(second).toBe((first[0]?.update_id ?? 0) + 1);
    expect(texts(await poll({ offset: second }))).toEqual(["a", "b", "c"]);
    expect(texts(await poll({ offset: 1 }))).toEqual(["a", "b", "c"]);
    expect(texts(await poll({ offset: second + 3 }))).toEqual([]);
    expect(bot.pending()).toBe(0);
  });

  it("keeps the newest for a negative offset and ignores one far past the end", async () => {
    await an.start(bot);
    await say("a", "b", "c");
    const far = (await poll())[3]?.update_id ?? 0;
    expect(texts(await poll({ offset: far + 12 }))).toEqual(["/start", "a", "b", "c"]);
    expect(texts(await poll({ offset: -2 }))).toEqual(["b", "c"]);
    expect(texts(await poll())).toEqual(["b", "c"]);
    expect(await poll({ offset: far + 11 })).toEqual([]);
    expect(bot.pending()).toBe(0);
  });

  it("filters only what is created after allowed_updates was said, and remembers it", async () => {
    await an.start(bot);
    await poll({ allowed_updates: ["callback_query"] });
    await say("không");
    expect(texts(await poll())).toEqual(["/start"]);
    await poll({ allowed_updates: [] });
    await say("có");
    expect(texts(await poll())).toEqual(["/start", "có"]);
  });

  it("loses a press after 150 s and a message after a day", async () => {
    await an.start(bot);
    await plain(sim, bot.token, "sendMessage", {
      chat_id: an.id,
      text: "?",
      reply_markup: { inline_keyboard: [[{ text: "bấm", callback_data: "x" }]] },
    });
    await an.press("bấm");
    await sim.advance(150_000);
    expect((await poll()).filter((u) => u.callback_query)).toHaveLength(1);
    await sim.advance(1000);
    expect(texts(await poll())).toEqual(["/start"]);
    expect(sim.journal.counts.expired).toBe(1);
    await sim.advance(24 * 3600_000);
    expect(await poll()).toEqual([]);
    expect([...sim.journal.updates.values()].map((u) => u.fate)).toEqual(["expired", "expired"]);
  });

  it("drops updates beyond its limit and counts them", async () => {
    await an.start(bot);
    for (let n = 0; n < 510; n++) await an.send(bot, `${n}`);
    expect(bot.pending()).toBe(500);
    expect(sim.journal.counts.overflow).toBe(11);
  });

  it("is emptied by drop_pending_updates", async () => {
    await an.start(bot);
    await plain(sim, bot.token, "deleteWebhook", { drop_pending_updates: true });
    expect(await poll()).toEqual([]);
  });

  it("jumps to another id after seven silent days when asked to", async () => {
    const other = await startSimulator({ clock: "manual", restartIdsAfterSilence: true });
    const account = other.createBot();
    const person = other.user({ firstName: "An" });
    await person.start(account);
    await other.advance(7 * 86_400_000);
    await person.send(account, "x");
    const [first, second] = [...other.journal.updates.values()].map((u) => u.updateId);
    expect(second).not.toBe((first ?? 0) + 1);
    await other.stop();
  });
});

describe("a waiting call", () => {
  it("wakes for an update and ends empty at its timeout", async () => {
    await an.start(bot);
    const confirmed = ((await poll())[0]?.update_id ?? 0) + 1;
    const woken = poll({ offset: confirmed, timeout: 50 });
    await held();
    await say("dậy");
    expect(texts(await woken)).toEqual(["dậy"]);
    const empty = poll({ offset: confirmed + 1, timeout: 50 });
    await held();
    await sim.advance(50_000);
    expect(await empty).toEqual([]);
  });

  it("with a negative offset gets all that comes after it", async () => {
    const waiting = poll({ offset: -1, timeout: 50 });
    await held();
    await an.start(bot);
    await say("a");
    expect(texts(await waiting)).toEqual(["/start", "a"]);
  });

  it("is freed when its client hangs up", async () => {
    const gone = new AbortController();
    const call = fetch(`${sim.url}/bot${bot.token}/getUpdates?timeout=50`, { signal: gone.signal }).catch(
      () => {},
    );
    await held();
    gone.abort();
    await call;
    await until(() => !isHeld(), "the end of the hold");
    expect(isHeld()).toBe(false);
  });

  it("loses to a later one with 409, the second time only after 3 s", async () => {
    const first = poll({ timeout: 50 });
    await held();
    const second = poll({ timeout: 50 });
    await expect(first).rejects.toThrow("Conflict: terminated by other getUpdates request");
    const third = poll({ timeout: 50 });
    const refused = expect(second).rejects.toThrow("Conflict: terminated by other getUpdates request");
    await asked(3);
    await held();
    await sim.advance(3000);
    await refused;
    await an.start(bot);
    expect(texts(await third)).toEqual(["/start"]);
  });

  it("meets no conflict from a call that can be answered at once", async () => {
    await an.start(bot);
    const next = ((await poll())[0]?.update_id ?? 0) + 1;
    const waiting = poll({ offset: next, timeout: 50 });
    await held();
    expect(await poll({ offset: next, timeout: 0 })).toEqual([]);
    await say("x");
    expect(texts(await waiting)).toEqual(["x"]);
  });

  it("ends when a webhook is set, and none can start while it is", async () => {
    const hook = await serve((_, response) => response.end());
    const waiting = poll({ timeout: 50 });
    await held();
    const ended = expect(waiting).rejects.toThrow("Conflict: terminated by setWebhook request");
    await plain(sim, bot.token, "setWebhook", { url: hook.url });
    await ended;
    const late = poll();
    const refused = expect(late).rejects.toThrow(
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    await asked(2);
    await sim.advance(3000);
    await refused;
    await hook.close();
  });

  it("is answered with 5xx by a restart, and the queue survives", async () => {
    const waiting = poll({ timeout: 50 });
    await held();
    const ended = expect(waiting).rejects.toThrow("Internal Server Error: restart");
    await sim.fault({ kind: "restart" });
    await ended;
    await an.start(bot);
    expect(texts(await poll())).toEqual(["/start"]);
  });
});

describe("the same offset again", () => {
  it("within half a second gives one update, and waits 3 s when there is none", async () => {
    const slow = await startSimulator({ clock: "manual" });
    const account = slow.createBot();
    const person = slow.user({ firstName: "An" });
    await person.start(account);
    await person.send(account, "x");
    const ask = async (offset: number) =>
      (await plain(slow, account.token, "getUpdates", { offset })).body.result as Got[];
    const both = await ask(0);
    expect(both).toHaveLength(2);
    expect(await ask(0)).toHaveLength(1);
    await slow.advance(500);
    expect(await ask(0)).toHaveLength(2);
    const end = (both[1]?.update_id ?? 0) + 1;
    expect(await ask(end)).toEqual([]);
    let answered = false;
    const waiting = ask(end).then((updates) => {
      answered = true;
      return updates;
    });
    await until(() => slow.core.pollers.get(account.id)?.isHeld() === true);
    expect(answered).toBe(false);
    await slow.advance(3000);
    expect(await waiting).toEqual([]);
    await slow.stop();
  });
});

describe("a poller killed in the middle of a batch", () => {
  /** Handles `count` updates of a batch, each by one send, then dies. */
  async function work(offset: number, count: number, confirmFirst: boolean): Promise<number> {
    const batch = await poll({ offset });
    const last = batch.at(-1)?.update_id ?? offset;
    // What a runner does: ask for the next batch, and so confirm this one, while handlers still run.
    if (confirmFirst) await poll({ offset: last + 1 });
    let next = offset;
    for (const update of batch.slice(0, count)) {
      await plain(sim, bot.token, "sendMessage", { chat_id: an.id, text: `re ${update.message?.text}` });
      next = update.update_id + 1;
    }
    return next;
  }

  const answers = () => sim.journal.calls("sendMessage").map((c) => String(c.params.text));

  it("loses what it confirmed and had not handled", async () => {
    await an.start(bot);
    await say("a", "b", "c");
    await work(0, 2, true);
    await work(0, 100, false);
    expect(answers()).toEqual(["re /start", "re a"]);
  });

  it("repeats what it handled and had not confirmed", async () => {
    await an.start(bot);
    await say("a", "b", "c");
    await work(0, 2, false);
    await work(0, 100, false);
    expect(answers()).toEqual(["re /start", "re a", "re /start", "re a", "re b", "re c"]);
  });

  it("does neither when the offset is kept with the work", async () => {
    await an.start(bot);
    await say("a", "b", "c");
    const kept = await work(0, 2, false);
    await work(kept, 100, false);
    expect(answers()).toEqual(["re /start", "re a", "re b", "re c"]);
  });
});
