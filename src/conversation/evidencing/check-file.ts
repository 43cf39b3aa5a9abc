import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { fileType } from "../../shared/file-type.ts";
import type { Content } from "../../shared/messages.ts";
import type { EvidenceFile } from "../../store/evidence.ts";
import type { Turn } from "../turn.ts";

export type FileContent = Extract<Content, { kind: "file" }>;

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
  if (saysSecret(caption) || saysSecret(file.fileName ?? ""))
    return { refusal: say("evidence:refused.secret") };
  const bytes = await services.files.read(file.sha256);
  if (bytes.length === 0) return { refusal: say("evidence:refused.empty") };
  const type = fileType(bytes, file.fileName);
  if (type.kind === "program") return { refusal: say("evidence:refused.program") };
  if (type.kind === "unknown") return { refusal: say("evidence:refused.unknown") };
  return {
    sha256: file.sha256,
    mediaType: type.mediaType,
    fileName: file.fileName,
    size: bytes.length,
    caption: normalize(caption).trim() || null,
  };
}
