import { quotaText } from "../../store/quota-report.ts";
import { quotaReports } from "../quota-reports.ts";
import type { Intent, Turn } from "../turn.ts";
import { asSetter } from "../who-may.ts";

/** How much of each bot's monthly allowance is used; for the head and the operator. */
const show = (turn: Turn): Promise<void> =>
  asSetter(turn, async (setter) => {
    const { say, now, services } = setter;
    const reports = await quotaReports(setter);
    await setter.reply({ html: quotaText(say, reports, { now, zone: services.timeZone }) });
  });

export const quota: Intent = { commands: { hanmuc: show, quota: show } };
