/** What the server tells the page, and what the page asks of it. */

export interface Message {
  id: number;
  side: "person" | "bot";
  html: string;
  buttons: { label: string; data: string }[][];
  image: string | null;
  file: string | null;
  fileName: string | null;
  at: string;
  edited: boolean;
}

export interface State {
  cluster: { code: string; name: string; shortName: string; kind: string; year: number };
  timeZone: string;
  headUnit: string | null;
  sampleLabel: string | null;
  groups: { code: string; title: string }[];
  landmarks: { key: string; at: string }[];
}

export interface Person {
  id: string;
  name: string;
  unit: string | null;
  role: string | null;
  cluster: string | null;
  joined: boolean;
}

export interface Invite {
  cluster: string;
  unit: string | null;
  role: string;
  code: string;
}

export interface Overview {
  chat: string;
  unread: number;
  newest: Message;
}

export interface Sender {
  id: string;
  name: string;
}

/** The server understood and refused. */
export class CallError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

async function call<T>(path: string, options: RequestInit = {}): Promise<T> {
  const response = await fetch(path, options);
  if (!response.ok) throw new CallError(response.status);
  return (await response.json()) as T;
}

const post = <T>(path: string, body: unknown) =>
  call<T>(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** Waits between tries while the server is away (milliseconds). */
const retryAfter = [500, 1000, 2000, 4000];

/** The same act, under the same id, is handled once however often it is sent. */
async function until<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of retryAfter) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CallError && error.status < 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return work();
}

const chatPath = (chat: string) => `/web/chats/${encodeURIComponent(chat)}`;

export const api = {
  state: () => call<State>("/web/state"),
  people: () => call<Person[]>("/sandbox/people"),
  invites: () => call<Invite[]>("/sandbox/invites"),
  overview: (seen: Record<string, number>) => post<Overview[]>("/web/overview", { seen }),
  clock: () => call<{ now: string }>("/sandbox/clock"),
  moveClock: (now: string) =>
    post<{ now: string; ran: { job: string; dueAt: string }[] }>("/sandbox/clock", { now }),

  messages: (chat: string, before?: number) =>
    call<{ messages: Message[]; position: string; earlier: boolean }>(
      `${chatPath(chat)}/messages${before === undefined ? "" : `?before=${before}`}`,
    ),

  say(chat: string, sender: Sender, text: string, replyTo: number | null) {
    const body = { id: crypto.randomUUID(), sender, text, replyTo };
    return until(() => post(`${chatPath(chat)}/say`, body));
  },

  press(chat: string, sender: Sender, messageId: number, data: string) {
    const body = { id: crypto.randomUUID(), sender, messageId, data };
    return until(() => post(`${chatPath(chat)}/press`, body));
  },

  sendFile(
    chat: string,
    sender: Sender,
    file: File,
    more: { caption: string; album: string | null; replyTo: number | null },
  ) {
    const id = crypto.randomUUID();
    return until(() => {
      const form = new FormData();
      form.set("id", id);
      form.set("senderId", sender.id);
      form.set("senderName", sender.name);
      form.set("caption", more.caption);
      if (more.album !== null) form.set("album", more.album);
      if (more.replyTo !== null) form.set("replyTo", String(more.replyTo));
      form.set("file", file);
      return call(`${chatPath(chat)}/file`, { method: "POST", body: form });
    });
  },
};
