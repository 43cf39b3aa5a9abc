import type { IncomingMessage } from "node:http";
import { refuse } from "../errors.ts";
import { createParams, type Params, type UploadedFile } from "../params.ts";
import { parseMultipart } from "./multipart.ts";

/** Reads a whole request body. Throws 413 past `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limit) throw refuse("bodyTooLarge", announced);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw refuse("bodyTooLarge", size);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Merges the query string with the body; names in the query string win. */
export function parseParams(
  request: { headers: IncomingMessage["headers"] },
  query: string,
  body: Buffer,
): Params {
  const pairs: [string, string][] = [...new URLSearchParams(query)];
  const files: UploadedFile[] = [];
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw refuse("encodingUnsupported");
  const type = request.headers["content-type"] ?? "";
  if (body.length > 0) {
    if (/^multipart\/form-data/i.test(type)) {
      const form = parseMultipart(body, type);
      pairs.push(...form.fields);
      files.push(...form.files);
    } else if (/json/i.test(type)) pairs.push(...jsonFields(body.toString("utf8")));
    else if (/^application\/x-www-form-urlencoded/i.test(type))
      pairs.push(...new URLSearchParams(body.toString("utf8")));
  }
  return createParams(pairs, files);
}

function jsonFields(raw: string): [string, string][] {
  const text = raw.trim();
  if (text === "") return [];
  // A bare string carries no parameters, and the server takes it without complaint.
  if (text.startsWith('"')) {
    parse(text, "badJsonString");
    return [];
  }
  if (!text.startsWith("{")) throw refuse("jsonObjectExpected");
  const parsed = parse(text, "badJsonValue") as Record<string, unknown>;
  return Object.entries(parsed).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}

function parse(text: string, error: "badJsonString" | "badJsonValue"): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuse(error);
  }
}
