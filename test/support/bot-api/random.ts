/** Seeded generator (mulberry32). Its whole state is one number, so a snapshot can hold it. */
export interface Random {
  state: number;
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [min, max], both ends included. */
  int(min: number, max: number): number;
  /** A string of the given length over A-Z a-z 0-9. */
  word(length: number): string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function createRandom(seed: number): Random {
  const random: Random = {
    state: seed >>> 0,
    next() {
      random.state = (random.state + 0x6d2b79f5) >>> 0;
      let t = random.state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
    int: (min, max) => min + Math.floor(random.next() * (max - min + 1)),
    word: (length) => Array.from({ length }, () => ALPHABET[random.int(0, ALPHABET.length - 1)]).join(""),
  };
  return random;
}
