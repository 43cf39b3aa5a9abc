import { Temporal } from "temporal-polyfill";
import { loadCalendar } from "../../src/store/calendar.ts";
import { type BotReport, botReports, type QuotaBot } from "../../src/store/quota-report.ts";
import { createRandom, type Random } from "../support/bot-api/random.ts";
import { startZaloTalk, type ZaloPhone, type ZaloSeen, type ZaloTalk } from "../support/zalo-talk.ts";

export interface MonthOptions {
  seed: number;
  /** On Zalo, the head unit's among them; 44 at most. */
  people: number;
  /** Days of July 2019 that are lived; the whole month unless given. */
  days?: number;
}

/** What one month of one bot came to. */
export interface MonthOutcome {
  people: number;
  received: number;
  sent: number;
  /** As the platform counted them between the same two instants. */
  platform: { received: number; sent: number };
  /** Made in the evening of the middle of the month, for its end; null: it was too early. */
  forecast: number | null;
  /** Messages sent, by their kind in the outbox. */
  kinds: Record<string, number>;
  /** What the head reads at /hanmuc on the last evening. */
  report: string;
}

interface Officer {
  phone: ZaloPhone;
  unit: string;
  /** Of the unit's officers the one who sends the month's report. */
  isFirst: boolean;
  /** The list of the newest broadcast that they have not answered; null when there is none. */
  unanswered: string | null;
}

const zone = "Asia/Ho_Chi_Minh";
const head = "Sở Nội vụ Hà Nội";
const provinces = ["Vĩnh Phúc", "Hải Phòng", "Hải Dương", "Bắc Ninh", "Hưng Yên"];
const others = ["Quảng Ninh", "Hà Nam", "Nam Định", "Thái Bình", "Ninh Bình"];
const units = [head, ...[...provinces, ...others].map((name) => `Sở Nội vụ ${name}`)];
const roles = ["focalOfficial", "unitLeader", "focalOfficial", "unitLeader"];
const announcements = [
  "Đề nghị các đơn vị rà soát chỉ tiêu đến hạn quý III, báo tiến độ trong tuần này.",
  "Họp giao ban cụm lúc 14h thứ Năm tại Sở Nội vụ Hà Nội, đề nghị cử đúng thành phần.",
  "Các đơn vị gửi báo cáo tháng 7 trước 17h ngày 25/7.",
  "Gửi hồ sơ khen thưởng chuyên đề về đơn vị cụm trưởng trước ngày 5/8.",
];
/** Working days, from 1, on whose morning the head sends one. */
const announcedOn = [2, 8, 14, 20];

/** What answers a choice of a numbered list: its number, with the list's code where several wait. */
function answerTo({ text }: ZaloSeen, label: string): string | null {
  const number = new RegExp(`^(\\d+)\\. ${label}$`, "m").exec(text)?.[1];
  const code = /(K\d+) 1:$/m.exec(text)?.[1];
  return number === undefined ? null : code === undefined ? number : `${code} ${number}`;
}

/** Looks at what came, and keeps in mind which broadcast waits for a word. */
function read(officer: Officer): ZaloSeen[] {
  const seen = officer.phone.looks();
  for (const message of seen) {
    if (message.text.startsWith("Thông báo số")) officer.unanswered = answerTo(message, "Đã nhận");
  }
  return seen;
}

async function join(talk: ZaloTalk, people: number): Promise<Officer[]> {
  const officers: Officer[] = [];
  for (const [turn, role] of roles.entries()) {
    for (const unit of units) {
      if (officers.length === people) break;
      const phone = talk.phone(`${unit} ${turn + 1}`);
      const [notice] = await phone.says(await talk.invite(unit, role));
      const yes = notice && answerTo(notice, "Đồng ý, tham gia");
      if (!yes) throw new Error(`${unit} cannot join: ${notice?.text ?? "nothing"}`);
      await phone.says(yes);
      officers.push({ phone, unit, isFirst: turn === 0, unanswered: null });
    }
  }
  return officers;
}

interface Known {
  unit: { name: string };
  number: number;
  kind: string;
  current: string | null;
  measure: string | null;
}

/** One report as people type them: a percentage a little higher, or some more of what is counted. */
function reportText(random: Random, targets: readonly Known[]): string | null {
  const target = targets[random.int(0, targets.length - 1)];
  if (!target) return null;
  const code = random.next() < 0.3 ? `ct${target.number}` : `CT${target.number}`;
  if (target.kind === "percent")
    return `${code} ${Math.min(100, Math.floor(Number(target.current ?? 50)) + random.int(0, 2))}%`;
  return `${code} thêm ${random.int(1, 3)}${random.next() < 0.5 ? ` ${target.measure ?? ""}` : ""}`.trim();
}

/** The head: writes it, picks everybody, sends it at once. */
async function announce(officer: Officer, text: string): Promise<void> {
  const pick = async (messages: ZaloSeen[], label: string) => {
    const answer = messages.map((each) => answerTo(each, label)).find((each) => each !== null);
    if (!answer) throw new Error(`no ${label} in ${messages.map((each) => each.text).join(" / ")}`);
    return officer.phone.says(answer);
  };
  await officer.phone.says("/thongbao");
  await pick(await pick(await officer.phone.says(text), "Tất cả 11 đơn vị"), "Gửi ngay");
}

/** The month's report: shown, and confirmed. */
async function sendReport(officer: Officer): Promise<void> {
  const shown = await officer.phone.says("gửi báo cáo tháng 7");
  const answer = shown.map((each) => answerTo(each, "Gửi báo cáo")).find((each) => each !== null);
  if (answer) await officer.phone.says(answer);
}

/** One half of a working day: some report, some look, most who have a broadcast say so. */
async function halfDay(talk: ZaloTalk, officers: Officer[], random: Random): Promise<void> {
  const targets = await talk.store.db.target.findMany({
    where: { approval: "approved", kind: { in: ["percent", "quantity"] } },
    include: { unit: true },
    orderBy: { id: "asc" },
  });
  // One after the other: then a seed tells everything.
  for (const officer of officers) {
    read(officer);
    const own = targets.filter((each) => each.unit.name === officer.unit);
    const chance = random.next();
    // A quarter in each half day: two or three reports a week.
    const text = random.next() < 0.25 ? reportText(random, own) : null;
    if (text !== null) officer.phone.writes(text);
    if (officer.unanswered !== null && chance < 0.6) {
      officer.phone.writes(officer.unanswered);
      officer.unanswered = null;
    }
    // The standings about once a week, the own targets once in two.
    if (random.next() < 0.1) officer.phone.writes("xếp hạng");
    if (random.next() < 0.05) officer.phone.writes("chỉ tiêu");
    await talk.quiet();
  }
  for (const officer of officers) {
    const seen = read(officer);
    // A slip of the finger now and then.
    if (seen.some((each) => each.text.includes("→")) && random.next() < 0.03) {
      officer.phone.writes("hoàn tác");
      await talk.quiet();
    }
  }
}

async function botReport(talk: ZaloTalk): Promise<BotReport> {
  const name = talk.bots[0];
  if (!name) throw new Error("there is no bot");
  const bot: QuotaBot = {
    channel: "zalo",
    bot: name.token.split(":")[0] ?? "",
    name: name.name,
    rule: { messages: 3_000, countsReceived: true, users: 50 },
  };
  const moment = { now: talk.app.clock.now(), zone, calendar: await loadCalendar(talk.store.db) };
  const [report] = await talk.store.transaction((tx) => botReports(tx, [bot], moment));
  if (!report) throw new Error("no report");
  return report;
}

/**
 * July 2019 of the Bắc Bộ cluster on one bot: the real product, Zalo's simulator, people drawn from a seed. Each reports two
 * or three times a week and looks at the standings once; the head sends four broadcasts, which most confirm; there are
 * digests, month reports, June's summary, and a few new targets that are approved.
 */
export async function liveMonth({ seed, people, days = 31 }: MonthOptions): Promise<MonthOutcome> {
  const random = createRandom(seed);
  const talk = await startZaloTalk({ seed, bots: ["Bot Cụm Bắc Bộ"] });
  try {
    await talk.moveTo("2019-06-27T09:00");
    const officers = await join(talk, people);
    await talk.moveTo("2019-07-01T00:00");
    const platformCount = () => {
      const all = talk.bots[0]?.state.months.values() ?? [];
      return [...all].reduce((sum, each) => ({ in: sum.in + each.in, out: sum.out + each.out }), {
        in: 0,
        out: 0,
      });
    };
    const before = platformCount();
    const calendar = await loadCalendar(talk.store.db);
    let forecast: number | null = null;
    let workingDay = 0;
    for (let date = 1; date <= days; date += 1) {
      const day = new Temporal.PlainDate(2019, 7, date);
      if (calendar.isWorkingDay(day)) {
        workingDay += 1;
        await talk.moveTo(`${day.toString()}T08:05`);
        await liveDay(talk, officers, { random, day, workingDay });
      }
      if (date === Math.ceil(days / 2)) {
        await talk.moveTo(`${day.toString()}T18:00`);
        forecast = (await botReport(talk)).standing.forecast;
      }
    }
    const last = new Temporal.PlainDate(2019, 7, days).toString();
    await talk.moveTo(`${last}T18:30`);
    const said = (await officers[0]?.phone.says("hạn mức Zalo")) ?? [];
    const report = said.find(({ text }) => text.includes("người."));
    const counts = await talk.store.db.botMonth.findFirstOrThrow({ where: { month: "2019-07" } });
    const after = platformCount();
    const kinds = await talk.store.db.outboxMessage.groupBy({
      by: ["kind"],
      where: { channel: "zalo", state: "sent", settledAt: { gte: new Date("2019-06-30T17:00:00Z") } },
      _count: { _all: true },
      orderBy: { kind: "asc" },
    });
    return {
      people: officers.length,
      received: counts.received,
      sent: counts.sent,
      platform: { received: after.in - before.in, sent: after.out - before.out },
      forecast,
      kinds: Object.fromEntries(kinds.map((each) => [each.kind, each._count._all])),
      report: report?.text ?? "",
    };
  } finally {
    await talk.stop();
  }
}

interface Today {
  random: Random;
  day: Temporal.PlainDate;
  workingDay: number;
}

async function liveDay(
  talk: ZaloTalk,
  officers: Officer[],
  { random, day, workingDay }: Today,
): Promise<void> {
  const [chief] = officers;
  const at = (time: string) => talk.moveTo(`${day.toString()}T${time}`);
  await at("09:30");
  const announcement = announcements[announcedOn.indexOf(workingDay)];
  if (chief && announcement !== undefined) await announce(chief, announcement);
  await halfDay(talk, officers, random);
  // One new target a week, and the head looks at what waits.
  if (workingDay % 5 === 3) {
    const officer = officers[random.int(1, officers.length - 1)];
    await officer?.phone.says(
      `đăng ký chỉ tiêu: kiểm tra ${random.int(5, 20)} đơn vị trực thuộc trước 30/11`,
    );
    await officer?.phone.says("1");
    await chief?.phone.says("/duyet");
    await chief?.phone.says("1");
  }
  await at("14:30");
  await halfDay(talk, officers, random);
  if (day.day >= 22 && day.day <= 25) {
    const reporting = officers.filter((each) => each.isFirst);
    for (const [index, officer] of reporting.entries())
      if (index % 4 === day.day - 22) await sendReport(officer);
  }
}
