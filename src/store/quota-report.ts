import type { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { dayOf, firstDay, instantAt, monthOf } from "../domain/period.ts";
import {
  monthProgress,
  type QuotaRule,
  type QuotaStanding,
  quotaStanding,
  usersState,
} from "../domain/quota.ts";
import type { Locales, Say } from "../shared/say.ts";
import { type BotName, clustersOf, messagesOf, sparedSince, usersOf } from "./bot-months.ts";
import { hereOf } from "./call-list.ts";
import type { Tx } from "./open.ts";
import { notify, type Recipient, recipientsOf } from "./recipients.ts";
import { guardMember } from "./send-guard.ts";

/** A bot whose platform grants it only so much. */
export interface QuotaBot extends BotName {
  /** What people find it by; null when the platform has not said so yet. */
  name: string | null;
  rule: QuotaRule;
}

interface Moment {
  now: Temporal.Instant;
  /** Of the installation. */
  zone: string;
  calendar: Calendar;
}

/** How a bot stands with its month and its people. */
export interface BotReport extends QuotaBot {
  standing: QuotaStanding;
  users: number;
  /** Messages of this month that were left unsent for want of quota. */
  spared: number;
}

export async function botReports(
  tx: Tx,
  bots: readonly QuotaBot[],
  { now, zone, calendar }: Moment,
): Promise<BotReport[]> {
  const month = monthOf(dayOf(now, zone));
  const began = new Date(instantAt(firstDay(month), "00:00", zone).epochMilliseconds);
  const progress = monthProgress(now, zone, calendar);
  const reports: BotReport[] = [];
  for (const each of bots) {
    const counts = await messagesOf(tx, { ...each, month });
    reports.push({
      ...each,
      standing: quotaStanding(counts, each.rule, progress),
      users: await usersOf(tx, each),
      spared: await sparedSince(tx, each, began),
    });
  }
  return reports;
}

/** The bot that newcomers are sent to: the first of the list that is not nearly full, else the first with room; null: none. */
function botWithRoom(reports: readonly BotReport[]): BotReport | null {
  const open = reports.filter((each) => usersState(each.users, each.rule) === "ok");
  const some = open.length > 0 ? open : reports.filter((each) => each.users < each.rule.users);
  return some[0] ?? null;
}

const nameOf = (say: Say, { name }: QuotaBot): string => name ?? say.plain("quota:unnamed");

const figure = (say: Say, count: number): string => say.figure(String(count));

/** "• Bot A: đã dùng 1.240/3.000 tin (41%), 38/50 người. Dự báo hết tháng: khoảng 2.700 tin." and what follows from it. */
function botLines(say: Say, report: BotReport): string[] {
  const { standing, users, rule, spared } = report;
  const { used, limit, percent, forecast, state } = standing;
  const over = forecast !== null && forecast > limit;
  const ahead =
    forecast === null
      ? say("quota:noForecast")
      : say(over ? "quota:forecastOver" : "quota:forecast", { forecast: figure(say, forecast) });
  const places = usersState(users, rule);
  return [
    `${say("quota:bot", {
      name: nameOf(say, report),
      used: figure(say, used),
      limit: figure(say, limit),
      percent: figure(say, percent),
      users: figure(say, users),
      most: figure(say, rule.users),
    })} ${ahead}`,
    ...(state === "ok" ? [] : [say(`quota:state.${state}`)]),
    ...(places === "ok" ? [] : [say(`quota:users.${places}`, { next: figure(say, rule.users + 1) })]),
    ...(spared > 0 ? [say("quota:spared", { messages: figure(say, spared) })] : []),
  ];
}

/** Where newcomers are to go, once one of the bots is nearly full. */
function roomLines(say: Say, reports: readonly BotReport[]): string[] {
  if (reports.every((each) => usersState(each.users, each.rule) === "ok")) return [];
  const room = botWithRoom(reports);
  if (!room) return [say("quota:noRoom")];
  const count = figure(say, room.rule.users - room.users);
  return [say("quota:room", { name: nameOf(say, room), count })];
}

/** Which bot somebody who is invited is to write to; none where every channel serves anybody. */
export function inviteLines(say: Say, reports: readonly BotReport[]): string[] {
  if (reports.length === 0) return [];
  const room = botWithRoom(reports);
  return [room ? say("quota:invite", { name: nameOf(say, room) }) : say("quota:inviteFull")];
}

/** Every bot in a few lines. */
export function quotaText(
  say: Say,
  reports: readonly BotReport[],
  { now, zone }: Pick<Moment, "now" | "zone">,
): string {
  if (reports.length === 0) return say("quota:none");
  const month = monthOf(dayOf(now, zone));
  return [
    say("quota:title", { month: say.month(month) }),
    ...reports.flatMap((each) => botLines(say, each)),
    ...roomLines(say, reports),
  ].join("\n");
}

/** The head unit's people and the operators of the clusters that the bot serves. */
async function readersOf(tx: Tx, bot: BotName, { now, calendar }: Moment) {
  const found: { clusterId: number; recipients: Recipient[] }[] = [];
  for (const clusterId of await clustersOf(tx, bot)) {
    const here = await hereOf(tx, clusterId, now, calendar);
    if (!here) continue;
    const audience = { clusterId, addressForm: here.year.addressForm, clusterKind: here.cluster.kind };
    const { headUnitId } = await tx.clusterYear.findUniqueOrThrow({ where: { id: here.year.id } });
    const heads = headUnitId === null ? [] : await recipientsOf(tx, { ...audience, unitIds: [headUnitId] });
    const operators = await recipientsOf(tx, { ...audience, roles: ["operator"] });
    found.push({ clusterId, recipients: [...heads, ...operators] });
  }
  return found;
}

/**
 * Tells the head and the operators, once a month for each bot, that four fifths of its messages are used, with the
 * forecast; and once that its places are nearly taken. Called again it does nothing. Answers whether anything was new.
 */
export async function warnOfQuota(
  tx: Tx,
  locales: Locales,
  bots: readonly QuotaBot[],
  moment: Moment,
): Promise<boolean> {
  const reports = await botReports(tx, bots, moment);
  const month = monthOf(dayOf(moment.now, moment.zone));
  let isNew = false;
  for (const report of reports) {
    const key = `${report.channel}:${report.bot}`;
    const reasons = [
      ...(report.standing.state === "ok" ? [] : [{ text: "messages", dedupeKey: `quota:${key}:${month}` }]),
      ...(usersState(report.users, report.rule) === "ok"
        ? []
        : [{ text: "users", dedupeKey: `quota-users:${key}` }]),
    ];
    if (reasons.length === 0) continue;
    for (const { clusterId, recipients } of await readersOf(tx, report, moment)) {
      for (const { text, dedupeKey } of reasons) {
        const before = await tx.outboxMessage.count({
          where: { dedupeKey: { startsWith: `${dedupeKey}:` } },
        });
        await notify(tx, locales, recipients, {
          kind: "quota",
          policy: "atLeastOnce",
          dedupeKey,
          guard: guardMember(clusterId),
          createdAt: new Date(moment.now.epochMilliseconds),
          reply: (say) => ({
            html: [
              say(`quota:warning.${text}`, { name: nameOf(say, report) }),
              ...botLines(say, report),
              ...roomLines(say, reports),
              say("quota:warning.ask"),
            ].join("\n"),
          }),
        });
        const after = await tx.outboxMessage.count({ where: { dedupeKey: { startsWith: `${dedupeKey}:` } } });
        isNew ||= after > before;
      }
    }
  }
  return isNew;
}
