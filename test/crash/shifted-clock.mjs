// Loaded before the program by NODE_OPTIONS: its wall clock begins at CLOCK_START and is CLOCK_SKEW_MS wrong. Nothing else changes.
const RealDate = globalThis.Date;
const shift =
  RealDate.parse(process.env.CLOCK_START ?? "") - RealDate.now() + Number(process.env.CLOCK_SKEW_MS ?? 0);

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(...given);
  }
  static now() {
    return RealDate.now() + shift;
  }
};
const origin = performance.timeOrigin;
Object.defineProperty(performance, "timeOrigin", { value: origin + shift });
