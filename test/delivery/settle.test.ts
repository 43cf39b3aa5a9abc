import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import { type Attempted, setAside, settle } from "../../src/delivery/settle.ts";

const real = Date.UTC(2026, 5, 12, 1);
const product = new Date("2026-01-05T08:00:00.000Z");
const now = { real, product };
const minutes = (count: number) => new Date(real + count * 60_000);

const row = (more: Partial<Attempted> = {}): Attempted => ({
  policy: "atLeastOnce",
  operation: "send",
  attempts: 1,
  uncertain: 0,
  expiresAt: null,
  messageId: null,
  ...more,
});
const unknown: Outcome = { kind: "unknown", reason: "no answer" };

describe("what the platform said is certain", () => {
  it.each([
    [
      { kind: "sent", messageId: "41" },
      { state: "sent", platformMessageId: "41", settledAt: product, notBefore: null },
    ],
    [
      { kind: "refused", reason: "message is too long" },
      { state: "failed", lastError: "message is too long", settledAt: product },
    ],
    [
      { kind: "unreachable", reason: "blocked" },
      { state: "failed", lastError: "unreachable: blocked", settledAt: product },
    ],
    [
      { kind: "paused", retryAfterMs: 3000 },
      { state: "queued", attempts: 0, notBefore: new Date(real + 3000), settledAt: null },
    ],
    [
      { kind: "migrated", chatId: "-100" },
      { state: "queued", attempts: 0, notBefore: new Date(real), settledAt: null },
    ],
  ] satisfies [Outcome, object][])("%j", (outcome, expected) => {
    for (const policy of ["atMostOnce", "atLeastOnce", "idempotent"] as const) {
      expect(settle(row({ policy }), outcome, now)).toMatchObject(expected);
    }
  });

  it("what surely was not sent is tried again, more slowly each time", () => {
    const waits = [1, 2, 3, 20].map((attempts) => {
      const end = settle(
        row({ policy: "atMostOnce", attempts }),
        { kind: "notSent", reason: "refused" },
        now,
      );
      expect(end).toMatchObject({ state: "queued", attempts, uncertain: 0, lastError: "refused" });
      return (end.notBefore?.getTime() ?? 0) - real;
    });
    expect(waits).toEqual([500, 1000, 2000, 60_000]);
  });
});

describe("where nobody knows", () => {
  it("a message that must not come twice stays uncertain", () => {
    expect(settle(row({ policy: "atMostOnce" }), unknown, now)).toMatchObject({
      state: "uncertain",
      uncertain: 1,
      lastError: "no answer",
      notBefore: null,
      settledAt: product,
    });
  });

  it.each([
    [0, 2],
    [1, 4],
    [2, 8],
    [10, 60],
    [1000, 60],
  ])("an important one comes again: after %i unknown outcomes in %i minutes", (uncertain, wait) => {
    expect(settle(row({ uncertain }), unknown, now)).toMatchObject({
      state: "queued",
      uncertain: uncertain + 1,
      notBefore: minutes(wait),
      settledAt: null,
    });
  });

  it("an edit is repeated at once, but a message sent in its place is not", () => {
    const edit = settle(row({ policy: "idempotent", operation: "edit", messageId: "41" }), unknown, now);
    expect(edit).toMatchObject({ state: "queued", notBefore: new Date(real + 500), platformMessageId: "41" });
    expect(settle(row({ policy: "idempotent" }), unknown, now).notBefore).toEqual(minutes(2));
  });

  it("nothing is repeated after its expiry, which the product's clock decides", () => {
    const before = row({ expiresAt: new Date(product.getTime() + 1) });
    const after = row({ expiresAt: product });
    expect(settle(before, unknown, now).state).toBe("queued");
    expect(settle(after, unknown, now)).toMatchObject({ state: "uncertain", settledAt: product });
  });
});

describe("not sent at all", () => {
  it.each([
    ["expired", "expired", null],
    ["dropped", "dropped", null],
    ["unreachable", "failed", "unreachable: blocked"],
  ] as const)("%s", (why, state, lastError) => {
    expect(setAside({ ...row(), unreachable: "blocked" }, why, now)).toMatchObject({
      state,
      lastError,
      settledAt: product,
    });
  });

  it("one that may have arrived earlier stays uncertain", () => {
    expect(setAside({ ...row({ uncertain: 1 }), unreachable: null }, "expired", now).state).toBe("uncertain");
  });
});
