import { targetCode } from "../domain/target.ts";
import type { TargetView, UnitView } from "../domain/vietnamese/meaning.ts";
import type { Target, Unit } from "../store/generated/sqlite/client.ts";

/** The targets as the reader of sentences needs them. */
export const targetViews = (targets: Target[]): TargetView[] =>
  targets.flatMap((target) =>
    target.kind === "title"
      ? []
      : {
          code: targetCode(target.number),
          title: target.title,
          kind: target.kind as TargetView["kind"],
          unit: target.measure,
          plan: Number(target.plan),
          current: Number(target.current ?? "0"),
        },
  );

/** One list of units has one list of views, by which the reader knows what it has worked out. */
const views = new WeakMap<Unit[], UnitView[]>();

/** The units as the reader of names needs them. */
export function unitViews(units: Unit[]): UnitView[] {
  const known = views.get(units);
  if (known) return known;
  const made = units.map((unit) => ({
    name: unit.name,
    shortName: unit.shortName,
    aliases: JSON.parse(unit.aliases) as string[],
  }));
  views.set(units, made);
  return made;
}
