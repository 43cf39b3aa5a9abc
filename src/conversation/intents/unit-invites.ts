import type { RoleCode } from "../../domain/cluster.ts";
import { isHead, isMember, maySetUp } from "../../domain/permission.ts";
import type { Choice } from "../../shared/messages.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { issueGroupCode, issueJoinCode } from "../../store/invites.ts";
import { inviteLines } from "../../store/quota-report.ts";
import { memberUnits } from "../../store/standings.ts";
import { asDate } from "../days.ts";
import { pageOf } from "../paging.ts";
import { quotaReports } from "../quota-reports.ts";
import type { Intent, SeatedTurn } from "../turn.ts";
import { asHead, asSeated } from "../who-may.ts";

/** The units this person may invite people for: their own as its leader, every one for the head and the operator. */
async function invitable(turn: SeatedTurn): Promise<Unit[]> {
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  const { position } = turn.seat;
  if (maySetUp(position)) return units;
  if (isMember(position) && position.role === "unitLeader")
    return units.filter((each) => each.id === position.unitId);
  return [];
}

async function pickUnit(turn: SeatedTurn, page: number, again: boolean): Promise<void> {
  const units = await invitable(turn);
  const { say } = turn;
  if (units.length === 0 && !maySetUp(turn.seat.position))
    return turn.reply({ html: say("unit:invite.mayNot") });
  if (units.length === 1 && units[0] && !maySetUp(turn.seat.position)) return pickRole(turn, units[0].id);
  const choices: Choice[][] = pageOf(
    turn,
    units,
    page,
    (each) => ({ label: each.name, data: `invite:unit:${each.id}` }),
    "invite:page",
  );
  choices.push([
    { label: say.plain("unit:invite.observer"), data: "invite:make:0:observer" },
    // Only an operator makes another operator.
    ...(turn.seat.role.code === "operator"
      ? [{ label: say.plain("unit:invite.operator"), data: "invite:make:0:operator" }]
      : []),
  ]);
  const reply = { html: say("unit:invite.forWhich"), choices };
  await (again ? turn.replace(reply) : turn.reply(reply));
}

async function pickRole(turn: SeatedTurn, unitId: number): Promise<void> {
  const found = (await invitable(turn)).find((each) => each.id === unitId);
  if (!found) return turn.reply({ html: turn.say("unit:invite.mayNot") });
  const roles: RoleCode[] = ["focalOfficial", "unitLeader"];
  await turn.reply({
    html: turn.say("unit:invite.asWhat", { unit: found.name }),
    choices: roles.map((role) => [
      { label: turn.say.plain(`unit:invite.role.${role}`), data: `invite:make:${unitId}:${role}` },
    ]),
  });
}

async function make(turn: SeatedTurn, unitId: number, role: string | undefined): Promise<void> {
  const { say, seat } = turn;
  const found = (await invitable(turn)).find((each) => each.id === unitId) ?? null;
  const forUnit = role === "focalOfficial" || role === "unitLeader";
  const forCluster = role === "observer" || role === "operator";
  const allowed = forUnit ? found !== null : forCluster && maySetUp(seat.position);
  // Only an operator makes another operator.
  if (!allowed || (role === "operator" && seat.role.code !== "operator")) {
    return turn.reply({ html: say("unit:invite.mayNot") });
  }
  const code = await issueJoinCode(
    turn.tx,
    {
      clusterId: seat.cluster.id,
      unitId: forUnit ? unitId : null,
      role: role as RoleCode,
      issuedById: turn.person.id,
    },
    asDate(turn.now),
  );
  await turn.audit("invite", `unit:${forUnit ? unitId : 0}`, role);
  const link = turn.services.inviteLink(turn.inbound.channel, code);
  await turn.reply({
    html: [
      say("unit:invite.made", {
        code: `${code.slice(0, 5)}-${code.slice(5)}`,
        role: say.plain(`common:role.${role}`),
        unit: found?.name ?? seat.cluster.shortName,
      }),
      ...(link ? [say("unit:invite.link", { link })] : []),
      ...inviteLines(say, await quotaReports(turn)),
    ].join("\n"),
  });
}

async function groupCode(turn: SeatedTurn): Promise<void> {
  if (!isHead(turn.seat.position)) return turn.reply({ html: turn.say("common:headOnly") });
  const code = await issueGroupCode(
    turn.tx,
    { clusterId: turn.seat.cluster.id, issuedById: turn.person.id },
    asDate(turn.now),
  );
  await turn.reply({ html: turn.say("unit:groupCode", { code: `${code.slice(0, 5)}-${code.slice(5)}` }) });
}

export const invitePresses: NonNullable<Intent["presses"]> = {
  invite: (turn, [step, first, second]) => {
    if (step === "group") return asHead(turn, groupCode);
    return asSeated(turn, (seated) => {
      if (step === "unit") return pickRole(seated, Number(first));
      if (step === "make") return make(seated, Number(first), second);
      return pickUnit(seated, step === "page" ? Number(first) : 0, step === "page");
    });
  },
};
