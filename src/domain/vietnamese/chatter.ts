import type { Bit, FigureBit } from "./bits.ts";
import { isParticle } from "./claim-state.ts";
import type { Claim, Claims } from "./claims.ts";
import { realDay } from "./day.ts";
import type { Context, TargetView } from "./meaning.ts";
import { sameNoun, worth } from "./measures.ts";
import { hasTag, isFigure, isTag } from "./parts.ts";
import { phraseAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

// Figures that are not about any target.

/** Words that say a figure is about progress, whatever it counts. */
const isProgressWord = (bit: Bit, message: Message): boolean =>
  isTag(bit, "add", "less", "got", "finish", "more", "reached", "lowered") ||
  (bit.kind === "tag" && bit.tag === "total" && phraseAt(message, bit.start, "đạt") > 0) ||
  (bit.kind === "figure" && bit.sign !== null);

function fitsSome(figure: FigureBit, context: Context): boolean {
  const { measure } = figure;
  if (!measure) return true;
  if (measure.guessed) return false;
  return context.targets.some((target) => fits(measure.kind, measure.name, target));
}

export function fits(kind: string, name: string, target: TargetView): boolean {
  if (kind === "percent") return target.kind !== "yesno";
  if (kind === "money") return worth(target.unit) !== null;
  return target.unit !== null && sameNoun(name, target.unit);
}

/** Without a target named, figures that count something else are chat. */
export function dropChatter({ claims, head }: Claims, context: Context, message: Message): Claim[] {
  const kept: Claim[] = [];
  for (const claim of claims) {
    if (claim.named) {
      kept.push(claim);
      continue;
    }
    const figures = claim.bits.filter(isFigure);
    const aims = claim.bits.some((bit) => isTag(bit, "aim"));
    const said = [...head, ...claim.bits].some((bit) => isProgressWord(bit, message));
    const finish = hasTag(claim.bits, "finish", "same", "nearly");
    if (figures.length === 0) {
      if (aims && finish) kept.push(claim);
      else if (context.targets.length === 1 && finish && !isBareFinish(claim.bits, message)) kept.push(claim);
      continue;
    }
    const plain = figures.filter((figure) => !figure.weak || said);
    const matching = plain.filter(
      (figure) =>
        fitsSome(figure, context) && figure.word !== "vague" && !isLooseStroke(figure, claim, message),
    );
    if (
      matching.length > 0 ||
      (namesUnknown(claim.bits) && plain.length > 0) ||
      (said && plain.some((figure) => figure.measure?.guessed !== true || aims))
    )
      kept.push(claim);
  }
  return kept;
}

/** "chỉ tiêu trồng rừng": a name, though of no target here. */
export function namesUnknown(bits: readonly Bit[]): boolean {
  const aim = bits.findIndex((bit) => isTag(bit, "aim"));
  const next = bits[aim + 1];
  return aim >= 0 && (next?.kind === "word" || isTag(next, "work"));
}

/** "8/3" in a greeting. */
function isLooseStroke(figure: FigureBit, claim: Claim, message: Message): boolean {
  if (figure.stroke === null || figure.measure !== null) return false;
  if (realDay(2024, figure.stroke.m, figure.stroke.d) === null) return false;
  return claim.bits.some((bit) => isTag(bit, "plain") || (bit.kind === "word" && !isParticle(message, bit)));
}

const bareFinish = new Set(
  "xong roi a da vang ok oke r done em nhe nha hoan thanh tat het anh chi".split(" "),
);

function isBareFinish(bits: readonly Bit[], message: Message): boolean {
  const first = bits[0]?.start ?? 0;
  const last = bits[bits.length - 1]?.next ?? 0;
  const words = message.tokens.slice(first, last).filter((token) => token.kind === "word");
  return (
    words.every((token) => bareFinish.has(token.fold)) &&
    words.some((token) => /^(?:xong|done)$/.test(token.fold))
  );
}
