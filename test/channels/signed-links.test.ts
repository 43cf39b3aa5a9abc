import { createHash } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { ReadFiles } from "../../src/channels/channel.ts";
import { createSignedLinks } from "../../src/channels/signed-links.ts";

const bytes = Buffer.from("%PDF-1.4 báo cáo");
const sha256 = createHash("sha256").update(bytes).digest("hex");
const files: ReadFiles = {
  async read(wanted) {
    if (wanted === sha256) return bytes;
    throw Object.assign(new Error("no such file"), { code: "ENOENT" });
  },
};
const secret = "0123456789abcdef0123456789abcdef";
const file = { sha256, mediaType: "application/pdf", fileName: "Báo cáo (tháng 6).pdf" };
const start = Temporal.Instant.from("2026-11-02T01:23:45Z");

function open(options: { secret?: string; lifetimeMs?: number } = {}) {
  const clock = { at: start, now: () => clock.at };
  const links = createSignedLinks({
    secret,
    publicUrl: "https://thidua.example.vn/",
    files,
    clock,
    ...options,
  });
  const get = (url: string, method = "GET") => links.routes.request(url, { method });
  return { clock, linkFor: links.linkFor, get };
}

describe("a signed link", () => {
  it("leads to the bytes, as often as asked, with what they are and what they are called", async () => {
    const { linkFor, get } = open();
    const link = linkFor(file);
    expect(link).toMatch(new RegExp(`^https://thidua\\.example\\.vn/files/${sha256}\\?`));
    for (let turn = 0; turn < 3; turn += 1) {
      const response = await get(link);
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
      expect(response.headers.get("content-type")).toBe("application/pdf");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("content-disposition")).toBe(
        "attachment; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%28th%C3%A1ng%206%29.pdf",
      );
    }
    const head = await get(link, "HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("shows pictures in place, and lets nothing else run", async () => {
    const { linkFor, get } = open();
    const kindOf = async (mediaType: string) => {
      const { headers } = await get(linkFor({ ...file, mediaType }));
      expect(headers.get("content-security-policy")).toContain("sandbox");
      return [headers.get("content-type"), headers.get("content-disposition")?.split(";")[0]];
    };
    expect(await kindOf("image/png")).toEqual(["image/png", "inline"]);
    expect(await kindOf("text/html")).toEqual(["text/html", "attachment"]);
    expect(await kindOf("image/svg+xml")).toEqual(["image/svg+xml", "attachment"]);
    expect(await kindOf("a\r\nSet-Cookie: b")).toEqual(["application/octet-stream", "attachment"]);
  });

  it("is good for its whole lifetime, and then no more", async () => {
    const { linkFor, get, clock } = open({ lifetimeMs: 10 * 60_000 });
    const link = linkFor(file);
    clock.at = start.add({ minutes: 10 });
    expect((await get(link)).status).toBe(200);
    clock.at = start.add({ minutes: 70 });
    expect((await get(link)).status).toBe(410);
  });

  it("is the same for a while, so that who fetched it may keep it", () => {
    const { linkFor, clock } = open();
    const link = linkFor(file);
    clock.at = start.add({ minutes: 30 });
    expect(linkFor(file)).toBe(link);
    clock.at = start.add({ hours: 2 });
    expect(linkFor(file)).not.toBe(link);
  });

  it.each([
    ["the hash", (url: URL) => void (url.pathname = `/files/${"0".repeat(64)}`)],
    ["the name", (url: URL) => url.searchParams.set("name", "b.pdf")],
    ["the type", (url: URL) => url.searchParams.set("type", "text/html")],
    ["the expiry", (url: URL) => url.searchParams.set("exp", "99999999999")],
    ["the signature", (url: URL) => url.searchParams.set("sig", `${url.searchParams.get("sig")}A`)],
    ["one letter of the signature", flipSignature],
    ["the signature, by leaving it out", (url: URL) => url.searchParams.delete("sig")],
    ["everything but the hash", (url: URL) => void (url.search = "")],
  ])("is worth nothing when somebody changes %s", async (_, change) => {
    const { linkFor, get } = open();
    const url = new URL(linkFor(file));
    change(url);
    const response = await get(url.href);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("PDF");
  });

  it("of another secret is worth nothing", async () => {
    const link = open({ secret: "f".repeat(32) }).linkFor(file);
    expect((await open().get(link)).status).toBe(403);
  });

  it("to bytes that are no longer there says so", async () => {
    const { linkFor, get } = open();
    expect((await get(linkFor({ ...file, sha256: "0".repeat(64) }))).status).toBe(404);
  });

  it("keeps long names short and their endings, whatever characters they have", async () => {
    const { linkFor, get } = open();
    const nameOf = async (fileName: string) => {
      const response = await get(linkFor({ ...file, fileName }));
      expect(response.status).toBe(200);
      return decodeURIComponent(response.headers.get("content-disposition")?.split("''")[1] ?? "");
    };
    expect(await nameOf(`${"ệ".repeat(200)}.docx`)).toBe(`${"ệ".repeat(75)}.docx`);
    expect(await nameOf(`a\ud800'*"\r\n.pdf`)).toBe(`a\ufffd'*"\r\n.pdf`);
  });
});

function flipSignature(url: URL): void {
  const sig = url.searchParams.get("sig") ?? "";
  url.searchParams.set("sig", (sig.startsWith("A") ? "B" : "A") + sig.slice(1));
}
