import { startBroadcast } from "../store/send-broadcast.ts";
import type { Job } from "./job.ts";
import { idOfScope } from "./plan.ts";

/** Sends a broadcast whose time has come. */
export const runBroadcast: Job = async ({ tx, services, now, occurrence }) => {
  if (occurrence.outcome === "skip") return;
  await startBroadcast(tx, idOfScope(occurrence.scope), {
    locales: services.locales,
    calendar: services.calendar(),
    now,
  });
};
