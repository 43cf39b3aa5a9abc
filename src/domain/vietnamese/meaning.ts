/** A target the sender may report on, as the reader of sentences needs it. */
export interface TargetView {
  /** `CT` and a number without leading zeros. */
  readonly code: string;
  readonly title: string;
  readonly kind: "quantity" | "percent" | "yesno";
  /** The measure: a noun for `quantity`, `"%"` for `percent`, `null` for `yesno`. */
  readonly unit: string | null;
  /** The figure promised; 1 for `yesno`. */
  readonly plan: number;
  /** The last accepted figure in the same measure; 0 or 1 for `yesno`. */
  readonly current: number;
}

/** A member unit, with every other name people use for it. */
export interface UnitView {
  readonly name: string;
  readonly shortName?: string | null | undefined;
  readonly aliases?: readonly string[] | null | undefined;
}

/** One reported target. Keys are in the order of the contract; `null` marks the part that is asked about. */
export interface Item {
  target: string | null;
  /** `set`: the new total or rate. `add`: a change, negative for a decrease. */
  op: "set" | "add";
  value: number | null;
  unit: string | null;
  /** The second number of a fraction. */
  of?: number;
  done?: true;
  /** The day the figure is for, `YYYY-MM-DD`; absent when the text names none. */
  on?: string | null;
}

/** Which part of the text an item was read from, as offsets into the normalised text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Register {
  intent: "register";
  title: string | null;
  kind: TargetView["kind"] | null;
  plan: number | null;
  unit: string | null;
  /** The last day allowed, `YYYY-MM-DD`. */
  due: string | null;
}

export interface Progress {
  intent: "progress";
  items: Item[];
  /** Beside `items`, one for one; not part of the parsed JSON. */
  spans: Span[];
}

export type Question = "target" | "value" | "unit" | "date" | "confirm";

export interface Ask {
  intent: "ask";
  about: Question;
  items?: Item[];
  candidates?: (string | number)[];
  /** Beside `items`, one for one; not part of the parsed JSON. */
  spans?: Span[];
  /** Beside `items`: the readings of each open one, `null` for the others; not part of the parsed JSON. */
  choices?: ((string | number)[] | null)[];
  /** What the unit was wanted for, when the unit is the question; not part of the parsed JSON. */
  wanted?: "remind" | "report" | "standings" | "targets";
}

/** A month, quarter, half year or year that a request names. */
export interface NamedPeriod {
  readonly from: string;
  readonly to: string;
}

export interface Request {
  intent: "remind" | "report" | "standings" | "targets";
  /** Full name of the member unit named. */
  unit?: string;
  /** The period a report was asked for; not part of the parsed JSON. */
  period?: NamedPeriod;
  /** Codes of the targets named; not part of the parsed JSON. */
  targets?: string[];
}

export interface Plain {
  intent: "undo" | "help" | "none";
  /** Codes of the targets named (`undo` of one entry); not part of the parsed JSON. */
  targets?: string[];
}

/** What a message means: data only, never a sentence. */
export type Meaning = Register | Progress | Ask | Request | Plain;

export interface Context {
  readonly targets: readonly TargetView[];
  readonly units: readonly UnitView[];
  /** The day in Hanoi when the message was sent, `YYYY-MM-DD`. */
  readonly today: string;
  /** Tells working days from days off; without it Monday to Friday are worked. */
  readonly isWorkingDay?: ((day: string) => boolean) | undefined;
  /** Called for each piece of work (see `Message`); lets a test count it. */
  readonly onStep?: (() => void) | undefined;
}
