/** A period as it was named, before it is placed in the calendar. */
export type Period =
  /** `shift` counts weeks from this one. */
  | { readonly unit: "week" | "weekend"; readonly shift: number }
  /** `number` is a month 1–12 or a quarter 1–4; without it `shift` counts from the current one. */
  | {
      readonly unit: "month" | "quarter";
      readonly number: number | null;
      readonly year: number | null;
      readonly yearShift: number | null;
      readonly shift: number;
      /** "vừa qua": the latest one, not the next. */
      readonly back: boolean;
    }
  | { readonly unit: "year"; readonly year: number | null; readonly shift: number }
  /** Months of a year: "6 tháng đầu năm" is 1 to 6. */
  | {
      readonly unit: "months";
      readonly first: number;
      readonly last: number;
      readonly year: number | null;
      readonly shift: number;
    }
  | { readonly unit: "half"; readonly half: 1 | 2; readonly month: Period }
  /** The next days, weeks or months, from tomorrow on. */
  | { readonly unit: "ahead"; readonly count: number; readonly of: CountUnit };

export type CountUnit = "day" | "workday" | "week" | "month" | "year";

/** A day or period as it was said. */
export type Form =
  | {
      readonly type: "date";
      readonly d: number;
      readonly m: number | null;
      readonly y: number | null;
      /** "tháng sau" after the day: months from this one. */
      readonly monthShift: number | null;
      readonly yearShift: number | null;
      /** hôm, vừa rồi: the latest one. */
      readonly back: boolean;
      /** Only figures with a stroke or dash between, which may be a fraction. */
      readonly bare: boolean;
    }
  | { readonly type: "shift"; readonly days: number }
  | { readonly type: "count"; readonly count: number; readonly of: CountUnit; readonly sign: 1 | -1 }
  | { readonly type: "weekday"; readonly day: number; readonly when: "any" | "next" | "last" | number }
  | { readonly type: "period"; readonly period: Period }
  | { readonly type: "edge"; readonly edge: "first" | "middle" | "last"; readonly period: Period }
  | { readonly type: "lunar"; readonly d: number; readonly m: number }
  | { readonly type: "fullMoon" }
  | { readonly type: "lunarYearEnd" }
  | { readonly type: "range"; readonly from: Form; readonly to: Form };

export interface FormFound {
  readonly form: Form;
  /** First token after it. */
  readonly next: number;
}
