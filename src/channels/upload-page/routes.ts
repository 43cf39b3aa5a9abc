import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Log } from "../../shared/log.ts";
import type { Say } from "../../shared/say.ts";
import { donePage, formPage, type Outcome, pagePolicy, retryText, sentencePage } from "./page.ts";

/** A link that opens nothing (any more). */
type Closed = { state: "used" | "expired" | "unknown"; say: Say };
type Offer = Closed | { state: "open"; say: Say; person: string; unit: string; targets: string[] };

/** What the page is for, handed to it: whose a key is, and what becomes of what is chosen. */
interface UploadPageParts {
  offer(key: string): Promise<Offer>;
  handIn(
    key: string,
    files: { name: string; bytes: Uint8Array }[],
  ): Promise<Closed | ({ state: "taken"; say: Say } & Outcome)>;
  /** How many files at once, bytes of each, and minutes that a link is good. */
  limits: { most: number; largest: number; minutes: number };
  /** For what goes wrong before anybody is known. */
  say: Say;
  log: Log;
}

/** Where the page lies below the public address. */
export const uploadPath = (key: string): string => `/nop/${key}`;

/** The key may neither be kept by anything on the way nor be handed on to another site. */
const headers = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": pagePolicy,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-Robots-Tag": "noindex, nofollow",
};

const statusOf = { used: 410, expired: 410, unknown: 404 } as const;
/** Names and headings of the parts of a form (bytes). */
const slack = 64 * 1024;

/**
 * The page where documents are handed in. Its key is in its address, so whoever has the link may use it, once; there is no
 * session and no cookie, so no other site can make a browser hand in anything.
 */
export function createUploadPage({ offer, handIn, limits, say, log }: UploadPageParts): Hono {
  const routes = new Hono();
  const html = (context: Context, text: string, status: 200 | 404 | 410 | 413 | 422 | 500) =>
    context.html(text, status, headers);
  const closed = (context: Context, { state, say: theirs }: Closed) =>
    html(context, sentencePage(theirs, `upload:page.state.${state}`), statusOf[state]);
  const form = (
    context: Context,
    open: Extract<Offer, { state: "open" }>,
    above = "",
    status: 200 | 422 = 200,
  ) => html(context, formPage(open.say, { ...open, ...limits }, above), status);

  routes.onError((error, context) => {
    // Without the path: the key is in it.
    log.error({ error }, "the upload page failed");
    return html(context, sentencePage(say, "upload:page.state.failed"), 500);
  });

  // A look uses nothing up: messengers look at links by themselves.
  routes.get("/nop/:key", async (context) => {
    const found = await offer(context.req.param("key"));
    return found.state === "open" ? form(context, found) : closed(context, found);
  });

  routes.post(
    "/nop/:key",
    async (context, next) => {
      // Before the body is read: strangers may not fill the memory.
      const found = await offer(context.req.param("key"));
      return found.state === "open" ? next() : closed(context, found);
    },
    bodyLimit({
      // One file over the limit is told by its name.
      maxSize: (limits.most + 1) * limits.largest + slack,
      onError: (context) => html(context, sentencePage(say, "upload:page.tooLarge"), 413),
    }),
    async (context) => {
      const key = context.req.param("key");
      const sent = await context.req.formData().catch(() => null);
      const files: { name: string; bytes: Uint8Array }[] = [];
      for (const each of sent?.getAll("files") ?? []) {
        // A browser that has nothing to send sends one without name and content.
        if (typeof each === "string" || (each.name === "" && each.size === 0)) continue;
        files.push({ name: each.name, bytes: new Uint8Array(await each.arrayBuffer()) });
      }
      const done = await handIn(key, files);
      if (done.state !== "taken") return closed(context, done);
      if (done.accepted.length > 0) return html(context, donePage(done.say, done), 200);
      const again = await offer(key);
      return again.state === "open"
        ? form(context, again, retryText(again.say, done), 422)
        : closed(context, again);
    },
  );

  return routes;
}
