import { type AudienceWords, readAudience, type UnknownWords } from "../../domain/vietnamese/audience.ts";
import { readSendTime } from "../../domain/vietnamese/send-time.ts";
import type { BroadcastAudience } from "../../store/broadcast-audience.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { memberUnits } from "../../store/standings.ts";
import { meaningOf } from "../meaning-of.ts";
import type { DialogueStep, MemberTurn } from "../turn.ts";
import { unitViews } from "../views.ts";
import type { Draft } from "./draft.ts";
import { clockOf, daysHere, momentOf } from "./send-time.ts";
import { askAudience, askUnits, askWhen, unitsNotReported } from "./steps.ts";

/** What is chosen already, which "thêm" and "bỏ" change. */
function chosenNow(draft: Draft): BroadcastAudience | null {
  if (draft.step === "when") return draft.audience;
  return draft.step === "units" && draft.unitIds.length > 0
    ? { kind: "units", unitIds: draft.unitIds, role: draft.role }
    : null;
}

const roleOf = (audience: BroadcastAudience | null) =>
  (audience && "role" in audience ? audience.role : null) ?? null;

/** One line per thing that was not understood. */
function notesOf({ say }: MemberTurn, unknown: readonly UnknownWords[], units: readonly Unit[]): string[] {
  const shortName = (name: string) => units.find((unit) => unit.name === name)?.shortName ?? name;
  const which = unknown
    .filter((each) => each.candidates.length > 0)
    .map((each) =>
      say("broadcast:whichOne", {
        words: each.text,
        units: each.candidates.map(shortName).join(say.plain("broadcast:or")),
      }),
    );
  const listed = (isPlace: boolean) =>
    unknown
      .filter((each) => each.candidates.length === 0 && each.isPlace === isPlace)
      .map((each) => each.text)
      .join(", ");
  const places = listed(true);
  const rest = listed(false);
  return [
    ...which,
    ...(places === "" ? [] : [say("broadcast:noSuchUnit", { words: places })]),
    ...(rest === "" ? [] : [say("broadcast:unclear", { words: rest })]),
  ];
}

interface Meant {
  audience: BroadcastAudience;
  /** Units before any was left out. */
  from: number;
}

/** What the words make of what was chosen before. */
async function meantBy(
  turn: MemberTurn,
  words: AudienceWords,
  draft: Draft,
  units: readonly Unit[],
): Promise<Meant> {
  const now = chosenNow(draft);
  const all = units.map((unit) => unit.id);
  const idsOf = (names: readonly string[]) =>
    units.filter((unit) => names.includes(unit.name)).map((unit) => unit.id);
  const needsLate = words.scope === "late" || words.exceptLate;
  const late = needsLate ? (await unitsNotReported(turn)).map((unit) => unit.id) : [];
  const named = idsOf(words.named);
  const chosen = now === null ? null : "unitIds" in now ? now.unitIds : all;
  // Names come beside what is ticked already.
  const beside = words.adds || (draft.step === "units" && words.scope === null);
  const isLate = words.scope === "late" ? named.length === 0 : now?.kind === "late" && named.length === 0;
  let base: readonly number[];
  if (words.scope === "all") base = all;
  else if (words.scope === "late") base = [...late, ...named];
  else if (named.length > 0) base = beside ? [...(chosen ?? []), ...named] : named;
  else base = chosen ?? all;
  const out = new Set([...idsOf(words.except), ...(words.exceptLate ? late : [])]);
  const unitIds = all.filter((id) => base.includes(id) && !out.has(id));
  const [said] = words.roles;
  const before = words.scope === null ? roleOf(now) : null;
  const role = words.roles.length === 1 ? (said ?? null) : words.roles.length > 1 ? null : before;
  const from = new Set(base).size;
  if (isLate && words.scope !== "all") return { audience: { kind: "late", unitIds, role }, from };
  if (unitIds.length < all.length) return { audience: { kind: "units", unitIds, role }, from };
  return { audience: role ? { kind: "role", role } : { kind: "all" }, from };
}

/** Words that are no part of an audience and have a sense of their own. */
async function isAboutElse(turn: MemberTurn, words: AudienceWords, text: string): Promise<boolean> {
  const loose = words.unknown.filter((each) => !each.isPlace && each.candidates.length === 0);
  if (loose.length === 0) return false;
  return loose.some((each) => /\d/.test(each.text)) || (await meaningOf(turn, text)).intent !== "none";
}

/** Does the text say anything about who shall get it? */
export async function namesAudience(turn: MemberTurn, text: string): Promise<boolean> {
  const words = readAudience(text, unitViews(await memberUnits(turn.tx, turn.seat.year.id)));
  return words !== null && (words.scope !== null || words.named.length > 0 || words.roles.length > 0);
}

interface Timed {
  words: AudienceWords | null;
  /** The words for whom it is, without the time. */
  text: string;
  /** The instant that was named beside them. */
  at: string | null;
}

/** Whom it is for, and when it shall go where both are said at once: "gửi Hà Nam, Hải Phòng lúc 8h sáng mai". */
function readTimed(turn: MemberTurn, text: string, units: Unit[]): Timed {
  const views = unitViews(units);
  const words = readAudience(text, views);
  const whole = { words, text, at: null };
  // A place may have the name of a day: Hoàng Mai.
  if (words?.unknown.length === 0) return whole;
  const clock = clockOf(turn);
  const said = readSendTime(text, daysHere(clock));
  const rest = said && readAudience(said.rest, views);
  return rest ? { words: rest, text: said.rest, at: momentOf(said, clock).toString() } : whole;
}

/**
 * Who shall get it, in words, and when, if that is said with it. What is not understood is asked about, with what is known kept; it never goes to more people
 * than was said.
 */
export async function takeAudience(turn: MemberTurn, before: Draft, said: string): Promise<DialogueStep> {
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const { words, text, at } = readTimed(turn, said, units);
  if (!words || (await isAboutElse(turn, words, text))) return "pass";
  const draft = { ...before, at: at ?? before.at };
  const now = chosenNow(draft);
  const { say } = turn;
  const again = async (notes: string[]): Promise<DialogueStep> => {
    if (now && draft.step === "when") await askWhen(turn, draft, now, notes);
    else await askAudience(turn, draft, notes);
    return "handled";
  };
  const { audience, from } = await meantBy(turn, words, draft, units);
  const notes = notesOf(turn, words.unknown, units);
  const role = roleOf(audience);
  const unitIds = "unitIds" in audience ? audience.unitIds : [];
  if (notes.length > 0) {
    const keeps = words.scope === null && words.named.length > 0 && unitIds.length > 0;
    if (!keeps && draft.step !== "units") return again(notes);
    await askUnits(turn, keeps ? { ...draft, unitIds, role } : draft, 0, false, notes);
    return "handled";
  }
  if (words.chooses && words.scope === null && words.named.length === 0) {
    await askUnits(turn, { ...draft, role }, 0, false);
    return "handled";
  }
  if (words.count !== null && words.count !== from)
    return again([say("broadcast:unclearCount", { said: words.count, count: from })]);
  if (words.adds && words.roles.length > 0 && now && role !== roleOf(now))
    return again([say("broadcast:unclear", { words: text.trim() })]);
  if ("unitIds" in audience && unitIds.length === 0)
    return again([say(words.scope === "late" ? "broadcast:nobodyLate" : "broadcast:noneLeft")]);
  await askWhen(turn, { ...draft, unitIds, role }, audience);
  return "handled";
}
