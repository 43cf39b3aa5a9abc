/** UTF-16 units. */
const longest = 60;

/** The beginning of a broadcast's text, in one line. */
export const excerpt = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, "");
