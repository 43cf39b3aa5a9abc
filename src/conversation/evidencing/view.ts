import { targetCode } from "../../domain/target.ts";
import type { Choice, Reply } from "../../shared/messages.ts";
import {
  type EvidenceRow,
  evidenceCounts,
  evidenceOfTarget,
  findEvidence,
  newestEvidence,
} from "../../store/evidence.ts";
import { memberUnits } from "../../store/standings.ts";
import { findTarget, targetsOfUnit } from "../../store/targets.ts";
import { maySee, refuseSight } from "../may-see.ts";
import { shownCopy } from "../shown-copy.ts";
import { targetName } from "../target-text.ts";
import type { SeatedTurn } from "../turn.ts";
import { drawSheet, whenText } from "./draw-sheet.ts";

/** A page of the list fits one sheet: three rows of three. */
const perPage = 9;

const leafChoices = (turn: SeatedTurn, at: number, pages: number, data: string): Choice[] => [
  ...(at > 0 ? [{ label: turn.say.plain("register:button.previous"), data: `${data}:${at - 1}` }] : []),
  ...(at < pages - 1 ? [{ label: turn.say.plain("register:button.next"), data: `${data}:${at + 1}` }] : []),
];

/** What a unit has shown so far, target by target. */
export async function showUnitEvidence(
  turn: SeatedTurn,
  unitId: number,
  leafed: number | null,
): Promise<void> {
  const { say, tx, seat } = turn;
  const unit = (await memberUnits(tx, seat.year.id)).find((each) => each.id === unitId);
  if (!unit) return turn.reply({ html: say("common:staleButton") });
  if (!maySee(turn, unit.id)) return refuseSight(turn);
  const targets = await targetsOfUnit(tx, seat.year.id, unit.id);
  const counts = await evidenceCounts(
    tx,
    targets.map((each) => each.id),
  );
  const shown = targets.filter((each) => counts.get(each.id));
  const lacking = targets.filter((each) => each.done && !counts.get(each.id));
  const missing =
    lacking.length > 0
      ? [say("evidence:lacking", { codes: lacking.map((each) => targetCode(each.number)).join(", ") })]
      : [];
  if (shown.length === 0) {
    return turn.reply({ html: [say("evidence:noneOfUnit", { unit: unit.name }), ...missing].join("\n") });
  }
  const pages = Math.ceil(shown.length / perPage);
  const at = Math.min(Math.max(0, leafed ?? 0), pages - 1);
  const leaf = leafChoices(turn, at, pages, `evidence:unit:${unit.id}`);
  const newest = leafed === null ? await newestEvidence(tx, seat.year.id, unit.id, perPage) : [];
  const reply: Reply = {
    ...(newest.length > 1
      ? {
          image: await drawSheet(turn, newest, {
            unit: unit.name,
            subtitle: say.plain("evidence:sheet.newest", { count: newest.length }),
            firstNumber: null,
          }),
        }
      : {}),
    html: [say("evidence:ofUnit", { unit: unit.name }), ...missing].join("\n"),
    choices: [
      ...shown.slice(at * perPage, (at + 1) * perPage).map((each) => [
        {
          label: say.plain("evidence:targetRow", {
            target: `${targetCode(each.number)} ${each.title}`,
            count: counts.get(each.id) ?? 0,
          }),
          data: `evidence:target:${each.id}`,
        },
      ]),
      ...(leaf.length > 0 ? [leaf] : []),
    ],
  };
  await (leafed === null ? turn.reply(reply) : turn.replace(reply));
}

/** A target's files; a single one is shown at once. */
export async function showTargetEvidence(
  turn: SeatedTurn,
  targetId: number,
  leafed: number | null,
): Promise<void> {
  const { say, tx, seat } = turn;
  const target = await findTarget(tx, seat.year.id, targetId);
  if (!target) return turn.reply({ html: say("targets:gone") });
  if (!maySee(turn, target.unitId)) return refuseSight(turn);
  const rows = await evidenceOfTarget(tx, target.id);
  const [only] = rows;
  if (!only) return turn.reply({ html: say("evidence:none", { target: targetName(target) }) });
  if (rows.length === 1) return send(turn, only);
  const pages = Math.ceil(rows.length / perPage);
  const at = Math.min(Math.max(0, leafed ?? 0), pages - 1);
  const leaf = leafChoices(turn, at, pages, `evidence:target:${target.id}`);
  const shown = rows.slice(at * perPage, (at + 1) * perPage);
  // A message cannot change its picture, so each page is a message with its own.
  await turn.reply({
    image: await drawSheet(turn, shown, {
      unit: target.unit.name,
      subtitle: `${targetCode(target.number)} ${target.title}`,
      firstNumber: at * perPage + 1,
    }),
    html: say("evidence:ofTarget", {
      target: targetName(target),
      unit: target.unit.name,
      count: rows.length,
    }),
    choices: [
      ...shown.map((row, index) => [
        {
          label: `${at * perPage + index + 1}. ${row.fileName ?? say.plain(isPicture(row) ? "evidence:photo" : "evidence:file")} · ${whenText(turn, row)}`,
          data: `evidence:show:${row.id}`,
        },
      ]),
      ...(leaf.length > 0 ? [leaf] : []),
    ],
  });
}

/** What every channel can show as a picture; other kinds go as a file. */
const isPicture = (row: EvidenceRow) => row.mediaType === "image/jpeg" || row.mediaType === "image/png";

const extensions: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/heic": "heic",
  "application/pdf": "pdf",
  "text/plain": "txt",
  "application/zip": "zip",
};

/** Shows one file, a photo without the place where it was taken. */
async function send(turn: SeatedTurn, row: EvidenceRow): Promise<void> {
  const { say, services } = turn;
  const { target } = row;
  if (!target || !(await services.files.has(row.sha256)))
    return turn.reply({ html: say("evidence:refused.gone") });
  const file = {
    sha256: await shownCopy(services.files, row),
    mediaType: row.mediaType,
    fileName: row.fileName ?? `${targetCode(target.number)}-${row.id}.${extensions[row.mediaType] ?? "bin"}`,
  };
  await turn.reply({
    html: [
      say("evidence:shown", { target: targetName(target), unit: target.unit.name, at: whenText(turn, row) }),
      ...(row.caption ? [say("evidence:caption", { caption: row.caption })] : []),
    ].join("\n"),
    ...(isPicture(row) ? { image: file } : { document: file }),
    choices: [[{ label: say.plain("evidence:button.back"), data: `targets:${target.id}` }]],
  });
}

export async function showFile(turn: SeatedTurn, id: number): Promise<void> {
  const row = await findEvidence(turn.tx, id);
  if (!row || row.clusterYearId !== turn.seat.year.id || row.removedAt !== null) {
    return turn.reply({ html: turn.say("common:staleButton") });
  }
  if (!maySee(turn, row.unitId)) return refuseSight(turn);
  await send(turn, row);
}
