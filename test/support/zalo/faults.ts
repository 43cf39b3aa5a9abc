/** What happens to one call. */
type Fault =
  /** A gateway's page in place of an answer. `applied`: the call was carried out all the same. */
  | { kind: "page"; status: number; applied?: boolean }
  | { kind: "error"; code: number; description: string }
  | { kind: "slow"; ms: number }
  /** Carried out, but the answer breaks off. */
  | { kind: "truncated" }
  | { kind: "resetBefore" }
  | { kind: "resetAfterAccept" };

export type FaultSpec = Fault & {
  method?: string;
  /** 1 = the first call of that method from now on. */
  nth?: number;
  /** How many calls it hits. Default 1. */
  count?: number;
};

export interface Faults {
  arm(spec: FaultSpec): void;
  /** The fault that hits this call, spent by one. */
  next(method: string): FaultSpec | undefined;
}

export function createFaults(): Faults {
  const armed: { spec: FaultSpec; seen: number; left: number }[] = [];
  return {
    arm: (spec) => void armed.push({ spec, seen: 0, left: spec.count ?? 1 }),
    next(method) {
      for (const each of armed) {
        if (each.left <= 0 || (each.spec.method ?? method) !== method) continue;
        each.seen += 1;
        if (each.seen < (each.spec.nth ?? 1)) continue;
        each.left -= 1;
        return each.spec;
      }
      return undefined;
    },
  };
}
