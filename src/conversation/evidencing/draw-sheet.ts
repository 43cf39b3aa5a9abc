import { targetCode } from "../../domain/target.ts";
import { contactSheet, type SheetTile, thumbnail } from "../../pictures/contact-sheet.ts";
import { renderPng } from "../../pictures/render-png.ts";
import type { StoredFile } from "../../shared/messages.ts";
import type { EvidenceRow } from "../../store/evidence.ts";
import { instantOf } from "../../store/months.ts";
import type { SeatedTurn } from "../turn.ts";

export function whenText(turn: SeatedTurn, row: EvidenceRow): string {
  const when = instantOf(row.createdAt).toZonedDateTimeISO(turn.zone);
  return `${turn.say.time(when.toPlainTime())} ${turn.say.shortDay(when.toPlainDate())}`;
}

/** By a part of the media type: what people call that kind of file. */
const kinds: [RegExp, string][] = [
  [/^image\//, "photo"],
  [/pdf/, "pdf"],
  [/word/, "word"],
  [/excel|spreadsheet/, "excel"],
  [/powerpoint|presentation/, "slides"],
  [/zip/, "archive"],
];

async function tileOf(turn: SeatedTurn, row: EvidenceRow, number: number | null): Promise<SheetTile> {
  const { files } = turn.services;
  const kind = kinds.find(([form]) => form.test(row.mediaType))?.[1] ?? "other";
  const isPhoto = kind === "photo" && (await files.has(row.sha256));
  return {
    number,
    code: row.target ? targetCode(row.target.number) : "",
    when: whenText(turn, row),
    kind: turn.say.plain(`evidence:kind.${kind}`),
    name: row.fileName,
    picture: isPhoto ? await thumbnail(await files.read(row.sha256), row.mediaType) : null,
  };
}

/** Draws a page of evidence small, in the order of the list beside it. */
export async function drawSheet(
  turn: SeatedTurn,
  rows: EvidenceRow[],
  { unit, subtitle, firstNumber }: { unit: string; subtitle: string; firstNumber: number | null },
): Promise<StoredFile> {
  const { say, seat, services } = turn;
  const tiles: SheetTile[] = [];
  for (const [at, row] of rows.entries()) {
    tiles.push(await tileOf(turn, row, firstNumber === null ? null : firstNumber + at));
  }
  const png = await renderPng(
    contactSheet({
      title: say.plain("evidence:sheet.title", { unit }),
      subtitle,
      tiles,
      ...(seat.year.sampleLabel ? { sampleNote: seat.year.sampleLabel } : {}),
    }),
  );
  return {
    sha256: await services.files.put(png),
    mediaType: "image/png",
    fileName: say.plain("evidence:sheet.file"),
  };
}
