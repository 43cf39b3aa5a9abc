import { createHash } from "node:crypto";
import type { Core } from "../core.ts";
import { refuse } from "../errors.ts";
import type { Params } from "../params.ts";
import { fileKeyOf } from "../state/render.ts";
import type { BotState, FileRef, StoredFile, World } from "../state/world.ts";
import { imageSize } from "./image.ts";

const MAX_PHOTO = 10 * 1024 * 1024;
const MAX_DOCUMENT = 50 * 1024 * 1024;
const MAX_PHOTO_SIDES = 10_000;
const MAX_PHOTO_RATIO = 20;
/** Longest sides of the copies of a photo, as Telegram makes them. */
const PHOTO_SIDES = [90, 320, 800, 1280];
const MIME: Record<string, string> = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv",
  txt: "text/plain",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  zip: "application/zip",
};

/** A file named by a call: new bytes, or a content key that is already stored. */
type Source = { bytes: Uint8Array; name: string; mime: string | undefined } | { key: string };

function storeBytes(world: World, bytes: Uint8Array, extension: string, variant = ""): StoredFile {
  const key = createHash("sha256").update(bytes).update(variant).digest("hex").slice(0, 32);
  const known = world.files.get(key);
  if (known) return known;
  const file = {
    key,
    uniqueId: `AgAD${Buffer.from(key, "hex").toString("base64url").slice(0, 12)}`,
    bytes,
    extension,
  };
  world.files.set(key, file);
  return file;
}

export function storePhoto(
  world: World,
  bytes: Uint8Array,
  size: { width: number; height: number },
): FileRef[] {
  const longest = Math.max(size.width, size.height);
  const sides = PHOTO_SIDES.filter((side) => side < longest);
  const last = Math.min(longest, 2560);
  const sizes = [...sides, last].map((side) => {
    const file = storeBytes(world, bytes, "jpg", `photo ${side}`);
    const scale = (n: number) => Math.max(1, Math.round((n * side) / longest));
    return { file: file.key, width: scale(size.width), height: scale(size.height) };
  });
  for (const { file } of sizes) world.photos.set(file, sizes);
  return sizes;
}

export function storeDocument(
  world: World,
  bytes: Uint8Array,
  name: string,
  mime: string | undefined,
): FileRef {
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "bin";
  const file = storeBytes(world, bytes, extension);
  const ref = { file: file.key, name, mime: mime ?? MIME[extension] ?? "application/octet-stream" };
  world.documents.set(file.key, ref);
  return ref;
}

/** The photo in parameter `value` (an `attach://` name, a file id, a URL) or in the part `field`. */
export async function takePhoto(
  core: Core,
  bot: BotState,
  params: Params,
  field: string,
  value: string,
): Promise<FileRef[]> {
  const source = await findSource(bot, params, field, value);
  if (!source) throw refuse("noPhoto");
  if ("key" in source) {
    const sizes = core.world.photos.get(source.key);
    if (!sizes) throw refuse("fileTypeWrong", "Document", "Photo");
    return sizes;
  }
  const { bytes } = source;
  if (bytes.length === 0) throw refuse("fileEmpty");
  if (bytes.length > MAX_PHOTO) throw refuse("photoTooBig", bytes.length);
  const size = imageSize(bytes);
  if (!size) throw refuse("photoUnreadable");
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  if (width + height > MAX_PHOTO_SIDES || ratio > MAX_PHOTO_RATIO || width * height === 0)
    throw refuse("photoDimensions");
  return storePhoto(core.world, bytes, size);
}

export async function takeDocument(
  core: Core,
  bot: BotState,
  params: Params,
  field: string,
  value: string,
): Promise<FileRef> {
  const source = await findSource(bot, params, field, value);
  if (!source) throw refuse("noDocument");
  if ("key" in source) {
    const known = core.world.documents.get(source.key);
    if (!known) throw refuse("fileTypeWrong", "Photo", "Document");
    return known;
  }
  if (source.bytes.length === 0) throw refuse("fileEmpty");
  if (source.bytes.length > MAX_DOCUMENT) throw refuse("bodyTooLarge", source.bytes.length);
  return storeDocument(core.world, source.bytes, source.name, source.mime);
}

async function findSource(
  bot: BotState,
  params: Params,
  field: string,
  value: string,
): Promise<Source | undefined> {
  const attached = value.startsWith("attach://") ? value.slice(9) : field;
  const upload = params.files.get(attached);
  if (upload) return { bytes: upload.bytes, name: upload.fileName, mime: upload.mimeType };
  if (value === "" || value.startsWith("attach://")) return undefined;
  if (/^https?:/i.test(value)) return download(value);
  const key = fileKeyOf(bot.id, value);
  if (key === undefined) throw refuse("remoteFileWrong");
  return { key };
}

async function download(address: string): Promise<Source> {
  if (!URL.canParse(address)) throw refuse("urlWrong");
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(String(response.status));
    const name = new URL(address).pathname.split("/").pop() || "file";
    const mime = response.headers.get("content-type")?.split(";")[0];
    return { bytes: new Uint8Array(await response.arrayBuffer()), name, mime };
  } catch {
    throw refuse("urlFailed");
  }
}
