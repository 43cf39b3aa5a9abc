import { targetCode } from "../../domain/target.ts";
import type { Choice } from "../../shared/messages.ts";
import { attachEvidence, type EvidenceFile } from "../../store/evidence.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { startAction } from "../../store/progress.ts";
import { asDate } from "../days.ts";
import type { MemberTurn } from "../turn.ts";

export const codesOf = (targets: readonly { number: number }[]): string =>
  targets.map((each) => targetCode(each.number)).join(", ");

/** "ảnh" or "tệp": what people call what they sent. */
export const wordFor = (turn: MemberTurn, files: readonly EvidenceFile[]): string =>
  turn.say.plain(
    `evidence:${files.every((each) => each.mediaType.startsWith("image/")) ? "photo" : "file"}${files.length > 1 ? "s" : ""}`,
    { count: files.length },
  );

export interface Placed {
  actionId: number;
  /** 0: every target had these files already. */
  added: number;
}

/** Attaches files to targets under one action. */
export async function placeFiles(
  turn: MemberTurn,
  files: EvidenceFile[],
  targets: Target[],
): Promise<Placed> {
  const at = asDate(turn.now);
  const action = await startAction(turn.tx, {
    personId: turn.person.id,
    clusterYearId: turn.seat.year.id,
    kind: "evidence",
    at,
  });
  let added = 0;
  for (const file of files) {
    added += await attachEvidence(turn.tx, file, targets, {
      personId: turn.person.id,
      actionId: action.id,
      at,
    });
  }
  return { actionId: action.id, added };
}

export type Why = "report" | "named" | "chosen" | "moved";

/** Says where files went, with a way to correct it. */
export async function sayPlaced(
  turn: MemberTurn,
  files: EvidenceFile[],
  targets: Target[],
  { actionId, added }: Placed,
  why: Why,
): Promise<void> {
  const { say } = turn;
  const values = { what: wordFor(turn, files), codes: codesOf(targets) };
  if (added === 0) return turn.reply({ html: say("evidence:known", values) });
  const [only] = targets;
  const not: Choice = {
    label:
      targets.length === 1 && only
        ? say.plain("evidence:button.not", { code: targetCode(only.number) })
        : say.plain("evidence:button.notThese"),
    data: `evidence:not:${actionId}`,
  };
  await turn.reply({ html: say(`evidence:placed.${why}`, values), choices: [[not]] });
}
