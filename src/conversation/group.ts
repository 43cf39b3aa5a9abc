import { isHead } from "../domain/permission.ts";
import { normalize } from "../domain/vietnamese/fold.ts";
import { linkGroup } from "../store/groups.ts";
import { findInvite, inviteFault, useInvite } from "../store/invites.ts";
import { asDate } from "./days.ts";
import { callListText } from "./intents/call-list.ts";
import { groupStandings } from "./intents/standings.ts";
import { askedCommand } from "./plain-words.ts";
import type { Turn } from "./turn.ts";

/** Links the group with the code a person of the head unit took; anybody else is refused. */
async function link(turn: Turn, typed: string): Promise<void> {
  const invite = await findInvite(turn.tx, typed);
  const fault = inviteFault(invite, asDate(turn.now));
  if (fault || !invite || invite.purpose !== "group" || invite.clusterId === null) {
    return turn.reply({ html: turn.say("group:badCode") });
  }
  const mayLink = turn.seat && isHead(turn.seat.position) && turn.seat.cluster.id === invite.clusterId;
  if (!mayLink) return turn.reply({ html: turn.say("group:headOnly") });
  if (!(await useInvite(turn.tx, invite.id, asDate(turn.now))))
    return turn.reply({ html: turn.say("group:badCode") });
  await linkGroup(turn.tx, turn.address.id, invite.clusterId);
  await turn.audit("linkGroup", `address:${turn.address.id}`);
  await turn.reply({ html: turn.say("group:linked", { cluster: invite.cluster?.shortName ?? "" }) });
}

/** In a group only the table and whom to call are answered; nothing private, and chatter is left alone. */
export async function receiveInGroup(turn: Turn): Promise<void> {
  const { content } = turn.inbound;
  if (content.kind === "press") return turn.reply({ html: turn.say("group:privateOnly") });
  if (content.kind !== "text") return;
  const text = normalize(content.text).trim();
  const slash = /^\/(\p{L}[\p{L}\d_]*)\s*([\s\S]*)$/u.exec(text);
  const command = slash ? (slash[1] ?? "").toLowerCase() : askedCommand(text);
  if ((command === "batdau" || command === "start") && slash?.[2]) return link(turn, slash[2].trim());
  const { clusterId } = turn.address;
  if (clusterId === null) {
    if (slash) await turn.reply({ html: turn.say("group:notLinked") });
    return;
  }
  if (command === "xephang") return groupStandings(turn, clusterId);
  if (command === "chuanop") return turn.reply({ html: await callListText(turn, clusterId) });
  if (slash) await turn.reply({ html: turn.say("group:privateOnly") });
}
