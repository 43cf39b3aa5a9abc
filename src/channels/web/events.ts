import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Log } from "../../shared/log.ts";
import type { ScreenChange, WebChannel } from "./channel.ts";
import { positionText, readPosition, shownMessage } from "./present.ts";
import type { Screen } from "./screen.ts";

/** Proxies and browsers drop a connection that stays silent for long (milliseconds). */
const heartbeat = 25_000;

/**
 * Server-sent events of one chat (`?chat=`): `message`, new or edited, whole; its event id is a position, from which
 * `Last-Event-ID` or `?since=` resumes. Without either it begins now. `others=1` adds `activity` for other chats.
 */
export function streamEvents(
  c: Context,
  { web, screen, log }: { web: WebChannel; screen: Screen; log: Log },
) {
  const chat = c.req.query("chat") ?? "";
  const others = c.req.query("others") === "1";
  const resume = readPosition(c.req.header("last-event-id") ?? c.req.query("since") ?? "");
  if (web.stopping.aborted) return c.json({ error: "stopping" }, 503);
  return streamSSE(
    c,
    async (stream) => {
      let wake = () => {};
      let open = true;
      let changed = true;
      const elsewhere: ScreenChange[] = [];
      const unsubscribe = web.subscribe((change) => {
        if (change.chat === chat) changed = true;
        else if (others) elsewhere.push(change);
        wake();
      });
      const close = () => {
        open = false;
        wake();
      };
      const stopping = web.stopping;
      stopping.addEventListener("abort", close);
      stream.onAbort(close);
      try {
        let position = resume ?? (await screen.position(chat));
        await stream.writeSSE({ event: "ready", data: "" });
        while (open) {
          if (changed) {
            changed = false;
            const now = await screen.position(chat);
            for (const message of await screen.changes(chat, position)) {
              await stream.writeSSE({
                event: "message",
                id: positionText({ id: Math.max(position.id, message.id), moment: position.moment }),
                data: JSON.stringify(shownMessage(message)),
              });
            }
            // Only now are all edits up to that moment told; a cut before repeats some, which is harmless.
            position = now;
            await stream.writeSSE({ event: "position", id: positionText(position), data: "" });
          }
          for (const { chat: other, id, side, edited } of elsewhere.splice(0)) {
            await stream.writeSSE({
              event: "activity",
              data: JSON.stringify({ chat: other, id, side, edited }),
            });
          }
          if (changed || elsewhere.length > 0 || !open) continue;
          const beat = await new Promise<boolean>((resolve) => {
            const timer = setTimeout(() => resolve(true), heartbeat);
            wake = () => {
              clearTimeout(timer);
              resolve(false);
            };
          });
          if (beat && open) await stream.writeSSE({ event: "beat", data: "" });
        }
      } finally {
        unsubscribe();
        stopping.removeEventListener("abort", close);
      }
    },
    async (error) => log.error({ error }, "event stream broke"),
  );
}
