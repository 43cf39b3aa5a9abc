import { createHash } from "node:crypto";
import { z } from "zod";
import { entriesOf, type FrozenScores, freezeScores, stagesOf } from "../../domain/score-sheet.ts";
import { normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { recipientsOf } from "../../store/recipients.ts";
import { findScheme, type LoadedScheme } from "../../store/schemes.ts";
import { entriesOfSheets, flagsOf, newestPublication, publishScores, sheetsOf } from "../../store/scores.ts";
import { memberUnits } from "../../store/standings.ts";
import { asDate } from "../days.ts";
import { resultLines, resultText } from "../scoring/published-text.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asHead } from "../who-may.ts";

/** What would be published now, and what still stands in the way. */
async function current(turn: MemberTurn, loaded: LoadedScheme) {
  const sheets = await sheetsOf(turn.tx, loaded.id);
  const appraised = sheets.filter((sheet) => sheet.state === "appraised");
  const open = sheets.filter((sheet) => sheet.state === "submitted" || sheet.state === "returned");
  const entries = await entriesOfSheets(
    turn.tx,
    appraised.map((sheet) => sheet.id),
  );
  const units = new Map(
    appraised.map((sheet) => [
      sheet.unitId,
      {
        entries: entriesOf(
          loaded.rows,
          stagesOf(entries.get(sheet.id) ?? [], sheet.submittedUpTo ?? 0),
          "appraised",
        ),
        flags: flagsOf(sheet),
      },
    ]),
  );
  const frozen = freezeScores(loaded.scheme, loaded.rows, units);
  return {
    frozen,
    open,
    notAttested: appraised.filter((sheet) => !sheet.attestedAt),
    byOwn: appraised.filter((sheet) => sheet.selfAppraised),
  };
}

/** What was seen in the preview: a button and the typed reason publish exactly that. */
const markOf = (frozen: FrozenScores): string =>
  createHash("sha256").update(JSON.stringify(frozen)).digest("hex").slice(0, 12);

/** Totals and ranks that a correction changes, a line a unit. */
function changes(
  turn: MemberTurn,
  before: FrozenScores,
  after: FrozenScores,
  names: Map<number, string>,
): string[] {
  return after.units.flatMap((each) => {
    const old = before.units.find((unit) => unit.unitId === each.unitId);
    if (old?.total === each.total && old.rank === each.rank) return [];
    return turn.say("scores:publish.change", {
      unit: names.get(each.unitId) ?? "",
      from: old ? turn.say.figure(old.total) : "–",
      to: turn.say.figure(each.total),
      fromRank: old?.rank ?? "–",
      toRank: each.rank ?? "–",
    });
  });
}

async function preview(turn: MemberTurn, loaded: LoadedScheme, lead: string[] = []): Promise<void> {
  const { say, tx, seat } = turn;
  const { frozen, open, notAttested, byOwn } = await current(turn, loaded);
  const units = await memberUnits(tx, seat.year.id);
  const names = new Map(units.map((unit) => [unit.id, unit.shortName]));
  const list = (sheets: { unitId: number }[]) => sheets.map((each) => names.get(each.unitId)).join(", ");
  const back = { label: say.plain("scores:button.units"), data: `appraise:open:${loaded.id}` };
  if (open.length > 0)
    return turn.reply({ html: say("scores:publish.open", { units: list(open) }), choices: [[back]] });
  if (frozen.units.length === 0)
    return turn.reply({ html: say("scores:publish.nothing"), choices: [[back]] });
  const last = await newestPublication(tx, loaded.id);
  const number = (last?.number ?? 0) + 1;
  if (last && markOf(last.frozen) === markOf(frozen)) {
    return turn.reply({
      html: say("scores:publish.unchanged", { number: last.number }),
      choices: [[{ label: say.plain("scores:button.table"), data: `score:table:${loaded.id}` }]],
    });
  }
  await turn.reply({
    html: [
      ...lead,
      say(last ? "scores:publish.previewAgain" : "scores:publish.preview", {
        year: seat.year.year,
        scheme: loaded.scheme.name,
        number,
      }),
      ...resultLines(say, loaded, frozen, units, null),
      ...(last ? changes(turn, last.frozen, frozen, names) : []),
      ...(notAttested.length > 0 ? [say("scores:publish.notAttested", { units: list(notAttested) })] : []),
      ...(byOwn.length > 0 ? [say("scores:publish.selfAppraised", { units: list(byOwn) })] : []),
      say("scores:publish.consequence"),
    ].join("\n"),
    choices: [
      [
        {
          label: say.plain(last ? "scores:button.publishAgain" : "scores:button.publishNow"),
          data: `publishScores:${last ? "reason" : "go"}:${loaded.id}:${number}:${markOf(frozen)}`,
        },
        { label: say.plain("common:button.cancel"), data: `publishScores:not:${loaded.id}` },
      ],
    ],
  });
}

/** Publishes what was seen, once; everybody gets their own result. */
async function publish(
  turn: MemberTurn,
  loaded: LoadedScheme,
  { number, mark, reason }: { number: number; mark: string; reason: string | null },
): Promise<void> {
  const { say, tx, seat } = turn;
  const last = await newestPublication(tx, loaded.id);
  const table = [[{ label: say.plain("scores:button.table"), data: `score:table:${loaded.id}` }]];
  if (last && last.number >= number)
    return turn.reply({ html: say("scores:publish.already", { number }), choices: table });
  const { frozen, open } = await current(turn, loaded);
  if (open.length > 0 || markOf(frozen) !== mark)
    return preview(turn, loaded, [say("scores:publish.changed")]);
  const done = await publishScores(tx, {
    schemeId: loaded.id,
    number,
    reason,
    frozen,
    byId: turn.person.id,
    at: asDate(turn.now),
  });
  if (!done) return turn.reply({ html: say("scores:publish.already", { number }), choices: table });
  await turn.audit("publishScores", `scheme:${loaded.id}`, String(number));
  const people = await recipientsOf(tx, {
    clusterId: seat.cluster.id,
    addressForm: seat.year.addressForm,
    clusterKind: seat.cluster.kind,
  });
  const told = people.filter((each) => each.personId !== turn.person.id);
  const units = await memberUnits(tx, seat.year.id);
  await turn.tell(told, {
    kind: "notice",
    policy: "atLeastOnce",
    priority: 9,
    dedupeKey: `sheet-published:${loaded.id}:${number}`,
    reply: (theirs, recipient) => {
      const own = frozen.units.find((each) => each.unitId === recipient.unitId);
      const unit = units.find((each) => each.id === recipient.unitId);
      const key = number === 1 ? "scores:notice.published" : "scores:notice.corrected";
      return {
        html: [
          theirs(key, { year: seat.year.year, scheme: loaded.scheme.name, number }),
          ...(reason === null ? [] : [theirs("scores:reasonLine", { reason })]),
          ...(own && unit
            ? [theirs("scores:result.line", { unit: unit.name, result: resultText(theirs, frozen, own) })]
            : []),
        ].join("\n"),
        choices: [
          [
            ...(own && unit
              ? [{ label: theirs.plain("scores:button.points"), data: `score:open:${loaded.id}:${unit.id}` }]
              : []),
            { label: theirs.plain("scores:button.table"), data: `score:table:${loaded.id}` },
          ],
        ],
      };
    },
  });
  await turn.reply({ html: say("scores:publish.done", { number, count: told.length }), choices: table });
}

const reasonState = z.object({ schemeId: z.number(), number: z.number(), mark: z.string() });

async function press(turn: Turn, [name = "", id, at, mark]: string[]): Promise<void> {
  await asHead(turn, async (head) => {
    const loaded = await findScheme(turn.tx, head.seat.year.id, Number(id) || 0);
    if (!loaded || loaded.state === "draft") return turn.reply({ html: turn.say("common:staleButton") });
    const number = Number(at) || 0;
    switch (name) {
      case "show":
        return preview(head, loaded);
      case "go":
        // Only the first publication needs no reason.
        if (number === 1) return publish(head, loaded, { number, mark: mark ?? "", reason: null });
        break;
      case "reason":
        await turn.ask("publishReason", { schemeId: loaded.id, number, mark: mark ?? "" });
        return turn.reply({ html: turn.say("scores:publish.askReason") });
      case "not":
        return turn.reply({ html: turn.say("scores:publish.cancelled") });
    }
    await turn.reply({ html: turn.say("common:staleButton") });
  });
}

async function answerReason(turn: Turn, stored: unknown): Promise<DialogueStep> {
  const state = reasonState.safeParse(stored).data;
  const { content } = turn.inbound;
  if (!state || content.kind !== "text") return "pass";
  const text = normalize(content.text).trim();
  await asHead(turn, async (head) => {
    const reply = readReply(text);
    if (reply?.kind === "no" || reply?.kind === "skip") {
      await turn.closeDialogue();
      return turn.reply({ html: turn.say("scores:publish.cancelled") });
    }
    if (reply || !/\p{L}{2}/u.test(text))
      return turn.reply({ html: turn.say("scores:publish.reasonNeeded") });
    await turn.closeDialogue();
    const loaded = await findScheme(turn.tx, head.seat.year.id, state.schemeId);
    if (!loaded) return turn.reply({ html: turn.say("common:staleButton") });
    await publish(head, loaded, { number: state.number, mark: state.mark, reason: text });
  });
  return "handled";
}

export const publishing: Intent = {
  presses: { publishScores: press },
  dialogues: { publishReason: answerReason },
};
