import { describe, expect, it } from "vitest";
import { createPace, createUnpaced, defaultPace, type Pace } from "../../src/delivery/pace.ts";

const chat = (id: number) => ({ id, group: false });
const group = { id: 1, group: true };
const paceOf = (rate: number) => createPace({ ...defaultPace, rate });

/** A repeatable stream of numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Telegram as we fear it: 30 accepted calls in any second, then `retry_after` 3, and a second more for each call meanwhile. */
function strictPlatform() {
  let accepted: number[] = [];
  let coolUntil = 0;
  const all: number[] = [];
  let refusals = 0;
  return {
    accepted: all,
    refusals: () => refusals,
    /** Null when accepted, else the milliseconds to wait. */
    arrives(at: number): number | null {
      if (at < coolUntil) coolUntil = Math.min(coolUntil + 1000, at + 30_000);
      accepted = accepted.filter((each) => each > at - 1000);
      if (at >= coolUntil && accepted.length < 30) {
        accepted.push(at);
        all.push(at);
        return null;
      }
      refusals += 1;
      if (at >= coolUntil) coolUntil = at + 3000;
      return coolUntil - at;
    },
  };
}

/** Sends one message after the other to different people for `ms`, each arriving up to `jitter` ms late, timers `slack` ms late. */
function bulk(
  pace: Pace,
  ms: number,
  { jitter, slack, seed }: { jitter: number; slack: number; seed: number },
) {
  const platform = strictPlatform();
  const chance = random(seed);
  const calls: { at: number; sentAt: number }[] = [];
  let id = 0;
  for (let now = 0; now < ms; ) {
    const wait = pace.waitForLane(now, false);
    if (wait > 0) {
      now += wait + chance() * slack;
      continue;
    }
    id += 1;
    pace.sent(now, chat(id));
    calls.push({ sentAt: now, at: now + chance() * jitter });
  }
  for (const call of calls.sort((a, b) => a.at - b.at)) platform.arrives(call.at);
  return { platform, sent: calls.length };
}

describe("the lane", () => {
  it.each([1, 2, 3, 4, 5])(
    "at 25/s sustains it for a minute without one 429 against the strict model, seed %i",
    (seed) => {
      const { platform, sent } = bulk(paceOf(25), 60_000, { jitter: 60, slack: 4, seed });
      expect(platform.refusals()).toBe(0);
      expect(platform.accepted).toHaveLength(sent);
      // The first slots fall on 0 ms and 60 s is 1,500 slots of 40 ms.
      expect(sent).toBeGreaterThanOrEqual(1499);
      expect(sent).toBeLessThanOrEqual(1502);
    },
  );

  it("is evenly spaced and never faster than the cap, whatever rate is asked for", () => {
    const pace = paceOf(40);
    expect(pace.rate).toBe(25);
    pace.sent(0, chat(1));
    expect(pace.waitForLane(0, false)).toBe(20);
    pace.sent(20, chat(2));
    expect(pace.waitForLane(20, false)).toBe(40);
    expect(pace.room(20, false)).toBe(0);
    expect(pace.room(60, false)).toBe(1);
  });

  it("makes no burst after a rest", () => {
    const pace = paceOf(20);
    pace.sent(0, chat(1));
    const sentAt: number[] = [];
    for (let now = 60_000; sentAt.length < 4; now += 1) {
      if (pace.waitForLane(now, false) > 0) continue;
      pace.sent(now, chat(now));
      sentAt.push(now - 60_000);
    }
    // The minute was clean: 21/s from here, 47.6 ms apart.
    expect(sentAt).toEqual([0, 25, 73, 121]);
  });

  it("lets replies go ahead, at most as many in a second as the cap", () => {
    const pace = paceOf(20);
    let id = 0;
    const sentAt: number[] = [];
    for (let now = 0; now < 1000; now += 1) {
      while (pace.waitForLane(now, true) === 0) {
        id += 1;
        pace.sent(now, chat(id));
        sentAt.push(now);
      }
    }
    expect(sentAt.filter((at) => at === 0)).toHaveLength(6);
    expect(sentAt.length).toBeLessThanOrEqual(26);
    expect(pace.waitForLane(1000, false)).toBeGreaterThan(200);
  });

  it("says how many replies have room at once", () => {
    const pace = paceOf(20);
    expect(pace.room(0, true)).toBe(6);
    pace.sent(0, chat(1));
    expect(pace.room(0, true)).toBe(5);
    expect(pace.room(0, false)).toBe(0);
    expect(paceOf(25).room(0, true)).toBe(1);
  });
});

describe("a 429", () => {
  it("pauses the whole lane, replies too, for the longest time told", () => {
    const pace = paceOf(20);
    pace.refused(0, 3000);
    pace.refused(10, 1000);
    expect(pace.waitForLane(10, true)).toBe(2990);
    expect(pace.waitForLane(10, false)).toBeGreaterThanOrEqual(2990);
  });

  it("lowers the rate by 30 % once a pause, however many messages meet it", () => {
    const pace = paceOf(20);
    pace.refused(0, 3000);
    pace.refused(10, 3000);
    pace.refused(2999, 3000);
    expect(pace.rate).toBe(14);
    pace.refused(6000, 1000);
    expect(pace.rate).toBeCloseTo(9.8);
  });

  it("is followed by even sends, also of replies", () => {
    const pace = paceOf(20);
    for (let id = 1; id <= 5; id += 1) pace.sent(0, chat(id));
    pace.refused(0, 3000);
    const sentAt: number[] = [];
    for (let now = 0; sentAt.length < 3; now += 1) {
      if (pace.waitForLane(now, true) > 0) continue;
      pace.sent(now, chat(now + 100));
      sentAt.push(now);
    }
    expect(sentAt[0]).toBe(3000);
    expect((sentAt[1] ?? 0) - 3000).toBeGreaterThanOrEqual(71);
    expect((sentAt[2] ?? 0) - 3000).toBeGreaterThanOrEqual(142);
  });

  it("is forgotten by one message a second more each clean minute, up to the cap", () => {
    const pace = paceOf(20);
    pace.refused(0, 1000);
    const rateAfter = (minutes: number) => {
      for (let at = 1000; at <= 1000 + minutes * 60_000; at += 500) pace.sent(at, chat(at));
      return pace.rate;
    };
    expect(rateAfter(1)).toBe(15);
    const fresh = paceOf(20);
    for (let at = 0; at <= 20 * 60_000; at += 500) fresh.sent(at, chat(at));
    expect(fresh.rate).toBe(25);
  });

  it("does not come back: against the strict model a lane that began too fast settles", () => {
    const pace = createPace({ ...defaultPace, rate: 40, cap: 40 });
    const platform = strictPlatform();
    for (let now = 0, id = 0; now < 30_000; now += 1) {
      if (pace.waitForLane(now, false) > 0) continue;
      id += 1;
      pace.sent(now, chat(id));
      const retryAfter = platform.arrives(now);
      if (retryAfter !== null) pace.refused(now, retryAfter);
    }
    expect(pace.rate).toBeCloseTo(28);
    expect(platform.refusals()).toBe(1);
  });
});

describe("one chat", () => {
  it("gets one message a second", () => {
    const pace = paceOf(20);
    pace.sent(0, chat(7));
    expect([...pace.heldChats(1)]).toEqual([[7, 999]]);
    expect([...pace.heldChats(1000)]).toEqual([]);
  });

  it("that is a group gets 18 in any minute", () => {
    const pace = paceOf(20);
    let sent = 0;
    const count = (until: number, from: number) => {
      for (let now = from; now < until; now += 100) {
        if (pace.heldChats(now).size > 0) continue;
        pace.sent(now, group);
        sent += 1;
      }
      return sent;
    };
    expect(count(60_000, 0)).toBe(18);
    expect(pace.heldChats(59_900).get(1)).toBe(100);
    expect(count(120_000, 60_000)).toBe(36);
  });
});

it("a channel without a pace waits only when it is told to", () => {
  const pace = createUnpaced();
  pace.sent(0, chat(1));
  expect(pace.waitForLane(0, false)).toBe(0);
  expect(pace.heldChats(0).size).toBe(0);
  pace.refused(0, 3000);
  expect(pace.room(0, true)).toBe(0);
  expect(pace.waitForLane(1000, true)).toBe(2000);
});
