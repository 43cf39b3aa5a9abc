import { createHmac, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { type Clock, systemClock } from "../shared/clock.ts";
import type { StoredFile } from "../shared/messages.ts";
import type { ReadFiles } from "./channel.ts";

interface SignedLinksOptions {
  /** LINK_SECRET. */
  secret: string;
  /** Where people and platforms reach this server, e.g. https://thidua.example.vn */
  publicUrl: string;
  files: ReadFiles;
  /** How long a link is good at least (ms). Default a week: a document is opened when there is time. */
  lifetimeMs?: number;
  /** Real time: what is signed leaves the sandbox's clock behind. */
  clock?: Clock;
}

export interface SignedLinks {
  /** Public address of a stored file: whoever has it gets the bytes, as often as asked, until it expires. */
  linkFor(file: StoredFile): string;
  /** To be mounted at the root of the application's server. */
  routes: Hono;
}

const weekMs = 7 * 24 * 60 * 60_000;
/** Links of one hour are the same link: a platform that fetched a picture once may keep it. */
const stepMs = 60 * 60_000;
/** A name is part of the link, and long ones in Vietnamese grow ninefold there. */
const longestName = 80;

/** What a browser may show by itself; everything else is saved, never run. */
const shown = /^image\/(png|jpeg|gif|webp)$/;

interface Signed {
  sha256: string;
  name: string;
  type: string;
  /** Unix time in seconds. */
  exp: string;
}

/** Links to stored files that the product itself serves, for channels that take addresses only. */
export function createSignedLinks(options: SignedLinksOptions): SignedLinks {
  const { secret, publicUrl, files, lifetimeMs = weekMs, clock = systemClock } = options;
  const root = publicUrl.replace(/\/+$/, "");

  const sign = ({ sha256, name, type, exp }: Signed): string =>
    createHmac("sha256", secret)
      .update(JSON.stringify(["file", sha256, name, type, exp]))
      .digest("base64url");

  const isSigned = (signed: Signed, signature: string): boolean => {
    const expected = Buffer.from(sign(signed));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };

  const routes = new Hono();
  routes.get("/files/:sha256", async (context) => {
    const query = (name: string) => context.req.query(name) ?? "";
    const signed = {
      sha256: context.req.param("sha256"),
      name: query("name"),
      type: query("type"),
      exp: query("exp"),
    };
    if (!isSigned(signed, query("sig"))) return context.json({ error: "not a link of ours" }, 403);
    const leftMs = Number(signed.exp) * 1000 - clock.now().epochMilliseconds;
    if (leftMs <= 0) return context.json({ error: "expired" }, 410);
    const bytes = await files.read(signed.sha256).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    });
    if (bytes === null) return context.json({ error: "not found" }, 404);
    const disposition = shown.test(signed.type) ? "inline" : "attachment";
    return context.body(new Uint8Array(bytes), 200, {
      "Content-Type": signed.type,
      "Content-Disposition": `${disposition}; filename*=UTF-8''${headerText(signed.name)}`,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex",
      "Cache-Control": `private, max-age=${Math.floor(leftMs / 1000)}, immutable`,
    });
  });

  return {
    routes,
    linkFor({ sha256, mediaType, fileName }) {
      const until = clock.now().epochMilliseconds + lifetimeMs;
      const signed = {
        sha256,
        name: shortName(fileName),
        // As somebody said; it becomes a header.
        type: /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : "application/octet-stream",
        exp: String((Math.ceil(until / stepMs) * stepMs) / 1000),
      };
      const { name, type, exp } = signed;
      const query = new URLSearchParams({ name, type, exp, sig: sign(signed) });
      return `${root}/files/${sha256}?${query.toString()}`;
    },
  };
}

/** RFC 5987. */
const headerText = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** Keeps the ending, and no half of a character. */
function shortName(name: string): string {
  const characters = Array.from(Buffer.from(name).toString());
  if (characters.length <= longestName) return characters.join("");
  const ending = /\.[\w-]{1,10}$/.exec(name)?.[0] ?? "";
  return characters.slice(0, longestName - ending.length).join("") + ending;
}
