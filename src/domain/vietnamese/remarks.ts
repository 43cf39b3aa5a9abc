import type { Bit } from "./bits.ts";
import { isEvidence } from "./evidence.ts";
import { hasTag, isFigure, isTag, type Part, saysSomething } from "./parts.ts";
import { behind, hasOwnReport } from "./remark-behind.ts";
import { openedAt, unreal } from "./remark-openings.ts";
import { isSaid, isUnsure, wordAt } from "./remark-word-at.ts";
import type { Message } from "./tokens.ts";

// Figures and finishes that are spoken of, but not reported: judged, wished, awaited, somebody else's, of another time.
// README 2.1 calls a remark on a target `none`; where it may be a report after all ("ct1 150 nhiều quá"), it is confirmed;
// a finish that is denied ("xong đâu mà xong") is one that is not reached (2.4, not finished). What no group knows, the net
// in explained.ts catches.
//
// | Group                | Stands                                        | Makes                                             |
// |----------------------|-----------------------------------------------|---------------------------------------------------|
// | others, formerly     | before the figure in its part                 | nothing, up to a word of turn ("nay", "nhưng")    |
// | demand, fancy,       | before the figure, with no word of report     | the same; a list goes on with it                  |
// |   proposed, quoted,  |   (evidence.ts) between; behind a finish      |                                                   |
// |   looking            |   it counts as well                           |                                                   |
// | thought, whenever    | before the figure, with no thì between        | nothing, up to thì with a report of its own       |
// | others after như      | right behind a figure                         | the same if thì follows or no target is named;    |
// |                      |                                               | else to be confirmed, unless đạt, được, đã, rồi   |
// | a unit               | in a part of hearsay, before the figure       | nothing                                           |
// | intended             | before a verb of work, as demand does         | nothing                                           |
// | heard                | right before a figure or target, as demand    | nothing                                           |
// | reckoned             | with a figure and no total word               | to be confirmed; with a rate ("mỗi căn 80 triệu") |
// |                      |                                               | nothing                                           |
// | upon                 | right before a finish, or a target with one   | nothing                                           |
// | thus                 | right behind                                  | nothing; after rồi to be confirmed                |
// | is + judgement       | right behind                                  | nothing, unless đã or rồi says that it is so      |
// | is + dread, outcome  | right behind                                  | nothing, unless đã or rồi; dread after thấy, too  |
// | trở lên + là, thì    | right behind                                  | nothing, unless đã                                |
// | hard                 | right behind, without là                      | nothing, unless đạt, được, đã, rồi                |
// | size + intense       | right behind, without là                      | to be confirmed, unless đạt, được, đã, rồi        |
// | demanded             | right behind a figure, no figure after it     | nothing                                           |
// | later                | behind a finish, a pronoun between            | nothing; after rồi to be confirmed; after đã kept |
// | soon                 | behind a figure or finish, no report after it | the same                                          |
// | chắc + pronoun       | right behind a figure with mà before it       | nothing                                           |
// | ai, sao … nổi, xuể   | right behind                                  | nothing                                           |
// | either               | behind a finish, a pronoun between            | to be confirmed, unless đã or rồi                 |
// | denied               | right behind, at the end                      | not so                                            |

const reports = (bits: readonly Bit[]): boolean =>
  saysSomething(bits) && bits.some((bit) => bit.kind === "target" || isFigure(bit));

/** What a part says after a word of turn ("nhưng", "nay") or after thì with a report of its own. */
function afterTurn(message: Message, bits: readonly Bit[], from: number): readonly Bit[] {
  const turn = bits.findIndex(
    (bit, index) =>
      bit.start >= from &&
      (wordAt(message, bit.start)?.tag === "turn" ||
        (message.tokens[bit.start]?.fold === "thi" && hasOwnReport(bits, index + 1))),
  );
  return turn < 0 ? [] : bits.slice(turn);
}

const tagBit = (at: number, tag: "rough" | "not"): Bit => ({ kind: "tag", start: at, next: at, tag });

interface Read {
  /** Runs of bits that still report; empty when the part is a remark altogether. */
  readonly kept: readonly (readonly Bit[])[];
  /** Targets a remark was made on, for what follows. */
  readonly targets: readonly Bit[];
  /** What it demands, wishes or quotes may go on in a list. */
  readonly goesOn?: boolean;
}

/** So often one part may turn from a remark to a report and back; who goes on with thì after thì reports nothing. */
const mostTurns = 5;

/** `null` if the part is to be read as it stands. */
function readPart(message: Message, bits: readonly Bit[], turns = 0): Read | null {
  const end = bits[bits.length - 1]?.next ?? 0;
  const opened = openedAt(message, bits);
  let cut = -1;
  let from = 0;
  const marked: Bit[] = [];
  let claimAt = 0;
  let targeted = false;
  let reported = false;
  const before = { already: false, reached: false, work: false, named: false };
  for (const [index, bit] of bits.entries()) {
    if (opened >= 0 && index >= opened) break;
    message.onStep?.();
    const found = isSaid(bit) ? behind(message, bits, index, end, before) : null;
    // The claim that the next figure belongs to begins at its target, if something is reported before that.
    if (bit.kind === "target" && reported) claimAt = index;
    reported ||= isFigure(bit) || (targeted && isSaid(bit));
    targeted ||= bit.kind === "target";
    before.named ||= bit.kind === "target";
    before.already ||= isTag(bit, "already");
    before.reached ||= isTag(bit, "got", "total", "reached");
    before.work ||= isTag(bit, "work", "order");
    if (found?.verdict === "nothing") {
      cut = claimAt;
      from = found.next;
      break;
    }
    if (found?.verdict === "denied") marked.push(tagBit(bit.start, "not"));
    marked.push(bit);
    if (found?.verdict === "doubt") marked.push(tagBit(bit.next, "rough"));
  }
  const opener = bits[opened];
  if (cut < 0 && opened < 0 && reckons(message, bits))
    return { kept: [[tagBit(bits[0]?.start ?? 0, "rough"), ...marked]], targets: [] };
  const word = opener && wordAt(message, opener.start);
  if (cut < 0 && opener && word && isUnsure(message, opener.start, word))
    return { kept: [[tagBit(bits[0]?.start ?? 0, "rough"), ...bits]], targets: [] };
  if (cut < 0 && opened < 0 && supposes(message, bits))
    return { kept: [[tagBit(bits[0]?.start ?? 0, "rough"), ...marked]], targets: [] };
  if (cut < 0 && opened < 0) return marked.length > bits.length ? { kept: [marked], targets: [] } : null;
  const at = cut >= 0 ? cut : opened;
  const kept = cut >= 0 ? bits.slice(0, at) : marked;
  const own = reports(kept);
  const targets = bits.slice(own ? at : 0).filter((bit) => bit.kind === "target");
  const said = cut >= 0 ? from : (bits.find((bit, index) => index > opened && isSaid(bit))?.next ?? end);
  const rest = afterTurn(message, bits, said);
  const again =
    turns < mostTurns && rest.some(isSaid) ? (readPart(message, rest, turns + 1)?.kept ?? [rest]) : [];
  const turned = again.map((run) => (run.some((bit) => bit.kind === "target") ? run : [...targets, ...run]));
  return {
    kept: [...(own ? [kept] : []), ...turned],
    targets: turned.length > 0 ? [] : targets,
    goesOn: cut < 0 && turned.length === 0 && word !== null && word !== undefined && unreal.has(word.tag),
  };
}

/** "nếu không tính hồ sơ tồn thì ct3 đạt 92%": so, if one counts that way. */
const supposes = (message: Message, bits: readonly Bit[]): boolean =>
  bits.some(
    (bit) =>
      (bit.kind === "word" || bit.kind === "tag") &&
      message.tokens[bit.start]?.fold === "neu" &&
      wordAt(message, bit.start)?.tag === "whenever",
  );

/** A target and its figure, and nothing else but closing words. */
const isEntry = (message: Message, bits: readonly Bit[]): boolean =>
  bits[0]?.kind === "target" &&
  bits.every(
    (bit, index) =>
      !isEvidence(message, bits, index) &&
      (bit.kind === "target" || bit.kind === "figure" || (bit.kind === "word" && index > 1)),
  );

/** "mỗi căn 80 triệu": a rate, no figure of a target. */
const isRate = (message: Message, { bits }: Part): boolean =>
  message.tokens[bits[0]?.start ?? 0]?.fold === "moi" &&
  isTag(bits[0], "plain") &&
  bits[1]?.kind === "word" &&
  bits.some(isFigure) &&
  !bits.some((bit) => bit.kind === "target");

/** "tính ra ct5 8 căn …": a sum done aloud, where nothing says that it is so. */
const reckons = (message: Message, bits: readonly Bit[]): boolean =>
  bits.some(isFigure) &&
  bits.some((bit) => bit.kind === "word" && wordAt(message, bit.start)?.tag === "reckoned") &&
  !hasTag(bits, "got", "total", "finish", "reached") &&
  !bits.some((_, index) => isEvidence(message, bits, index));

/** The parts without what is only remarked on. A part without a target goes on about the one a remark was made on. */
export function dropRemarks(message: Message, parts: readonly Part[]): Part[] {
  const kept: Part[] = [];
  let carried: readonly Bit[] = [];
  let sentence = -1;
  let supposed = false;
  let listed = false;
  const rated = new Set(parts.filter((part) => isRate(message, part)).map(({ sentence: at }) => at));
  for (const part of parts) {
    if (part.sentence !== sentence) {
      carried = [];
      supposed = false;
      listed = false;
    }
    sentence = part.sentence;
    // "giao ước ghi ct3 95%, ct4 6 lớp"
    if (rated.has(part.sentence) && (isRate(message, part) || reckons(message, part.bits))) continue;
    if (listed && !part.question && isEntry(message, part.bits)) continue;
    const read = part.question ? null : readPart(message, part.bits);
    if (read) {
      supposed ||= supposes(message, part.bits);
      for (const bits of read.kept) kept.push({ ...part, bits });
      carried = read.targets;
      listed = read.goesOn === true;
      continue;
    }
    const goesOn =
      carried.length > 0 && saysSomething(part.bits) && !part.bits.some((bit) => bit.kind === "target");
    kept.push(goesOn ? { ...part, bits: [...carried, ...part.bits] } : part);
    if (part.bits.some((bit) => bit.kind === "target")) carried = [];
  }
  return kept;
}
