/** A picture over a slow line (ms). */
const downloadTimeoutMs = 45_000;

/**
 * The bytes behind a picture's public address; null when it has expired. Reading ends once more than `limit` bytes are
 * there: the caller sees by the length that it is too big. Errors never name the address: whoever has it sees the picture.
 */
export async function download(address: string, limit: number): Promise<Uint8Array | null> {
  const broken = (): never => {
    throw new Error("zalo: a download broke off");
  };
  const signal = AbortSignal.timeout(downloadTimeoutMs);
  const response = await fetch(address, { signal }).catch(broken);
  if ([401, 403, 404, 410].includes(response.status)) {
    await response.body?.cancel();
    return null;
  }
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`zalo: a download answered ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      parts.push(part);
      size += part.length;
      if (size > limit) break;
    }
  } catch {
    broken();
  }
  return new Uint8Array(Buffer.concat(parts));
}
