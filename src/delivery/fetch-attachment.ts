import type { Channel } from "../channels/channel.ts";
import type { Files } from "../shared/files.ts";
import type { Log } from "../shared/log.ts";
import type { Attachment, Inbound } from "../shared/messages.ts";
import { pause, type RealTime } from "./real-time.ts";

/** Waits before another try, after a download that failed for now (ms). */
const retryWaits = [1_000, 3_000, 9_000];
/** A download that neither ends nor fails must not hold its chat for ever (ms). */
const downloadTimeout = 60_000;

export interface Fetching {
  /** Undefined when this channel is not connected any more. */
  channel: Channel | undefined;
  files: Files;
  log: Log;
  time: RealTime;
  /** We are stopping: the file is left for later. */
  stopped: AbortSignal;
}

/** Whether the file's bytes are still to be had. */
export function needsFile(inbound: Inbound): boolean {
  const { content } = inbound;
  return content.kind === "file" && content.file.sha256 === undefined && content.file.missing === undefined;
}

/**
 * The same message with its file's bytes in the store, or with why they are missing. Null: not now, we are stopping.
 * Rejects when the bytes could not be kept (the disk), which says nothing about the file.
 */
export async function fetchAttachment(inbound: Inbound, fetching: Fetching): Promise<Inbound | null> {
  const { content } = inbound;
  if (content.kind !== "file" || !needsFile(inbound)) return inbound;
  const having = (what: Partial<Attachment>): Inbound => ({
    ...inbound,
    content: { ...content, file: { ...content.file, ...what } },
  });
  const { channel, files, log, time, stopped } = fetching;
  if (!channel) return having({ missing: "gone" });
  const { receiveLimit } = channel.capabilities;
  if (content.file.size > receiveLimit) return having({ missing: "tooBig" });

  for (let tries = 0; ; tries += 1) {
    const got = await download(channel, content.file.ref, time).catch((error: unknown) => ({ error }));
    if (got === null) return having({ missing: "gone" });
    if (got instanceof Uint8Array) {
      return got.length > receiveLimit
        ? having({ missing: "tooBig" })
        : having({ sha256: await files.put(got) });
    }
    const wait = retryWaits[tries];
    log.warn({ error: got.error, tries: tries + 1 }, "a download failed");
    if (wait === undefined) return having({ missing: "gone" });
    if (!(await pause(time, wait, stopped))) return null;
  }
}

async function download(channel: Channel, ref: string, time: RealTime): Promise<Uint8Array | null> {
  const over = new AbortController();
  const tooLong = pause(time, downloadTimeout, over.signal).then((whole) => {
    if (whole) throw new Error("the download took too long");
    return null;
  });
  try {
    return await Promise.race([channel.download(ref), tooLong]);
  } finally {
    over.abort();
  }
}
