import type { Temporal } from "temporal-polyfill";
import type { Landmark, PageState } from "../channels/web/routes.ts";
import type { Inbound } from "../shared/messages.ts";

/** Somebody with a phone on the page: a persona, or a newcomer who wrote from one. */
export interface SandboxPerson {
  /** Also the id of their chat with the bot. */
  id: string;
  /** What their platform shows of them; personas are named by role, as "Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc". */
  name: string;
  /** The unit's whole name; null for people without one. */
  unit: string | null;
  /** focalOfficial | unitLeader | observer | operator; null for somebody who has not joined. */
  role: string | null;
  /** Its code. */
  cluster: string | null;
  joined: boolean;
}

/** A join code that was issued just now. */
interface SandboxInvite {
  cluster: string;
  /** The unit's whole name; null for a role without a unit. */
  unit: string | null;
  role: string;
  code: string;
}

/** A job's occurrence that was carried out while the clock moved; `dueAt` as an ISO instant. */
interface RanJob {
  job: string;
  dueAt: string;
}

/** What the sandbox's HTTP calls need of the running product. */
export interface SandboxControl {
  now(): Temporal.Instant;
  /** Walks every occurrence up to `instant` in order; resolves when all was handed to its channels. */
  advanceTo(instant: Temporal.Instant): Promise<{ ran: RanJob[] } | { backwards: true }>;
  people(): Promise<SandboxPerson[]>;
  /** One fresh code per unit and role on each call. */
  invites(): Promise<SandboxInvite[]>;
  /** Resolves when nothing waits in the inbox and nothing that is due waits in the outbox. */
  settled(): Promise<void>;
  /** What somebody did on their phone goes the same way as from the page: `WebChannel.accept`. */
  deliver(inbound: Inbound): Promise<unknown>;
  state(): Promise<PageState>;
  landmarks(): Promise<Landmark[]>;
}
