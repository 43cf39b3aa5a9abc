import { isHead, isMember, maySetUp } from "../../domain/permission.ts";
import { targetCode } from "../../domain/target.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { mainMenu } from "../menu.ts";
import type { Intent, Turn } from "../turn.ts";

/** What can be said, with examples made of the unit's own targets. */
export async function showHelp(turn: Turn): Promise<void> {
  const { say, seat } = turn;
  if (!turn.person || !seat) return turn.reply({ html: say("join:codeNeeded") });
  const lines: string[] = [];
  if (isMember(seat.position) && seat.unit) {
    const targets = (await targetsOfUnit(turn.tx, seat.year.id, seat.unit.id)).filter(
      (each) => each.kind !== "title",
    );
    const percent = targets.find((each) => each.kind === "percent");
    const quantity = targets.find((each) => each.kind === "quantity");
    const yesno = targets.find((each) => each.kind === "yesno");
    const example = (
      target: { number: number; title: string; measure: string | null } | undefined,
      key: string,
    ) =>
      target &&
      say(`help:example.${key}`, {
        code: targetCode(target.number),
        title: target.title,
        measure: target.measure ?? "",
      });
    const examples = [
      example(percent, "percent"),
      example(quantity, "quantity"),
      example(yesno, "yesno"),
    ].filter((each) => each !== undefined);
    lines.push(
      ...(examples.length > 0
        ? [say("help:report"), ...examples, say("help:several")]
        : [say("help:register")]),
    );
    lines.push(say("help:member"));
  } else lines.push(say("help:viewer"));
  if (isHead(seat.position)) lines.push(say("help:head"));
  else if (maySetUp(seat.position)) lines.push(say("help:setUp"));
  lines.push(say("help:always"));
  await turn.reply({ html: lines.join("\n"), choices: mainMenu(turn) });
}

/** The answer to what was not understood, or needs none: ways to go on. */
export async function offerWays(
  turn: Turn,
  why: "notUnderstood" | "greeting" = "notUnderstood",
): Promise<void> {
  const { say, seat } = turn;
  if (!turn.person || !seat) return turn.reply({ html: say("join:codeNeeded") });
  const button = (label: string, data: string) => ({ label: say.plain(label), data });
  const choices = isMember(seat.position)
    ? [
        [button("common:button.reportProgress", "progress"), button("common:button.myTargets", "targets")],
        [button("common:button.standings", "standings"), button("common:button.help", "help")],
        ...(isHead(seat.position) ? [[button("common:button.callList", "calls")]] : []),
      ]
    : [[button("common:button.standings", "standings"), button("common:button.help", "help")]];
  await turn.reply({ html: say(`common:${why}`), choices, awaitsChoice: true });
}

export const help: Intent = {
  commands: { trogiup: showHelp, help: showHelp },
  presses: { help: (turn) => showHelp(turn) },
};
