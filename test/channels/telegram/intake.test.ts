import { Api, type Transformer } from "grammy";
import { pino } from "pino";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it, vi } from "vitest";
import { createTaking, persist, poll } from "../../../src/channels/telegram/intake.ts";
import type { Inbound } from "../../../src/shared/messages.ts";

const clock = { now: () => Temporal.Instant.from("2024-06-12T01:30:00Z") };
const chat = { id: 7, type: "private" };
const from = { id: 7, is_bot: false, first_name: "An" };
const text = (update_id: number, words: string) => ({
  update_id,
  message: { message_id: update_id, date: 1718155800, chat, from, text: words },
});
const press = (update_id: number) => ({
  update_id,
  callback_query: {
    id: `q${update_id}`,
    from,
    chat_instance: "1",
    data: "x",
    message: { message_id: 1, chat },
  },
});

/** Polling against scripted batches; the call after the last one is held until it is called off. */
function world(batches: unknown[][]) {
  const steps: string[] = [];
  const lines: string[] = [];
  const polls: Record<string, unknown>[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const stop = new AbortController();
  const api = new Api("1:a");
  const telegram: Transformer = async (_, method, payload, signal) => {
    if (method !== "getUpdates") {
      steps.push(`${method} ${"callback_query_id" in payload ? String(payload.callback_query_id) : ""}`);
      return { ok: true, result: true } as never;
    }
    polls.push({ ...payload });
    const batch = batches.shift();
    if (batch === undefined)
      return new Promise((__, reject) =>
        signal?.addEventListener("abort", () => reject(new Error("called off"))),
      );
    return { ok: true, result: batch } as never;
  };
  api.config.use(telegram);
  const inbox: Inbound[] = [];
  const calls = batches.length + 1;
  const run = async (receive = async (inbound: Inbound) => void inbox.push(inbound)) => {
    const taking = createTaking({
      api,
      log,
      clock,
      botName: "thidua_bot",
      receive: async (inbound) => {
        steps.push(`store ${inbound.externalId}`);
        await receive(inbound);
        steps.push(`stored ${inbound.externalId}`);
      },
    });
    const polling = poll(api, taking, { log, signal: stop.signal });
    await vi.waitFor(() => expect(stop.signal.aborted || polls.length === calls).toBe(true), {
      timeout: 5_000,
      interval: 5,
    });
    stop.abort();
    await polling;
    await taking.idle();
  };
  return { inbox, steps, lines, polls, run, stop, log };
}

describe("long polling", () => {
  it("names the kinds of update in every call and confirms a batch with the next call", async () => {
    const { run, polls, inbox } = world([
      [text(901, "a"), text(902, "b")],
      [],
      [text(5, "after a silent week")],
    ]);
    await run();
    expect(polls.map(({ offset }) => offset)).toEqual([undefined, 903, 903, 6]);
    for (const each of polls)
      expect(each.allowed_updates).toEqual(["message", "edited_message", "callback_query", "my_chat_member"]);
    expect(inbox.map(({ externalId }) => externalId)).toEqual(["901", "902", "5"]);
  });

  it("stores one after the other, and answers a press only once it is stored", async () => {
    const { run, steps } = world([[press(1), text(2, "b")]]);
    await run();
    expect(steps.filter((step) => !step.startsWith("answer"))).toEqual([
      "store 1",
      "stored 1",
      "store 2",
      "stored 2",
    ]);
    expect(steps.indexOf("answerCallbackQuery q1")).toBeGreaterThan(steps.indexOf("stored 1"));
  });

  it("confirms nothing of a batch that was stored in part", async () => {
    const batch = [text(901, "a"), text(902, "b")];
    const { run, polls, lines } = world([batch, batch]);
    let failed = false;
    await run(async ({ externalId }) => {
      if (externalId !== "902" || failed) return;
      failed = true;
      throw new Error("disk I/O error");
    });
    expect(polls.map(({ offset }) => offset)).toEqual([undefined, undefined, 903]);
    expect(lines.join()).toContain("disk I/O error");
  });

  it("confirms what it passes over, and logs its kind but no words", async () => {
    const strange = { update_id: 903, message: { text: { words: "bí mật" } } };
    const { run, polls, inbox, lines } = world([
      [strange, { update_id: 904, poll: { question: "bí mật" } }, text(905, "bí mật")],
    ]);
    await run();
    expect(polls.map(({ offset }) => offset)).toEqual([undefined, 906]);
    expect(inbox).toHaveLength(1);
    expect(lines.join()).toContain("poll: not asked for");
    expect(lines.join()).not.toContain("bí mật");
  });

  it("stops within a batch without confirming it", async () => {
    const { run, polls, stop, inbox } = world([[text(1, "a"), text(2, "b")]]);
    await run(async (inbound) => {
      inbox.push(inbound);
      stop.abort();
    });
    expect(inbox).toHaveLength(1);
    expect(polls).toHaveLength(1);
  });
});

describe("a process that another one displaced", () => {
  it("looks, without fetching, until what comes in lies there in two looks on end", async () => {
    const { steps, run } = displaced([0, 3, 0, 2, 5]);
    await run();
    expect(steps).toEqual([
      "getUpdates 409",
      "waiting 0",
      "waiting 3",
      "waiting 0",
      "waiting 2",
      "waiting 5",
      "getUpdates from undefined",
    ]);
  });

  it("goes on standing by after a fault of the network", async () => {
    const { steps, run } = displaced([2, "fault", 2, 2]);
    await run();
    expect(steps).toEqual([
      "getUpdates 409",
      "waiting 2",
      "fault",
      "waiting 2",
      "waiting 2",
      "getUpdates from undefined",
    ]);
  });
});

/** Polling that is displaced at once; then so many updates wait at each look. It is stopped when it fetches again. */
function displaced(looks: (number | "fault")[]) {
  const steps: string[] = [];
  const log = pino({ level: "silent" });
  const stop = new AbortController();
  const api = new Api("1:a");
  let wasDisplaced = false;
  api.config.use(async (_, method, payload) => {
    if (method === "getWebhookInfo") {
      const waiting = looks.shift();
      steps.push(typeof waiting === "number" ? `waiting ${waiting}` : "fault");
      if (typeof waiting !== "number") throw new Error("socket hang up");
      return {
        ok: true,
        result: { url: "", has_custom_certificate: false, pending_update_count: waiting },
      } as never;
    }
    if (!wasDisplaced) {
      wasDisplaced = true;
      steps.push("getUpdates 409");
      const description =
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
      return { ok: false, error_code: 409, description } as never;
    }
    steps.push(`getUpdates from ${String("offset" in payload ? payload.offset : undefined)}`);
    stop.abort();
    return { ok: true, result: [] } as never;
  });
  const taking = createTaking({ api, log, clock, botName: "thidua_bot", receive: async () => {} });
  return { steps, run: () => poll(api, taking, { log, signal: stop.signal, lookMs: 1 }) };
}

describe("trying until it works", () => {
  it("says why it waits, that it works again, and never the token", async () => {
    const { log, lines, stop } = world([]);
    let tries = 0;
    await persist(
      async () => {
        tries += 1;
        if (tries === 1)
          throw new Error(
            "request to http://x/bot123456789:AAExampleExampleExampleExample_12345/getMe failed",
          );
      },
      { log, signal: stop.signal },
    );
    expect(tries).toBe(2);
    expect(lines.join()).toContain("bot<token>/getMe");
    expect(lines.join()).toContain("works again");
  });

  it("ends the wait when it is called off", async () => {
    const { log, stop } = world([]);
    let tries = 0;
    await persist(
      async () => {
        tries += 1;
        setImmediate(() => stop.abort());
        throw new Error("no");
      },
      { log, signal: stop.signal },
    );
    expect(tries).toBe(1);
  });
});
