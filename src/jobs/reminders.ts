import type { Job } from "./job.ts";

export const sendDigests: Job = async () => undefined;
export const sendSnoozed: Job = async () => undefined;
