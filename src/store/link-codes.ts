import { createHash, randomInt } from "node:crypto";
import type { InviteFault } from "./invites.ts";
import { inviteFault, useInvite } from "./invites.ts";
import type { Tx } from "./open.ts";

/** A code that adds an address is good for ten minutes, once; six digits, to be typed on another phone (zalo.md 7, 8). */
export const linkMinutes = 10;
const digits = 6;
/** Codes one person may ask for, and wrong ones one chat, and all chats together, may type, within those ten minutes. */
const mostIssued = 5;
const mostWrong = 5;
const mostWrongInAll = 100;

const wrongAction = "wrongLinkCode";

/** Apart from the hashes of invites, which are of other codes. */
const hashOf = (code: string) => createHash("sha256").update(`address:${code}`).digest("hex");

const begun = (now: Date) => new Date(now.getTime() - linkMinutes * 60_000);

/**
 * A fresh code for another address of this person; the one before is good no longer. Only its hash is kept. Null when they
 * asked too often.
 */
export async function issueLinkCode(tx: Tx, personId: number, now: Date): Promise<string | null> {
  const own = { purpose: "address", issuedById: personId };
  if ((await tx.invite.count({ where: { ...own, createdAt: { gt: begun(now) } } })) >= mostIssued)
    return null;
  await tx.invite.updateMany({
    where: { ...own, uses: 0, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
  for (;;) {
    const code = String(randomInt(10 ** digits)).padStart(digits, "0");
    const codeHash = hashOf(code);
    // One that nobody can use any more gives way; one in use is not made twice.
    await tx.invite.deleteMany({
      where: { codeHash, OR: [{ expiresAt: { lte: now } }, { uses: { gt: 0 } }] },
    });
    if (await tx.invite.findUnique({ where: { codeHash }, select: { id: true } })) continue;
    const expiresAt = new Date(now.getTime() + linkMinutes * 60_000);
    await tx.invite.create({ data: { ...own, codeHash, createdAt: now, expiresAt, maxUses: 1 } });
    return code;
  }
}

/** Whose code it is, and its id as an invite; or why it links nothing. */
type FoundLink = { id: number; personId: number } | { fault: InviteFault };

/** Looks a typed code up, without using it. */
export async function findLinkCode(tx: Tx, code: string, now: Date): Promise<FoundLink> {
  const invite = await tx.invite.findUnique({ where: { codeHash: hashOf(code) } });
  const fault = inviteFault(invite, now);
  if (fault || !invite || invite.issuedById === null) return { fault: fault ?? "unknown" };
  const person = await tx.person.findUnique({ where: { id: invite.issuedById }, select: { erasedAt: true } });
  return person && person.erasedAt === null
    ? { id: invite.id, personId: invite.issuedById }
    : { fault: "unknown" };
}

/** Takes the code; false when it was taken meanwhile. */
export const useLinkCode = useInvite;

/** Whether this chat, or everybody together, guessed too often of late: then no code is looked at. */
export async function guessesTooOften(tx: Tx, addressId: number, now: Date): Promise<boolean> {
  const wrong = { clusterId: null, action: wrongAction, at: { gt: begun(now) } };
  if ((await tx.auditEntry.count({ where: { ...wrong, subject: subjectOf(addressId) } })) >= mostWrong)
    return true;
  return (await tx.auditEntry.count({ where: wrong })) >= mostWrongInAll;
}

/** A code that was none was typed here. */
export async function noteWrongCode(tx: Tx, addressId: number, now: Date): Promise<void> {
  await tx.auditEntry.create({ data: { at: now, action: wrongAction, subject: subjectOf(addressId) } });
}

const subjectOf = (addressId: number): string => `address:${addressId}`;
