import { orientationIn } from "./photo/exif.ts";
import { cleanHeif, isHeif } from "./photo/heif.ts";
import { cleanJpeg, isJpeg, jpegExif } from "./photo/jpeg.ts";
import { cleanPng, isPng, pngExif } from "./photo/png.ts";
import { cleanWebp, isWebp } from "./photo/webp.ts";

/** Formats whose positions are blanked where they are, so that nothing moves. */
const inPlace: readonly [is: (bytes: Uint8Array) => boolean, clean: (bytes: Uint8Array) => boolean][] = [
  [isJpeg, cleanJpeg],
  [isWebp, cleanWebp],
  [isHeif, cleanHeif],
];

/**
 * A photo without where it was taken: a copy whose Exif, XMP and text data name no place; its pixels, its orientation and
 * everything else stay. JPEG, PNG, WebP and HEIC, told by their content. Null when there is nothing to take out, or when
 * it is another kind of file. Never throws: what is damaged is left as it is.
 */
export function withoutPosition(photo: Uint8Array): Uint8Array | null {
  if (isPng(photo)) return cleanPng(photo);
  const clean = inPlace.find(([is]) => is(photo))?.[1];
  if (!clean) return null;
  const copy = Uint8Array.from(photo);
  return clean(copy) ? copy : null;
}

/** How a JPEG or PNG is to be turned to stand upright: 1 (not at all) to 8, as in Exif. */
export const photoOrientation = (photo: Uint8Array): number =>
  orientationIn(isPng(photo) ? pngExif(photo) : isJpeg(photo) ? jpegExif(photo) : new Uint8Array());
