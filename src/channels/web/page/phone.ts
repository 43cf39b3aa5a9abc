import { api, CallError, type Message, type Overview, type Person, type Sender, type State } from "./api.ts";
import { createChatLog } from "./chat-log.ts";
import { createMemory, type Phone, sections } from "./chats.ts";
import { createClockPanel } from "./clock-panel.ts";
import { createComposer, type Draft } from "./composer.ts";
import { byId, h, icon, toast } from "./dom.ts";
import { createLive } from "./live.ts";
import { createNewcomerDialog } from "./newcomer.ts";
import { createPanels } from "./panels.ts";
import { createPeopleList } from "./people-list.ts";
import { chooseLanguage, chosenLanguage, fillTexts, loadTexts } from "./texts.ts";
import { createViewer } from "./viewer.ts";
import { zonedTime } from "./zoned-time.ts";

/** How often the clock is read, since scripts may move it too (milliseconds). */
const clockEvery = 10_000;

async function main(): Promise<void> {
  const language = chosenLanguage();
  document.documentElement.lang = language;
  const say = await loadTexts(language);
  fillTexts(document, say);
  let state: State = await api.state();
  let people: Person[] = await api.people();
  let overview = new Map<string, Overview>();
  let current: Phone | null = null;
  const memory = createMemory(state.cluster.code);
  const time = zonedTime(language, state.timeZone);
  const { kind } = state.cluster;
  const panels = createPanels();
  const view = createViewer();

  // ------------------------------------------------------------ around the phone

  byId("cluster-name", HTMLElement).textContent = `${state.cluster.shortName} ${state.cluster.year}`;
  const sample = byId("sample-label", HTMLElement);
  sample.hidden = state.sampleLabel === null;
  sample.textContent = state.sampleLabel ?? "";
  for (const button of byId("languages", HTMLElement).querySelectorAll("button")) {
    const own = button.dataset["language"] === "en" ? "en" : "vi";
    button.setAttribute("aria-pressed", String(own === language));
    button.addEventListener("click", () => chooseLanguage(own));
  }

  const allSections = () => sections(state, people, memory.newcomers(), say);
  const phoneById = (id: string | null) =>
    allSections()
      .flatMap((section) => section.phones)
      .find((phone) => phone.id === id) ?? null;

  const list = createPeopleList({
    say,
    time,
    headLabel: say(kind === "cum" || kind === "khoi" ? `head.${kind}` : "head.other"),
    open: (phone) => {
      panels.close(false);
      void open(phone).then(() => composer.focus());
    },
  });
  const clock = createClockPanel({ say, time, moved: () => void refresh(true) });
  const newcomers = createNewcomerDialog({
    say,
    add(newcomer) {
      memory.addNewcomer(newcomer);
      panels.close(false);
      void open(phoneById(newcomer.id));
    },
  });

  const drawList = () => {
    list.show({ sections: allSections(), overview, current: current?.id ?? null, now: clock.now() });
    const unread = [...overview.values()].reduce(
      (sum, each) => sum + (each.chat === current?.id ? 0 : each.unread),
      0,
    );
    const badge = byId("total-unread", HTMLElement);
    badge.hidden = unread === 0;
    badge.textContent = unread > 99 ? "99+" : String(unread);
    byId("people-open", HTMLElement).setAttribute(
      "aria-label",
      unread === 0 ? say("people.open") : `${say("people.open")}. ${say("people.unread", { count: unread })}`,
    );
    document.title = unread > 0 ? `(${unread}) ${say("title")}` : say("title");
  };

  const readOverview = async () => {
    let chats = await api.overview(memory.seen());
    if (memory.forgetBeyond(chats)) chats = await api.overview(memory.seen());
    overview = new Map(chats.map((each) => [each.chat, each]));
  };

  const refresh = async (all: boolean) => {
    try {
      const [now] = await Promise.all([api.clock(), readOverview()]);
      people = await api.people();
      clock.showNow(now.now);
      if (all) {
        state = await api.state();
        clock.showLandmarks(state.landmarks);
      }
      drawList();
    } catch {
      // The event stream says that the server is away, and refreshes when it is back.
    }
  };

  let refreshTimer = 0;
  const refreshSoon = () => {
    clearTimeout(refreshTimer);
    refreshTimer = window.setTimeout(() => void refresh(false), 300);
  };

  // ------------------------------------------------------------ the phone itself

  const as = byId("as", HTMLSelectElement);
  const writers = () => people.filter((person) => person.joined);
  const sender = (phone: Phone): Sender => {
    if (phone.kind === "person") return { id: phone.id, name: phone.name };
    const person = writers().find((each) => each.id === as.value);
    return { id: person?.id ?? phone.id, name: person?.name ?? phone.name };
  };

  /** Says that the other side is at work while it is: the answer may be there before the call that asked for it returns. */
  const awaitingAnswer = async (phone: Phone, call: () => Promise<unknown>) => {
    if (phone.kind === "person") log.typing();
    try {
      await call();
    } catch (error) {
      log.stopTyping();
      throw error;
    }
  };

  const send = async (draft: Draft) => {
    const phone = current;
    if (phone !== null) await awaitingAnswer(phone, () => deliver(phone, draft));
  };

  const deliver = async (phone: Phone, { text, files, replyTo }: Draft) => {
    const from = sender(phone);
    if (files.length === 0) await api.say(phone.id, from, text, replyTo);
    const album = files.length > 1 ? crypto.randomUUID() : null;
    for (const [index, file] of files.entries()) {
      try {
        await api.sendFile(phone.id, from, file, { caption: index === 0 ? text : "", album, replyTo });
      } catch (error) {
        if (!(error instanceof CallError) || error.status !== 413) throw error;
        toast(say("composer.tooBig", { name: file.name }));
        if (files.length === 1) log.stopTyping();
      }
    }
  };

  const press = async (message: Message, data: string) => {
    const phone = current;
    if (phone === null) return;
    try {
      await awaitingAnswer(phone, () => api.press(phone.id, sender(phone), message.id, data));
    } catch (error) {
      const gone = error instanceof CallError && error.status === 409;
      toast(say(gone ? "chat.gone" : "connection.failed"));
      if (gone) await open(phone);
    }
  };

  const log = createChatLog({
    say,
    time,
    press,
    command: (text) => void composer.submit({ text, files: [], replyTo: null }),
    reply: (message) => composer.replyTo(message),
    view,
    earlier: (before) => void showEarlier(before),
  });
  const composer = createComposer({ say, send });

  const showEarlier = async (before: number) => {
    const phone = current;
    if (phone === null) return;
    const { messages, earlier } = await api.messages(phone.id, before);
    if (current?.id === phone.id) log.addEarlier(messages, earlier);
  };

  const live = createLive({
    message(message) {
      log.upsert(message);
      if (current) memory.see(current.id, log.newest());
      refreshSoon();
    },
    activity: refreshSoon,
    connected(yes) {
      const line = byId("connection", HTMLElement);
      const isBack = yes && !line.hidden;
      line.hidden = yes;
      line.textContent = yes ? "" : say("connection.lost");
      // The server may have come back with another database: what is on the screen is read anew.
      if (isBack && current !== null) void show(current);
      if (isBack) void refresh(true);
    },
  });

  /** What an unused phone shows: who it is, and the one button to begin. */
  const nothingYet = (phone: Phone) => {
    if (phone.kind === "group") return h("p", { class: "nothing" }, say("chat.empty"));
    const text = phone.code ? `/start ${phone.code}` : "/start";
    return h(
      "div",
      { class: "nothing" },
      h("span", { class: "avatar big" }, icon("star")),
      h("h3", {}, say("title")),
      h("p", {}, phone.code ? say("newcomer.code", { code: phone.code }) : say("chat.empty")),
      h(
        "button",
        {
          type: "button",
          class: "primary",
          onclick: () => void composer.submit({ text, files: [], replyTo: null }),
        },
        say("chat.start"),
      ),
    );
  };

  /** Draws the chat as it stands and follows it from there; false when another phone was opened meanwhile. */
  const show = async (phone: Phone): Promise<boolean> => {
    const { messages, position, earlier } = await api.messages(phone.id);
    if (current !== phone) return false;
    log.open(messages, earlier, nothingYet(phone));
    memory.see(phone.id, log.newest());
    live.open(phone.id, position);
    return true;
  };

  const open = async (phone: Phone | null): Promise<void> => {
    if (phone === null) return;
    current = phone;
    memory.open(phone.id);
    byId("log", HTMLElement).hidden = false;
    if (!(await show(phone))) return;
    const isGroup = phone.kind === "group";
    byId("welcome", HTMLElement).hidden = true;
    byId("phone-avatar", HTMLElement).replaceChildren(icon(isGroup ? "group" : "star"));
    byId("phone-title", HTMLElement).textContent = isGroup ? phone.name : say("title");
    byId("phone-owner", HTMLElement).textContent = isGroup ? say("chat.group") : phone.name;
    byId("phone-owner", HTMLElement).title = isGroup ? "" : say("chat.phoneOf", { name: phone.name });
    byId("as-row", HTMLElement).hidden = !isGroup;
    if (isGroup) {
      const before = as.value;
      as.replaceChildren(...writers().map((each) => h("option", { value: each.id }, each.name)));
      if (writers().some((each) => each.id === before)) as.value = before;
    }
    composer.open(phone.id, say(isGroup ? "composer.groupPlaceholder" : "composer.placeholder"));
    await refresh(false);
  };

  const showWelcome = () => {
    byId("phone-avatar", HTMLElement).replaceChildren(icon("star"));
    byId("phone-title", HTMLElement).textContent = say("title");
    byId("phone-owner", HTMLElement).textContent = state.cluster.shortName;
    const welcome = byId("welcome", HTMLElement);
    welcome.replaceChildren(
      h("span", { class: "avatar big" }, icon("star")),
      h("h2", {}, say("welcome.heading")),
      h("p", {}, say("welcome.intro")),
      h(
        "ol",
        {},
        ...["step1", "step2", "step3"].map((step) => h("li", {}, h("span", {}, say(`welcome.${step}`)))),
      ),
      h(
        "button",
        { type: "button", class: "primary", onclick: () => void newcomers.open() },
        say("welcome.join"),
      ),
      h(
        "button",
        { type: "button", class: "quiet", onclick: () => panels.open("people") },
        say("welcome.choose"),
      ),
    );
    welcome.hidden = false;
    live.open("", "0.0");
  };

  byId("newcomer-open", HTMLButtonElement).addEventListener("click", () => void newcomers.open());
  setInterval(() => {
    if (!document.hidden)
      void api.clock().then(
        ({ now }) => clock.showNow(now),
        () => undefined,
      );
  }, clockEvery);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void refresh(true);
  });

  // ------------------------------------------------------------ begin

  await refresh(true);
  const here = new URL(location.href);
  const code = here.searchParams.get("start");
  if (code !== null && code !== "") {
    here.searchParams.delete("start");
    history.replaceState(null, "", here);
    const id = `guest-${crypto.randomUUID()}`;
    memory.addNewcomer({
      id,
      name: say("newcomer.linkName", { number: memory.newcomers().length + 1 }),
      code,
    });
    await open(phoneById(id));
  } else {
    const last = phoneById(memory.opened());
    if (last) await open(last);
    else showWelcome();
  }
  document.body.classList.remove("loading");
}

// Without the server there are not even words to say so: try again.
main().catch((error: unknown) => {
  console.error(error);
  setTimeout(() => location.reload(), 3000);
});
