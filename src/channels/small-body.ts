import type { Context, MiddlewareHandler } from "hono";

/**
 * Of what is refused, so many bytes are still read and thrown away. A connection that is closed while its client is
 * writing takes the answer with it.
 */
const mostDiscarded = 64_000_000;

/** Node holds a body to the length it declares. */
const isDeclaredSmall = (headers: Headers, most: number): boolean => {
  const length = headers.get("content-length");
  return length !== null && !headers.has("transfer-encoding") && Number(length) <= most;
};

/** The body, or null where it is longer than `most` bytes. */
async function readSmall(body: ReadableStream<Uint8Array>, most: number): Promise<Buffer | null> {
  const reader = body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return size > most ? null : Buffer.concat(parts);
    size += value.length;
    if (size > mostDiscarded) return null;
    if (size <= most) parts.push(value);
  }
}

/** 413 to what is longer than `most` bytes, whether it says so or not. To be asked after who may send anything. */
export function smallBody(most: number): MiddlewareHandler {
  return async (context: Context, next) => {
    const { raw } = context.req;
    // What says its length need not be counted; counting makes a stream of it first.
    if (isDeclaredSmall(raw.headers, most) || raw.body === null) return next();
    const body = await readSmall(raw.body, most).catch(() => undefined);
    if (body === undefined) return context.json({ error: "it broke off" }, 400);
    if (body === null) return context.json({ error: "too large" }, 413);
    context.req.raw = new Request(raw, { method: raw.method, body: new Uint8Array(body) });
    return next();
  };
}
