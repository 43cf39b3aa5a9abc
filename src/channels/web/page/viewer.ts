import { byId } from "./dom.ts";

/** Shows one picture over everything; a press enlarges it to its own size. */
export function createViewer() {
  const dialog = byId("viewer", HTMLDialogElement);
  const image = byId("viewer-image", HTMLImageElement);
  const stage = image.parentElement;
  byId("viewer-close", HTMLButtonElement).addEventListener("click", () => dialog.close());
  image.addEventListener("click", () => dialog.classList.toggle("original"));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === stage) dialog.close();
  });
  return (url: string, alt: string) => {
    image.src = url;
    image.alt = alt;
    byId("viewer-original", HTMLAnchorElement).href = url;
    dialog.classList.remove("original");
    dialog.showModal();
  };
}
