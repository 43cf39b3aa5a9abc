import { z } from "zod";
import { fold } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { escapeHtml } from "../../shared/messages.ts";
import { memberUnits } from "../../store/standings.ts";
import { addUnit, setHeadUnit } from "../../store/units.ts";
import { pageOf } from "../paging.ts";
import { plainCommand } from "../plain-words.ts";
import type { Intent, SeatedTurn } from "../turn.ts";
import { asSetter } from "../who-may.ts";

const namesState = z.object({ names: z.array(z.string()).nullable() });
/** A cluster has 4–14 members (thi-dua.md, section 1); a ministry's list may be longer. */
const mostUnits = 60;
const longestName = 120;

/** One name a line; numbers and bullets in front are dropped. */
function readNames(text: string): string[] {
  const names = text
    .split(/[\n;]+/)
    .map((line) =>
      line
        .replace(/^\s*(?:\d{1,2}[.)]|[-+•*])\s*/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line.length > 0);
  return [...new Map(names.map((name) => [fold(name), name])).values()];
}

async function askNames(turn: SeatedTurn): Promise<void> {
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const version = await turn.ask("unitNames", { names: null });
  const list = units.map((each, index) => `${index + 1}. ${escapeHtml(each.name)}`).join("\n");
  await turn.reply({
    html: [list, turn.say("unit:add.ask", { count: units.length })].filter(Boolean).join("\n"),
    choices: [[{ label: turn.say.plain("common:button.cancel"), data: `units:no:${version}` }]],
  });
}

async function preview(turn: SeatedTurn, text: string): Promise<void> {
  const { say, tx, seat } = turn;
  const known = new Set((await memberUnits(tx, seat.year.id)).map((each) => fold(each.name)));
  const names = readNames(text).filter((name) => !known.has(fold(name)));
  if (names.length === 0) return turn.reply({ html: say("unit:add.nothingNew") });
  if (names.some((name) => name.length > longestName))
    return turn.reply({ html: say("unit:add.tooLong", { limit: longestName }) });
  if (known.size + names.length > mostUnits)
    return turn.reply({ html: say("unit:add.tooMany", { limit: mostUnits }) });
  const version = await turn.ask("unitNames", { names });
  await turn.reply({
    html: [
      say("unit:add.preview", { count: names.length }),
      ...names.map((name) => `• ${escapeHtml(name)}`),
    ].join("\n"),
    choices: [
      [
        { label: say.plain("unit:add.yes", { count: names.length }), data: `units:yes:${version}` },
        { label: say.plain("common:button.cancel"), data: `units:no:${version}` },
      ],
    ],
  });
}

async function add(turn: SeatedTurn, names: string[]): Promise<void> {
  const { tx, seat } = turn;
  await turn.closeDialogue();
  const known = new Set((await memberUnits(tx, seat.year.id)).map((each) => fold(each.name)));
  const fresh = names.filter((name) => !known.has(fold(name)));
  for (const name of fresh) {
    await addUnit(tx, {
      clusterId: seat.cluster.id,
      clusterYearId: seat.year.id,
      name,
      aliases: [fold(name)],
      since: turn.today,
    });
  }
  await turn.audit("addUnits", `year:${seat.year.id}`, String(fresh.length));
  await turn.reply({
    html: turn.say("unit:add.done", { count: fresh.length, all: known.size + fresh.length }),
    choices: [
      [
        { label: turn.say.plain("unit:button.invite"), data: "invite" },
        { label: turn.say.plain("unit:button.nameHead"), data: "units:head" },
      ],
    ],
  });
}

async function pickHead(
  turn: SeatedTurn,
  which: "head" | "deputy",
  page: number,
  again: boolean,
): Promise<void> {
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const { say, seat } = turn;
  if (units.length === 0) return turn.reply({ html: say("unit:head.noUnits") });
  const current = which === "head" ? seat.year.headUnitId : seat.year.deputyUnitId;
  const choices = pageOf(
    turn,
    units,
    page,
    (each) => ({
      label: each.id === current ? say.plain("unit:head.current", { unit: each.name }) : each.name,
      data: `units:${which}Is:${each.id}`,
    }),
    `units:${which}`,
  );
  if (which === "head") choices.push([{ label: say.plain("unit:head.deputyInstead"), data: "units:deputy" }]);
  else choices.push([{ label: say.plain("unit:head.noDeputy"), data: "units:deputyIs:0" }]);
  choices.push([{ label: say.plain("common:button.cancel"), data: "units:keep" }]);
  const reply = { html: say(`unit:head.pick.${which}`), choices };
  await (again ? turn.replace(reply) : turn.reply(reply));
}

async function name(turn: SeatedTurn, which: "head" | "deputy", unitId: number): Promise<void> {
  const { say, seat } = turn;
  const chosen = (await memberUnits(turn.tx, seat.year.id)).find((each) => each.id === unitId);
  if (!chosen && !(which === "deputy" && unitId === 0))
    return turn.reply({ html: say("common:staleButton") });
  if (which === "deputy" && unitId === seat.year.headUnitId)
    return turn.reply({ html: say("unit:head.sameUnit") });
  await setHeadUnit(turn.tx, seat.year.id, which, chosen?.id ?? null);
  await turn.audit(which === "head" ? "nameHead" : "nameDeputy", `unit:${unitId}`);
  await turn.reply({
    html: chosen
      ? say(`unit:head.done.${which}`, { unit: chosen.name, year: seat.year.year })
      : say("unit:head.done.noDeputy"),
  });
}

export const memberPresses: NonNullable<Intent["presses"]> = {
  units: (turn, [step, argument]) =>
    asSetter(turn, async (seated) => {
      if (step === "add") return askNames(seated);
      if (step === "head" || step === "deputy")
        return pickHead(seated, step, Number(argument ?? 0), argument !== undefined);
      if (step === "headIs") return name(seated, "head", Number(argument));
      if (step === "deputyIs") return name(seated, "deputy", Number(argument));
      if (step === "keep") return turn.replace({ html: turn.say("common:cancelled") });
      const state = namesState.safeParse(turn.dialogue?.state);
      const open = turn.dialogue?.kind === "unitNames" && String(turn.dialogue.version) === argument;
      if (!open || !state.success) return turn.reply({ html: turn.say("common:staleButton") });
      if (step === "yes" && state.data.names) return add(seated, state.data.names);
      await turn.closeDialogue();
      await turn.reply({ html: turn.say("common:cancelled") });
    }),
};

export const memberDialogues: NonNullable<Intent["dialogues"]> = {
  async unitNames(turn, stored) {
    const state = namesState.safeParse(stored);
    const { content } = turn.inbound;
    if (!state.success || content.kind !== "text" || plainCommand(content.text)) return "pass";
    const answer = readReply(content.text);
    await asSetter(turn, async (seated) => {
      if (answer?.kind === "no") {
        await turn.closeDialogue();
        return turn.reply({ html: turn.say("common:cancelled") });
      }
      if (answer?.kind === "yes" && state.data.names) return add(seated, state.data.names);
      await preview(seated, content.text);
    });
    return "handled";
  },
};
