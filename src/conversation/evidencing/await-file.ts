import type { Target } from "../../store/generated/sqlite/client.ts";
import { issueUploadLink, uploadMinutes } from "../../store/upload-links.ts";
import { asDate } from "../days.ts";
import type { SeatedTurn, Turn } from "../turn.ts";
import { codesOf } from "./place.ts";

export const takesDocuments = ({ services, inbound }: Turn): boolean =>
  services.takesDocuments?.(inbound.channel) ?? true;

/** How a document is handed in where the chat takes none: a fresh link, or what to do without one. */
export async function documentWay(turn: SeatedTurn): Promise<string> {
  const page = turn.services.uploadPage ?? null;
  if (page === null) return turn.say("upload:noPage");
  const key = await issueUploadLink(turn.tx, {
    addressId: turn.address.id,
    personId: turn.person.id,
    at: asDate(turn.now),
  });
  return turn.say("upload:link", { minutes: uploadMinutes, url: page(key) });
}

/** Waits for the file of these targets, and says how to hand it in, after `lead` if there is one (html). */
export async function awaitFile(turn: SeatedTurn, targets: Target[], lead?: string): Promise<void> {
  const { say } = turn;
  const codes = codesOf(targets);
  await turn.ask("evidenceFor", { targetIds: targets.map((each) => each.id) });
  const ways = takesDocuments(turn)
    ? [say("evidence:send", { codes })]
    : [say("upload:photo", { codes }), await documentWay(turn)];
  await turn.reply({ html: [...(lead === undefined ? [] : [lead]), ...ways].join("\n") });
}
