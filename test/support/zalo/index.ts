export type { BotHandle, Person } from "./acting.ts";
export type { Quirks } from "./quirks.ts";
export { startZalo, type Zalo } from "./simulator.ts";
