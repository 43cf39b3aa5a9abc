import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Store, Tx } from "./open.ts";

const separator = " ";
const incarnation = randomUUID();

/** A name for one holder of leases in this process; it tells the host and the process, so that a dead one is recognised. */
export function newOwner(): string {
  return [hostname(), process.pid, incarnation, randomUUID()].join(separator);
}

/**
 * Surely dead: it was on this host, and its process is gone or is another one by now. Only on SQLite, whose file belongs
 * to one host; with PostgreSQL two hosts (containers) may bear one name, so a holder's time is waited for.
 */
export function isDeadOwner(provider: Store["provider"], owner: string): boolean {
  if (provider !== "sqlite") return false;
  const [host, pid, life] = owner.split(separator);
  if (host !== hostname() || !pid || !life) return false;
  if (Number(pid) === process.pid) return life !== incarnation;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Takes or renews a lease: true when `owner` holds it until `now + ttlMs` (real time). One holder at a time; a dead one is followed. */
export async function takeLease(
  tx: Tx,
  provider: Store["provider"],
  lease: { name: string; owner: string; now: number; ttlMs: number },
): Promise<boolean> {
  const now = new Date(lease.now);
  const until = new Date(lease.now + lease.ttlMs);
  const take = () => tx.$executeRaw`
    INSERT INTO "Lease" ("name", "owner", "until") VALUES (${lease.name}, ${lease.owner}, ${until})
    ON CONFLICT ("name") DO UPDATE SET "owner" = excluded."owner", "until" = excluded."until"
    WHERE "Lease"."owner" = excluded."owner" OR "Lease"."until" < ${now}`;
  if ((await take()) === 1) return true;
  const holder = await tx.lease.findUnique({ where: { name: lease.name } });
  if (!holder || !isDeadOwner(provider, holder.owner)) return false;
  await tx.lease.delete({ where: { name: lease.name } });
  return (await take()) === 1;
}

/** Gives a lease back; nothing happens when another holds it by now. */
export async function releaseLease(tx: Tx, name: string, owner: string): Promise<void> {
  await tx.lease.deleteMany({ where: { name, owner } });
}
