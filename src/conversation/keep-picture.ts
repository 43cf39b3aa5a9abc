import { renderPng } from "../pictures/render-png.ts";
import type { StoredFile } from "../shared/messages.ts";
import type { Turn } from "./turn.ts";

/** Draws an SVG and puts it into the file store, to go out with a reply. */
export async function keepPicture(
  turn: Pick<Turn, "services">,
  svg: string,
  name: string,
): Promise<StoredFile> {
  const sha256 = await turn.services.files.put(await renderPng(svg));
  return { sha256, mediaType: "image/png", fileName: `${name}.png` };
}
