import type { Entry, EntryError } from "./entry.ts";
import { type Exact, toText } from "./exact.ts";

/** The step of a ladder that held. */
export interface Tier {
  /** Place in the rule's list, from 0; null: outside the list (on time, not submitted, otherwise). */
  readonly index: number | null;
  /** The condition as it stands in the table, by key: {"ge":"75","le":"95"}. */
  readonly when: Readonly<Record<string, string>>;
  readonly points: string;
}

/** What a rule makes of an entry, before cuts and rounding. */
export type Outcome =
  | {
      readonly kind: "points";
      readonly raw: Exact;
      /** The rule's own limits; null: none. */
      readonly min: Exact | null;
      readonly max: Exact | null;
      readonly tier: Tier | null;
      /** The arithmetic without its result, for people: "10 × 7/9", or what was looked up: "95 ∈ [75; 95]". */
      readonly formula: string;
      /** The formula says where to look, it has no value itself. */
      readonly lookup: boolean;
      /** The `minus` that tie-breaks count. */
      readonly minus: Exact | null;
      readonly inputs: Readonly<Record<string, string>>;
    }
  | { readonly kind: "noData"; readonly inputs: Readonly<Record<string, string>> }
  | {
      readonly kind: "refused";
      readonly error: EntryError;
      /** The key that holds what is refused; "" is the entry itself. */
      readonly key: string;
      /** Why, as arithmetic for people: "21 ∉ [0; 20]"; "" when the key says it all. */
      readonly reason: string;
      readonly inputs: Readonly<Record<string, string>>;
    };

type Extras = Partial<
  Pick<Extract<Outcome, { kind: "points" }>, "min" | "max" | "tier" | "minus" | "lookup">
>;

export function points(entry: Entry, raw: Exact, formula: string, extras: Extras = {}): Outcome {
  return {
    kind: "points",
    raw,
    formula,
    min: null,
    max: null,
    tier: null,
    minus: null,
    lookup: (extras.tier ?? null) !== null,
    inputs: entry.inputs(),
    ...extras,
  };
}

export function noData(entry: Entry): Outcome {
  return { kind: "noData", inputs: entry.inputs() };
}

export function refused(entry: Entry, key: string, error: EntryError = "INPUT", reason = ""): Outcome {
  return { kind: "refused", error, key, reason, inputs: entry.inputs() };
}

/** A number in arithmetic for people: decimal comma and a real minus sign. */
export function shown(value: Exact): string {
  return toText(value).replace(".", ",").replace("-", "−");
}
