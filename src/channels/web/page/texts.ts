interface Tree {
  [key: string]: string | Tree;
}

type Language = "vi" | "en";
export type Say = (key: string, values?: Record<string, string | number>) => string;

const storageKey = "thidua.language";

/** Vietnamese unless the other was chosen here before, or the address asks for it. */
export function chosenLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(storageKey);
  return asked === "en" ? "en" : "vi";
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  const here = new URL(location.href);
  here.searchParams.delete("lang");
  location.href = here.href;
}

/** Loads a language; a key that is missing reads as itself, which the eye and the tests find. */
export async function loadTexts(language: Language): Promise<Say> {
  const response = await fetch(`/web/texts?lang=${language}`);
  const tree = (await response.json()) as Tree;
  return (key, values = {}) => {
    const found = key.split(".").reduce<string | Tree | undefined>((node, part) => {
      return typeof node === "object" ? node[part] : undefined;
    }, tree);
    const text = typeof found === "string" ? found : key;
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

/** Fills `data-t`, `data-t-label` and `data-t-placeholder` under `root`. */
export function fillTexts(root: ParentNode, say: Say): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-t]"))
    element.textContent = say(element.dataset["t"] ?? "");
  for (const element of root.querySelectorAll<HTMLElement>("[data-t-label]")) {
    const text = say(element.dataset["tLabel"] ?? "");
    element.setAttribute("aria-label", text);
    if (element instanceof HTMLButtonElement) element.title = text;
  }
  for (const element of root.querySelectorAll<HTMLElement>("[data-t-placeholder]"))
    element.setAttribute("placeholder", say(element.dataset["tPlaceholder"] ?? ""));
}
