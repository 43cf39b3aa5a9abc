import { botReports, quotaText } from "../../store/quota-report.ts";
import type { Intent, Turn } from "../turn.ts";
import { asSetter } from "../who-may.ts";

/** How much of each bot's monthly allowance is used; for the head and the operator. */
const show = (turn: Turn): Promise<void> =>
  asSetter(turn, async ({ tx, say, now, services }) => {
    const moment = { now, zone: services.timeZone, calendar: services.calendar() };
    const reports = await botReports(tx, services.quotaBots(), moment);
    await turn.reply({ html: quotaText(say, reports, moment) });
  });

export const quota: Intent = { commands: { hanmuc: show, quota: show } };
