import type { Api } from "grammy";
import { isRefusal, reasonOf } from "./outcome.ts";
import type { Transport } from "./transport.ts";

/**
 * The bytes behind a file_id; null when Telegram will not give them (unknown to it, or over 20 MiB). What is refused is
 * asked for twice: Telegram has the same words for "wrong" and for "temporarily unavailable".
 */
export async function download(
  api: Api,
  transport: Transport,
  token: string,
  fileId: string,
): Promise<Uint8Array | null> {
  const ask = async (): Promise<string | null> => {
    try {
      const { file_path } = await api.getFile(fileId);
      return file_path ?? null;
    } catch (error) {
      if (isRefusal(error, /./)) return null;
      throw new Error(`telegram: getFile: ${reasonOf(error)}`);
    }
  };
  const path = (await ask()) ?? (await ask());
  if (path === null) return null;
  const { status, body } = await transport
    .get(`file/bot${token}/${path}`)
    .catch((error: unknown) => Promise.reject(new Error(`telegram: download: ${reasonOf(error)}`)));
  if (status !== 200) throw new Error(`telegram: download answered ${status}`);
  return new Uint8Array(body);
}
