/** A program that is run by hand and told nonsense says so in a line, and never that all is well. */
function refuse(name: string, wanted: string, given: string): never {
  process.stderr.write(`--${name} wants ${wanted}, not "${given}"\n`);
  process.exit(2);
}

/** The whole number from `least` on that an option was given. */
export function wholeNumber(name: string, given: string, least = 0): number {
  if (/^\d{1,9}$/.test(given) && Number(given) >= least) return Number(given);
  return refuse(name, least === 0 ? "a whole number" : `a whole number from ${least} on`, given);
}

/** One of the words that an option may be given. */
export function oneOf<T extends string>(name: string, given: string, words: readonly T[]): T {
  return words.find((each) => each === given) ?? refuse(name, words.join(" or "), given);
}
