import type { RoleCode } from "../domain/cluster.ts";
import type { Person, Role } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

export interface NewPerson {
  displayName: string;
  addressId: number;
  noticeVersion: number;
  now: Date;
}

export async function createPerson(
  tx: Tx,
  { displayName, addressId, noticeVersion, now }: NewPerson,
): Promise<Person> {
  const person = await tx.person.create({
    data: { displayName, noticeVersion, agreedAt: now, createdAt: now },
  });
  await tx.address.update({ where: { id: addressId }, data: { personId: person.id } });
  return person;
}

export interface NewRole {
  code: RoleCode;
  clusterId: number | null;
  unitId: number | null;
}

/** Gives the role, unless the person holds it already; it becomes the active one. */
export async function giveRole(tx: Tx, personId: number, role: NewRole, now: Date): Promise<Role> {
  const held = await tx.role.findFirst({ where: { personId, endedAt: null, ...role } });
  const given = held ?? (await tx.role.create({ data: { personId, since: now, ...role } }));
  await tx.person.update({ where: { id: personId }, data: { activeRoleId: given.id } });
  return given;
}

export async function setLanguage(tx: Tx, personId: number, language: "vi" | "en"): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { language } });
}

/** The role the person acts in from now on. */
export async function chooseRole(tx: Tx, personId: number, roleId: number): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { activeRoleId: roleId } });
}
