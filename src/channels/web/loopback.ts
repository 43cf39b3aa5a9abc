import type { MiddlewareHandler } from "hono";

/** Whether a Host header names this very machine: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopbackHost(host: string): boolean {
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The page has no sign-in, so only a page of this server may talk to it: another name that resolves to this machine
 * (DNS rebinding) is refused, and so is a write that another site's page sends.
 */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  if (!isLoopbackHost(host)) return c.json({ error: "this page answers on loopback names only" }, 403);
  const origin = c.req.header("origin");
  const reads = c.req.method === "GET" || c.req.method === "HEAD";
  if (!reads && origin !== undefined && origin.replace(/^https?:\/\//, "") !== host.toLowerCase())
    return c.json({ error: "a page of another site may not write here" }, 403);
  return next();
};
