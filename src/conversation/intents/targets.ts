import { isHead } from "../../domain/permission.ts";
import { targetCode } from "../../domain/target.ts";
import type { Choice } from "../../shared/messages.ts";
import { evidenceCounts } from "../../store/evidence.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { newestRevision } from "../../store/revisions.ts";
import { memberUnits } from "../../store/standings.ts";
import { findTarget, type TargetRow, targetsOfUnit } from "../../store/targets.ts";
import { maySee, refuseSight } from "../may-see.ts";
import { targetCard, targetLines } from "../target-card.ts";
import type { Intent, SeatedTurn, Turn } from "../turn.ts";
import { asSeated } from "../who-may.ts";

const perPage = 8;

/** A unit's targets, a page at a time; `leafed` is the page a button asked for. */
async function showList(
  turn: SeatedTurn,
  unit: Unit,
  { leafed = null, note }: { leafed?: number | null; note?: string } = {},
): Promise<void> {
  const { say, tx, seat } = turn;
  const own = seat.unit?.id === unit.id;
  const targets = await targetsOfUnit(tx, seat.year.id, unit.id);
  const more: Choice[][] = [];
  if (own) {
    more.push([
      { label: say.plain("common:button.reportProgress"), data: "progress" },
      { label: say.plain("targets:button.register"), data: "register" },
    ]);
  } else if (targets.length > 0) {
    more.push([{ label: say.plain("targets:button.unitEvidence"), data: `evidence:unit:${unit.id}` }]);
  }
  if (isHead(seat.position)) {
    more.push([{ label: say.plain("targets:button.units"), data: "targets:units" }]);
  }
  if (targets.length === 0) {
    const html = own ? say("targets:empty") : say("targets:emptyOf", { unit: unit.name });
    return turn.reply({ html: note ? `${note}\n${html}` : html, choices: more });
  }
  const pages = Math.ceil(targets.length / perPage);
  const at = Math.min(Math.max(0, leafed ?? 0), pages - 1);
  const shown = targets.slice(at * perPage, (at + 1) * perPage);
  const evidence = await evidenceCounts(
    tx,
    shown.map((each) => each.id),
  );
  const page = (to: number, name: string): Choice => ({
    label: say.plain(`register:button.${name}`),
    data: `targets:u:${unit.id}:${to}`,
  });
  const codes: Choice[][] = [];
  for (let from = 0; from < shown.length; from += 4) {
    codes.push(
      shown
        .slice(from, from + 4)
        .map((each) => ({ label: targetCode(each.number), data: `targets:${each.id}` })),
    );
  }
  const leaf = [
    ...(at > 0 ? [page(at - 1, "previous")] : []),
    ...(at < pages - 1 ? [page(at + 1, "next")] : []),
  ];
  const reply = {
    html: [
      ...(note ? [note] : []),
      say("targets:list", { year: seat.year.year, unit: unit.name, count: targets.length }),
      ...shown.flatMap((each) => targetLines(turn, each, evidence.get(each.id) ?? 0)),
      ...(pages > 1 ? [say("targets:page", { page: at + 1, of: pages })] : []),
      ...(seat.year.sampleLabel ? [say("common:sample", { label: seat.year.sampleLabel })] : []),
    ].join("\n"),
    choices: [...codes, ...(leaf.length > 0 ? [leaf] : []), ...more],
  };
  await (leafed === null ? turn.reply(reply) : turn.replace(reply));
}

/** What can be done with a target from its card. */
async function cardChoices(turn: SeatedTurn, target: TargetRow, evidence: number): Promise<Choice[][]> {
  const { say } = turn;
  const button = (label: string, data: string): Choice => ({ label: say.plain(label), data });
  const seeEvidence = evidence > 0 ? [button("targets:button.evidence", `evidence:target:${target.id}`)] : [];
  const list = button("targets:button.list", `targets:u:${target.unitId}`);
  if (turn.seat.unit?.id !== target.unitId) {
    const newest = await newestRevision(turn.tx, target.id);
    const review =
      newest?.decision === "awaiting" ? [[button("targets:button.review", `approve:r:${newest.id}`)]] : [];
    return [...review, ...(seeEvidence.length > 0 ? [seeEvidence] : []), [list]];
  }
  const report =
    target.kind === "title" ? [] : [button("common:button.reportProgress", `progress:${target.id}`)];
  return [
    [...report, button("common:button.sendEvidence", `evidence:for:${target.id}`)],
    ...(seeEvidence.length > 0 ? [seeEvidence] : []),
    [
      button("targets:button.change", `change:${target.id}`),
      ...(target.approval === "approved" ? [] : [button("targets:button.withdraw", `withdraw:${target.id}`)]),
    ],
    [list],
  ];
}

async function showOne(turn: SeatedTurn, id: number): Promise<void> {
  const target = await findTarget(turn.tx, turn.seat.year.id, id);
  if (!target) return turn.reply({ html: turn.say("targets:gone") });
  if (!maySee(turn, target.unitId)) return refuseSight(turn);
  const evidence = (await evidenceCounts(turn.tx, [target.id])).get(target.id) ?? 0;
  await turn.reply({
    html: await targetCard(turn, target, evidence),
    choices: await cardChoices(turn, target, evidence),
  });
}

/** The head picks whose targets to see. */
async function pickUnit(turn: SeatedTurn): Promise<void> {
  if (!isHead(turn.seat.position)) return refuseSight(turn);
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const counts = await turn.tx.target.groupBy({
    by: ["unitId"],
    where: { clusterYearId: turn.seat.year.id, approval: { not: "withdrawn" } },
    _count: true,
  });
  await turn.reply({
    html: turn.say("targets:pickUnit"),
    choices: units.map((unit) => [
      {
        label: turn.say.plain("targets:unitRow", {
          unit: unit.name,
          count: counts.find((each) => each.unitId === unit.id)?._count ?? 0,
        }),
        data: `targets:u:${unit.id}`,
      },
    ]),
  });
}

/** Answers "chỉ tiêu của đơn vị", "CT3 đến đâu rồi", and for the head also those of another unit. */
export async function showTargets(
  turn: SeatedTurn,
  { unit, codes }: { unit: Unit | null; codes: string[] },
): Promise<void> {
  const whose = unit ?? turn.seat.unit;
  if (!whose || !maySee(turn, whose.id)) return refuseSight(turn);
  if (codes.length === 0) return showList(turn, whose);
  const targets = await targetsOfUnit(turn.tx, turn.seat.year.id, whose.id);
  const named = targets.filter((each) => codes.includes(targetCode(each.number)));
  const [only] = named;
  if (named.length === 1 && only) return showOne(turn, only.id);
  if (named.length === 0) {
    return showList(turn, whose, { note: turn.say("targets:notFound", { codes: codes.join(", ") }) });
  }
  const evidence = await evidenceCounts(
    turn.tx,
    named.map((each) => each.id),
  );
  await turn.reply({
    html: named.flatMap((each) => targetLines(turn, each, evidence.get(each.id) ?? 0)).join("\n"),
    choices: [
      named.slice(0, 4).map((each) => ({ label: targetCode(each.number), data: `targets:${each.id}` })),
    ],
  });
}

const codesIn = (text: string) =>
  [...text.matchAll(/ct\s*0*(\d{1,3})/gi)].map((found) => targetCode(Number(found[1])));

const chitieu = (turn: Turn, rest: string) =>
  asSeated(turn, (seated) => showTargets(seated, { unit: null, codes: codesIn(rest) }));

export const targets: Intent = {
  commands: { chitieu, targets: chitieu },
  presses: {
    targets: (turn, [name, id, page]) =>
      asSeated(turn, async (seated) => {
        if (name === undefined) return showTargets(seated, { unit: null, codes: [] });
        if (name === "units") return pickUnit(seated);
        if (name !== "u") return showOne(seated, Number(name) || 0);
        const units = await memberUnits(seated.tx, seated.seat.year.id);
        const unit = units.find((each) => each.id === Number(id));
        if (!unit) return turn.reply({ html: turn.say("common:staleButton") });
        if (!maySee(seated, unit.id)) return refuseSight(seated);
        await showList(seated, unit, { leafed: page === undefined ? null : Number(page) || 0 });
      }),
  },
};
