/** cum, khoi, khuVuc: clusters with a head unit; ministry: one ministry's own units, without a head unless one is named. */
export type ClusterKind = "cum" | "khoi" | "khuVuc" | "ministry";

/** cán bộ đầu mối · lãnh đạo đơn vị · quan sát viên · người vận hành */
export type RoleCode = "focalOfficial" | "unitLeader" | "observer" | "operator";

/**
 * The emulation year that is meant on a calendar day: the newest that has begun, else the earliest.
 * Two years are open at once from December to April; which one a person works on follows from the day.
 */
export function yearOn<T extends { year: number }>(years: readonly T[], calendarYear: number): T | null {
  const sorted = [...years].sort((a, b) => a.year - b.year);
  return sorted.filter((each) => each.year <= calendarYear).at(-1) ?? sorted[0] ?? null;
}

/** In December the next year's pledge is signed and its head picked (thi-dua.md 1): from then on that year can be opened. */
const openingMonth = 12;

/** The year that a cluster with these years lacks on that day: the one that has begun, else from December on the next; null for none. */
export function yearToOpen(
  years: readonly { year: number }[],
  day: { year: number; month: number },
): number | null {
  const newest = Math.max(...years.map((each) => each.year));
  if (newest < day.year) return day.year;
  return newest === day.year && day.month >= openingMonth ? day.year + 1 : null;
}
