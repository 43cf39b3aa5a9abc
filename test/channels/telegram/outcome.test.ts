import { GrammyError, HttpError } from "grammy";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/channels/channel.ts";
import { hindranceOf } from "../../../src/channels/telegram/hindrance.ts";
import { NotConnected, outcomeOf, reasonOf } from "../../../src/channels/telegram/outcome.ts";

const answer = (
  error_code: number,
  description: string,
  parameters: GrammyError["parameters"] = {},
): GrammyError =>
  new GrammyError("Call failed", { ok: false, error_code, description, parameters }, "sendMessage", {});
const coded = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const network = (cause: unknown) => new HttpError("Network request for 'sendMessage' failed!", cause);

const paused = (retryAfterMs: number): Outcome => ({ kind: "paused", retryAfterMs });
const unreachable = (reason: "blocked" | "deactivated" | "notFound" | "kicked"): Outcome => ({
  kind: "unreachable",
  reason,
});
const refused = (reason: string): Outcome => ({ kind: "refused", reason });

describe("what Telegram answered", () => {
  it.each<[number, string, GrammyError["parameters"], Outcome]>([
    [429, "Too Many Requests: retry after 7", { retry_after: 7 }, paused(7000)],
    [429, "Too Many Requests: retry after 12", {}, paused(12_000)],
    [429, "Too Many Requests: retry after 0", { retry_after: 0 }, paused(1000)],
    [429, "Too Many Requests", {}, paused(1000)],
    // Longer than a timer holds, and than a date.
    [429, "Too Many Requests: retry after 9999999", { retry_after: 9_999_999 }, paused(2_147_483_647)],
    [429, "Too Many Requests: retry after 1e18", { retry_after: 1e18 }, paused(2_147_483_647)],
    [403, "Forbidden: bot was blocked by the user", {}, unreachable("blocked")],
    [403, "Forbidden: user is deactivated", {}, unreachable("deactivated")],
    [403, "Forbidden: bot can't initiate conversation with a user", {}, unreachable("notFound")],
    [403, "Forbidden: the bot can't send messages to the bot", {}, unreachable("notFound")],
    [403, "Forbidden: bot was kicked from the group chat", {}, unreachable("kicked")],
    [403, "Forbidden: bot was kicked from the supergroup chat", {}, unreachable("kicked")],
    [403, "Forbidden: bot is not a member of the supergroup chat", {}, unreachable("kicked")],
    [403, "Forbidden: the group chat was deleted", {}, unreachable("kicked")],
    [400, "Bad Request: chat not found", {}, unreachable("notFound")],
    [
      400,
      "Bad Request: group chat was upgraded to a supergroup chat",
      { migrate_to_chat_id: -1001 },
      { kind: "migrated", chatId: "-1001" },
    ],
    [
      400,
      "Bad Request: have no write access to the chat",
      {},
      refused("Bad Request: have no write access to the chat"),
    ],
    [
      400,
      "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
      {},
      refused("Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ],
    [400, "Bad Request: message to edit not found", {}, refused("Bad Request: message to edit not found")],
    [400, "Bad Request: BUTTON_DATA_INVALID", {}, refused("Bad Request: BUTTON_DATA_INVALID")],
    [413, "Request Entity Too Large", {}, refused("Request Entity Too Large")],
    [404, "Not Found: method not found", {}, refused("Not Found: method not found")],
    [401, "Unauthorized", {}, paused(60_000)],
    [404, "Not Found", {}, paused(60_000)],
    [
      500,
      "Internal Server Error: restart",
      {},
      { kind: "unknown", reason: "Internal Server Error: restart" },
    ],
    [502, "Bad Gateway", {}, { kind: "unknown", reason: "Bad Gateway" }],
  ])("%i %s", (code, description, parameters, outcome) => {
    expect(outcomeOf(answer(code, description, parameters))).toEqual(outcome);
  });
});

describe("no answer", () => {
  it.each([
    ["never connected", new NotConnected("ECONNREFUSED: connect")],
    ["an upload refused", coded("ECONNREFUSED")],
    ["an upload without a name server", coded("EAI_AGAIN")],
    ["an upload to a name nobody has", coded("ENOTFOUND")],
    ["an upload to a wrong certificate", coded("ERR_TLS_CERT_ALTNAME_INVALID")],
  ])("%s: surely not sent", (_, cause) => {
    expect(outcomeOf(network(cause)).kind).toBe("notSent");
  });

  it.each([
    ["reset", coded("ECONNRESET")],
    ["a pipe that broke", coded("EPIPE")],
    ["a connection that timed out", coded("ETIMEDOUT")],
    ["no answer in time", new Error("no answer within 20000 ms")],
    ["half an answer", new Error("the answer is not JSON")],
    ["not even an error", "?"],
  ])("%s: nobody knows", (_, cause) => {
    expect(outcomeOf(network(cause)).kind).toBe("unknown");
    expect(outcomeOf(cause).kind).toBe("unknown");
  });

  it("the reason never holds the token", () => {
    const secret = "123456789:AAExampleExampleExampleExample_12345";
    const error = network(
      new Error(`request to https://api.telegram.org/bot${secret}/sendPhoto failed, reason: x`),
    );
    expect(reasonOf(error)).toBe(
      "request to https://api.telegram.org/bot<token>/sendPhoto failed, reason: x",
    );
    expect(JSON.stringify(outcomeOf(error))).not.toContain("AAExample");
  });
});

describe("what keeps messages from being taken in", () => {
  it.each<[string, unknown, number, boolean, number]>([
    ["the network, first", network(coded("ECONNRESET")), 1, false, 500],
    ["the network, again", network(coded("ECONNRESET")), 4, false, 4000],
    ["the network, for long", network(coded("ECONNRESET")), 40, false, 60_000],
    ["the server", answer(502, "Bad Gateway"), 2, false, 1000],
    ["the token", answer(401, "Unauthorized"), 1, true, 60_000],
    ["the API root", answer(404, "Not Found"), 1, true, 60_000],
    [
      "another process",
      answer(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
      ),
      1,
      true,
      0,
    ],
    [
      "a webhook",
      answer(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      ),
      1,
      true,
      60_000,
    ],
    ["a webhook set now", answer(409, "Conflict: terminated by setWebhook request"), 1, true, 60_000],
    ["flood", answer(429, "Too Many Requests: retry after 9", { retry_after: 9 }), 3, false, 9000],
    ["flood at once", answer(429, "Too Many Requests: retry after 0", { retry_after: 0 }), 1, false, 1000],
    ["endless flood", answer(429, "Too Many Requests", { retry_after: 1e12 }), 1, false, 2_147_483_647],
    ["a bad webhook URL", answer(400, "Bad Request: bad webhook"), 1, true, 60_000],
    ["our own database", new Error("database is locked"), 1, true, 500],
    ["our own database for long", new Error("database is locked"), 20, true, 10_000],
  ])("%s", (_, error, failures, alarm, waitMs) => {
    expect(hindranceOf(error, failures)).toMatchObject({ alarm, waitMs });
  });
});
