import type { Message } from "./api.ts";

interface Listener {
  message(message: Message): void;
  /** Something happened on another phone. */
  activity(): void;
  connected(yes: boolean): void;
}

/** How long to wait before a stream that the server ended is opened again (milliseconds). */
const retryAfter = 2000;

/** The events of one chat at a time, resumed where they broke off. */
export function createLive(listener: Listener) {
  let source: EventSource | null = null;
  let retry = 0;

  const open = (chat: string, since: string) => {
    clearTimeout(retry);
    source?.close();
    const query = new URLSearchParams({ chat, since, others: "1" });
    const stream = new EventSource(`/web/events?${query}`);
    source = stream;
    let position = since;
    const follow = (event: MessageEvent<string>) => {
      if (event.lastEventId !== "") position = event.lastEventId;
    };
    stream.addEventListener("open", () => listener.connected(true));
    stream.addEventListener("position", follow);
    stream.addEventListener("message", (event: MessageEvent<string>) => {
      follow(event);
      listener.message(JSON.parse(event.data) as Message);
    });
    stream.addEventListener("activity", () => listener.activity());
    stream.addEventListener("error", () => {
      if (source !== stream) return;
      listener.connected(false);
      // The browser comes back by itself after a broken connection, but not after an answer it did not like.
      if (stream.readyState !== EventSource.CLOSED) return;
      retry = window.setTimeout(() => open(chat, position), retryAfter);
    });
  };

  return { open };
}
