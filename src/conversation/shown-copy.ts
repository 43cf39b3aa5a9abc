import type { Files } from "../shared/files.ts";
import { withoutPosition } from "../shared/photo-position.ts";

/**
 * The hash of the bytes that others than the sender are shown: a photo without where it was taken. The original stays as
 * it was sent, since it is the evidence.
 */
export async function shownCopy(
  files: Files,
  { sha256, mediaType }: { sha256: string; mediaType: string },
): Promise<string> {
  if (!mediaType.startsWith("image/")) return sha256;
  const cleaned = withoutPosition(await files.read(sha256));
  return cleaned ? files.put(cleaned) : sha256;
}
