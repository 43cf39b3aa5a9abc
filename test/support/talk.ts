import type { App } from "../../src/app.ts";
import type { Store } from "../../src/store/open.ts";
import { startProduct } from "./product.ts";

/** A message as the person sees it. */
export interface Seen {
  id: number;
  text: string;
  buttons: string[];
  image?: string;
  file?: string;
  edited?: true;
}

/** Somebody with a phone. */
export interface Phone {
  readonly id: string;
  /** Says it; answers what came back until all is quiet. */
  says(text: string): Promise<Seen[]>;
  /** Presses the newest button with exactly that label. */
  presses(label: string): Promise<Seen[]>;
  /** Sends a file, with a caption if any. */
  sends(file: { name: string; type: string; bytes: Uint8Array }, caption?: string): Promise<Seen[]>;
  /** Says it in the cluster's group; answers what the group sees. */
  saysInGroup(text: string): Promise<Seen[]>;
  /** What came since one last looked here (the first time: everything). */
  sees(): Promise<Seen[]>;
}

export interface Talk {
  readonly app: App;
  readonly store: Store;
  readonly url: string;
  /** By the end of a unit's code and a role: person("VP", "focalOfficial"). The head unit has a second officer. */
  person(unit: string, role: "focalOfficial" | "unitLeader", second?: "second"): Phone;
  phone(id: string): Phone;
  clock: {
    now(): Promise<string>;
    /** "2019-06-13T08:00" in Hà Nội; answers the jobs that ran. */
    to(local: string): Promise<{ job: string; dueAt: string }[]>;
  };
  /** A fresh code for a unit (whole name) or, with null, for the cluster. */
  invite(unit: string | null, role: string): Promise<string>;
  /** What the cluster's group saw since one last looked. */
  group(): Promise<Seen[]>;
  /** Stops the process's app and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TalkOptions {
  cluster?: string;
  databaseUrl?: string;
  env?: Record<string, string>;
}

/** The first bot message of an answer; throws when there was none. */
export function only(messages: Seen[]): Seen {
  const [first] = messages;
  if (!first || messages.length !== 1)
    throw new Error(`one message was expected, not ${JSON.stringify(messages)}`);
  return first;
}

/** The whole product in this process, on a database of its own, with the page's phones. */
export async function startTalk({
  cluster = "SNV-BACBO-2019",
  databaseUrl,
  env = {},
}: TalkOptions = {}): Promise<Talk> {
  const product = await startProduct({
    SANDBOX_CLUSTER: cluster,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...env,
  });
  const { call, invite } = product;
  const seenUpTo = new Map<string, number>();

  const look = async (query: string): Promise<Seen[]> => {
    const { messages } = await call<{ messages: Seen[] }>(
      "GET",
      `/sandbox/messages?${query}&after=${seenUpTo.get(query) ?? 0}`,
    );
    const last = messages.at(-1);
    if (last) seenUpTo.set(query, Math.max(seenUpTo.get(query) ?? 0, ...messages.map((each) => each.id)));
    return messages;
  };

  const phone = (id: string): Phone => {
    const act = async (body: Record<string, unknown>) => {
      const { messages } = await call<{ messages: Seen[] }>("POST", "/sandbox/say", { person: id, ...body });
      return messages;
    };
    return {
      id,
      says: (text) => act({ text }),
      presses: (press) => act({ press }),
      sends: ({ name, type, bytes }, caption) =>
        act({
          file: { name, type, base64: Buffer.from(bytes).toString("base64") },
          ...(caption ? { text: caption } : {}),
        }),
      saysInGroup: (text) => act({ text, group: cluster }),
      sees: () => look(`person=${id}`),
    };
  };

  return {
    get app() {
      return product.app;
    },
    get store() {
      return product.app.store;
    },
    get url() {
      return product.app.url;
    },
    phone,
    person: (unit, role, second) =>
      phone(
        `snv-${unit.toLowerCase()}-${role === "unitLeader" ? "leader" : second ? "official-2" : "official"}`,
      ),
    clock: {
      now: async () => (await call<{ now: string }>("GET", "/sandbox/clock")).now,
      to: product.moveTo,
    },
    invite,
    group: () => look(`group=${cluster}`),
    restart: product.restart,
    stop: product.stop,
  };
}
