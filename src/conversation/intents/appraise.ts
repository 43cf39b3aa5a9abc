import { approvalOf, isHead } from "../../domain/permission.ts";
import { normalize } from "../../domain/vietnamese/fold.ts";
import type { Choice } from "../../shared/messages.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import {
  addEntry,
  evidenceOfRow,
  finishAppraisal,
  flagsOf,
  newestPublication,
  setFlags,
  sheetsOf,
} from "../../store/scores.ts";
import { memberUnits } from "../../store/standings.ts";
import { asDate } from "../days.ts";
import { pageOf } from "../paging.ts";
import { peopleOf } from "../registering/deciders.ts";
import {
  answerAppraisal,
  answerReason,
  appraisable,
  decide,
  goOn,
  nextWaiting,
  proposed,
  rightOver,
  showRow,
  stepAppraisal,
} from "../scoring/appraise-row.ts";
import { agreeableRows, showAppraisal } from "../scoring/appraise-summary.ts";
import { sendFiles } from "../scoring/files.ts";
import { quickEntries } from "../scoring/quick-entries.ts";
import { pointsOf } from "../scoring/row-text.ts";
import { contextById, type SheetContext, withScheme } from "../scoring/sheet-context.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

/** People of the head unit, and of the deputy for the head unit's own sheet. */
async function asAppraiser(turn: Turn, step: (turn: MemberTurn) => Promise<void>): Promise<void> {
  await asMember(turn, async (member) => {
    const { unitId, headUnitId, deputyUnitId } = member.seat.position;
    if (unitId !== null && (unitId === headUnitId || unitId === deputyUnitId)) return step(member);
    await turn.reply({ html: turn.say("common:headOnly") });
  });
}

/** Units whose scores are published as they stand in the newest publication. */
async function publishedUnits(tx: MemberTurn["tx"], schemeId: number): Promise<ReadonlySet<number>> {
  const publication = await newestPublication(tx, schemeId);
  return new Set(publication?.frozen.units.map(({ unitId }) => unitId));
}

/** How far every unit is, and those this person may appraise as buttons. */
async function open(turn: MemberTurn, loaded: LoadedScheme): Promise<void> {
  const { say, tx, seat } = turn;
  const units = await memberUnits(tx, seat.year.id);
  const sheets = new Map((await sheetsOf(tx, loaded.id)).map((sheet) => [sheet.unitId, sheet]));
  const published = await publishedUnits(tx, loaded.id);
  const stateOf = (unitId: number) => {
    const state = sheets.get(unitId)?.state ?? "notStarted";
    return state === "appraised" && published.has(unitId) ? "published" : state;
  };
  const order = ["submitted", "returned", "appraised", "published", "draft", "notStarted"] as const;
  const mine = units.flatMap((unit) => {
    const sheet = sheets.get(unit.id);
    if (!sheet || sheet.state === "draft") return [];
    const right = approvalOf(seat.position, { unitId: unit.id, createdById: sheet.submittedById });
    return right === "no" ? [] : [{ unit, sheet }];
  });
  const head = isHead(seat.position);
  const listed = order.flatMap((state) => {
    const names = units.filter((unit) => stateOf(unit.id) === state).map((unit) => unit.shortName);
    // A deputy sees what the others see of the other units: nothing but what is theirs to do.
    return names.length === 0 || !head
      ? []
      : [
          say("scores:appraise.list", {
            state: say.plain(`scores:label.${state}`),
            count: names.length,
            units: names.join(", "),
          }),
        ];
  });
  const choices: Choice[][] = mine
    .sort(
      (a, b) => order.indexOf(stateOf(a.unit.id) as "draft") - order.indexOf(stateOf(b.unit.id) as "draft"),
    )
    .map(({ unit, sheet }) => [
      {
        label: say
          .plain("scores:appraise.unitRow", {
            unit: unit.shortName,
            state: say.plain(`scores:label.${stateOf(unit.id)}`),
          })
          .slice(0, 60),
        data: `appraise:sheet:${sheet.id}`,
      },
    ]);
  if (head && [...sheets.values()].some((sheet) => sheet.state === "appraised")) {
    choices.push([{ label: say.plain("scores:button.publish"), data: `publishScores:show:${loaded.id}` }]);
  }
  await turn.reply({
    html: [
      say("scores:appraise.units", { scheme: loaded.scheme.name }),
      ...listed,
      ...(mine.length === 0 ? [say("scores:appraise.nothing")] : []),
    ].join("\n"),
    choices,
  });
}

async function listRows(turn: MemberTurn, context: SheetContext, page: number | null): Promise<void> {
  const { say } = turn;
  const reply = {
    html: say("scores:appraise.pickRow", { unit: context.unit.name }),
    choices: pageOf(
      turn,
      context.loaded.rows,
      page ?? 0,
      (each) => {
        const { appraised, returned } = context.stages(each.row.code);
        const points = pointsOf(context.loaded, each, appraised?.input);
        const key = returned ? "returned" : appraised ? (points === null ? "done" : "points") : "empty";
        const values = {
          code: each.row.code,
          text: each.row.text,
          points: points === null ? "" : say.figure(points),
        };
        return {
          label: say.plain(`scores:row.${key}`, values).slice(0, 60),
          data: `appraise:row:${context.sheet.id}:${each.index}`,
        };
      },
      `appraise:rows:${context.sheet.id}`,
    ),
  };
  await (page === null ? turn.reply(reply) : turn.replace(reply));
}

/** Agrees with the rows as they were shown; what changed since waits to be seen. */
async function agreeAll(turn: MemberTurn, context: SheetContext, seen: number): Promise<void> {
  const { say } = turn;
  const newest = Math.max(0, ...context.entries.map((entry) => entry.id));
  if (newest !== seen) return showAppraisal(turn, context, [say("scores:appraise.changed")]);
  const rows = agreeableRows(context);
  for (const each of rows) {
    await addEntry(turn.tx, {
      sheetId: context.sheet.id,
      code: each.row.code,
      stage: "appraised",
      input: proposed(context, each),
      byId: turn.person.id,
      at: asDate(turn.now),
    });
  }
  await turn.closeDialogue();
  const after = await contextById(turn, context.sheet.id, "others");
  if (after) await showAppraisal(turn, after, [say("scores:appraise.agreed", { count: rows.length })]);
}

async function finish(turn: MemberTurn, context: SheetContext, seen: number): Promise<void> {
  const { say } = turn;
  const { sheet, unit, loaded } = context;
  const newest = Math.max(0, ...context.entries.map((entry) => entry.id));
  if (sheet.state === "appraised")
    return showAppraisal(turn, context, [say("scores:appraise.finishedBefore")]);
  if (newest !== seen) return showAppraisal(turn, context, [say("scores:appraise.changed")]);
  if (agreeableRows(context).length > 0) return showAppraisal(turn, context, []);
  const selfAppraised = rightOver(turn, context) === "approveOwn";
  const at = asDate(turn.now);
  if (!(await finishAppraisal(turn.tx, sheet.id, { personId: turn.person.id, at, selfAppraised }))) {
    return showAppraisal(turn, context, [say("scores:appraise.notSubmitted")]);
  }
  await turn.closeDialogue();
  await turn.audit("appraiseScores", `sheet:${sheet.id}`);
  await turn.tell(await peopleOf(turn, unit.id, turn.person.id), {
    kind: "notice",
    policy: "atLeastOnce",
    dedupeKey: `sheet-appraised:${sheet.id}:${at.getTime()}`,
    reply: (theirs) => ({
      html: theirs("scores:notice.appraised", { scheme: loaded.scheme.name }),
      choices: [
        [{ label: theirs.plain("scores:button.points"), data: `score:open:${loaded.id}:${unit.id}` }],
      ],
    }),
  });
  const after = await contextById(turn, sheet.id, "others");
  const key = selfAppraised ? "scores:appraise.finishedOwn" : "scores:appraise.finished";
  if (after) await showAppraisal(turn, after, [say(key, { unit: unit.name })]);
}

/** Reasons not to rank the unit: set and taken away by a tap. */
async function showFlags(turn: MemberTurn, context: SheetContext, toggled: number | null): Promise<void> {
  const { say } = turn;
  const all = context.loaded.scheme.notRankedWhen;
  let flags = flagsOf(context.sheet);
  const flag = toggled === null ? undefined : all[toggled];
  if (flag) {
    flags = flags.includes(flag.code) ? flags.filter((code) => code !== flag.code) : [...flags, flag.code];
    await setFlags(turn.tx, context.sheet.id, flags);
    await turn.audit("flagScores", `sheet:${context.sheet.id}`, flags.join(","));
  }
  const reply = {
    html: say("scores:appraise.flagsTitle", { unit: context.unit.name }),
    choices: [
      ...all.map((each, index) => [
        {
          label: say
            .plain(flags.includes(each.code) ? "scores:appraise.flagOn" : "scores:appraise.flagOff", {
              flag: each.text,
            })
            .slice(0, 60),
          data: `appraise:flag:${context.sheet.id}:${index}`,
        },
      ]),
      [{ label: say.plain("common:button.back"), data: `appraise:sheet:${context.sheet.id}` }],
    ],
  };
  await (toggled === null ? turn.reply(reply) : turn.replace(reply));
}

async function press(turn: Turn, [name = "", id, at, extra]: string[]): Promise<void> {
  await asAppraiser(turn, async (member) => {
    const number = Number(id) || 0;
    if (name === "open")
      return withScheme(member, number || null, "appraise:open", (loaded) => open(member, loaded));
    const context = await appraisable(member, number);
    if (!context) return;
    switch (name) {
      case "sheet":
        return showAppraisal(member, context, []);
      case "go": {
        const next = nextWaiting(context, -1);
        return next ? showRow(member, context, next) : showAppraisal(member, context, []);
      }
      case "rows":
        return listRows(member, context, at === undefined ? null : Number(at));
      case "all":
        return agreeAll(member, context, Number(at));
      case "done":
        return finish(member, context, Number(at));
      case "flags":
        return showFlags(member, context, null);
      case "flag":
        return showFlags(member, context, Number(at));
    }
    const each = context.loaded.rows[Number(at)];
    if (at === undefined || !each) return turn.reply({ html: turn.say("common:staleButton") });
    switch (name) {
      case "row":
        return showRow(member, context, each);
      case "skip":
      case "back":
      case "pause":
        return stepAppraisal(member, context, each, name);
      case "files":
        return sendFiles(member, context.unit, each, await evidenceOfRow(turn.tx, number, each.row.code));
      case "ok": {
        // The unit may have changed the row since it was shown.
        const input = proposed(context, each);
        if (String(context.stages(each.row.code).self?.id ?? 0) !== extra || input === null)
          return showRow(member, context, each, [turn.say("scores:appraise.changed")]);
        return decide(member, context, each, input, null);
      }
      case "set": {
        const quick = quickEntries(turn.say, each).find((entry) => entry.token === extra);
        if (quick) return decide(member, context, each, quick.input, null);
        break;
      }
      case "fix":
        if (context.stages(each.row.code).returned) return goOn(member, number, each.index, []);
        await turn.ask("appraiseReason", { sheetId: number, index: each.index });
        return turn.reply({
          html: turn.say("scores:appraise.askReason", { code: each.row.code, unit: context.unit.name }),
        });
    }
    await turn.reply({ html: turn.say("common:staleButton") });
  });
}

const inDialogue =
  (answer: (turn: MemberTurn, stored: unknown) => Promise<DialogueStep>) =>
  async (turn: Turn, stored: unknown): Promise<DialogueStep> => {
    if (turn.inbound.content.kind !== "text" || !normalize(turn.inbound.content.text).trim()) return "pass";
    let result: DialogueStep = "handled";
    await asAppraiser(turn, async (member) => {
      result = await answer(member, stored);
    });
    return result;
  };

const thamdinh = (turn: Turn) =>
  asAppraiser(turn, (member) => withScheme(member, null, "appraise:open", (loaded) => open(member, loaded)));

export const appraise: Intent = {
  commands: { thamdinh, appraise: thamdinh },
  presses: { appraise: press },
  dialogues: { appraiseRow: inDialogue(answerAppraisal), appraiseReason: inDialogue(answerReason) },
};
