import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";

const run = (program: string, ...args: string[]) =>
  new Promise<{ code: unknown; said: string }>((resolve) => {
    execFile(process.execPath, ["--import", "tsx", program, ...args], (error, out, said) =>
      resolve({ code: error?.code ?? 0, said: out + said }),
    );
  });

describe("a check that is told nonsense", () => {
  it.each([
    ["simulation", ["--seeds", "abc"], '--seeds wants a whole number from 1 on, not "abc"\n'],
    ["crash", ["--database", "mysql"], '--database wants sqlite or postgresql, not "mysql"\n'],
  ])("%s %j does not say that all is well", { timeout: 60_000 }, async (program, args, said) => {
    expect(await run(`test/${program}/run.ts`, ...args)).toEqual({ code: 2, said });
  });
});
