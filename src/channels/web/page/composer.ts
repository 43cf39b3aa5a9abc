import type { Message } from "./api.ts";
import { byId, h, icon, toast } from "./dom.ts";
import { readRichText } from "./rich-text.ts";
import type { Say } from "./texts.ts";

export interface Draft {
  text: string;
  files: File[];
  replyTo: number | null;
}

interface Around {
  say: Say;
  /** Rejects when it was not sent; the draft then comes back. */
  send(draft: Draft): Promise<void>;
}

/** Bytes; the channel's limit for what it receives. */
const fileLimit = 20 * 1024 * 1024;

const commandNames = [
  "batdau",
  "trogiup",
  "dangky",
  "tiendo",
  "chitieu",
  "xephang",
  "baocao",
  "tucham",
  "diem",
  "hoantac",
  "nhacviec",
  "duyet",
  "thongbao",
  "chuanop",
  "thamdinh",
  "thangdiem",
  "donvi",
  "lienket",
  "diachi",
  "ngonngu",
  "riengtu",
];

const draftKey = (chat: string) => `thidua.draft.${chat}`;

/** Where one writes: text that grows, files, a reply, and the commands. */
export function createComposer({ say, send }: Around) {
  const form = byId("composer", HTMLFormElement);
  const field = byId("text", HTMLTextAreaElement);
  const sendButton = byId("send", HTMLButtonElement);
  const picker = byId("file", HTMLInputElement);
  const tray = byId("tray", HTMLElement);
  const replyBar = byId("reply-bar", HTMLElement);
  const menu = byId("commands", HTMLElement);
  const menuButton = byId("commands-open", HTMLButtonElement);
  const phone = byId("phone", HTMLElement);
  const drop = byId("drop", HTMLElement);
  let chat = "";
  let placeholder = "";
  let files: { file: File; preview: string | null }[] = [];
  let replyTo: Message | null = null;
  let marked = -1;

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    sendButton.disabled = field.value.trim() === "" && files.length === 0;
    field.placeholder = files.length > 0 ? say("composer.caption") : placeholder;
    if (chat !== "") sessionStorage.setItem(draftKey(chat), field.value);
  };

  const drawTray = () => {
    tray.hidden = files.length === 0;
    tray.replaceChildren(
      ...files.map((each) =>
        h(
          "div",
          { class: "tray-file" },
          each.preview ? h("img", { src: each.preview, alt: "" }) : icon("file"),
          h("span", {}, each.file.name),
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": say("composer.remove", { name: each.file.name }),
              onclick: () => {
                if (each.preview) URL.revokeObjectURL(each.preview);
                files = files.filter((other) => other !== each);
                drawTray();
                field.focus();
              },
            },
            icon("close"),
          ),
        ),
      ),
    );
    grow();
  };

  const addFiles = (list: Iterable<File>) => {
    for (const file of list) {
      if (file.size > fileLimit) toast(say("composer.tooBig", { name: file.name }));
      else files.push({ file, preview: file.type.startsWith("image/") ? URL.createObjectURL(file) : null });
    }
    drawTray();
    field.focus();
  };

  const setReply = (message: Message | null) => {
    replyTo = message;
    replyBar.hidden = message === null;
    if (message === null) return replyBar.replaceChildren();
    const text = readRichText(message.html, false).map((span) => span.text);
    replyBar.replaceChildren(
      h(
        "span",
        { class: "reply-text" },
        h("b", {}, say("chat.replying")),
        h("span", {}, text.join("").split("\n")[0] || say("people.photo")),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": say("chat.replyCancel"),
          onclick: () => {
            setReply(null);
            field.focus();
          },
        },
        icon("close"),
      ),
    );
  };

  const clear = () => {
    for (const { preview } of files) if (preview) URL.revokeObjectURL(preview);
    files = [];
    field.value = "";
    setReply(null);
    drawTray();
  };

  const submit = async (draft: Draft) => {
    const from = chat;
    try {
      await send(draft);
    } catch {
      toast(say("connection.failed"));
      sessionStorage.setItem(draftKey(from), draft.text);
      if (chat !== from || field.value !== "") return;
      field.value = draft.text;
      addFiles(draft.files);
    }
  };

  // ------------------------------------------------------------ commands

  const options = () => [...menu.querySelectorAll<HTMLElement>("[role=option]")];

  const mark = (index: number) => {
    const all = options();
    marked = all.length === 0 ? -1 : (index + all.length) % all.length;
    for (const [at, option] of all.entries()) option.setAttribute("aria-selected", String(at === marked));
    const chosen = all[marked];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const closeMenu = () => {
    menu.hidden = true;
    marked = -1;
    field.removeAttribute("aria-activedescendant");
    for (const each of [field, menuButton]) each.setAttribute("aria-expanded", "false");
  };

  const choose = (name: string) => {
    closeMenu();
    const text = `/${name}`;
    if (field.value.trim().startsWith("/")) field.value = "";
    grow();
    field.focus();
    void submit({ text, files: [], replyTo: null });
  };

  const openMenu = (prefix: string) => {
    const found = commandNames.filter((name) => name.startsWith(prefix));
    if (found.length === 0) return closeMenu();
    menu.replaceChildren(
      ...found.map((name) =>
        h(
          "div",
          {
            role: "option",
            id: `command-${name}`,
            class: "command",
            "aria-selected": "false",
            onclick: () => choose(name),
          },
          h("b", {}, `/${name}`),
          h("span", {}, say(`commands.${name}`)),
        ),
      ),
    );
    menu.hidden = false;
    for (const each of [field, menuButton]) each.setAttribute("aria-expanded", "true");
    mark(0);
  };

  const menuKeys = (event: KeyboardEvent): boolean => {
    if (menu.hidden) return false;
    const name = options()[marked]?.id.slice("command-".length);
    if (event.key === "ArrowDown") mark(marked + 1);
    else if (event.key === "ArrowUp") mark(marked - 1);
    else if (event.key === "Escape") closeMenu();
    else if (event.key === "Enter" && !event.shiftKey && name) choose(name);
    else if (event.key === "Tab" && !event.shiftKey && name) {
      field.value = `/${name} `;
      closeMenu();
      grow();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  // ------------------------------------------------------------ wiring

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const draft = {
      text: field.value.trim(),
      files: files.map((each) => each.file),
      replyTo: replyTo?.id ?? null,
    };
    if (draft.text === "" && draft.files.length === 0) return;
    closeMenu();
    clear();
    field.focus();
    void submit(draft);
  });
  field.addEventListener("input", () => {
    grow();
    const typed = /^\/([a-z]*)$/.exec(field.value);
    if (typed) openMenu(typed[1] ?? "");
    else closeMenu();
  });
  field.addEventListener("keydown", (event) => {
    // While a Vietnamese input method composes a word, Enter belongs to it.
    if (event.isComposing || menuKeys(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape" && replyTo !== null) {
      event.stopPropagation();
      setReply(null);
    }
  });
  field.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length === 0) return;
    event.preventDefault();
    addFiles(pasted);
  });
  menuButton.addEventListener("click", () => {
    if (menu.hidden) openMenu("");
    else closeMenu();
    field.focus();
  });
  menu.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node) || !form.contains(event.relatedTarget)) closeMenu();
  });
  byId("attach", HTMLButtonElement).addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    addFiles(picker.files ?? []);
    picker.value = "";
  });
  const carriesFiles = (event: DragEvent) => !form.hidden && event.dataTransfer?.types.includes("Files");
  phone.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  phone.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node) || !phone.contains(event.relatedTarget)) drop.hidden = true;
  });
  phone.addEventListener("drop", (event) => {
    drop.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    addFiles(event.dataTransfer?.files ?? []);
  });

  return {
    /** Another phone: what was begun on it is still there. */
    open(id: string, hint: string) {
      // The draft of the phone that is put down stays kept.
      chat = "";
      clear();
      closeMenu();
      chat = id;
      placeholder = hint;
      field.value = sessionStorage.getItem(draftKey(id)) ?? "";
      form.hidden = false;
      grow();
    },
    submit,
    replyTo(message: Message) {
      setReply(message);
      field.focus();
    },
    focus: () => field.focus(),
  };
}
