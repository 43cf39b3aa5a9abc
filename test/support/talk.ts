import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Store } from "../../src/store/open.ts";
import { fillDatabase } from "./filled-database.ts";

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
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-talk-"));
  const config = readConfig({
    SANDBOX: "1",
    SANDBOX_CLUSTER: cluster,
    DATA_DIR: folder,
    PORT: "0",
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...env,
  });
  const log = pino({ level: process.env.TEST_LOG ?? "silent" });
  await fillDatabase(config);
  const start = () => startApp(config, { log, alarm: false });
  let app = await start();
  const seenUpTo = new Map<string, number>();

  const call = async <T>(method: "GET" | "POST", call: string, body?: unknown): Promise<T> => {
    const response = await fetch(app.url + call, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(`${response.status} ${answer.error ?? ""}`);
    return answer;
  };

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
      return app;
    },
    get store() {
      return app.store;
    },
    get url() {
      return app.url;
    },
    phone,
    person: (unit, role, second) =>
      phone(
        `snv-${unit.toLowerCase()}-${role === "unitLeader" ? "leader" : second ? "official-2" : "official"}`,
      ),
    clock: {
      now: async () => (await call<{ now: string }>("GET", "/sandbox/clock")).now,
      to: async (local) =>
        (
          await call<{ ran: { job: string; dueAt: string }[] }>("POST", "/sandbox/clock", {
            now: `${local}+07:00`,
          })
        ).ran,
    },
    invite: async (unit, role) => {
      const all = await call<{ unit: string | null; role: string; code: string }[]>(
        "GET",
        "/sandbox/invites",
      );
      const found = all.find((each) => each.unit === unit && each.role === role);
      if (!found) throw new Error(`no invite for ${unit} ${role}`);
      return found.code;
    },
    group: () => look(`group=${cluster}`),
    restart: async () => {
      await app.stop();
      app = await start();
    },
    stop: async () => {
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
