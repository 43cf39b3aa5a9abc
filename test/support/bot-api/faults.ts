import type { Random } from "./random.ts";
import type { UpdateType } from "./state/world.ts";

/** Which calls a fault hits. All given conditions must hold. */
interface FaultSelector {
  method?: string;
  chat?: number;
  bot?: number;
  /** 1 = the first call the other conditions match. */
  nth?: number;
  /** 0–1, drawn from the seed. */
  probability?: number;
  when?: (call: FaultyCall) => boolean;
  /** How many calls it hits before it is spent. Default 1. */
  count?: number;
}

interface FaultyCall {
  method: string;
  chatId: string;
  botId: number;
  params: Record<string, unknown>;
}

/** What happens to one call. */
export type CallFault =
  | { kind: "delay"; ms: number }
  | { kind: "resetBefore" }
  | { kind: "resetAfterAccept" }
  | { kind: "halfAnswer"; part?: "body" | "headers" }
  | { kind: "serverError"; status?: 500 | 502; page?: "json" | "html"; applied?: boolean }
  | { kind: "flood"; retryAfter: number }
  | { kind: "error"; code: number; description: string; parameters?: Record<string, number> };

/** What happens to one update. `nth` and `count` as for calls. */
interface UpdateFault {
  kind: "duplicateUpdate" | "reorderUpdates";
  type?: UpdateType;
  bot?: number;
  nth?: number;
  probability?: number;
  count?: number;
  /** reorderUpdates: also inside one lane. */
  withinLane?: boolean;
}

/** What happens to the whole server at once. */
type ServerFault =
  | { kind: "refuse"; ms: number }
  | { kind: "storm"; seconds: number; bot?: number; retryAfter?: number }
  | { kind: "revokeToken"; bot: number }
  | { kind: "webhookStall"; ms: number; bot?: number }
  | { kind: "restart" }
  | { kind: "clockJump"; ms: number };

export type FaultSpec = (FaultSelector & CallFault) | UpdateFault | ServerFault;

interface Armed<T> {
  spec: T;
  seen: number;
  left: number;
}

export interface Faults {
  armCall(spec: FaultSelector & CallFault): void;
  armUpdate(spec: UpdateFault): void;
  /** The faults that hit this call, each spent by one. */
  onCall(call: FaultyCall): CallFault[];
  onUpdate(kind: UpdateFault["kind"], botId: number, type: UpdateType): UpdateFault | undefined;
  clear(): void;
}

export function createFaults(random: Random): Faults {
  let calls: Armed<FaultSelector & CallFault>[] = [];
  let updates: Armed<UpdateFault>[] = [];
  const fires = (armed: Armed<{ nth?: number; probability?: number }>): boolean => {
    armed.seen += 1;
    if (armed.left <= 0 || armed.seen < (armed.spec.nth ?? 1)) return false;
    if (armed.spec.probability !== undefined && random.next() >= armed.spec.probability) return false;
    armed.left -= 1;
    return true;
  };
  return {
    armCall: (spec) => void calls.push({ spec, seen: 0, left: spec.count ?? 1 }),
    armUpdate: (spec) => void updates.push({ spec, seen: 0, left: spec.count ?? 1 }),
    onCall: (call) =>
      calls
        .filter(
          ({ spec }) =>
            (spec.method === undefined || spec.method.toLowerCase() === call.method) &&
            (spec.chat === undefined || String(spec.chat) === call.chatId) &&
            (spec.bot === undefined || spec.bot === call.botId) &&
            (spec.when === undefined || spec.when(call)),
        )
        .filter(fires)
        .map((armed) => armed.spec),
    onUpdate: (kind, botId, type) =>
      updates
        .filter(({ spec }) => spec.kind === kind)
        .filter(({ spec }) => (spec.bot ?? botId) === botId && (spec.type ?? type) === type)
        .find(fires)?.spec,
    clear() {
      calls = [];
      updates = [];
    },
  };
}
