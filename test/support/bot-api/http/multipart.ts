import { refuse } from "../errors.ts";
import type { UploadedFile } from "../params.ts";

/** The fields and files of one multipart/form-data body, in the order they came. */
export interface FormData {
  fields: [string, string][];
  files: UploadedFile[];
}

/** Accepts quoted and bare names, parts in any order, and file parts with or without a content type. */
export function parseMultipart(body: Buffer, contentType: string): FormData {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw refuse("boundaryMissing");
  const delimiter = Buffer.from(`--${mark}`);
  const out: FormData = { fields: [], files: [] };
  let at = body.indexOf(delimiter);
  if (at < 0) throw refuse("unexpectedEnd");
  for (;;) {
    at += delimiter.length;
    if (body.subarray(at, at + 2).toString("latin1") === "--") return out;
    at = body.indexOf("\n", at) + 1;
    const headerEnd = body.indexOf("\r\n\r\n", at);
    const next = body.indexOf(Buffer.concat([Buffer.from("\r\n"), delimiter]), at);
    if (at === 0 || headerEnd < 0 || next < 0) throw refuse("unexpectedEnd");
    const bytes = body.subarray(headerEnd + 4, Math.max(headerEnd + 4, next));
    addPart(out, body.subarray(at, headerEnd).toString("utf8"), bytes);
    at = next + 2;
  }
}

function addPart(out: FormData, head: string, bytes: Buffer): void {
  const headers = new Map<string, string>();
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get("content-disposition") ?? "";
  if (!/^form-data/i.test(disposition)) throw refuse("formDataExpected");
  const name = attribute(disposition, "name");
  if (name === undefined || name === "") throw refuse("fieldNameMissing");
  const fileName = attribute(disposition, "filename");
  if (fileName === undefined) out.fields.push([name, bytes.toString("utf8")]);
  else
    out.files.push({
      field: name,
      fileName,
      mimeType: headers.get("content-type"),
      bytes: Uint8Array.from(bytes),
    });
}

function attribute(disposition: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;]*))`, "i").exec(disposition);
  if (!match) return undefined;
  return match[1] === undefined ? (match[2] ?? "").trim() : match[1].replace(/\\(.)/g, "$1");
}
