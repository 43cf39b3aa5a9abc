import { Temporal } from "temporal-polyfill";

/** YYYY-MM-DD, as days are stored. */
export const isoDay = (day: Temporal.PlainDate): string => day.toString();

/** A stored day back as a day. */
export const readDay = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

/** An instant as Prisma takes it. */
export const asDate = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);
