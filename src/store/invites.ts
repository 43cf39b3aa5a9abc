import { createHash, randomInt } from "node:crypto";
import type { RoleCode } from "../domain/cluster.ts";
import type { Cluster, Invite, Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** Letters and digits nobody confuses (Crockford's base 32). */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 10;

/** A code as typed → its one spelling, or null when it cannot be one. Case, spaces and hyphens do not matter; O is 0, I and L are 1. */
export function readCode(typed: string): string | null {
  const code = typed.replace(/[\s-]/g, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  return code.length === codeLength && [...code].every((each) => alphabet.includes(each)) ? code : null;
}

const hashOf = (code: string) => createHash("sha256").update(code).digest("hex");

function newCode(): string {
  return Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join("");
}

export interface JoinInvite {
  clusterId: number;
  unitId: number | null;
  role: RoleCode;
  issuedById: number | null;
}

/** A join code admits two people for 30 days (product.md, flow 1). */
const joinUses = 2;
const joinDays = 30;
/** A group code is good for ten minutes, once (flow 11). */
const groupMinutes = 10;

async function issue(tx: Tx, data: Omit<Invite, "id" | "codeHash" | "uses">): Promise<string> {
  const code = newCode();
  await tx.invite.create({ data: { ...data, codeHash: hashOf(code) } });
  return code;
}

/** Issues a code; only its hash is kept, so it is shown once. */
export function issueJoinCode(tx: Tx, invite: JoinInvite, now: Date): Promise<string> {
  const { role, ...rest } = invite;
  return issue(tx, {
    ...rest,
    purpose: "join",
    roleCode: role,
    createdAt: now,
    expiresAt: new Date(now.getTime() + joinDays * 86_400_000),
    maxUses: joinUses,
  });
}

export function issueGroupCode(
  tx: Tx,
  invite: { clusterId: number | null; issuedById: number },
  now: Date,
): Promise<string> {
  return issue(tx, {
    ...invite,
    purpose: "group",
    unitId: null,
    roleCode: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + groupMinutes * 60_000),
    maxUses: 1,
  });
}

export type FoundInvite = Invite & { cluster: Cluster | null; unit: Unit | null };
/** Why a code does not admit anybody. */
export type InviteFault = "unknown" | "expired" | "usedUp";

export const inviteFault = (invite: Invite | null, now: Date): InviteFault | null => {
  if (!invite) return "unknown";
  if (invite.expiresAt <= now) return "expired";
  return invite.uses >= invite.maxUses ? "usedUp" : null;
};

const withNames = { cluster: true, unit: true } as const;

export async function findInvite(tx: Tx, typed: string): Promise<FoundInvite | null> {
  const code = readCode(typed);
  return code ? tx.invite.findUnique({ where: { codeHash: hashOf(code) }, include: withNames }) : null;
}

export function findInviteById(tx: Tx, id: number): Promise<FoundInvite | null> {
  return tx.invite.findUnique({ where: { id }, include: withNames });
}

/** Counts one use; false when another person took the last place meanwhile. */
export async function useInvite(tx: Tx, id: number, now: Date): Promise<boolean> {
  const { count } = await tx.invite.updateMany({
    where: { id, expiresAt: { gt: now }, uses: { lt: tx.invite.fields.maxUses } },
    data: { uses: { increment: 1 } },
  });
  return count === 1;
}
