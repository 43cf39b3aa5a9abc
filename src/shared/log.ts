import { type Logger, pino } from "pino";

export type Log = Logger;

/** A bot token is part of every URL of its platform; it must not reach a log, not even inside an error. */
export function redact(text: string): string {
  return text.replace(/bot\d+(:|%3A)[\w-]+/gi, "bot<token>").replace(/\b\d{6,}:[\w-]{20,}/g, "<token>");
}

const redactDeep = (value: unknown): unknown => {
  if (typeof value === "string") return redact(value);
  if (value instanceof Error)
    return { type: value.name, message: redact(value.message), stack: redact(value.stack ?? "") };
  return value;
};

export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    hooks: {
      logMethod(args, method) {
        const safe = args.map((each) =>
          typeof each === "object" && each !== null && !(each instanceof Error)
            ? Object.fromEntries(Object.entries(each).map(([key, value]) => [key, redactDeep(value)]))
            : redactDeep(each),
        );
        method.apply(this, safe as Parameters<typeof method>);
      },
    },
  });
}
