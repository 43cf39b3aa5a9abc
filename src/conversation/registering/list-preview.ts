import { targetCode } from "../../domain/target.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { Choice } from "../../shared/messages.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { readDay } from "../days.ts";
import type { MemberTurn } from "../turn.ts";
import { dueText, planText } from "./field-text.ts";
import { type ListState, perPage, type Row } from "./list-state.ts";

/** The readings of a doubtful cell as people say them: "102 tin bài", "30/09/2019". */
export const readingLabels = (turn: MemberTurn, { draft, readings }: Row): string[] =>
  readings.map((reading) =>
    typeof reading === "string"
      ? turn.say.day(readDay(reading))
      : [turn.say.figure(String(reading)), draft.measure]
          .filter(Boolean)
          .join(draft.measure === "%" ? "" : " "),
  );

const sameTitle = (a: string | null, b: string | null) => a !== null && b !== null && fold(a) === fold(b);

/** A line as it is previewed, with what is doubtful marked. */
function rowText(
  turn: MemberTurn,
  rows: Row[],
  index: number,
  own: { number: number; title: string }[],
): string {
  const { say } = turn;
  const row = rows[index];
  if (!row) return "";
  const { draft, doubt } = row;
  const mark = (cell: "title" | "value" | "date") =>
    doubt === cell && row.readings.length > 0
      ? say("register:list.doubt.either", { readings: readingLabels(turn, row).join(" / ") })
      : say(`register:list.doubt.${cell}`);
  const known = own.find((each) => sameTitle(each.title, draft.title));
  const earlier = rows.slice(0, index).findIndex((each) => sameTitle(each.draft.title, draft.title));
  const same = known
    ? say("register:list.same", { code: targetCode(known.number) })
    : earlier >= 0
      ? say("register:list.sameLine", { line: earlier + 1 })
      : "";
  const plan =
    draft.plan === null || draft.kind === null
      ? mark("value")
      : planText(say, { ...draft, kind: draft.kind, plan: draft.plan });
  const text = say(`register:list.${doubt || same ? "rowDoubt" : "row"}`, {
    line: index + 1,
    title: draft.title ?? row.text,
    plan: doubt === "title" ? mark("title") : plan,
    due: doubt === "date" || row.alsoDate ? mark("date") : dueText(say, draft.dueOn),
  });
  return same ? `${text} · ${same}` : text;
}

/** Shows the list as it would be recorded, with what is doubtful marked. */
export async function preview(
  turn: MemberTurn,
  state: ListState,
  { page = 0, version, note }: { page?: number; version?: number; note?: string } = {},
): Promise<void> {
  const { say } = turn;
  const { rows } = state;
  if (rows.length === 0) {
    await turn.closeDialogue();
    return turn.reply({ html: say("register:list.empty") });
  }
  // A page that is leafed to belongs to the same question, so its buttons keep their version.
  const current = version ?? (await turn.ask("registerList", { ...state, asks: null }));
  const pages = Math.ceil(rows.length / perPage);
  const at = Math.min(Math.max(0, page), pages - 1);
  const own = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const doubts = rows.filter((row) => row.doubt !== null).length;
  const press = (name: string) => `registerList:${current}:${name}`;
  const button = (name: string, data: string, values = {}): Choice => ({
    label: say.plain(`register:button.${name}`, values),
    data: press(data),
  });
  const html = [
    ...(note ? [note] : []),
    say("register:list.head", { count: rows.length }),
    ...rows
      .slice(at * perPage, (at + 1) * perPage)
      .map((_, index) => rowText(turn, rows, at * perPage + index, own)),
    ...(pages > 1 ? [say("register:list.page", { page: at + 1, of: pages })] : []),
    ...(doubts > 0 ? [say("register:list.doubtCount", { count: doubts })] : []),
  ].join("\n");
  const leaf = [
    ...(at > 0 ? [button("previous", `page:${at - 1}`)] : []),
    ...(at < pages - 1 ? [button("next", `page:${at + 1}`)] : []),
  ];
  const reply = {
    html,
    choices: [
      ...(leaf.length > 0 ? [leaf] : []),
      [button("recordAll", "ok", { count: rows.length })],
      [button("editLine", "edit"), { label: say.plain("common:button.cancel"), data: press("cancel") }],
    ],
  };
  await (version === undefined ? turn.reply(reply) : turn.replace(reply));
}
