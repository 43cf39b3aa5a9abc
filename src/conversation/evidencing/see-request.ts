import { isMember } from "../../domain/permission.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import { readUnit } from "../../domain/vietnamese/units.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { maySee, refuseSight } from "../may-see.ts";
import type { SeatedTurn } from "../turn.ts";
import { unitViews } from "../views.ts";
import { showTargetEvidence, showUnitEvidence } from "./view.ts";

const shown = "(?:(?:lai|het|cac|nhung|anh|tep|file|toan bo|tat ca)\\s+)*minh chung";
/** "cho chị xem minh chứng của Hải Phòng", "minh chứng CT4 của Nam Định" */
const wish = new RegExp(
  `^(?:(?:cho|em|toi|minh|chi|anh|xin|muon|can|de|oi)\\s+)*(?:(?:xem|mo|coi|kiem tra|ra soat)\\s+${shown}(?![a-z])|${shown}\\s+(?=(?:cua|cho|o|ve|ct|chi tieu|snv|so)(?![a-z])))`,
);
const code = /(?<![a-z])(?:ct|chi tieu)\s*(?:so\s*)?0*(\d{1,3})(?!\d)/;
const linkWords = /^(?:\s|[,:]|(?:cua|cho|o|ve|ben|don vi)(?![a-z]))+/;
const closing = /(?:\s+(?:a|nhe|nha|voi|di|giup|em|chi|anh|toi|dau|nao|xem|duoc khong))+$|[\s.?!,]+$/;
const own = /^(?:(?:don vi|so)\s*)?(?:em|toi|minh|chung toi|nha|nay)?$/;

/** The words after the wish, without what belongs to neither code nor unit. */
function placeSaid(text: string, from: number): { number: number | null; place: string } {
  // Folding keeps each letter in its place.
  let rest = text.slice(from);
  const found = code.exec(fold(rest));
  if (found) rest = rest.slice(0, found.index) + rest.slice(found.index + found[0].length);
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.slice(linkWords.exec(fold(rest))?.[0].length ?? 0);
    const end = closing.exec(fold(rest));
    if (end && !own.test(fold(rest))) rest = rest.slice(0, end.index);
  }
  return { number: found ? Number(found[1]) : null, place: rest.trim() };
}

async function show(turn: SeatedTurn, unit: Unit, number: number | null): Promise<void> {
  if (number === null) return showUnitEvidence(turn, unit.id, null);
  if (!maySee(turn, unit.id)) return refuseSight(turn);
  const targets = await targetsOfUnit(turn.tx, turn.seat.year.id, unit.id);
  const target = targets.find((each) => each.number === number);
  if (target) return showTargetEvidence(turn, target.id, null);
  await turn.reply({ html: turn.say("targets:gone") });
}

/** Does somebody want to see evidence? */
export const wantsEvidence = (text: string): boolean => wish.test(fold(text.normalize("NFC")));

/** "Xem minh chứng của Hải Phòng": shows what a unit or one of its targets has. False when the message wants no such thing. */
export async function readSeeEvidence(turn: SeatedTurn, text: string): Promise<boolean> {
  const typed = text.normalize("NFC");
  const lead = wish.exec(fold(typed))?.[0];
  if (lead === undefined) return false;
  const { number, place } = placeSaid(typed, lead.length);
  const units = await turn.units();
  if (own.test(fold(place))) {
    const unit = isMember(turn.seat.position) ? turn.seat.unit : null;
    if (!unit) await refuseSight(turn);
    else await show(turn, unit, number);
    return true;
  }
  const read = readUnit(place, unitViews(units));
  if (read === null) return false;
  const meant = units.filter((unit) =>
    typeof read === "string" ? unit.name === read : read.includes(unit.name),
  );
  const [only] = meant;
  if (only && typeof read === "string") {
    await show(turn, only, number);
    return true;
  }
  await turn.reply({
    html: turn.say("which-unit:which"),
    choices: meant.map((unit) => [{ label: unit.shortName ?? unit.name, data: `evidence:unit:${unit.id}` }]),
  });
  return true;
}
