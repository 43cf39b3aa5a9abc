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

/** The units as the reader of names needs them. */
export const unitViews = (units: Unit[]): UnitView[] =>
  units.map((unit) => ({
    name: unit.name,
    shortName: unit.shortName,
    aliases: JSON.parse(unit.aliases) as string[],
  }));
