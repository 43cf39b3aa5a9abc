/** One process from start to end. */
export interface Life {
  readonly name: string;
  /** How far its clock of real time is off (ms). */
  readonly skew: number;
  readonly alive: boolean;
  /** Until then (virtual time) it does not get the processor. */
  heldUntil: number;
  /** The next database faults: after how many more statements, and what then. */
  readonly statements: { left: number; fate: "kill" | "busy" | "answerLost" }[];
  /** Rejects at the end. */
  readonly death: Promise<never>;
  /** kill -9: from here on nothing it does has any effect. */
  kill(): void;
}

/** What a dead process waits for: a promise of its own, or all the dead would be held in memory by a common one. */
export const never = (): Promise<never> => new Promise<never>(() => undefined);

export function createLife(name: string, skew: number): Life {
  let alive = true;
  let end: (reason: Error) => void = () => undefined;
  const death = new Promise<never>((_, reject) => {
    end = reject;
  });
  death.catch(() => undefined);
  return {
    name,
    skew,
    get alive() {
      return alive;
    },
    heldUntil: 0,
    statements: [],
    death,
    kill() {
      alive = false;
      end(new Error(`${name} was killed`));
    },
  };
}
