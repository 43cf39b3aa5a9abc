/** What a file's first bytes say it is. `program`: something that can be run, or holds such a thing. */
export type FileType =
  | { kind: "image" | "document"; mediaType: string; extension: string }
  | { kind: "program" }
  | { kind: "unknown" };

const starts = (bytes: Uint8Array, marks: readonly number[], at = 0) =>
  marks.every((mark, index) => bytes[at + index] === mark);
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const latin = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.max(0, Math.min(to, bytes.length) - from)).toString(
    "latin1",
  );

const image = (mediaType: string, extension: string): FileType => ({ kind: "image", mediaType, extension });
const document = (mediaType: string, extension: string): FileType => ({
  kind: "document",
  mediaType,
  extension,
});

/** Names that a system would run; inside an archive too. */
const runnable =
  /\.(?:exe|dll|com|scr|pif|cpl|msi|msp|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|wsh|hta|jar|apk|app|sh|reg|lnk|iso|img|py|php|html?|svg)$/i;

const programs: readonly (readonly number[])[] = [
  ascii("MZ"),
  [0x7f, ...ascii("ELF")],
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  ascii("dex\n"),
  ascii("#!"),
  // A shortcut of Windows.
  [0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0],
];

const heicBrands = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"];

/** The names in a zip archive, read from its local headers (a damaged one simply has fewer). */
function zipNames(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names: string[] = [];
  // From the central directory's entries, which hold every name once.
  for (let at = 0; at + 46 <= bytes.length; at += 1) {
    if (bytes[at] !== 0x50 || !starts(bytes, [0x50, 0x4b, 0x01, 0x02], at)) continue;
    const length = view.getUint16(at + 28, true);
    names.push(latin(bytes, at + 46, at + 46 + length));
    at += 45 + length;
  }
  return names;
}

function zipType(bytes: Uint8Array): FileType {
  const names = zipNames(bytes);
  if (names.some((name) => runnable.test(name) && !/^(?:word|xl|ppt|docProps|customXml)\//.test(name))) {
    return { kind: "program" };
  }
  // A document with macros runs as a program does.
  if (names.some((name) => /(?:^|\/)vbaProject\.bin$/.test(name))) return { kind: "program" };
  const office = "application/vnd.openxmlformats-officedocument";
  if (names.some((name) => name.startsWith("word/")))
    return document(`${office}.wordprocessingml.document`, "docx");
  if (names.some((name) => name.startsWith("xl/"))) return document(`${office}.spreadsheetml.sheet`, "xlsx");
  if (names.some((name) => name.startsWith("ppt/")))
    return document(`${office}.presentationml.presentation`, "pptx");
  return document("application/zip", "zip");
}

/** Documents of older office programs, told from installers by the names of their streams. */
function compoundType(bytes: Uint8Array): FileType {
  const has = (name: string) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(name, "utf16le"));
  if (has("VBA")) return { kind: "program" };
  if (has("WordDocument")) return document("application/msword", "doc");
  if (has("Workbook")) return document("application/vnd.ms-excel", "xls");
  if (has("PowerPoint Document")) return document("application/vnd.ms-powerpoint", "ppt");
  return { kind: "program" };
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  const utf16 = starts(bytes, [0xff, 0xfe]) ? "utf-16le" : starts(bytes, [0xfe, 0xff]) ? "utf-16be" : null;
  if (utf16 === null && bytes.includes(0)) return false;
  try {
    new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Tells a file's type by its content; the name only adds suspicion, never trust. */
export function fileType(bytes: Uint8Array, fileName: string | null): FileType {
  if (programs.some((marks) => starts(bytes, marks))) return { kind: "program" };
  if (fileName && runnable.test(fileName.trim())) return { kind: "program" };
  if (starts(bytes, [0xff, 0xd8, 0xff])) return image("image/jpeg", "jpg");
  if (starts(bytes, [0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a])) return image("image/png", "png");
  if (starts(bytes, ascii("RIFF")) && starts(bytes, ascii("WEBP"), 8)) return image("image/webp", "webp");
  if (starts(bytes, ascii("ftyp"), 4) && heicBrands.includes(latin(bytes, 8, 12)))
    return image("image/heic", "heic");
  if (latin(bytes, 0, 1024).includes("%PDF-")) return document("application/pdf", "pdf");
  if (starts(bytes, [0x50, 0x4b, 0x03, 0x04])) return zipType(bytes);
  if (starts(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return compoundType(bytes);
  if (isText(bytes)) {
    return /^\s*(?:<!doctype html|<html|<script|<svg)/i.test(latin(bytes, 0, 512))
      ? { kind: "program" }
      : document("text/plain", "txt");
  }
  return { kind: "unknown" };
}
