import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { groupChat } from "../channels/web/channel.ts";
import { loopbackOnly } from "../channels/web/loopback.ts";
import { fileUrl } from "../channels/web/present.ts";
import type { Position, Screen, ScreenMessage } from "../channels/web/screen.ts";
import { keepUpload } from "../channels/web/upload.ts";
import type { Files } from "../shared/files.ts";
import type { Log } from "../shared/log.ts";
import { type Content, type Inbound, plainText } from "../shared/messages.ts";
import type { SandboxControl } from "./control.ts";

interface Dependencies {
  control: SandboxControl;
  screen: Screen;
  files: Files;
  log: Log;
}

/** A call that cannot be answered as asked. */
class Refusal extends Error {
  readonly status: 400 | 404 | 409 | 413;
  readonly detail: Record<string, unknown>;
  constructor(status: Refusal["status"], message: string, detail: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.detail = detail;
  }
}

const MiB = 1024 * 1024;
/** Room for files that are too big to be received: the person gets to read so in the chat. */
const bodyMax = 64 * MiB;

const instant = z.string().transform((text, context): Temporal.Instant => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    context.addIssue({ code: "custom", message: "an ISO instant, as 2019-06-13T08:00:00+07:00" });
    return z.NEVER;
  }
});

const base64 = z.string().transform((text, context): Uint8Array => {
  const digits = text.replace(/\s/g, "").replace(/={1,2}$/, "");
  const bytes = Buffer.from(digits, "base64");
  // Node skips what is not base64; then fewer bytes come out.
  if (digits.length % 4 !== 1 && bytes.length === Math.floor((digits.length * 3) / 4)) return bytes;
  context.addIssue({ code: "custom", message: "not base64" });
  return z.NEVER;
});

const clockBody = z.object({ now: instant });
const sayBody = z
  .object({
    person: z.string().min(1),
    /** Say it in this cluster's group instead of one's own chat. */
    group: z.string().min(1).optional(),
    text: z.string().min(1).max(100_000).optional(),
    press: z.string().min(1).optional(),
    file: z.object({ name: z.string().max(255), type: z.string().max(255), base64 }).optional(),
  })
  .refine(({ text, press, file }) => (press === undefined ? Boolean(text ?? file) : !(text ?? file)), {
    message: "exactly one of text, press, file (a text beside a file is its caption)",
  });
const messagesQuery = z
  .object({
    person: z.string().min(1).optional(),
    group: z.string().min(1).optional(),
    after: z.coerce.number().int().nonnegative().default(0),
  })
  .refine(({ person, group }) => (person === undefined) !== (group === undefined), {
    message: "either person or group",
  });

async function body<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const json: unknown = await c.req.json().catch(() => {
    throw new Refusal(400, "the body is not JSON");
  });
  return checked(schema, json);
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((each) => [...each.path, each.message].join(": "));
  throw new Refusal(400, faults.join("; "));
}

/** The `/sandbox/*` calls: people, their phones and the clock, for scripts and for the page. */
export function createSandboxRoutes({ control, screen, files, log }: Dependencies): Hono {
  const app = new Hono();

  app.use("/sandbox/*", loopbackOnly);
  app.use(
    "/sandbox/*",
    bodyLimit({ maxSize: bodyMax, onError: (c) => c.json({ error: "the body is over 64 MiB" }, 413) }),
  );

  app.onError((error, c) => {
    if (error instanceof Refusal) return c.json({ error: error.message, ...error.detail }, error.status);
    log.error({ error, path: c.req.path }, "sandbox call failed");
    return c.json({ error: "something went wrong here; the log says what" }, 500);
  });

  const personById = async (id: string) => {
    const person = (await control.people()).find((each) => each.id === id);
    if (person === undefined) throw new Refusal(404, `no person ${id}`);
    return person;
  };
  const groupByCode = async (code: string) => {
    const group = (await control.state()).groups.find((each) => each.code === code);
    if (group === undefined) throw new Refusal(404, `no group ${code}`);
    return group;
  };

  /** What the bot said or changed since, oldest first. */
  const since = async (c: Context, chat: string, position: Position) => {
    const found = await screen.changes(chat, position);
    const { origin } = new URL(c.req.url);
    return {
      messages: found.filter(({ side }) => side === "bot").map((each) => present(each, position, origin)),
    };
  };

  /** Which button bears the label; the newest message wins. */
  const pressOf = async (chat: string, label: string): Promise<Content> => {
    const wanted = label.normalize("NFC");
    const messages = await screen.withButtons(chat);
    for (const message of messages) {
      const choice = message.buttons.flat().find((each) => each.label.normalize("NFC") === wanted);
      if (choice) return { kind: "press", data: choice.data, messageId: String(message.id) };
    }
    const labels = [
      ...new Set(messages.flatMap((each) => each.buttons.flat().map((choice) => choice.label))),
    ];
    const list = labels.map((each) => `[${each}]`).join(" ");
    throw new Refusal(409, `no button ${label}; there are: ${list || "none"}`, { labels });
  };

  app.get("/sandbox/clock", (c) => c.json({ now: control.now().toString() }));

  app.post("/sandbox/clock", async (c) => {
    const to = (await body(c, clockBody)).now;
    const moved = await control.advanceTo(to);
    const now = control.now().toString();
    if ("backwards" in moved) throw new Refusal(409, `the clock only goes forward; it is ${now}`, { now });
    return c.json({ now, ran: moved.ran.map(({ job, dueAt }) => ({ job, dueAt })) });
  });

  app.get("/sandbox/people", async (c) =>
    c.json(
      (await control.people()).map(({ id, name, unit, role, cluster, joined }) => ({
        id,
        name,
        unit,
        role,
        cluster,
        joined,
      })),
    ),
  );

  app.get("/sandbox/invites", async (c) =>
    c.json((await control.invites()).map(({ cluster, unit, role, code }) => ({ cluster, unit, role, code }))),
  );

  app.post("/sandbox/say", async (c) => {
    const said = await body(c, sayBody);
    const person = await personById(said.person);
    const group = said.group === undefined ? null : await groupByCode(said.group);
    const chat = group === null ? person.id : groupChat(group.code);

    const content = async (): Promise<Content> => {
      if (said.press !== undefined) return pressOf(chat, said.press);
      if (said.file === undefined) return { kind: "text", text: said.text ?? "" };
      const { name, type, base64: bytes } = said.file;
      const file = await keepUpload(files, { name, type, bytes });
      return { kind: "file", file, caption: said.text ?? "", album: null };
    };
    const inbound: Inbound = {
      channel: "web",
      externalId: randomUUID(),
      chat: { id: chat, kind: group === null ? "private" : "group", title: group?.title ?? person.name },
      sender: { id: person.id, name: person.name },
      sentAt: control.now().toString(),
      replyTo: null,
      content: await content(),
    };

    const before = await screen.position(chat);
    await control.deliver(inbound);
    await control.settled();
    return c.json(await since(c, chat, before));
  });

  app.get("/sandbox/messages", async (c) => {
    const { person, group, after } = checked(messagesQuery, c.req.query());
    const chat =
      person === undefined ? groupChat((await groupByCode(group ?? "")).code) : (await personById(person)).id;
    return c.json(await since(c, chat, await screen.positionAfter(chat, after)));
  });

  app.all("/sandbox/*", (c) => c.json({ error: "no such call" }, 404));

  return app;
}

function present(message: ScreenMessage, since: Position, origin: string) {
  const { id, chat, html, buttons, image, file } = message;
  return {
    id,
    text: plainText(html),
    buttons: buttons.flat().map((each) => each.label),
    ...(image === null ? {} : { image: origin + fileUrl(chat, image) }),
    ...(file === null ? {} : { file: origin + fileUrl(chat, file) }),
    ...(id <= since.id ? { edited: true as const } : {}),
  };
}
