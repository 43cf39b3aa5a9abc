import { draftKey } from "./draft-key.ts";
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
  const scores = await tx.scoreRow.findMany({
    where: { byId: personId },
    include: { sheet: { include: { unit: true, scheme: { select: { name: true } } } } },
    orderBy: { id: "asc" },
  });
  const sheets = await tx.scoreSheet.findMany({
    where: {
      OR: [{ submittedById: personId }, { attestedById: personId }, { appraisedById: personId }],
    },
    include: { unit: true, scheme: { select: { name: true } } },
    orderBy: { id: "asc" },
  });
  const publications = await tx.scorePublication.findMany({
    where: { byId: personId },
    include: { scheme: { select: { name: true } } },
    orderBy: { id: "asc" },
  });
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
    scores: scores.map(({ sheet, code, stage, input, comment, explanation, at }) => ({
      scheme: sheet.scheme.name,
      unit: sheet.unit.name,
      code,
      stage,
      entry: input === null ? null : (JSON.parse(input) as unknown),
      comment,
      explanation,
      at,
    })),
    scoreSheets: sheets.map((sheet) => ({
      scheme: sheet.scheme.name,
      unit: sheet.unit.name,
      submittedAt: sheet.submittedById === personId ? sheet.submittedAt : null,
      attestedAt: sheet.attestedById === personId ? sheet.attestedAt : null,
      appraisedAt: sheet.appraisedById === personId ? sheet.appraisedAt : null,
    })),
    publications: publications.map(({ scheme, number, reason, at }) => ({
      scheme: scheme.name,
      number,
      reason,
      at,
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
 * Words of scores that were never sent. What was sent (entries, reasons, giải trình) is the unit's official file and stays;
 * it names the tombstone, since an entry of nobody means that the bot worked it out.
 */
async function forgetDrafts(tx: Tx, personId: number): Promise<void> {
  const sheets = await tx.scoreSheet.findMany({
    where: { rows: { some: { byId: personId, stage: "self" } } },
    select: { id: true, submittedUpTo: true },
  });
  for (const { id, submittedUpTo } of sheets) {
    await tx.scoreRow.updateMany({
      where: { sheetId: id, byId: personId, stage: "self", id: { gt: submittedUpTo ?? 0 } },
      data: { comment: null, explanation: null },
    });
  }
}

/**
 * Makes the person's own fields a tombstone: no name, no address, no captions. The cluster's results stay, as the law
 * asks of official figures (thi-dua.md, section 13), and no longer say who typed them.
 */
export async function erasePerson(tx: Tx, person: Person, tombstone: string, now: Date): Promise<void> {
  await leaveAll(tx, person.id, now);
  await tx.person.update({ where: { id: person.id }, data: { displayName: tombstone, erasedAt: now } });
  await tx.evidence.updateMany({ where: { personId: person.id }, data: { caption: null, personId: null } });
  await forgetDrafts(tx, person.id);
  await tx.snooze.deleteMany({ where: { personId: person.id } });
  await tx.dialogue.deleteMany({ where: { key: { in: [`person:${person.id}`, draftKey(person.id)] } } });
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
