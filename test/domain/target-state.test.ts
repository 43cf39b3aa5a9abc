import { describe, expect, it } from "vitest";
import { type StateInput, targetState } from "../../src/domain/target-state.ts";

const quantity: StateInput = {
  kind: "quantity",
  direction: "higher",
  plan: "10",
  current: "4",
  done: false,
  deadline: "upcoming",
};

describe("the state of a target", () => {
  it.each<[string, Partial<StateInput>, ReturnType<typeof targetState>]>([
    ["nothing reported", { current: null }, "notStarted"],
    ["a real 0 is a report", { current: "0" }, "inProgress"],
    ["on the way", {}, "inProgress"],
    ["due soon and not done", { deadline: "dueSoon" }, "atRisk"],
    ["past its day and not done", { deadline: "overdue" }, "failed"],
    ["reached", { current: "10", deadline: "overdue" }, "done"],
    ["more than planned", { current: "11" }, "exceeded"],
    ["said to be finished", { done: true }, "done"],
    ["a limit kept", { direction: "lower", current: "3" }, "done"],
    ["a limit broken, past its day", { direction: "lower", current: "11", deadline: "overdue" }, "failed"],
    ["yes/no, said not to be done", { kind: "yesno", plan: "1", current: "0" }, "notStarted"],
    ["yes/no, done", { kind: "yesno", plan: "1", current: "1" }, "done"],
    ["without a due day", { deadline: null }, "inProgress"],
    ["a title", { kind: "title", plan: "Cờ thi đua", current: null }, null],
  ])("%s", (_, part, state) => {
    expect(targetState({ ...quantity, ...part })).toBe(state);
  });
});
