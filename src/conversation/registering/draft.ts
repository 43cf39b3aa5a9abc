import { z } from "zod";
import type { TargetFields } from "../../store/targets.ts";

/** What is known of a target that is being registered or changed. */
export const draftSchema = z.object({
  title: z.string().nullable(),
  kind: z.enum(["quantity", "percent", "yesno", "title"]).nullable(),
  direction: z.enum(["higher", "lower"]),
  /** Decimal text; the title's name for title. */
  plan: z.string().nullable(),
  measure: z.string().nullable(),
  weight: z.string(),
  dueOn: z.string().nullable(),
  /** The due day was given, or said to be none. */
  dueKnown: z.boolean(),
  pledgeItemId: z.number().nullable(),
});
export type Draft = z.infer<typeof draftSchema>;

export const emptyDraft: Draft = {
  title: null,
  kind: null,
  direction: "higher",
  plan: null,
  measure: null,
  weight: "1",
  dueOn: null,
  dueKnown: false,
  pledgeItemId: null,
};

/** The draft as fields of a target; null while a part is missing. */
export function fieldsOf(draft: Draft): TargetFields | null {
  const { title, kind, direction, plan, measure, weight, dueOn } = draft;
  if (title === null || kind === null || plan === null) return null;
  return { title, kind, direction, plan, measure, weight, dueOn };
}

/** A stored target as a draft, to change it. */
export function draftOf(fields: {
  title: string;
  kind: string;
  direction: string;
  plan: string;
  measure: string | null;
  weight: string;
  dueOn: string | null;
  pledgeItemId: number | null;
}): Draft {
  return draftSchema.parse({ ...fields, dueKnown: true });
}
