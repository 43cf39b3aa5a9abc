import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startZaloTalk, type ZaloPhone, type ZaloTalk } from "../support/zalo-talk.ts";

describe("where only what is sent counts", () => {
  test("what came in is no part of it", async () => {
    const talk = await startZaloTalk({
      quirks: { countInbound: false },
      env: { ZALO_COUNTS: "sent", ZALO_MONTHLY_MESSAGES: "100" },
    });
    try {
      const chief = await talk.official("Bình", "Sở Nội vụ Hà Nội");
      const { received, sent } = await talk.store.db.botMonth.findFirstOrThrow();
      expect(received).toBe(2);
      const [answer] = await chief.says("/hanmuc");
      expect(answer?.text).toContain(`đã dùng ${sent}/100 tin (${sent}%), 1/50 người`);
      expect(talk.bots[0]?.quota()).toMatchObject({ out: sent + 1, users: 1 });
    } finally {
      await talk.stop();
    }
  });
});

describe("a bot that was taken out of the list", () => {
  test("reaches its people again when it is back; who blocked it stays out of reach", async () => {
    const talk = await startZaloTalk({ bots: ["Bot Cụm 1", "Bot Cụm 2"] });
    try {
      const chief = talk.phone("Bình", talk.bots[1]);
      await chief.says("xin chào");
      const { id } = await talk.store.db.address.findFirstOrThrow({ where: { channel: "zalo" } });
      const reasonAfterRestart = async (unreachableReason: string) => {
        const data = { unreachableSince: new Date(0), unreachableReason };
        await talk.store.transaction((tx) => tx.address.update({ where: { id }, data }));
        await talk.restart();
        return (await talk.store.db.address.findUniqueOrThrow({ where: { id } })).unreachableReason;
      };
      expect(await reasonAfterRestart("botGone")).toBeNull();
      expect(await reasonAfterRestart("blocked")).toBe("blocked");
    } finally {
      await talk.stop();
    }
  });
});

/** Two bots of forty messages each: what takes a month elsewhere takes a morning here. */
describe("a bot whose messages run short", () => {
  let talk: ZaloTalk;
  let chief: ZaloPhone;
  let officer: ZaloPhone;
  const said = (messages: { text: string }[]) => messages.map((each) => each.text);
  const warnings = (messages: { text: string }[]) =>
    said(messages).filter((text) => text.includes("sắp hết hạn mức"));
  const used = async (turn = 0) => {
    const bot = talk.bots[turn]?.token.split(":")[0] ?? "";
    const [row] = await talk.store.db.botMonth.findMany({ where: { bot } });
    return (row?.received ?? 0) + (row?.sent ?? 0);
  };

  beforeAll(async () => {
    talk = await startZaloTalk({
      bots: ["Bot Cụm 1", "Bot Cụm 2"],
      env: { ZALO_MONTHLY_MESSAGES: "40" },
    });
    chief = await talk.official("Bình", "Sở Nội vụ Hà Nội");
    officer = await talk.official("An", "Sở Nội vụ Vĩnh Phúc");
  });
  afterAll(async () => {
    await talk.stop();
  });

  test("is asked for by the head in plain words, and by nobody else", async () => {
    const before = await used();
    // With the question itself.
    const [text] = said(await chief.says("còn bao nhiêu tin?"));
    expect(text).toBe(
      [
        "Hạn mức tin nhắn tháng 6/2019",
        `• Bot Cụm 1: đã dùng ${before}/40 tin (${Math.floor((before * 100) / 40)}%), 2/50 người. Dự báo đến hết tháng: khoảng ${before + Math.ceil((before * (20 - 7 - 1 / 19)) / (7 + 1 / 19))} tin.`,
        "• Bot Cụm 2: đã dùng 0/40 tin (0%), 0/50 người. Dự báo đến hết tháng: khoảng 0 tin.",
      ].join("\n"),
    );
    expect(said(await officer.says("hạn mức Zalo"))).toEqual([
      "Việc này do người vận hành hoặc đơn vị cụm trưởng thực hiện.",
    ]);
  });

  test("is told to the head once, with the forecast", async () => {
    const seen = [];
    while ((await used()) < 32) await officer.says("CT3 85%");
    seen.push(...(await chief.sees()));
    for (let turn = 0; turn < 1; turn += 1) await officer.says("CT3 86%");
    seen.push(...(await chief.sees()));
    const [warning, ...more] = warnings(seen);
    expect(more).toEqual([]);
    expect(warning).toMatch(
      /^Bot Cụm 1 sắp hết hạn mức tin nhắn của tháng\n• Bot Cụm 1: đã dùng 3\d\/40 tin \(8\d%\), 2\/50 người\. Dự báo đến hết tháng: khoảng \d+ tin, vượt hạn mức\.\n/,
    );
    expect(warning).toContain("Từ nay các tin báo thường được gộp vào tin nhắc việc hằng ngày.");
    expect(warnings(await officer.sees())).toEqual([]);
  });

  test("stops at its last message, and what matters waits for the next month; another bot goes on", async () => {
    while ((await used()) < 40) await officer.says("xin chào");
    expect(await officer.says("CT3 88%")).toEqual([]);
    const other = await talk.official("Chi", "Sở Nội vụ Hải Phòng", talk.bots[1]);
    expect(said(await other.says("xin chào")).length).toBeGreaterThan(0);
    await talk.moveTo("2019-07-01T08:30");
    expect(said(await officer.sees()).some((text) => text.includes("88%"))).toBe(true);
    const months = await talk.store.db.botMonth.findMany({ orderBy: { month: "asc" } });
    expect(new Set(months.map((each) => each.month))).toEqual(new Set(["2019-06", "2019-07"]));
  });
});
