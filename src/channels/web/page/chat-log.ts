import type { Message } from "./api.ts";
import { byId, h, icon } from "./dom.ts";
import { readRichText } from "./rich-text.ts";
import type { Say } from "./texts.ts";
import type { ZonedTime } from "./zoned-time.ts";

interface Around {
  say: Say;
  time: ZonedTime;
  press(message: Message, data: string): Promise<void>;
  command(text: string): void;
  reply(message: Message): void;
  view(url: string, alt: string): void;
  earlier(before: number): void;
}

/** A reply that takes longer than this is no longer announced (milliseconds). */
const typingFor = 12_000;

/** The conversation on the screen: bubbles, days between them, buttons, pictures, files. */
export function createChatLog({ say, time, press, command, reply, view, earlier }: Around) {
  const log = byId("log", HTMLElement);
  const toEnd = byId("to-end", HTMLButtonElement);
  const messages = new Map<number, Message>();
  let hasEarlier = false;
  let empty: HTMLElement | null = null;
  let typing: HTMLElement | null = null;
  let typingTimer = 0;

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const scrollToEnd = () => {
    log.scrollTop = log.scrollHeight;
    toEnd.hidden = true;
  };
  /** What is taller than the screen is read from its beginning. */
  const scrollToNewest = () => {
    scrollToEnd();
    const last = log.lastElementChild;
    if (!(last instanceof HTMLElement) || last.offsetHeight <= log.clientHeight) return;
    log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top;
  };

  const words = (message: Message) =>
    readRichText(message.html, message.side === "bot").map((span) => {
      if (span.kind === "command")
        return h(
          "button",
          { type: "button", class: "in-text", onclick: () => command(span.text) },
          span.text,
        );
      if (span.kind === "link")
        return h("a", { href: span.text, target: "_blank", rel: "noopener noreferrer" }, span.text);
      const inner = span.italic ? h("i", {}, span.text) : span.text;
      return span.bold ? h("b", {}, inner) : inner;
    });

  const picture = (message: Message, url: string) => {
    const name = message.fileName;
    const label = name ? say("chat.pictureNamed", { name }) : say("chat.picture");
    const image = h("img", { src: url, alt: "", decoding: "async" });
    const follow = atEnd;
    let wasAtEnd = true;
    requestAnimationFrame(() => {
      wasAtEnd = follow();
    });
    image.addEventListener("load", () => {
      if (wasAtEnd) scrollToNewest();
    });
    return h(
      "button",
      { type: "button", class: "picture", "aria-label": label, onclick: () => view(url, label) },
      image,
    );
  };

  const download = (url: string, name: string | null) =>
    h(
      "a",
      { class: "file-chip", href: url, download: name ?? true },
      h("span", { class: "file-mark" }, icon("file")),
      h(
        "span",
        { class: "file-text" },
        h("span", { class: "file-name" }, name ?? say("chat.file")),
        h("span", { class: "file-action" }, say("chat.download")),
      ),
    );

  const button = (message: Message, choice: { label: string; data: string }) => {
    const element = h("button", { type: "button", class: "choice", "data-data": choice.data }, choice.label);
    element.addEventListener("click", () => {
      if (element.getAttribute("aria-busy") === "true") return;
      element.setAttribute("aria-busy", "true");
      void press(message, choice.data).finally(() => element.removeAttribute("aria-busy"));
    });
    return element;
  };

  const bubble = (message: Message) => {
    const { id, side, html, image, file, fileName, buttons, at, edited } = message;
    const lost = side === "person" && !image && !file && fileName !== null;
    const meta = [edited ? h("span", { class: "edited" }, `${say("chat.edited")} · `) : null, time.time(at)];
    return h(
      "article",
      { class: `message ${side}`, "data-id": id },
      h(
        "div",
        { class: "line" },
        h(
          "div",
          { class: `bubble${image ? " with-picture" : ""}` },
          h(
            "span",
            { class: "visually-hidden" },
            `${say(side === "bot" ? "chat.fromBot" : "chat.fromPerson")}: `,
          ),
          image ? picture(message, image) : null,
          file ? download(file, fileName) : null,
          lost ? h("p", { class: "lost" }, `${fileName ?? ""}: ${say("chat.tooBigSent")}`) : null,
          html.trim() === "" ? null : h("p", { class: "words" }, ...words(message)),
          h("p", { class: "meta" }, ...meta),
        ),
        side === "bot"
          ? h(
              "button",
              {
                type: "button",
                class: "icon-button reply",
                "aria-label": say("chat.reply"),
                title: say("chat.reply"),
                onclick: () => reply(message),
              },
              icon("reply"),
            )
          : null,
      ),
      buttons.length === 0
        ? null
        : h(
            "div",
            { class: "choices", role: "group", "aria-label": say("chat.buttons") },
            ...buttons.map((row) =>
              h("div", { class: "choice-row" }, ...row.map((each) => button(message, each))),
            ),
          ),
    );
  };

  const daySeparator = (at: string) =>
    h("p", { class: "day", "data-day": time.date(at) }, h("span", {}, time.day(at)));

  const drawAll = () => {
    const parts: HTMLElement[] = [];
    const sorted = [...messages.values()].sort((one, other) => one.id - other.id);
    const first = sorted[0];
    if (hasEarlier && first)
      parts.push(
        h(
          "button",
          { type: "button", class: "quiet earlier", onclick: () => earlier(first.id) },
          say("chat.earlier"),
        ),
      );
    let day = "";
    for (const message of sorted) {
      const today = time.date(message.at);
      if (today !== day) parts.push(daySeparator(message.at));
      day = today;
      parts.push(bubble(message));
    }
    if (sorted.length === 0 && empty !== null) parts.push(empty);
    log.replaceChildren(...parts);
  };

  /** Screen readers are told of what comes, not of what was there. */
  const quietly = (work: () => void) => {
    log.setAttribute("aria-live", "off");
    work();
    requestAnimationFrame(() => requestAnimationFrame(() => log.setAttribute("aria-live", "polite")));
  };

  const stopTyping = () => {
    clearTimeout(typingTimer);
    typing?.remove();
    typing = null;
  };

  const replace = (message: Message, old: Element) => {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const next = bubble(message);
    old.replaceWith(next);
    if (!(focused instanceof HTMLElement)) return;
    const buttons = [...next.querySelectorAll<HTMLButtonElement>("button.choice")];
    const same = buttons.find((each) => each.dataset["data"] === focused.dataset["data"]);
    (same ?? buttons[0] ?? log).focus({ preventScroll: true });
  };

  log.addEventListener("scroll", () => {
    if (atEnd()) toEnd.hidden = true;
  });
  toEnd.addEventListener("click", () => {
    scrollToEnd();
    log.focus({ preventScroll: true });
  });
  // The keyboard of a real phone makes the room smaller; the newest words stay in view.
  let wasAtEnd = true;
  log.addEventListener("scroll", () => {
    wasAtEnd = atEnd();
  });
  new ResizeObserver(() => {
    if (wasAtEnd) scrollToEnd();
  }).observe(log);

  return {
    /** Another chat; `nothing` stands there while it has no messages. */
    open(all: Message[], more: boolean, nothing: HTMLElement) {
      stopTyping();
      messages.clear();
      for (const message of all) messages.set(message.id, message);
      hasEarlier = more;
      empty = nothing;
      quietly(drawAll);
      scrollToNewest();
    },

    addEarlier(older: Message[], more: boolean) {
      for (const message of older) messages.set(message.id, message);
      hasEarlier = more;
      const fromEnd = log.scrollHeight - log.scrollTop;
      quietly(drawAll);
      log.scrollTop = log.scrollHeight - fromEnd;
      log.focus({ preventScroll: true });
    },

    upsert(message: Message) {
      const known = messages.get(message.id);
      if (known !== undefined && JSON.stringify(known) === JSON.stringify(message)) return;
      const end = atEnd();
      const newest = Math.max(0, ...messages.keys());
      messages.set(message.id, message);
      const old = log.querySelector(`[data-id="${message.id}"]`);
      if (old) replace(message, old);
      else if (message.id < newest || newest === 0) drawAll();
      else {
        const lastDay = [...log.querySelectorAll<HTMLElement>(".day")].at(-1)?.dataset["day"];
        if (lastDay !== time.date(message.at)) log.append(daySeparator(message.at));
        log.append(bubble(message));
      }
      if (message.side === "bot") stopTyping();
      else if (typing !== null) log.append(typing);
      if (message.side === "person") scrollToEnd();
      else if (end && old) scrollToEnd();
      else if (end) scrollToNewest();
      else if (!old) toEnd.hidden = false;
    },

    /** The other side is at work. */
    typing() {
      stopTyping();
      typing = h(
        "div",
        { class: "message bot typing" },
        h(
          "div",
          { class: "bubble" },
          h("span", { class: "visually-hidden" }, say("chat.typing")),
          h("i", {}),
          h("i", {}),
          h("i", {}),
        ),
      );
      const end = atEnd();
      log.append(typing);
      if (end) scrollToEnd();
      typingTimer = window.setTimeout(stopTyping, typingFor);
    },

    stopTyping,
    newest: () => Math.max(0, ...messages.keys()),
  };
}
