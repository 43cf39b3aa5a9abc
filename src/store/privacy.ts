import type { Person } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** Everything kept about one person, for them to take along. */
export async function personalData(tx: Tx, personId: number) {
  const person = await tx.person.findUniqueOrThrow({
    where: { id: personId },
    include: {
      addresses: true,
      roles: { include: { cluster: true, unit: true } },
      entries: { include: { target: { select: { number: true, title: true } } }, orderBy: { id: "asc" } },
      receipts: { include: { broadcast: { select: { number: true, sendAt: true } } } },
    },
  });
  const evidence = await tx.evidence.findMany({ where: { personId }, orderBy: { id: "asc" } });
  const reports = await tx.monthlyReport.findMany({ where: { sentById: personId }, orderBy: { id: "asc" } });
  return {
    displayName: person.displayName,
    language: person.language,
    joinedAt: person.createdAt,
    agreed: { notice: person.noticeVersion, at: person.agreedAt },
    reminders: { level: person.reminderLevel, time: person.reminderTime },
    addresses: person.addresses.map(({ channel, externalId, createdAt }) => ({
      channel,
      chat: externalId,
      createdAt,
    })),
    roles: person.roles.map(({ code, cluster, unit, since, endedAt }) => ({
      role: code,
      cluster: cluster?.name ?? null,
      unit: unit?.name ?? null,
      since,
      endedAt,
    })),
    progress: person.entries.map(({ target, op, value, total, onDay, recordedAt, voidedAt }) => ({
      target: `CT${target.number} ${target.title}`,
      op,
      value,
      total,
      onDay,
      recordedAt,
      voidedAt,
    })),
    reports: reports.map(({ month, sentAt, voidedAt }) => ({ month, sentAt, voidedAt })),
    evidence: evidence.map(({ fileName, mediaType, size, caption, createdAt, sha256 }) => ({
      fileName,
      mediaType,
      size,
      caption,
      createdAt,
      sha256,
    })),
    broadcasts: person.receipts.map(({ broadcast, acknowledgedAt }) => ({
      number: broadcast.number,
      sentAt: broadcast.sendAt,
      acknowledgedAt,
    })),
  };
}

/** Ends every role; what was reported stays with the unit. */
export async function leaveAll(tx: Tx, personId: number, now: Date): Promise<void> {
  await tx.role.updateMany({ where: { personId, endedAt: null }, data: { endedAt: now } });
  await tx.person.update({ where: { id: personId }, data: { activeRoleId: null } });
}

/**
 * Makes the person's own fields a tombstone: no name, no address, no captions. The cluster's results stay, as the law
 * asks of official figures (thi-dua.md, section 13), and no longer say who typed them.
 */
export async function erasePerson(tx: Tx, person: Person, tombstone: string, now: Date): Promise<void> {
  await leaveAll(tx, person.id, now);
  await tx.person.update({ where: { id: person.id }, data: { displayName: tombstone, erasedAt: now } });
  await tx.evidence.updateMany({ where: { personId: person.id }, data: { caption: null, personId: null } });
  await tx.snooze.deleteMany({ where: { personId: person.id } });
  await tx.dialogue.deleteMany({ where: { key: `person:${person.id}` } });
  const addresses = await tx.address.findMany({ where: { personId: person.id } });
  for (const address of addresses) {
    await tx.inboxMessage.deleteMany({
      where: { chat: `${address.channel}:${address.externalId}`, state: { not: "new" } },
    });
    await tx.outboxMessage.updateMany({
      where: { addressId: address.id, state: { notIn: ["queued", "sending"] } },
      data: { payload: '{"html":""}' },
    });
  }
  await tx.address.updateMany({ where: { personId: person.id }, data: { personId: null, title: "" } });
}
