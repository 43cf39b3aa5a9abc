import type { Files } from "../../shared/files.ts";
import type { Attachment } from "../../shared/messages.ts";
import { webCapabilities } from "./channel.ts";

/** Formats that every browser shows; anything else is offered for download. */
const signatures: [mediaType: string, matches: (bytes: Uint8Array) => boolean][] = [
  ["image/png", (bytes) => startsWith(bytes, "\x89PNG\r\n\x1a\n")],
  ["image/jpeg", (bytes) => startsWith(bytes, "\xff\xd8\xff")],
  ["image/gif", (bytes) => startsWith(bytes, "GIF8")],
  ["image/webp", (bytes) => startsWith(bytes, "RIFF") && startsWith(bytes.subarray(8), "WEBP")],
];

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString("latin1") === text;
}

/** The media type of a picture by its first bytes; null for anything that is no picture. */
export function pictureType(bytes: Uint8Array): string | null {
  return signatures.find(([, matches]) => matches(bytes))?.[0] ?? null;
}

/** Keeps an uploaded file and answers how it is spoken of; one over the channel's limit is not kept. */
export async function keepUpload(
  files: Files,
  { name, type, bytes }: { name: string; type: string; bytes: Uint8Array },
): Promise<Attachment> {
  const picture = pictureType(bytes);
  const known = {
    kind: picture === null ? ("document" as const) : ("photo" as const),
    mediaType: picture ?? (type || "application/octet-stream"),
    fileName: name || null,
    size: bytes.length,
  };
  if (bytes.length > webCapabilities.receiveLimit) return { ...known, ref: "", missing: "tooBig" };
  const sha256 = await files.put(bytes);
  return { ...known, ref: sha256, sha256 };
}
