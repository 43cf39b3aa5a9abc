import type { RoleCode } from "../domain/cluster.ts";
import type { Locales } from "../shared/say.ts";
import type { Tx } from "../store/open.ts";
import { createPerson, giveRole } from "../store/people.ts";
import type { Loaded } from "../store/seed.ts";

/** Phones of people who have not joined. */
export const newcomerIds = ["newcomer-1", "newcomer-2", "newcomer-3"];

interface Persona {
  id: string;
  name: string;
  unitId: number | null;
  role: RoleCode;
}

/** Every unit's officer and leader, two officers in the head unit, an observer and an operator; named by role. */
function personasOf(cluster: Loaded, locales: Locales): Persona[] {
  const say = locales.say("vi", "dongChi", cluster.kind as "cum");
  const headUnitId = cluster.years[0]?.headUnitId ?? null;
  const personas: Persona[] = [];
  for (const unit of cluster.units) {
    const add = (role: RoleCode, suffix: string, text: string) =>
      personas.push({
        id: `${unit.code.toLowerCase()}-${suffix}`,
        name: say.plain(`sandbox:persona.${text}`, { unit: unit.name }),
        unitId: unit.id,
        role,
      });
    add("focalOfficial", "official", "focalOfficial");
    if (unit.id === headUnitId) add("focalOfficial", "official-2", "secondOfficial");
    add("unitLeader", "leader", "unitLeader");
  }
  personas.push({
    id: "observer",
    name: say.plain("sandbox:persona.observer"),
    unitId: null,
    role: "observer",
  });
  personas.push({
    id: "operator",
    name: say.plain("sandbox:persona.operator"),
    unitId: null,
    role: "operator",
  });
  return personas;
}

/** Lets the personas join on the page and links the cluster's group, so that a broadcast and a summary reach somebody. */
export async function joinPersonas(
  tx: Tx,
  cluster: Loaded,
  locales: Locales,
  groupChat: string,
  now: Date,
): Promise<void> {
  for (const persona of personasOf(cluster, locales)) {
    const address = await tx.address.create({
      data: { channel: "web", externalId: persona.id, kind: "private", title: persona.name, createdAt: now },
    });
    const person = await createPerson(tx, {
      displayName: persona.name,
      addressId: address.id,
      noticeVersion: 1,
      now,
    });
    await giveRole(tx, person.id, { code: persona.role, clusterId: cluster.id, unitId: persona.unitId }, now);
  }
  await tx.address.create({
    data: {
      channel: "web",
      externalId: groupChat,
      kind: "group",
      title: cluster.shortName,
      clusterId: cluster.id,
      createdAt: now,
    },
  });
}
