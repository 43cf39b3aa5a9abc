/** quantity: a running total · percent: the newest rate · yesno: done or not · title: registered now, decided after the year. */
export type TargetKind = "quantity" | "percent" | "yesno" | "title";
/** lower: less is better. */
export type Direction = "higher" | "lower";

/** "CT3": how people name a target. */
export const targetCode = (number: number): string => `CT${number}`;
