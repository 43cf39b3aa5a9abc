import { type BotReport, botReports } from "../store/quota-report.ts";
import type { Turn } from "./turn.ts";

/** How the bots with an allowance stand now; none where nothing is counted. */
export function quotaReports({ tx, now, services }: Turn): Promise<BotReport[]> {
  const moment = { now, zone: services.timeZone, calendar: services.calendar() };
  return botReports(tx, services.quotaBots(), moment);
}
