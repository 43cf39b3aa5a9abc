import type { Job } from "./job.ts";

export const runBroadcast: Job = async () => undefined;
