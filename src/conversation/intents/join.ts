import { z } from "zod";
import { yearOn } from "../../domain/cluster.ts";
import { isHead } from "../../domain/permission.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice } from "../../shared/messages.ts";
import { capitalised } from "../../shared/say.ts";
import {
  type FoundInvite,
  findInvite,
  findInviteById,
  inviteFault,
  readCode,
  useInvite,
} from "../../store/invites.ts";
import { createPerson, giveRole } from "../../store/people.ts";
import { activeSeat, type Seat } from "../../store/seat.ts";
import { openTargetCounts } from "../../store/targets.ts";
import { asDate, isoDay } from "../days.ts";
import { readBareCode } from "../linking/link-words.ts";
import { takeLinkCode } from "../linking/take-code.ts";
import { mainMenu } from "../menu.ts";
import type { DialogueStep, Intent, Turn } from "../turn.ts";

/** Grows when the notice's meaning changes; then everybody is asked again. */
const noticeVersion = 1;

const joinState = z.object({ inviteId: z.number() });

/** Codes for a unit and codes for the whole cluster are announced in different words. */
const scopeOf = (unit: unknown) => (unit ? "unit" : "cluster");

async function nameOf(turn: Turn, invite: FoundInvite): Promise<Record<string, string | number>> {
  const years = await turn.tx.clusterYear.findMany({ where: { clusterId: invite.clusterId ?? 0 } });
  return {
    year: yearOn(years, turn.today.year)?.year ?? turn.today.year,
    role: turn.say.plain(`common:role.${invite.roleCode ?? "focalOfficial"}`),
    unit: invite.unit?.name ?? "",
    cluster: invite.cluster?.shortName ?? "",
  };
}

/** The notice: what is stored and why, before anything is. */
async function showNotice(turn: Turn, invite: FoundInvite): Promise<void> {
  const version = await turn.ask("join", { inviteId: invite.id });
  const button = (name: string): Choice => ({
    label: turn.say.plain(`join:button.${name}`),
    data: `join:${name}:${version}`,
  });
  await turn.reply({
    html: turn.say(`join:notice.${scopeOf(invite.unit)}`, await nameOf(turn, invite)),
    choices: [[button("agree")], [button("detail"), button("notMe")]],
  });
}

/** A code that was typed or came with a link. */
export async function presentCode(turn: Turn, typed: string): Promise<void> {
  const invite = await findInvite(turn.tx, typed);
  const fault = inviteFault(invite, asDate(turn.now));
  if (fault || !invite) return turn.reply({ html: turn.say(`join:fault.${fault ?? "unknown"}`) });
  if (invite.purpose === "group") return turn.reply({ html: turn.say("join:groupCodeHere") });
  if (invite.purpose !== "join") return turn.reply({ html: turn.say("join:fault.unknown") });
  if (turn.person) {
    const held = await turn.tx.role.findFirst({
      where: {
        personId: turn.person.id,
        endedAt: null,
        code: invite.roleCode ?? "",
        clusterId: invite.clusterId,
        unitId: invite.unitId,
      },
    });
    if (held)
      return turn.reply({
        html: turn.say(`join:already.${scopeOf(invite.unit)}`, await nameOf(turn, invite)),
        choices: mainMenu(turn),
      });
  }
  await showNotice(turn, invite);
}

async function agree(turn: Turn, inviteId: number): Promise<void> {
  await turn.closeDialogue();
  const now = asDate(turn.now);
  const invite = await findInviteById(turn.tx, inviteId);
  const fault = inviteFault(invite, now);
  if (fault || !invite || !(await useInvite(turn.tx, inviteId, now))) {
    return turn.reply({ html: turn.say(`join:fault.${fault ?? "usedUp"}`) });
  }
  const person =
    turn.person ??
    (await createPerson(turn.tx, {
      displayName: turn.inbound.sender.name,
      addressId: turn.address.id,
      noticeVersion,
      now,
    }));
  const code = (invite.roleCode ?? "focalOfficial") as Seat["role"]["code"];
  const role = await giveRole(
    turn.tx,
    person.id,
    { code, clusterId: invite.clusterId, unitId: invite.unitId },
    now,
  );
  await turn.tx.auditEntry.create({
    data: {
      clusterId: invite.clusterId,
      personId: person.id,
      at: now,
      action: "join",
      subject: `role:${role.id}`,
      detail: `notice ${noticeVersion}`,
    },
  });
  const seat = await activeSeat(turn.tx, { ...person, activeRoleId: role.id }, turn.today.year);
  await welcome({ ...turn, person, seat });
}

/** One message: that they are in, how things stand, what they can do now. */
async function welcome(turn: Turn): Promise<void> {
  const { seat } = turn;
  if (!seat) return;
  const say = turn.services.locales.say(
    turn.say.language,
    seat.year.addressForm === "anhChi" ? "anhChi" : "dongChi",
    seat.cluster.kind,
  );
  const lines = [say("join:joined", { unit: seat.unit?.name ?? seat.cluster.name })];
  if (seat.unit) {
    const counts = await openTargetCounts(
      turn.tx,
      seat.year.id,
      seat.unit.id,
      isoDay(turn.today),
      isoDay(turn.today.add({ days: 7 })),
    );
    const key = counts.all === 0 ? "noTargets" : counts.dueSoon === 0 ? "targetsOnly" : "targets";
    lines.push(say(`join:${key}`, { all: counts.all, due: counts.dueSoon }));
    lines.push(say(counts.all === 0 ? "join:howToNew" : "join:howTo"));
    if (isHead(seat.position)) lines.push(say("join:howToHead"));
  } else lines.push(say(`join:howToAs.${seat.role.code}`));
  await turn.reply({ html: lines.join("\n"), choices: mainMenu({ ...turn, say }) });
}

/** In so many parts people write a code; more words with as many letters ("CT1 150 ho so") are a sentence. */
const mostParts = 3;

/** Anything from somebody we don't know. */
export async function receiveStranger(turn: Turn, text: string): Promise<void> {
  const code = readBareCode(text);
  if (code !== null) return takeLinkCode(turn, code);
  const isCode =
    readCode(text) !== null &&
    (text.trim().split(/\s+/).length <= mostParts || (await findInvite(turn.tx, text)) !== null);
  if (isCode) return presentCode(turn, text);
  await turn.reply({ html: turn.say("join:codeNeeded") });
}

async function start(turn: Turn, rest: string): Promise<void> {
  if (rest) return presentCode(turn, rest);
  if (!turn.person) return receiveStranger(turn, "");
  if (!turn.seat) return turn.reply({ html: turn.say("common:noRole") });
  await turn.reply({
    html: turn.say(`join:menu.${scopeOf(turn.seat.unit)}`, {
      role: capitalised(turn.say.plain(`common:role.${turn.seat.role.code}`)),
      unit: turn.seat.unit?.name ?? "",
      cluster: turn.seat.cluster.shortName,
      year: turn.seat.year.year,
    }),
    choices: mainMenu(turn),
  });
}

/** The question that this button belongs to is still the open one. */
function stillOpen(turn: Turn, version: string | undefined): number | null {
  if (turn.dialogue?.kind !== "join" || String(turn.dialogue.version) !== version) return null;
  const state = joinState.safeParse(turn.dialogue.state);
  return state.success ? state.data.inviteId : null;
}

async function refuse(turn: Turn): Promise<void> {
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("join:refused") });
}

async function dialogue(turn: Turn, stored: unknown): Promise<DialogueStep> {
  const state = joinState.safeParse(stored);
  const { content } = turn.inbound;
  if (!state.success || content.kind !== "text") return "pass";
  const answer = readReply(content.text);
  if (answer?.kind === "yes" || (answer?.kind === "choice" && answer.number === 1)) {
    await agree(turn, state.data.inviteId);
    return "handled";
  }
  if (answer?.kind === "no" || (answer?.kind === "choice" && answer.number === 3)) {
    await refuse(turn);
    return "handled";
  }
  return "pass";
}

export const join: Intent = {
  commands: { start, batdau: start, menu: start },
  presses: {
    async join(turn, [name, version]) {
      const inviteId = stillOpen(turn, version);
      if (inviteId === null) {
        // A second press of "agree" after having joined is no mistake of theirs.
        return turn.person ? start(turn, "") : turn.reply({ html: turn.say("join:codeNeeded") });
      }
      if (name === "agree") return agree(turn, inviteId);
      if (name === "notMe") return refuse(turn);
      await turn.reply({
        html: turn.say("join:detail"),
        choices: [
          [
            { label: turn.say.plain("join:button.agree"), data: `join:agree:${version}` },
            { label: turn.say.plain("join:button.notMe"), data: `join:notMe:${version}` },
          ],
        ],
      });
    },
  },
  dialogues: { join: dialogue },
};
