import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { Clock } from "../../shared/clock.ts";
import type { Files } from "../../shared/files.ts";
import type { Log } from "../../shared/log.ts";
import type { Content, Inbound } from "../../shared/messages.ts";
import { groupOf, type WebChannel, webCapabilities } from "./channel.ts";
import { streamEvents } from "./events.ts";
import { loopbackOnly } from "./loopback.ts";
import { positionText, shownMessage } from "./present.ts";
import type { Screen } from "./screen.ts";
import { keepUpload, pictureType } from "./upload.ts";

/** What the page shows around the phones. */
export interface PageState {
  cluster: {
    code: string;
    name: string;
    shortName: string;
    /** As in Cluster.kind: it decides between "cụm trưởng" and "khối trưởng". */
    kind: string;
    year: number;
  };
  /** IANA name; the page shows all times in it. */
  timeZone: string;
  /** Name of the year's head unit, as in the list of people; null when none is named. */
  headUnit: string | null;
  /** Says that figures are samples; null when they are not. */
  sampleLabel: string | null;
  /** Groups that have a phone of their own. */
  groups: { code: string; title: string }[];
}

/** A moment worth moving the clock to. */
export interface Landmark {
  key: "nextMorning" | "reportDue" | "monthlySummary";
  /** ISO instant, after now. */
  at: string;
}

interface Dependencies {
  web: WebChannel;
  screen: Screen;
  files: Files;
  /** The product's clock: what people send bears its time. */
  clock: Clock;
  state(): Promise<PageState>;
  landmarks(): Promise<Landmark[]>;
  log: Log;
}

// The same from src/ and from dist/, where this file lies equally deep.
const root = new URL("../../../", import.meta.url);
const require = createRequire(import.meta.url);
const fonts: Record<string, string> = {
  "400": "400Regular/BeVietnamPro_400Regular.ttf",
  "600": "600SemiBold/BeVietnamPro_600SemiBold.ttf",
  "700": "700Bold/BeVietnamPro_700Bold.ttf",
};
const pageTypes: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};
const pagePolicy =
  "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'";

const KiB = 1024;
const historyPage = 60;

const chatId = z.string().min(1).max(200);
const wholeId = z.number().int().positive();
const who = {
  /** The page's own id of this act: the same act sent again is handled once. */
  id: z.string().min(8).max(100),
  sender: z.object({ id: chatId, name: z.string().trim().min(1).max(200) }),
};
const saying = z.object({
  ...who,
  text: z.string().min(1).max(100_000),
  replyTo: wholeId.nullish(),
});
const pressing = z.object({ ...who, messageId: wholeId, data: z.string().min(1).max(200) });
const seen = z.object({ seen: z.record(chatId, z.number().int().nonnegative()) });
const language = z.enum(["vi", "en"]).catch("vi");

const refusal = (error: string) => ({ error });

/** The page and what it calls. Loopback only: there is no sign-in. */
export function createWebRoutes({ web, screen, files, clock, state, landmarks, log }: Dependencies): Hono {
  const app = new Hono();
  const tooLarge = (limit: number) =>
    bodyLimit({
      maxSize: limit,
      onError: (c) => c.json(refusal(`at most ${Math.floor(limit / KiB / KiB)} MiB`), 413),
    });

  app.use("/", loopbackOnly);
  app.use("/web/*", loopbackOnly);

  app.onError((error, c) => {
    log.error({ error, path: c.req.path }, "page call failed");
    return c.json(refusal("something went wrong here; please try again"), 500);
  });

  const asset = async (name: string): Promise<Response> => {
    const bytes = await readFile(new URL(`dist/channels/web/page/${name}`, root));
    const type = pageTypes[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    return new Response(bytes, {
      headers: {
        "Content-Type": type,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": pagePolicy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
      },
    });
  };

  app.get("/", () => asset("index.html"));

  app.get("/web/page/:name{[a-z-]+\\.(js|css|svg)}", async (c) => {
    try {
      return await asset(c.req.param("name"));
    } catch {
      return c.json(refusal("no such file"), 404);
    }
  });

  app.get("/web/fonts/:weight", async (c) => {
    const file = fonts[c.req.param("weight")];
    if (file === undefined) return c.json(refusal("no such weight"), 404);
    const bytes = await readFile(require.resolve(`@expo-google-fonts/be-vietnam-pro/${file}`));
    return c.body(bytes, 200, { "Content-Type": "font/ttf", "Cache-Control": "public, max-age=604800" });
  });

  app.get("/web/texts", async (c) => {
    const name = language.parse(c.req.query("lang"));
    const text = await readFile(new URL(`locales/${name}/page.json`, root), "utf8");
    return c.body(text, 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-cache",
    });
  });

  app.get("/web/state", async (c) => c.json({ ...(await state()), landmarks: await landmarks() }));

  /** Every chat with its newest message and how many messages are unread. */
  app.post("/web/overview", tooLarge(1024 * KiB), async (c) => {
    const body = seen.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json(refusal(z.prettifyError(body.error)), 400);
    const chats = await screen.overview(body.data.seen);
    return c.json(chats.map((each) => ({ ...each, newest: shownMessage(each.newest) })));
  });

  app.get("/web/events", (c) => streamEvents(c, { web, screen, log }));

  app.get("/web/chats/:chat/messages", async (c) => {
    const chat = c.req.param("chat");
    const query = z.coerce.number().int().positive().optional().safeParse(c.req.query("before"));
    if (!query.success) return c.json(refusal("before: a message id"), 400);
    // Taken first: what comes meanwhile is told twice rather than never.
    const position = positionText(await screen.position(chat));
    const found = await screen.list(chat, query.data ?? null, historyPage);
    return c.json({
      messages: found.map(shownMessage),
      position,
      earlier: found.length === historyPage,
    });
  });

  type Act = { id: string; sender: { id: string; name: string }; replyTo?: number | null | undefined };

  /** Null when this sender cannot write in this chat. */
  const toInbound = async (chat: string, act: Act, content: Content): Promise<Inbound | null> => {
    const code = groupOf(chat);
    const group = code === null ? null : (await state()).groups.find((each) => each.code === code);
    if (group === undefined || (group === null && act.sender.id !== chat)) return null;
    return {
      channel: "web",
      externalId: act.id,
      chat: {
        id: chat,
        kind: group === null ? "private" : "group",
        title: group === null ? act.sender.name : group.title,
      },
      sender: act.sender,
      sentAt: clock.now().toString(),
      replyTo: act.replyTo ? String(act.replyTo) : null,
      content,
    };
  };
  const nobody = refusal("this person has no such chat");

  app.post("/web/chats/:chat/say", tooLarge(1024 * KiB), async (c) => {
    const body = saying.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json(refusal(z.prettifyError(body.error)), 400);
    const content: Content = { kind: "text", text: body.data.text };
    const inbound = await toInbound(c.req.param("chat"), body.data, content);
    return inbound === null ? c.json(nobody, 404) : c.json({ id: await web.accept(inbound) });
  });

  app.post("/web/chats/:chat/press", tooLarge(1024 * KiB), async (c) => {
    const body = pressing.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json(refusal(z.prettifyError(body.error)), 400);
    const { messageId, data } = body.data;
    const chat = c.req.param("chat");
    const content: Content = { kind: "press", data, messageId: String(messageId) };
    const inbound = await toInbound(chat, body.data, content);
    if (inbound === null) return c.json(nobody, 404);
    const message = await screen.find(chat, messageId);
    if (!message?.buttons.flat().some((each) => each.data === data))
      return c.json(refusal("the message has no such button any more"), 409);
    return c.json({ id: await web.accept(inbound) });
  });

  // Besides the file itself the form has a few short fields.
  app.post("/web/chats/:chat/file", tooLarge(webCapabilities.receiveLimit + 64 * KiB), async (c) => {
    const form = await c.req.parseBody().catch(() => null);
    const fields = z
      .object({
        id: who.id,
        senderId: chatId,
        senderName: who.sender.shape.name,
        caption: z.string().max(100_000).default(""),
        album: z.string().max(100).optional(),
        replyTo: z.coerce.number().int().positive().optional(),
        file: z.instanceof(File),
      })
      .safeParse(form);
    if (!fields.success) return c.json(refusal(z.prettifyError(fields.error)), 400);
    const { id, senderId, senderName, caption, album, replyTo, file } = fields.data;
    if (file.size > webCapabilities.receiveLimit) return c.json(refusal("at most 20 MiB"), 413);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const content: Content = {
      kind: "file",
      file: await keepUpload(files, { name: file.name, type: file.type, bytes }),
      caption,
      album: album ?? null,
    };
    const act = { id, sender: { id: senderId, name: senderName }, replyTo };
    const inbound = await toInbound(c.req.param("chat"), act, content);
    return inbound === null ? c.json(nobody, 404) : c.json({ id: await web.accept(inbound) });
  });

  /** Bytes that are on the screen of `chat`, and no others. */
  app.get("/web/files/:sha256", async (c) => {
    const sha256 = c.req.param("sha256");
    const message = await screen.showing(c.req.query("chat") ?? "", sha256);
    if (message === null || !(await files.has(sha256)))
      return c.json(refusal("no such file in this chat"), 404);
    const bytes = await files.read(sha256);
    const picture = message.image === sha256 ? pictureType(bytes) : null;
    const name = encodeURIComponent(message.fileName ?? sha256.slice(0, 12));
    return c.body(new Uint8Array(bytes), 200, {
      "Content-Type": picture ?? "application/octet-stream",
      "Content-Disposition": `${picture === null ? "attachment" : "inline"}; filename*=UTF-8''${name}`,
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "private, max-age=604800, immutable",
    });
  });

  app.all("/web/*", (c) => c.json(refusal("no such call"), 404));

  return app;
}
