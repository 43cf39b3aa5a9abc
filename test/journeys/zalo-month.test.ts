import { describe, expect, test } from "vitest";
import { liveMonth } from "../zalo-month/month.ts";

/** A free bot's 3,000 messages for 40 people and July's 23 working days. */
const perPersonAndDay = 3_000 / 40 / 23;

describe("the first days of a month on Zalo", () => {
  test("are counted as the platform counts them, the same again for the same seed, and fit the free plan", async () => {
    const settings = { seed: 7, people: 4, days: 2 };
    const outcome = await liveMonth(settings);
    expect({ received: outcome.received, sent: outcome.sent }).toEqual(outcome.platform);
    expect(outcome.kinds).toMatchObject({ summary: 4, broadcast: 3 });
    const total = outcome.received + outcome.sent;
    // The month's summary and a broadcast fall into these two days, so they are dearer than most.
    expect(total / outcome.people / settings.days).toBeLessThan(3 * perPersonAndDay);
    expect(outcome.report).toContain("Bot Cụm Bắc Bộ: đã dùng");
    expect(await liveMonth(settings)).toEqual(outcome);
  }, 120_000);
});
