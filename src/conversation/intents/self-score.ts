import { isMember } from "../../domain/permission.ts";
import { normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import {
  attestSheet,
  beginSheet,
  findSheet,
  sheetOf,
  submitSheet,
  withdrawSheet,
} from "../../store/scores.ts";
import { asDate } from "../days.ts";
import { pageOf } from "../paging.ts";
import { decidersFor, peopleOf } from "../registering/deciders.ts";
import { quickEntries } from "../scoring/quick-entries.ts";
import { pointsOf } from "../scoring/row-text.ts";
import {
  answerRow,
  askRow,
  explain,
  goOn,
  isOpen,
  nextRow,
  ownContext,
  record,
  rowState,
  selfRows,
  step,
} from "../scoring/self-row.ts";
import { ofText, selfEntries, showSummary, totalLines } from "../scoring/self-summary.ts";
import { contextOf, type SheetContext, withScheme } from "../scoring/sheet-context.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

/** Where the unit stands, and the way in. */
async function open(turn: MemberTurn, loaded: LoadedScheme): Promise<void> {
  const { say } = turn;
  const sheet = await beginSheet(turn.tx, loaded.id, turn.seat.unit.id, asDate(turn.now));
  const context = await contextOf(turn, loaded, sheet, "own");
  if (!context) return turn.reply({ html: say("common:staleButton") });
  const rows = selfRows(context);
  const done = rows.filter(({ row }) => context.stages(row.code).self !== null).length;
  if (!isOpen(context) || sheet.state === "returned" || done === rows.length)
    return showSummary(turn, context, []);
  const worked = loaded.rows.filter(
    (row) => selfEntries(context).has(row.row.code) && row.scoredBy === "system",
  );
  await turn.reply({
    html: [
      say("scores:self.title", { unit: turn.seat.unit.name, scheme: loaded.scheme.name }),
      say("scores:self.progress", { done, of: rows.length }),
      ...(worked.length > 0
        ? [say("scores:self.worked", { codes: worked.map((each) => each.row.code).join(", ") })]
        : []),
      say("scores:self.how"),
    ].join("\n"),
    choices: [
      [
        { label: say.plain(`scores:button.${done > 0 ? "resume" : "begin"}`), data: `self:go:${sheet.id}` },
        { label: say.plain("scores:button.summary"), data: `self:sum:${sheet.id}` },
      ],
    ],
  });
}

/** One button per row, to see or change it. */
async function listRows(turn: MemberTurn, context: SheetContext, page: number | null): Promise<void> {
  const { say } = turn;
  const entries = selfEntries(context);
  const rows = selfRows(context);
  const reply = {
    html: say("scores:self.pickRow"),
    choices: pageOf(
      turn,
      rows,
      page ?? 0,
      (each) => {
        const points = pointsOf(context.loaded, each, entries.get(each.row.code));
        const label = entries.has(each.row.code)
          ? say.plain(points === null ? "scores:row.done" : "scores:row.points", {
              code: each.row.code,
              text: each.row.text,
              points: points === null ? "" : say.figure(points),
            })
          : say.plain("scores:row.empty", { code: each.row.code, text: each.row.text });
        const data = isOpen(context)
          ? `self:row:${context.sheet.id}:${each.index}`
          : `score:row:${context.loaded.id}:${context.unit.id}:${each.index}`;
        return { label: label.slice(0, 60), data };
      },
      `self:rows:${context.sheet.id}`,
    ),
  };
  await (page === null ? turn.reply(reply) : turn.replace(reply));
}

/** Sends the sheet as it was shown; if something changed since, it is shown again. */
async function send(turn: MemberTurn, context: SheetContext, seen: number): Promise<void> {
  const { say } = turn;
  const { sheet, loaded } = context;
  const newest = Math.max(0, ...context.entries.map((entry) => entry.id));
  if (!isOpen(context)) return showSummary(turn, context, [say("scores:self.sentBefore")]);
  if (newest !== seen) return showSummary(turn, context, [say("scores:self.changed")]);
  if (loaded.rows.some(({ row }) => context.stages(row.code).returned)) return showSummary(turn, context, []);
  const isLeader = turn.seat.role.code === "unitLeader";
  const worked = new Map(
    [...context.workedOut].flatMap(([code, { input, open: left }]) => {
      const known = context.stages(code).self;
      const isNew = left.length === 0 && JSON.stringify(known?.input) !== JSON.stringify(input);
      return isNew ? [[code, input] as const] : [];
    }),
  );
  const by = { personId: turn.person.id, at: asDate(turn.now), attested: isLeader, workedOut: worked };
  if (!(await submitSheet(turn.tx, sheet, by))) {
    return showSummary(turn, context, [say("scores:self.sentBefore")]);
  }
  await turn.closeDialogue();
  await turn.audit("sendScores", `sheet:${sheet.id}`);
  const key = `${sheet.id}:${by.at.getTime()}`;
  const totalLine = (theirs: typeof say) => totalLines(theirs, context, selfEntries(context)).at(-1) ?? "";
  const deciders = await decidersFor(turn);
  await turn.tell(deciders, {
    kind: "notice",
    policy: "atLeastOnce",
    dedupeKey: `sheet-sent:${key}`,
    reply: (theirs) => ({
      html: [
        theirs("scores:notice.sent", { unit: turn.seat.unit.name, scheme: loaded.scheme.name }),
        totalLine(theirs),
      ].join("\n"),
      choices: [[{ label: theirs.plain("scores:button.appraise"), data: `appraise:sheet:${sheet.id}` }]],
    }),
  });
  if (!isLeader) {
    const people = await peopleOf(turn, turn.seat.unit.id, turn.person.id);
    await turn.tell(
      people.filter((each) => each.role === "unitLeader"),
      {
        kind: "notice",
        policy: "atLeastOnce",
        dedupeKey: `sheet-attest:${key}`,
        reply: (theirs) => ({
          html: [theirs("scores:notice.attest", { scheme: loaded.scheme.name }), totalLine(theirs)].join(
            "\n",
          ),
          choices: [
            [
              { label: theirs.plain("scores:button.attest"), data: `self:attest:${sheet.id}` },
              { label: theirs.plain("scores:button.summary"), data: `self:sum:${sheet.id}` },
            ],
          ],
        }),
      },
    );
  }
  const sent = await findSheet(turn.tx, sheet.id);
  const after = sent && (await contextOf(turn, loaded, sent, "own"));
  if (!after) return;
  await showSummary(turn, after, [
    say(isLeader ? "scores:self.sentByLeader" : "scores:self.sent"),
    ...(deciders.length === 0 ? [say("scores:self.nobodyAppraises")] : []),
  ]);
}

/** Takes a sent sheet back, as long as nobody of the head has begun with it. */
async function withdraw(turn: MemberTurn, context: SheetContext): Promise<void> {
  const { say } = turn;
  const { sheet, loaded } = context;
  if (isOpen(context)) return showSummary(turn, context, [say("scores:self.withUnit")]);
  const deciders = await decidersFor(turn);
  if (!(await withdrawSheet(turn.tx, sheet.id)))
    return showSummary(turn, context, [say("scores:self.notWithdrawn")]);
  await turn.audit("withdrawScores", `sheet:${sheet.id}`);
  await turn.tell(deciders, {
    kind: "notice",
    policy: "atLeastOnce",
    dedupeKey: `sheet-withdrawn:${sheet.id}:${asDate(turn.now).getTime()}`,
    reply: (theirs) => ({
      html: theirs("scores:notice.withdrawn", { unit: turn.seat.unit.name, scheme: loaded.scheme.name }),
    }),
  });
  const back = await findSheet(turn.tx, sheet.id);
  const after = back && (await contextOf(turn, loaded, back, "own"));
  if (after) await showSummary(turn, after, [say("scores:self.withdrawn")]);
}

async function takeBack(turn: MemberTurn, loaded: LoadedScheme): Promise<void> {
  const sheet = await sheetOf(turn.tx, loaded.id, turn.seat.unit.id);
  const context = sheet && (await contextOf(turn, loaded, sheet, "own"));
  if (!context) return turn.reply({ html: turn.say("scores:self.withUnit") });
  await withdraw(turn, context);
}

async function attest(turn: MemberTurn, context: SheetContext): Promise<void> {
  const { say } = turn;
  const { sheet } = context;
  if (turn.seat.role.code !== "unitLeader") return turn.reply({ html: say("scores:attest.leaderOnly") });
  if (sheet.attestedAt) return turn.reply({ html: say("scores:attest.before") });
  const done = await attestSheet(turn.tx, sheet.id, { personId: turn.person.id, at: asDate(turn.now) });
  if (!done) return showSummary(turn, context, [say("scores:attest.notSent")]);
  await turn.audit("attestScores", `sheet:${sheet.id}`);
  await turn.reply({
    html: say("scores:attest.done", {
      unit: turn.seat.unit.name,
      total: totalOf(turn, context),
    }),
  });
}

const totalOf = (turn: Turn, context: SheetContext): string =>
  (totalLines(turn.say, context, selfEntries(context)).at(-1) ?? "").replace(/<\/?b>/g, "") ||
  ofText(turn.say, context);

async function press(turn: Turn, [name = "", id, at, extra]: string[]): Promise<void> {
  await asMember(turn, async (member) => {
    const number = Number(id) || 0;
    if (name === "open")
      return withScheme(member, number || null, "self:open", (loaded) => open(member, loaded));
    if (name === "back" && at === undefined)
      return withScheme(member, number || null, "self:back", (loaded) => takeBack(member, loaded));
    const context = await ownContext(member, number);
    if (!context) return;
    const each = at === undefined ? undefined : context.loaded.rows[Number(at)];
    switch (name) {
      case "go": {
        const next = nextRow(context, -1);
        return next && isOpen(context) ? askRow(member, context, next) : showSummary(member, context, []);
      }
      case "sum":
        return showSummary(member, context, []);
      case "rows":
        return listRows(member, context, at === undefined ? null : Number(at));
      case "send":
        return send(member, context, Number(at));
      case "attest":
        return attest(member, context);
      case "withdraw":
        return withdraw(member, context);
    }
    if (!each) return turn.reply({ html: turn.say("common:staleButton") });
    if (name === "explain") {
      await turn.ask("selfExplain", { sheetId: number, index: each.index });
      return turn.reply({ html: turn.say("scores:self.askExplanation", { code: each.row.code }) });
    }
    if (!isOpen(context)) return showSummary(member, context, [turn.say("scores:self.notOpen")]);
    switch (name) {
      case "row":
        return askRow(member, context, each);
      case "skip":
      case "back":
      case "pause":
        return step(member, context, each, name);
      case "set": {
        const quick = quickEntries(turn.say, each).find((entry) => entry.token === extra);
        return quick
          ? record(member, context, each, quick.input, null)
          : turn.reply({ html: turn.say("common:staleButton") });
      }
    }
    await turn.reply({ html: turn.say("common:staleButton") });
  });
}

async function answerExplanation(turn: MemberTurn, stored: unknown): Promise<DialogueStep> {
  const state = rowState.safeParse(stored).data;
  const { content } = turn.inbound;
  if (!state || content.kind !== "text") return "pass";
  const text = normalize(content.text).trim();
  const context = await ownContext(turn, state.sheetId);
  const each = context?.loaded.rows[state.index];
  if (!context || !each) return "handled";
  const reply = readReply(text);
  if (reply?.kind === "no" || reply?.kind === "skip") await goOn(turn, state.sheetId, each.index, []);
  else if (reply || !/\p{L}{2}/u.test(text)) await turn.reply({ html: turn.say("scores:self.explainWords") });
  else await explain(turn, context, each, text);
  return "handled";
}

const inDialogue =
  (answer: (turn: MemberTurn, stored: unknown) => Promise<DialogueStep>) =>
  async (turn: Turn, stored: unknown): Promise<DialogueStep> => {
    if (!turn.seat || !isMember(turn.seat.position)) return "pass";
    let result: DialogueStep = "handled";
    await asMember(turn, async (member) => {
      result = await answer(member, stored);
    });
    return result;
  };

const tucham = (turn: Turn) =>
  asMember(turn, (member) => withScheme(member, null, "self:open", (loaded) => open(member, loaded)));

/** "rút lại bảng tự chấm" */
const rutlai = (turn: Turn) =>
  asMember(turn, (member) => withScheme(member, null, "self:back", (loaded) => takeBack(member, loaded)));

export const selfScore: Intent = {
  commands: { tucham, selfscore: tucham, rutlai, withdraw: rutlai },
  presses: { self: press },
  dialogues: { selfScore: inDialogue(answerRow), selfExplain: inDialogue(answerExplanation) },
};
