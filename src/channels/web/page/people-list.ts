import type { Overview } from "./api.ts";
import { fold, type Phone, type sections } from "./chats.ts";
import { byId, h, icon } from "./dom.ts";
import { readRichText } from "./rich-text.ts";
import type { Say } from "./texts.ts";
import type { ZonedTime } from "./zoned-time.ts";

interface Around {
  say: Say;
  time: ZonedTime;
  headLabel: string;
  open(phone: Phone): void;
}

interface Shown {
  sections: ReturnType<typeof sections>;
  overview: Map<string, Overview>;
  current: string | null;
  now: string;
}

/** The list of phones: one Tab stop, arrow keys inside, a search above. */
export function createPeopleList({ say, time, headLabel, open }: Around) {
  const list = byId("people-list", HTMLElement);
  const search = byId("people-search", HTMLInputElement);
  let shown: Shown | null = null;
  let stop: string | null = null;

  const items = () => [...list.querySelectorAll<HTMLButtonElement>("button")];

  const item = (phone: Phone, { overview, current, now }: Shown) => {
    const { unread = 0, newest = null } = overview.get(phone.id) ?? {};
    const isCurrent = phone.id === current;
    const sameDay = newest !== null && time.date(newest.at) === time.date(now);
    return h(
      "button",
      {
        type: "button",
        class: "contact",
        "data-chat": phone.id,
        "aria-current": isCurrent ? "true" : null,
        tabindex: -1,
        onclick: () => {
          search.value = "";
          open(phone);
        },
        onfocus: () => rove(phone.id),
      },
      h(
        "span",
        { class: "face", "data-kind": phone.kind },
        icon(phone.kind === "group" ? "group" : "person"),
      ),
      h(
        "span",
        { class: "contact-text" },
        h("span", { class: "contact-name" }, phone.label),
        h(
          "span",
          { class: "contact-last" },
          newest ? preview(newest) : phone.joined ? "" : say("people.notJoined"),
        ),
      ),
      h(
        "span",
        { class: "contact-side" },
        h(
          "span",
          { class: "contact-time" },
          newest ? (sameDay ? time.time(newest.at) : time.date(newest.at).slice(0, 5)) : "",
        ),
        unread > 0 && !isCurrent
          ? h(
              "span",
              { class: "badge" },
              h("span", { "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)),
              h("span", { class: "visually-hidden" }, say("people.unread", { count: unread })),
            )
          : null,
      ),
    );
  };

  const preview = ({ html, image, file, fileName }: Overview["newest"]) => {
    const words = readRichText(html, false).map((span) => span.text);
    const text = words.join("").trim().split("\n")[0] ?? "";
    if (text !== "") return text;
    return image ? say("people.photo") : file ? (fileName ?? say("people.file")) : "";
  };

  const rove = (chat: string) => {
    stop = chat;
    for (const each of items()) each.tabIndex = each.dataset["chat"] === chat ? 0 : -1;
  };

  const draw = () => {
    if (shown === null) return;
    const all = shown;
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const matches = (heading: string, phone: Phone) => {
      const text = fold(`${heading} ${phone.name} ${phone.label}`);
      return words.every((word) => text.includes(word));
    };
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset["chat"] : undefined;
    const parts = all.sections.flatMap(({ heading, isHead, phones }) => {
      const found = phones.filter((phone) => matches(heading, phone));
      if (found.length === 0) return [];
      const id = `unit-${fold(heading).replace(/\W+/g, "-")}`;
      return [
        h(
          "section",
          { "aria-labelledby": id },
          h("h3", { id }, heading, isHead ? h("span", { class: "tag" }, headLabel) : null),
          ...found.map((phone) => item(phone, all)),
        ),
      ];
    });
    const top = list.scrollTop;
    list.replaceChildren(...(parts.length > 0 ? parts : [h("p", { class: "hint" }, say("people.none"))]));
    list.scrollTop = top;
    const known = (chat: string | null) =>
      chat !== null && items().some((each) => each.dataset["chat"] === chat);
    rove([stop, all.current].find(known) ?? items()[0]?.dataset["chat"] ?? "");
    if (focused !== undefined)
      items()
        .find((each) => each.dataset["chat"] === focused)
        ?.focus();
  };

  const move = (event: KeyboardEvent) => {
    const all = items();
    const at = all.findIndex((each) => each === document.activeElement);
    const targets: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = targets[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) search.focus();
    else all[Math.min(to, all.length - 1)]?.focus();
  };

  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      const first = items()[0];
      if (event.key === "Enter") first?.click();
      else first?.focus();
    }
    if (event.key === "Escape" && search.value !== "") {
      event.stopPropagation();
      search.value = "";
      draw();
    }
  });
  list.addEventListener("keydown", move);

  return {
    show(next: Shown) {
      shown = next;
      draw();
    },
  };
}
