import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { joinPersonas } from "../../src/sandbox/personas.ts";
import { plainText, type Reply } from "../../src/shared/messages.ts";
import { loadLocales } from "../../src/shared/say.ts";
import { countMessages } from "../../src/store/bot-months.ts";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { demoClusters } from "../../src/store/demo-files.ts";
import type { Store } from "../../src/store/open.ts";
import {
  botReports,
  inviteLines,
  type QuotaBot,
  quotaText,
  warnOfQuota,
} from "../../src/store/quota-report.ts";
import { loadCluster } from "../../src/store/seed.ts";
import { onBoth } from "../support/on-both.ts";

const zone = "Asia/Ho_Chi_Minh";
const calendar = loadOfficialCalendar();
const locales = await loadLocales();
const say = locales.say("vi");
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant();
const rule = { messages: 3_000, countsReceived: true, users: 50 };
const bots: QuotaBot[] = [
  { channel: "zalo", bot: "1", name: "Bot Một", rule },
  { channel: "zalo", bot: "2", name: "Bot Hai", rule },
];
/** A Friday after 15 of July's 23 working days. */
const moment = { now: at("2019-07-19T17:00"), zone, calendar };

/** The demo cluster, everybody on the first bot. */
async function fill(store: Store): Promise<void> {
  const start = new Date(at("2019-06-12T08:00").epochMilliseconds);
  await store.transaction(async (tx) => {
    const file = demoClusters().find((each) => each.code === "SNV-BACBO-2019");
    if (!file) throw new Error("no cluster");
    await joinPersonas(tx, await loadCluster(tx, file, zone, start), locales, "group-1", start);
    await tx.address.updateMany({ where: { kind: "private" }, data: { channel: "zalo", bot: "1" } });
  });
}

let strangers = 0;
const addPeople = (store: Store, bot: string, count: number) =>
  store.transaction(async (tx) => {
    const createdAt = new Date(at("2019-06-12T08:00").epochMilliseconds);
    const people = Array.from({ length: count }, () => {
      strangers += 1;
      return `${bot}:stranger ${strangers}`;
    });
    await tx.address.createMany({
      data: people.map((externalId) => ({
        channel: "zalo",
        bot,
        externalId,
        kind: "private",
        title: "",
        createdAt,
      })),
    });
  });

const use = (store: Store, bot: string, month: string, received: number, sent: number) =>
  store.transaction((tx) => countMessages(tx, { channel: "zalo", bot, month }, { received, sent }));

const warn = (store: Store, now = moment.now) =>
  store.transaction((tx) => warnOfQuota(tx, locales, bots, { ...moment, now }));

const told = async (store: Store) => {
  const rows = await store.db.outboxMessage.findMany({
    include: { address: { include: { person: true } } },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => ({
    to: row.address.person?.displayName ?? "",
    text: plainText((JSON.parse(row.payload) as Reply).html),
    kind: row.kind,
    policy: row.policy,
  }));
};

const readers = [
  "Cán bộ đầu mối, Sở Nội vụ Hà Nội",
  "Cán bộ đầu mối thứ hai, Sở Nội vụ Hà Nội",
  "Lãnh đạo, Sở Nội vụ Hà Nội",
  "Người vận hành",
];

onBoth("a bot's month", (open) => {
  it("is added up, however many count at once", async () => {
    const { store } = await open();
    await Promise.all([
      ...Array.from({ length: 20 }, () => use(store, "1", "2019-07", 1, 0)),
      ...Array.from({ length: 20 }, () => use(store, "1", "2019-07", 0, 2)),
      use(store, "1", "2019-08", 1, 1),
      use(store, "2", "2019-07", 5, 5),
    ]);
    expect(await store.db.botMonth.findMany({ orderBy: [{ bot: "asc" }, { month: "asc" }] })).toEqual([
      { channel: "zalo", bot: "1", month: "2019-07", received: 20, sent: 40 },
      { channel: "zalo", bot: "1", month: "2019-08", received: 1, sent: 1 },
      { channel: "zalo", bot: "2", month: "2019-07", received: 5, sent: 5 },
    ]);
  });

  it("is told to the head and the operator once a month, with the forecast", async () => {
    const { store } = await open();
    await fill(store);
    await use(store, "1", "2019-07", 1_000, 1_399);
    expect(await warn(store)).toBe(false);
    await use(store, "1", "2019-07", 1, 0);
    expect([await warn(store), await warn(store)]).toEqual([true, false]);
    await use(store, "1", "2019-07", 0, 500);
    expect(await warn(store, at("2019-07-22T09:00"))).toBe(false);
    const all = await told(store);
    expect(all.map((each) => each.to)).toEqual(readers);
    expect(all[0]).toEqual({
      to: readers[0],
      kind: "quota",
      policy: "atLeastOnce",
      text: [
        "Bot Một sắp hết hạn mức tin nhắn của tháng",
        "• Bot Một: đã dùng 2.400/3.000 tin (80%), 25/50 người. Dự báo đến hết tháng: khoảng 3.680 tin, vượt hạn mức.",
        "Từ nay các tin báo thường được gộp vào tin nhắc việc hằng ngày.",
        "Xem lại bất cứ lúc nào: /hanmuc",
      ].join("\n"),
    });
    await use(store, "1", "2019-08", 1_000, 1_900);
    expect([await warn(store, at("2019-08-20T09:00")), await warn(store, at("2019-08-21T09:00"))]).toEqual([
      true,
      false,
    ]);
    expect(await told(store)).toHaveLength(2 * readers.length);
  });

  it("tells once that its places are nearly taken, and who has room", async () => {
    const { store } = await open();
    await fill(store);
    await addPeople(store, "1", 19);
    expect(await warn(store)).toBe(false);
    await addPeople(store, "2", 3);
    await store.transaction((tx) =>
      tx.address.create({
        data: {
          channel: "zalo",
          bot: "1",
          externalId: "1:the 45th",
          kind: "private",
          title: "",
          createdAt: new Date(0),
        },
      }),
    );
    expect([await warn(store), await warn(store), await warn(store, at("2019-08-20T09:00"))]).toEqual([
      true,
      false,
      false,
    ]);
    const all = await told(store);
    expect(all.map((each) => each.to)).toEqual(readers);
    expect(all[0]?.text).toBe(
      [
        "Bot Một sắp đủ số người dùng",
        "• Bot Một: đã dùng 0/3.000 tin (0%), 45/50 người. Dự báo đến hết tháng: khoảng 0 tin.",
        "Sắp đủ số người: người thứ 51 sẽ không nhắn được.",
        "Mời người mới nhắn cho Bot Hai, còn chỗ cho 47 người.",
        "Xem lại bất cứ lúc nào: /hanmuc",
      ].join("\n"),
    );
  });

  it("names the bot that newcomers are to write to, and says when there is none", async () => {
    const { store } = await open();
    const now = () => store.transaction((tx) => botReports(tx, bots, moment));
    const named = async () => inviteLines(say, await now()).map(plainText);
    expect(await named()).toEqual(["Trên Zalo: mời nhắn mã này cho Bot Một."]);
    await addPeople(store, "1", 45);
    expect(await named()).toEqual(["Trên Zalo: mời nhắn mã này cho Bot Hai."]);
    await addPeople(store, "2", 50);
    // Five more are better than nobody.
    expect(await named()).toEqual(["Trên Zalo: mời nhắn mã này cho Bot Một."]);
    await addPeople(store, "1", 5);
    expect(await named()).toEqual(["Trên Zalo hiện không còn chỗ cho người mới: mời dùng kênh khác."]);
    expect(
      plainText(quotaText(say, await now(), moment))
        .split("\n")
        .slice(1),
    ).toEqual([
      "• Bot Một: đã dùng 0/3.000 tin (0%), 50/50 người. Dự báo đến hết tháng: khoảng 0 tin.",
      "Đã đủ số người: người mới không nhắn được.",
      "• Bot Hai: đã dùng 0/3.000 tin (0%), 50/50 người. Dự báo đến hết tháng: khoảng 0 tin.",
      "Đã đủ số người: người mới không nhắn được.",
      "Chưa có bot nào còn chỗ: mời người mới dùng kênh khác, hoặc người vận hành thêm một bot.",
    ]);
    expect(inviteLines(say, [])).toEqual([]);
    expect(quotaText(say, [], moment)).toBe("Các kênh đang dùng không có hạn mức tin nhắn.");
  });
});
