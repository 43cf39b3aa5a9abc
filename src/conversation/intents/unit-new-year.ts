import { yearToOpen } from "../../domain/cluster.ts";
import { maySetUp } from "../../domain/permission.ts";
import type { Choice } from "../../shared/messages.ts";
import type { ClusterYear, Unit } from "../../store/generated/sqlite/client.ts";
import { memberUnits } from "../../store/standings.ts";
import { openYear, setHeadUnit, yearsOf } from "../../store/units.ts";
import { asDate, readDay } from "../days.ts";
import { pageOf } from "../paging.ts";
import type { Intent, SeatedTurn } from "../turn.ts";
import { asSetter } from "../who-may.ts";

/** How the cluster's next year stands: to be opened, or opened before it begins. */
interface NextYear {
  /** The year that may be opened now; null before December, and when it is open. */
  toOpen: number | null;
  /** Opened already, and yet to begin. */
  opened: ClusterYear | null;
}

async function nextYear({ tx, seat, today }: SeatedTurn): Promise<NextYear> {
  const years = await yearsOf(tx, seat.cluster.id);
  const opened = years.find((each) => each.year === seat.year.year + 1 && each.year > today.year);
  return { toOpen: yearToOpen(years, today), opened: opened ?? null };
}

const button = (turn: SeatedTurn, name: string, year: number, data: string): Choice => ({
  label: turn.say.plain(`unit:newYear.button.${name}`, { year }),
  data,
});

/** What /donvi says of the next year, from December on. */
export async function nextYearPart(turn: SeatedTurn): Promise<{ lines: string[]; choices: Choice[][] }> {
  const { say, seat, today } = turn;
  const { toOpen, opened } = await nextYear(turn);
  const sets = maySetUp(seat.position);
  if (toOpen !== null && sets)
    return {
      lines: [say("unit:newYear.notOpen", { year: toOpen })],
      choices: [[button(turn, "open", toOpen, "newYear")]],
    };
  // Members need not know before the year has begun without theirs.
  if (toOpen !== null && toOpen <= today.year)
    return { lines: [say("common:yearNotOpen", { year: toOpen })], choices: [] };
  if (!opened || !sets) return { lines: [], choices: [] };
  const head = (await memberUnits(turn.tx, opened.id)).find((each) => each.id === opened.headUnitId);
  return {
    lines: [
      head
        ? say("unit:newYear.ready", { year: opened.year, unit: head.name })
        : say("unit:newYear.readyNoHead", { year: opened.year }),
    ],
    choices: [[button(turn, "changeHead", opened.year, "newYear")]],
  };
}

/** The units to choose the year's head from: its own, or those of the year that it follows. */
const unitsFor = (turn: SeatedTurn, { opened }: NextYear): Promise<Unit[]> =>
  memberUnits(turn.tx, opened?.id ?? turn.seat.year.id);

/** A year may begin without a head where somebody can still name it then. */
const mayBeLater = ({ role, year }: SeatedTurn["seat"]): boolean =>
  role.code === "operator" || year.headUnitId === null;

async function pick(turn: SeatedTurn, page: number, again: boolean): Promise<void> {
  const { say, seat } = turn;
  const next = await nextYear(turn);
  const year = next.toOpen ?? next.opened?.year;
  if (year === undefined) return turn.reply({ html: say("unit:newYear.already", { year: seat.year.year }) });
  const units = await unitsFor(turn, next);
  if (units.length === 0) return turn.reply({ html: say("unit:head.noUnits") });
  const label = (unit: Unit) =>
    unit.id === seat.year.headUnitId
      ? say.plain("unit:newYear.headBefore", { unit: unit.name, year: seat.year.year })
      : unit.name;
  const choices = pageOf(
    turn,
    units,
    page,
    (each) => ({ label: label(each), data: `newYear:is:${year}:${each.id}` }),
    "newYear:pick",
  );
  choices.push([
    ...(mayBeLater(seat) ? [button(turn, "later", year, `newYear:is:${year}:0`)] : []),
    { label: say.plain("common:button.cancel"), data: "newYear:no" },
  ]);
  const reply = { html: say("unit:newYear.pick", { year }), choices };
  await (again ? turn.replace(reply) : turn.reply(reply));
}

const registration = (turn: SeatedTurn, year: Pick<ClusterYear, "registrationFrom" | "registrationTo">) =>
  turn.say("unit:settings.registration", {
    from: turn.say.day(readDay(year.registrationFrom)),
    to: turn.say.day(readDay(year.registrationTo)),
  });

const headLine = ({ say }: SeatedTurn, head: Unit | null): string =>
  head ? say("unit:headIs", { unit: head.name }) : say("unit:noHead");

/** What will be opened; for a year that is open only its head changes, and at once. */
async function choose(turn: SeatedTurn, year: number, unitId: number, sure: boolean): Promise<void> {
  const { say, tx, seat } = turn;
  const next = await nextYear(turn);
  const units = await unitsFor(turn, next);
  const head = units.find((each) => each.id === unitId) ?? null;
  if (!head && !(unitId === 0 && mayBeLater(seat))) return turn.reply({ html: say("common:staleButton") });
  const { opened } = next;
  if (opened?.year === year && !sure) {
    await setHeadUnit(tx, opened.id, "head", head?.id ?? null);
    await turn.audit("nameHead", `unit:${unitId}`, String(year));
    return turn.reply({
      html: head
        ? say("unit:newYear.ready", { year, unit: head.name })
        : say("unit:newYear.readyNoHead", { year }),
    });
  }
  if (next.toOpen !== year) return turn.reply({ html: say("unit:newYear.already", { year }) });
  const values = { year, before: seat.year.year, cluster: seat.cluster.shortName, count: units.length };
  if (sure) {
    const made = await openYear(tx, seat.year, { year, headUnitId: head?.id ?? null, at: asDate(turn.now) });
    await turn.audit("openYear", `year:${made.id}`, String(year));
    const begins = year > turn.today.year ? [say("unit:newYear.begins", values)] : [];
    return turn.reply({
      html: [
        say("unit:newYear.done", values),
        headLine(turn, head),
        registration(turn, made),
        ...begins,
      ].join("\n"),
    });
  }
  await turn.reply({
    html: [say("unit:newYear.preview", values), headLine(turn, head), say("unit:newYear.keeps", values)].join(
      "\n",
    ),
    choices: [
      [
        button(turn, "open", year, `newYear:yes:${year}:${unitId}`),
        { label: say.plain("common:button.cancel"), data: "newYear:no" },
      ],
    ],
  });
}

export const newYearPresses: NonNullable<Intent["presses"]> = {
  newYear: (turn, [step, first, second]) =>
    asSetter(turn, async (seated) => {
      if (step === "no") return turn.replace({ html: turn.say("common:cancelled") });
      if (step === "is" || step === "yes")
        return choose(seated, Number(first), Number(second), step === "yes");
      await pick(seated, Number(first ?? 0), first !== undefined);
    }),
};
