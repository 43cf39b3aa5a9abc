import { z } from "zod";
import { draftSchema } from "./draft.ts";
import type { ReadDraft } from "./read-draft.ts";

const rowSchema = z.object({
  text: z.string(),
  draft: draftSchema,
  /** The doubtful cell; null when the row is clear. */
  doubt: z.enum(["title", "value", "date"]).nullable(),
  /** What the doubtful cell can be; empty when the answer is open. */
  readings: z.array(z.union([z.string(), z.number()])).default([]),
  /** The day is asked about after the figure. */
  alsoDate: z.boolean().default(false),
});
export type Row = z.infer<typeof rowSchema>;

/** A pasted list before it is recorded; `asks` is the line (from 0) whose doubtful cell was asked about. */
export const listSchema = z.object({
  rows: z.array(rowSchema),
  asks: z.number().nullable(),
});
export type ListState = z.infer<typeof listSchema>;

/** A line as it was read. */
export const rowOf = (text: string, { draft, open }: ReadDraft): Row => ({
  text,
  draft,
  doubt: open?.about ?? null,
  readings: open?.candidates ?? [],
  alsoDate: open?.alsoDate ?? false,
});

/** The row with its doubtful cell answered; the day may be open besides. */
export const clear = (row: Row, draft: Row["draft"]): Row => ({
  ...row,
  draft,
  doubt: row.alsoDate && !draft.dueKnown ? "date" : null,
  readings: [],
  alsoDate: false,
});

/** Rows to a page: what a phone shows. */
export const perPage = 10;
