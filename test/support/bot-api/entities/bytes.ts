/** The byte at a position, 0 past the end as in a C string. */
export const at = (text: Uint8Array, index: number): number => text[index] ?? 0;

export const code = (char: string): number => char.charCodeAt(0);

/** Spaces as the server's byte scanners see them: NUL, the end of the text, counts. */
export const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 11) || c === 13 || c === 0;

/** UTF-16 units that start at this byte: 0 inside a character, 2 for a four-byte one. */
export function utf16Units(byte: number): number {
  if ((byte & 0xc0) === 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

export const decodeUtf8 = (bytes: Uint8Array | number[]): string => Buffer.from(bytes).toString("utf8");
