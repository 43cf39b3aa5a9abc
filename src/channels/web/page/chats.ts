import type { Overview, Person, State } from "./api.ts";
import type { Say } from "./texts.ts";

/** One phone on the page. */
export interface Phone {
  /** The chat's id. */
  id: string;
  /** What the platform shows of its owner; for the group, its title. */
  name: string;
  /** As in the list under the unit's heading. */
  label: string;
  unit: string | null;
  kind: "person" | "group";
  joined: boolean;
  /** A newcomer's invite code, offered at the first message. */
  code: string | null;
}

/** Somebody who was added on this page. */
export interface Newcomer {
  id: string;
  name: string;
  code: string;
}

interface Section {
  heading: string;
  isHead: boolean;
  phones: Phone[];
}

const newcomersKey = "thidua.newcomers";
const seenKey = "thidua.seen";
const openKey = "thidua.open";

function stored<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** What this browser remembers; each cluster's sandbox by itself, since it has its own database. */
export function createMemory(cluster: string) {
  const own = (key: string) => `${key}.${cluster}`;
  return {
    newcomers: () => stored<Newcomer[]>(own(newcomersKey), []),
    addNewcomer(newcomer: Newcomer) {
      const all = stored<Newcomer[]>(own(newcomersKey), []);
      localStorage.setItem(own(newcomersKey), JSON.stringify([...all, newcomer]));
    },
    seen: () => stored<Record<string, number>>(own(seenKey), {}),
    see(chat: string, id: number) {
      const all = stored<Record<string, number>>(own(seenKey), {});
      if ((all[chat] ?? 0) >= id) return;
      localStorage.setItem(own(seenKey), JSON.stringify({ ...all, [chat]: id }));
    },
    /** After a reset of the database its ids begin again. */
    forgetBeyond(overview: Overview[]) {
      const newest = new Map(overview.map((each) => [each.chat, each.newest.id]));
      const all = Object.entries(stored<Record<string, number>>(own(seenKey), {}));
      const still = all.filter(([chat, id]) => id <= (newest.get(chat) ?? 0));
      if (still.length < all.length)
        localStorage.setItem(own(seenKey), JSON.stringify(Object.fromEntries(still)));
      return still.length < all.length;
    },
    opened: () => localStorage.getItem(own(openKey)),
    open: (chat: string) => localStorage.setItem(own(openKey), chat),
  };
}

/** Without marks and case, as people search. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

/** All phones, by unit in the order of the people, the group first, newcomers last. */
export function sections(state: State, people: Person[], newcomers: Newcomer[], say: Say): Section[] {
  const group: Section = {
    heading: say("people.groups"),
    isHead: false,
    phones: state.groups.map(({ code, title }) => ({
      id: `group:${code}`,
      name: title,
      label: title,
      unit: null,
      kind: "group",
      joined: true,
      code: null,
    })),
  };
  const byUnit = new Map<string, Section>();
  const late: Section = { heading: say("people.newcomers"), isHead: false, phones: [] };
  const others: Section = { heading: say("people.others"), isHead: false, phones: [] };
  const codes = new Map(newcomers.map((each) => [each.id, each.code]));
  for (const person of people) {
    const { id, name, unit, role, joined } = person;
    const suffix = unit === null ? "" : `, ${unit}`;
    const ownName = unit !== null && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    const label = ownName || say(`roles.${role ?? "other"}`);
    const phone: Phone = { id, name, label, unit, kind: "person", joined, code: codes.get(id) ?? null };
    if (!joined) late.phones.push(phone);
    else if (unit === null) others.phones.push(phone);
    else {
      const section = byUnit.get(unit) ?? { heading: unit, isHead: unit === state.headUnit, phones: [] };
      section.phones.push(phone);
      byUnit.set(unit, section);
    }
  }
  const known = new Set(people.map((each) => each.id));
  for (const { id, name, code } of newcomers) {
    if (!known.has(id))
      late.phones.push({ id, name, label: name, unit: null, kind: "person", joined: false, code });
  }
  return [group, ...byUnit.values(), others, late].filter((section) => section.phones.length > 0);
}
