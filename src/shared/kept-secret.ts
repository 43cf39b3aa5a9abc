import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** The secret that signs links when the environment names none: made once, readable by the owner alone. */
export async function keptSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, "link-secret");
  await mkdir(dataDir, { recursive: true });
  try {
    // Only the first to come makes it; everybody else reads what lies there.
    await writeFile(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return (await readFile(file, "utf8")).trim();
}
