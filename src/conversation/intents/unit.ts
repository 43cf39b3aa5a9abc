import { isHead, isMember, maySetUp } from "../../domain/permission.ts";
import type { Choice } from "../../shared/messages.ts";
import { chooseRole } from "../../store/people.ts";
import { type Seat, seatsOf } from "../../store/seat.ts";
import type { Intent, SeatedTurn, Turn } from "../turn.ts";
import { asSeated } from "../who-may.ts";
import { invitePresses } from "./unit-invites.ts";
import { memberDialogues, memberPresses } from "./unit-members.ts";
import { newYearPresses, nextYearPart } from "./unit-new-year.ts";
import { settingDialogues, settingPresses } from "./unit-settings.ts";

function seatName(turn: Turn, seat: Seat): string {
  const role = turn.say.plain(`common:role.${seat.role.code}`);
  return `${role}, ${seat.unit?.name ?? seat.cluster.shortName}`;
}

/** Own role, and what this role may set up. */
async function showUnit(turn: SeatedTurn): Promise<void> {
  const { say, seat, tx } = turn;
  const seats = await seatsOf(tx, turn.person.id, turn.today.year);
  const { position, year, cluster } = seat;
  const unitOf = (id: number | null) => (id === null ? null : tx.unit.findUnique({ where: { id } }));
  const headUnit = await unitOf(year.headUnitId);
  const deputyUnit = await unitOf(year.deputyUnitId);
  const lines = [
    say("unit:role", { role: seatName(turn, seat), cluster: cluster.name, year: year.year }),
    headUnit ? say("unit:headIs", { unit: headUnit.name }) : say("unit:noHead"),
    ...(deputyUnit ? [say("unit:deputyIs", { unit: deputyUnit.name })] : []),
  ];
  if (year.theme) lines.push(say("unit:theme", { theme: year.theme }));
  if (year.motto) lines.push(say("unit:motto", { motto: year.motto }));
  const button = (name: string, data: string): Choice => ({ label: say.plain(`unit:button.${name}`), data });
  const choices: Choice[][] = [];
  if (maySetUp(position) || (isMember(position) && position.role === "unitLeader")) {
    choices.push([button("invite", "invite")]);
  }
  if (maySetUp(position)) {
    choices.push([button("addUnits", "units:add"), button("nameHead", "units:head")]);
    choices.push([button("settings", "settings")]);
  }
  if (isHead(position)) choices.push([button("groupCode", "invite:group")]);
  const next = await nextYearPart(turn);
  lines.push(...next.lines);
  choices.push(...next.choices);
  if (seats.length > 1) {
    lines.push(say("unit:otherRoles", { count: seats.length }));
    for (const each of seats.filter((other) => other.role.id !== seat.role.id)) {
      choices.push([
        {
          label: say.plain("unit:button.actAs", { role: seatName(turn, each) }),
          data: `role:${each.role.id}`,
        },
      ]);
    }
  }
  await turn.reply({ html: lines.join("\n"), choices });
}

const donvi = (turn: Turn) => asSeated(turn, showUnit);

async function actAs(turn: SeatedTurn, roleId: number): Promise<void> {
  const seats = await seatsOf(turn.tx, turn.person.id, turn.today.year);
  const chosen = seats.find((each) => each.role.id === roleId);
  if (!chosen) return turn.reply({ html: turn.say("unit:roleGone") });
  await chooseRole(turn.tx, turn.person.id, roleId);
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("unit:roleChosen", { role: seatName(turn, chosen) }) });
}

export const unit: Intent = {
  commands: { donvi, unit: donvi },
  presses: {
    unit: donvi,
    role: (turn, [id]) => asSeated(turn, (seated) => actAs(seated, Number(id))),
    ...invitePresses,
    ...memberPresses,
    ...newYearPresses,
    ...settingPresses,
  },
  dialogues: { ...memberDialogues, ...settingDialogues },
};
