import { z } from "zod";

/** A cluster as a file describes it; other keys (events, awards, documents …) are background and not loaded. */
const clusterFile = z.object({
  code: z.string().min(1),
  kind: z.enum(["cum", "khoi", "khuVuc", "ministry"]),
  name: z.string().min(1),
  shortName: z.string().min(1),
  year: z.number().int(),
  theme: z.string().nullable(),
  motto: z.string().nullable(),
  headUnit: z.string().nullable(),
  deputyUnit: z.string().nullable(),
  units: z.array(
    z.object({
      code: z.string().min(1),
      name: z.string().min(1),
      shortName: z.string().min(1),
      aliases: z.array(z.string()),
    }),
  ),
  pledgeItems: z
    .array(z.object({ no: z.number().int(), title: z.string(), summary: z.string() }))
    .default([]),
  titleTargets: z
    .array(
      z.object({
        scope: z.string(),
        title: z.string(),
        percent: z.number().nullable(),
        note: z.string().nullable(),
      }),
    )
    .default([]),
});
export type ClusterFile = z.infer<typeof clusterFile>;

const day = z.iso.date();
const targetsFile = z.object({
  label: z.string(),
  clusters: z.array(
    z.object({
      clusterCode: z.string(),
      closedMonths: z.array(z.string()),
      units: z.array(
        z.object({
          unitCode: z.string(),
          targets: z.array(
            z.object({
              code: z.string().regex(/^CT\d+$/),
              title: z.string(),
              kind: z.enum(["quantity", "percent", "yesno", "title"]),
              direction: z.enum(["higher", "lower"]),
              unit: z.string().nullable(),
              plan: z.union([z.number(), z.string(), z.boolean()]),
              weight: z.number(),
              dueOn: day.nullable(),
              pledgeItemNo: z.number().nullable(),
              entries: z.array(z.object({ on: day, value: z.number() })),
            }),
          ),
          reports: z.array(z.object({ month: z.string(), submittedOn: day.nullable() })),
        }),
      ),
    }),
  ),
});
export type TargetsFile = z.infer<typeof targetsFile>;

const first = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");

/** Throws with every fault named when the file is not a cluster. */
export function readClusterFile(json: unknown): ClusterFile {
  const parsed = clusterFile.safeParse(json);
  if (!parsed.success) throw new Error(`not a cluster file: ${first(parsed.error)}`);
  return parsed.data;
}

/** Throws with every fault named when the file is not a list of targets. */
export function readTargetsFile(json: unknown): TargetsFile {
  const parsed = targetsFile.safeParse(json);
  if (!parsed.success) throw new Error(`not a file of targets: ${first(parsed.error)}`);
  return parsed.data;
}
