import { compare, type Exact, sign, sum, toText, ZERO } from "./exact.ts";
import { isObject, type Node } from "./node.ts";
import { type Criterion, leavesOf, type Scheme } from "./scheme.ts";

/** What concerns the table as a whole: codes, sums, order of ties, bands. */
export function checkScheme(scheme: Scheme, root: Node): void {
  checkCodes(root);
  checkSums(scheme, root);
  checkGroupsOfExtras(scheme, root);
  checkTies(scheme, root);
  checkBands(scheme, root);
}

function checkCodes(root: Node): void {
  const first = new Map<string, string>();
  const visit = (node: Node) => {
    const code = node.raw("code");
    if (typeof code !== "string" || code === "") return;
    const earlier = first.get(code);
    if (earlier !== undefined) node.fault("duplicateCode", { code, first: earlier }, "code");
    else first.set(code, node.path);
  };
  const visitAll = (node: Node) => {
    visit(node);
    for (const row of node.has("criteria") ? node.rows("criteria", "none") : []) visitAll(row);
  };
  for (const group of silentRows(root, "groups")) visitAll(group);
  for (const list of ["bonuses", "penalties", "notRankedWhen"]) silentRows(root, list).forEach(visit);
}

/** Rows of a list that was read before: what is wrong with the list itself is noted already. */
function silentRows(node: Node, key: string): Node[] {
  return Array.isArray(node.raw(key)) ? node.rows(key) : [];
}

/** Sums of the parts must be the whole: leaves → heading → group → base. */
function checkSums(scheme: Scheme, root: Node): void {
  const groups = silentRows(root, "groups");
  scheme.groups.forEach((group, index) => {
    const node = groups[index];
    if (node !== undefined) checkPart(group, node);
  });
  if (!isObject(root.raw("scale")) || root.unreadable("scale.base")) return;
  if (groups.some((node) => node.unreadable("maxPoints"))) return;
  const { base } = scheme.scale;
  const tops = scheme.groups.map((group) => group.maxPoints);
  const whole = tops.includes(null) ? null : sumOf(tops);
  const same = base === null || whole === null ? base === whole : compare(base, whole) === 0;
  if (!same) root.fault("sum", { maxPoints: textOf(base), sum: textOf(whole) }, "scale.base");
}

/**
 * The most a part can give: its maximum, or what its own parts give; null: no limit, or unreadable. A leaf with no
 * maximum is left out of the sum, the part above it cuts it; what the others give must still fit.
 */
function checkPart(part: Criterion | Scheme["groups"][number], node: Node): Exact | null {
  if ("node" in part && part.node === "leaf") return node.unreadable("maxPoints") ? null : part.maxPoints;
  const children = silentRows(node, "criteria");
  const most = part.criteria.map((child, index) => {
    const own = children[index];
    return own === undefined ? null : checkPart(child, own);
  });
  const total = sumOf(most);
  const open = most.includes(null);
  if (part.maxPoints === null || node.unreadable("maxPoints")) return open ? null : total;
  const unreadable = children.some((child) => child.unreadable("maxPoints"));
  const order = compare(total, part.maxPoints);
  if (!unreadable && (open ? order > 0 : order !== 0)) {
    node.fault("sum", { maxPoints: toText(part.maxPoints), sum: toText(total) }, "maxPoints");
  }
  return part.maxPoints;
}

function sumOf(values: readonly (Exact | null)[]): Exact {
  return sum(values.map((value) => value ?? ZERO));
}

function textOf(value: Exact | null): string {
  return value === null ? "null" : toText(value);
}

function checkGroupsOfExtras(scheme: Scheme, root: Node): void {
  const codes = scheme.groups.map((group) => group.code);
  for (const [list, extras] of [
    ["bonuses", scheme.bonuses],
    ["penalties", scheme.penalties],
  ] as const) {
    const nodes = silentRows(root, list);
    extras.forEach(({ group }, index) => {
      if (group !== null && group !== "" && !codes.includes(group)) {
        nodes[index]?.fault("unknownCode", { code: group }, "group");
      }
    });
  }
}

function checkTies(scheme: Scheme, root: Node): void {
  if (!Array.isArray(root.raw("tieBreak"))) return;
  const nodes = root.children("tieBreak");
  const groups = scheme.groups.map((group) => group.code);
  const rows = scheme.groups.flatMap((group) => rowsOf(group.criteria));
  const countable = [
    ...scheme.groups.flatMap((group) => leavesOf(group.criteria).map((leaf) => leaf.code)),
    ...scheme.bonuses.map((extra) => extra.code),
    ...scheme.penalties.map((extra) => extra.code),
  ];
  const last = scheme.tieBreak.length - 1;
  scheme.tieBreak.forEach((tie, index) => {
    const node = nodes[index];
    if (node === undefined || node.faulty("key")) return;
    const ends = tie.key === "tied" || tie.key === "ballot";
    if (ends && index < last) node.fault("tieEarly", { key: tie.key }, "key");
    if (!ends && index === last) node.fault("tieEnd", { key: tie.key }, "key");
    const expect = (code: string, known: readonly string[], key: string) => {
      if (!node.faulty(key) && !known.includes(code)) node.fault("unknownCode", { code }, key);
    };
    if (tie.key === "groupPoints") expect(tie.code, groups, "code");
    if (tie.key === "criterionPoints") expect(tie.code, rows, "code");
    if (tie.key === "minusCount") tie.codes.forEach((code, at) => expect(code, countable, `codes[${at}]`));
  });
  if (last < 0) root.fault("tieEnd", {}, "tieBreak");
}

function rowsOf(criteria: readonly Criterion[]): string[] {
  return criteria.flatMap((row) => [row.code, ...(row.node === "heading" ? rowsOf(row.criteria) : [])]);
}

function checkBands(scheme: Scheme, root: Node): void {
  if (!Array.isArray(root.raw("bands"))) return;
  const nodes = root.children("bands");
  const { max } = scheme.scale;
  const noMax = isObject(root.raw("scale")) && !root.faulty("scale.max") && (max === null || sign(max) === 0);
  scheme.bands.forEach((band, index) => {
    const node = nodes[index];
    if (node === undefined) return;
    if (band.of === "percentOfMax" && band.ge !== null && noMax && !node.faulty("of"))
      node.fault("needsMax", { of: band.of }, "of");
    if (index === scheme.bands.length - 1 && band.ge !== null && !node.faulty("ge")) {
      node.fault("lastBand", { ge: toText(band.ge) }, "ge");
    }
  });
}
