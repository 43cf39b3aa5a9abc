import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type House, openHouse, type Prepared, prepare, until } from "./house.ts";

let prepared: Prepared;
beforeAll(async () => {
  prepared = await prepare(3);
});
afterAll(() => rm(prepared.folder, { recursive: true, force: true }));

async function inside(test: (house: House) => Promise<void>): Promise<void> {
  const house = await openHouse(prepared);
  try {
    await test(house);
    expect(house.sim.gaps()).toEqual([]);
  } finally {
    await house.remove();
  }
}

/** The figures somebody's unit added to CT2, in order. */
const added = async ({ store }: House, unit: string) =>
  (
    await store.db.progressEntry.findMany({
      where: { op: "add", voidedAt: null, unit: { code: unit } },
      orderBy: { id: "asc" },
    })
  ).map((each) => each.value);

const replies = async ({ store }: House, chat: number) =>
  (
    await store.db.outboxMessage.findMany({
      where: { kind: "reply", address: { channel: "telegram", externalId: String(chat) } },
      orderBy: { id: "asc" },
    })
  ).slice(2);

const handled = async ({ store }: House, count: number) =>
  (await store.db.inboxMessage.count({ where: { state: "done" } })) >= count;
const texts = (calls: { params: Record<string, unknown> }[]) => calls.map((call) => String(call.params.text));

it.concurrent(
  "killed between commit and send: what was committed goes out once, what was on its way not again",
  { timeout: 90_000 },
  () =>
    inside(async (house) => {
      const { sim, bot, people, store } = house;
      const [an] = people;
      if (!an) throw new Error("nobody there");
      const before = await store.db.inboxMessage.count({ where: { state: "done" } });
      const first = await house.start();
      // The platform takes the first answer and keeps silent; the other two wait their turn behind it.
      await sim.fault({ kind: "delay", ms: 3_600_000, method: "sendMessage", chat: an.id });
      for (const amount of [11, 12, 13]) await an.send(bot, `CT2 thêm ${amount} hồ sơ`);
      await until("three messages handled, one answer on its way", async () => {
        return (await handled(house, before + 3)) && house.reached(an).length === 1;
      });
      await first.kill();
      expect((await replies(house, an.id)).map((each) => each.state)).toEqual([
        "sending",
        "queued",
        "queued",
      ]);
      expect(house.reached(an)).toHaveLength(1);

      const second = await house.start();
      await until("all answers settled", async () =>
        (await replies(house, an.id)).every((each) => !["sending", "queued"].includes(each.state)),
      );
      expect((await replies(house, an.id)).map((each) => each.state)).toEqual(["uncertain", "sent", "sent"]);
      await second.stop();
      expect(await added(house, "SNV-VP")).toEqual(["11", "12", "13"]);
      expect(texts(house.reached(an)).map((text) => /→ (?:<b>)?([\d.]+)/.exec(text)?.[1])).toEqual([
        "571",
        "583",
        "596",
      ]);
    }),
);

it.concurrent(
  "killed after the platform took it: a reply is not repeated, a broadcast comes again and says so",
  { timeout: 90_000 },
  () =>
    inside(async (house) => {
      const { sim, bot, people, store } = house;
      const [an, binh, chi] = people;
      if (!an || !binh || !chi) throw new Error("nobody there");
      const first = await house.start();
      const head = async (body: object) =>
        fetch(`${first.url}/sandbox/say`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ person: "snv-hn-official", ...body }),
        });
      await head({ text: "/thongbao Họp cụm lúc 8 giờ sáng thứ Hai" });
      await head({ press: "Tất cả 11 đơn vị" });
      await sim.fault({ kind: "delay", ms: 3_600_000, method: "sendMessage", chat: an.id });
      await sim.fault({ kind: "delay", ms: 3_600_000, method: "sendMessage", chat: binh.id });
      await sim.fault({ kind: "resetAfterAccept", method: "sendMessage", chat: chi.id });
      // An's reply is at most once; the broadcast must reach everybody else.
      await an.send(bot, "CT2 thêm 5 hồ sơ");
      await until("the answer on its way", () => house.reached(an).length === 1);
      head({ press: "Gửi ngay" }).catch(() => undefined);
      await until(
        "the broadcast taken, no answer",
        () => house.reached(binh).length === 1 && house.reached(chi).length === 1,
      );
      await until("one of them known to be uncertain", async () =>
        store.db.outboxMessage.count({ where: { kind: "broadcast", uncertain: 1 } }),
      );
      await first.kill();

      const second = await house.start();
      const onTelegram = { channel: "telegram", kind: { in: ["broadcast", "reply"] } };
      await until(
        "nothing under way",
        async () =>
          (await store.db.outboxMessage.count({ where: { ...onTelegram, state: "sending" } })) === 0,
      );
      await house.passTwoMinutes();
      await until("the broadcast sent to all three", async () => {
        const rows = await store.db.outboxMessage.findMany({
          where: { channel: "telegram", kind: "broadcast" },
        });
        return rows.length === 3 && rows.every((row) => row.state === "sent");
      });
      await second.stop();
      const mark = "Gửi lại vì chưa rõ tin trước đã đến nơi";
      const marked = (calls: ReturnType<House["reached"]>) => texts(calls).map((text) => text.includes(mark));
      expect(marked(house.reached(binh))).toEqual([false, true]);
      expect(marked(house.reached(chi))).toEqual([false, true]);
      expect(marked(house.reached(an))).toEqual([false, false]);
      expect(await added(house, "SNV-VP")).toEqual(["5"]);
      expect((await replies(house, an.id)).map((each) => each.state)).toEqual(["uncertain"]);
    }),
);

it.concurrent(
  "killed while handling: nothing of it is there, then all of it, once",
  { timeout: 90_000 },
  () =>
    inside(async (house) => {
      const { bot, people, store } = house;
      const [an] = people;
      if (!an) throw new Error("nobody there");
      const sql = (text: string) => store.transaction(async (tx) => void (await tx.$executeRawUnsafe(text)));
      // Whoever records progress is busy for as long as it is left alone.
      await sql(`CREATE TRIGGER busy AFTER INSERT ON "ProgressEntry" BEGIN
      INSERT INTO "Setting" ("key", "value") SELECT 'busy', count(*) FROM
        (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000000000) SELECT i FROM n); END`);
      const first = await house.start();
      const taken = house.sim.journal.calls("getUpdates").length;
      await an.send(bot, "CT2 thêm 7 hồ sơ");
      await until("the message taken", () =>
        house.sim.journal
          .calls("getUpdates")
          .slice(taken - 1)
          .some((call) => {
            const answer = call.answer as { result?: unknown[] } | undefined;
            return (answer?.result?.length ?? 0) > 0;
          }),
      );
      // It cannot answer: it is in the middle of the insert.
      const isBusy = async () =>
        fetch(`${first.url}/healthz`, { signal: AbortSignal.timeout(300) }).then(
          () => false,
          () => true,
        );
      await until("busy with it", isBusy);
      await first.kill();
      expect(await added(house, "SNV-VP")).toEqual([]);
      expect(await replies(house, an.id)).toEqual([]);
      await sql("DROP TRIGGER busy");

      const second = await house.start();
      await until("the answer sent", async () =>
        (await replies(house, an.id)).some((each) => each.state === "sent"),
      );
      await second.stop();
      expect(await added(house, "SNV-VP")).toEqual(["7"]);
      expect(house.reached(an)).toHaveLength(1);
    }),
);

it.concurrent(
  "told to stop: what is answered in time is settled, what is not is uncertain, all within 10 s",
  { timeout: 90_000 },
  () =>
    inside(async (house) => {
      const { sim, bot, people } = house;
      const [an, binh] = people;
      if (!an || !binh) throw new Error("nobody there");
      const child = await house.start();
      await sim.fault({ kind: "delay", ms: 1_500, method: "sendMessage", chat: an.id });
      await sim.fault({ kind: "delay", ms: 3_600_000, method: "sendMessage", chat: binh.id });
      await an.send(bot, "CT2 thêm 3 hồ sơ");
      await binh.send(bot, "CT2 thêm 4 hồ sơ");
      await until(
        "both answers on their way",
        () => house.reached(an).length + house.reached(binh).length === 2,
      );
      const { code, ms } = await child.stop();
      expect(code).toBe(0);
      expect(ms).toBeGreaterThan(1_500);
      expect(ms).toBeLessThan(12_000);
      expect((await replies(house, an.id)).map((each) => each.state)).toEqual(["sent"]);
      expect((await replies(house, binh.id)).map((each) => each.state)).toEqual(["uncertain"]);
    }),
);
