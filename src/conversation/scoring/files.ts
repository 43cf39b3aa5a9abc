import type { TableRow } from "../../domain/score-rows.ts";
import type { Evidence, Unit } from "../../store/generated/sqlite/client.ts";
import { instantOf } from "../../store/months.ts";
import { shownCopy } from "../shown-copy.ts";
import type { Turn } from "../turn.ts";

/** A file as its channel shows it: JPEG and PNG as pictures, the rest as files. */
const isPicture = ({ mediaType }: Evidence) => mediaType === "image/jpeg" || mediaType === "image/png";

/** Sends the evidence of one row, photos without the place where they were taken. */
export async function sendFiles(
  turn: Turn,
  unit: Unit,
  { row }: TableRow,
  files: readonly Evidence[],
): Promise<void> {
  const { say, services } = turn;
  if (files.length === 0) return turn.reply({ html: say("scores:noFiles", { code: row.code }) });
  for (const file of files) {
    if (!(await services.files.has(file.sha256))) {
      await turn.reply({ html: say("scheme:refused.gone") });
      continue;
    }
    const stored = {
      sha256: await shownCopy(services.files, file),
      mediaType: file.mediaType,
      fileName: file.fileName ?? `${row.code}-${file.id}`,
    };
    const at = say.moment(instantOf(file.createdAt).toZonedDateTimeISO(turn.zone));
    await turn.reply({
      html: [
        say("scores:fileOf", { code: row.code, unit: unit.name, at }),
        ...(file.caption ? [say("scores:quoted", { text: file.caption })] : []),
      ].join("\n"),
      ...(isPicture(file) ? { image: stored } : { document: stored }),
    });
  }
}
