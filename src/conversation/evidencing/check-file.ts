import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { type FileType, fileType } from "../../shared/file-type.ts";
import type { Content } from "../../shared/messages.ts";
import type { EvidenceFile } from "../../store/evidence.ts";
import type { Turn } from "../turn.ts";

export type FileContent = Extract<Content, { kind: "file" }>;
type KnownType = Extract<FileType, { kind: "image" | "document" }>;

/** Levels of secrecy, with marks and (where no other word is meant) without. */
const marked = /(?<!\p{L})mật(?!\p{L})/iu;
const unmarked = /(?<!\p{L})(?:tuyet|do|dong dau|dau)\s+mat(?!\p{L})/u;
/** "bảo mật", "bảo vệ bí mật" and the like speak about secrecy, they are no stamp. */
const otherWords = /(?:bảo|thân|trăng)\s+mật|bảo\s+vệ\s+bí\s+mật|mật\s+(?:độ|khẩu|ong|mã|thiết)/giu;

/** Does the caption or the file's name say that it is a state secret? */
function saysSecret(text: string): boolean {
  const plain = normalize(text).replace(/[_-]+/g, " ");
  const cleaned = plain.replace(otherWords, " ");
  if (marked.test(cleaned)) return true;
  // Without any mark "mat" may be another word, so a word of secrecy must stand before it.
  return fold(plain) === plain.toLowerCase() && unmarked.test(fold(plain));
}

/** Why a file is not taken as evidence, as the key of a sentence; its type when it is. */
export function inspectFile(
  bytes: Uint8Array,
  fileName: string | null,
  caption: string,
): { refused: "secret" | "empty" | "program" | "unknown" } | { type: KnownType } {
  if (saysSecret(caption) || saysSecret(fileName ?? "")) return { refused: "secret" };
  if (bytes.length === 0) return { refused: "empty" };
  const type = fileType(bytes, fileName);
  return type.kind === "program" || type.kind === "unknown" ? { refused: type.kind } : { type };
}

/** The file as evidence, or the sentence that says why it is not taken. */
export async function checkFile(
  turn: Turn,
  { file, caption }: FileContent,
): Promise<EvidenceFile | { refusal: string }> {
  const { say, services } = turn;
  if (file.missing === "tooBig") return { refusal: say("evidence:refused.tooBig") };
  if (file.sha256 === undefined || !(await services.files.has(file.sha256))) {
    return { refusal: say("evidence:refused.gone") };
  }
  const bytes = await services.files.read(file.sha256);
  const found = inspectFile(bytes, file.fileName, caption);
  if ("refused" in found) return { refusal: say(`evidence:refused.${found.refused}`) };
  return {
    sha256: file.sha256,
    mediaType: found.type.mediaType,
    fileName: file.fileName,
    size: bytes.length,
    caption: normalize(caption).trim() || null,
  };
}
