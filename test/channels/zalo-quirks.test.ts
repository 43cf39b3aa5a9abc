import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allFlipped, flips } from "../support/zalo/flips.ts";
import { defaultQuirks, type Quirks } from "../support/zalo/quirks.ts";
import { channelContract } from "./contract.ts";
import { type Mode, openStage, type Stage, zaloWorld } from "./zalo/world.ts";

/** What the contract has and Zalo has not, beside the abilities that it names. */
const lacks: Record<string, string> = {
  "an answer to a message, with the id of that message": "no update says which message is answered",
  "a press: the button's data and the message it stands on": "there are no buttons",
  "a document with its caption, and gives its bytes back": "documents never reach a bot",
  "an album: one file each, held together by one name": "pictures come one by one",
  "text with buttons": "there are no buttons",
};
/** What is lost where Zalo keeps nothing and repeats nothing. */
const lossy: Record<string, string> = {
  "what was written before the start": "what nobody takes is dropped",
  "with nothing under way, and what comes later waits for the next start": "what nobody takes is dropped",
};
const swapped: Record<string, string> = {
  "several messages in their order, each under its own id": "the platform changes their order",
};

function reasonsFor(mode: Mode, quirks: Quirks): Record<string, string> {
  const repeats = mode === "polling" ? quirks.bufferWhenIdle : quirks.retry > 0;
  return {
    ...lacks,
    ...(repeats ? {} : lossy),
    ...(mode === "webhook" && quirks.reorder ? swapped : {}),
  };
}

type Setting = [name: string, Mode, Partial<Quirks>];

const single: Setting[] = Object.entries(flips).flatMap(([name, { to, by }]) =>
  to.flatMap((value) =>
    by.map((mode): Setting => [`by ${mode}, ${name} ${JSON.stringify(value)}`, mode, { [name]: value }]),
  ),
);
const settings: Setting[] = [
  ["by polling", "polling", {}],
  ["by webhook", "webhook", {}],
  ...single,
  ["by polling, all quirks the other way round", "polling", allFlipped],
  ["by webhook, all quirks the other way round", "webhook", allFlipped],
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe.each(settings)("Zalo %s", (name, mode, quirks) => {
  channelContract(
    `Zalo ${name}`,
    (files) => zaloWorld(mode, files, { quirks, stage }),
    ["upload", "edit", "rewrite", "block", "flood"],
    reasonsFor(mode, { ...defaultQuirks, ...quirks }),
  );
});

describe("the switches of the simulator", () => {
  it("are each run the other way round, alone and all together", () => {
    expect(Object.keys(flips).sort()).toEqual(Object.keys(defaultQuirks).sort());
    expect(Object.keys(allFlipped).sort()).toEqual(Object.keys(defaultQuirks).sort());
    const run = new Set(single.flatMap(([, , quirks]) => Object.keys(quirks)));
    expect([...run].sort()).toEqual(Object.keys(defaultQuirks).sort());
  });

  it.each(Object.entries(flips))("%s really is another way round", (name, { to }) => {
    const usual: unknown = defaultQuirks[name as keyof Quirks];
    expect(to.length).toBeGreaterThan(0);
    for (const value of to) expect(value).not.toEqual(usual);
  });
});
