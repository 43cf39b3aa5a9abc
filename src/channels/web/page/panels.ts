import { byId } from "./dom.ts";

const wide = matchMedia("(min-width: 900px)");

/** On a narrow screen the list of phones is a drawer and the clock a sheet; on a wide one both stand beside the phone. */
export function createPanels() {
  const backdrop = byId("backdrop", HTMLElement);
  const phone = byId("phone", HTMLElement);
  const panels = (["people", "clock"] as const).map((name) => ({
    name,
    element: byId(name, HTMLElement),
    opener: byId(`${name}-open`, HTMLButtonElement),
    closer: byId(`${name}-close`, HTMLButtonElement),
  }));
  let opened: "people" | "clock" | null = null;

  const apply = () => {
    for (const { name, element, opener } of panels) {
      const isOpen = opened === name;
      element.classList.toggle("open", isOpen);
      element.inert = !wide.matches && !isOpen;
      opener.setAttribute("aria-expanded", String(isOpen));
    }
    backdrop.hidden = wide.matches || opened === null;
    phone.inert = !wide.matches && opened !== null;
  };

  const close = (giveBack = true) => {
    const was = panels.find((each) => each.name === opened);
    opened = null;
    apply();
    if (giveBack && was && !wide.matches) was.opener.focus();
  };

  const open = (name: "people" | "clock") => {
    const panel = panels.find((each) => each.name === name);
    if (wide.matches)
      return panel?.element.querySelector<HTMLElement>("[tabindex='0'], button, input")?.focus();
    opened = name;
    apply();
    panel?.closer.focus();
  };

  for (const { name, opener, closer } of panels) {
    opener.addEventListener("click", () => open(name));
    closer.addEventListener("click", () => close());
  }
  backdrop.addEventListener("click", () => close());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened !== null) close();
  });
  wide.addEventListener("change", () => {
    opened = null;
    apply();
  });
  apply();

  return { open, close };
}
