import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

/** Bytes kept by the SHA-256 of their content: the same bytes lie there once. */
export interface Files {
  /** Stores durably (synced, then renamed into place) and answers the hash. */
  put(bytes: Uint8Array): Promise<string>;
  read(sha256: string): Promise<Uint8Array>;
  has(sha256: string): Promise<boolean>;
}

export function openFiles(dataDir: string): Files {
  const place = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error("not a content hash");
    return path.join(dataDir, "files", sha256.slice(0, 2), sha256);
  };
  const has = (sha256: string) =>
    stat(place(sha256)).then(
      () => true,
      () => false,
    );
  return {
    has,
    read: (sha256) => readFile(place(sha256)),
    async put(bytes) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      if (await has(sha256)) return sha256;
      const target = place(sha256);
      await mkdir(path.dirname(target), { recursive: true });
      const draft = `${target}.${randomUUID()}`;
      try {
        const handle = await open(draft, "wx");
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(draft, target);
      } catch (error) {
        // On a full disk half of it would only be in the way.
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
      return sha256;
    },
  };
}
