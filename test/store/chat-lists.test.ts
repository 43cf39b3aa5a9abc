import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChatList, openLists } from "../../src/store/chat-lists.ts";

const now = new Date("2019-06-12T08:00:00Z");
const hour = 3_600_000;

interface Draft {
  kind?: string;
  data?: string;
  asks?: string;
  picked?: number;
  hoursAgo?: number;
  replaceKey?: string | null;
}

/** Lists in the order in which they were sent, newest first as the store gives them. */
const chat = (...drafts: Draft[]): ChatList[] =>
  drafts
    .map(
      ({ kind = "reply", data = "undo:1", asks, picked, hoursAgo = 1, replaceKey = null }, at): ChatList => {
        const choices = [{ label: "Một", data }];
        const list = { number: at + 1, ...(picked === undefined ? {} : { picked }) };
        return {
          rowId: at + 1,
          number: at + 1,
          code: `K${at + 1}`,
          kind,
          reply: { html: "", choices: [choices], list, ...(asks === undefined ? {} : { asks }) },
          choices,
          createdAt: new Date(now.getTime() - hoursAgo * hour),
          replaceKey,
        };
      },
    )
    .toReversed();

const codes = (lists: ChatList[], dialogue: string | null = null) =>
  openLists(lists, dialogue, now).map((list) => list.code);

describe("which lists of a chat wait for an answer", () => {
  test("of the talk's own the newest, what came by itself all", () => {
    const got = { kind: "broadcast", data: "broadcast:got:1" };
    expect(codes(chat({}, got, { kind: "reminder", data: "snooze:1" }, {}))).toEqual(["K4", "K3", "K2"]);
  });

  test("a question as long as its dialogue is open", () => {
    const lists = chat({ asks: "question", data: "ask:1:0" });
    expect(codes(lists, "question")).toEqual(["K1"]);
    expect(codes(lists, "register")).toEqual([]);
    expect(codes(lists)).toEqual([]);
  });

  test("not what was answered, nor what only shows something", () => {
    expect(codes(chat({ picked: 1 }))).toEqual([]);
    for (const data of [
      "standings",
      "targets:4",
      "report",
      "approve:u:3",
      "evidence:show:2",
      "calls",
      "calls:units",
    ])
      expect(codes(chat({ kind: "notice", data }))).toEqual([]);
    for (const data of ["undo:4", "approve:ok:3", "evidence:not:2", "broadcast:got:1", "calls:remindAll"])
      expect(codes(chat({ kind: "notice", data }))).toEqual(["K1"]);
  });

  test("not what a newer one stands in for", () => {
    const report = { kind: "broadcastReport", data: "broadcast:nudge:1", replaceKey: "report:1" };
    expect(codes(chat(report, { ...report, replaceKey: "report:2" }, report))).toEqual(["K3", "K2"]);
    const digest = { kind: "reminder", data: "snooze:1" };
    expect(codes(chat(digest, digest))).toEqual(["K2"]);
  });

  test("the talk's own for a day, what came by itself for a week", () => {
    const got = { kind: "broadcast", data: "broadcast:got:1" };
    expect(codes(chat({ ...got, hoursAgo: 168 }, { hoursAgo: 24 }))).toEqual(["K2", "K1"]);
    expect(codes(chat({ ...got, hoursAgo: 169 }, { hoursAgo: 25 }))).toEqual([]);
  });

  test("at most one of the talk's own, and none that was answered, whatever came", () => {
    const draft = fc.record({
      kind: fc.constantFrom("reply", "broadcast", "reminder", "notice"),
      data: fc.constantFrom("undo:1", "broadcast:got:1", "standings"),
      hoursAgo: fc.nat(200),
    });
    const drafts = fc.array(
      fc.tuple(draft, fc.option(fc.constant(1))).map(([each, picked]) => ({
        ...each,
        ...(picked === null ? {} : { picked }),
      })),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(drafts, (all) => {
        const open = openLists(chat(...all), null, now);
        expect(open.filter((list) => list.kind === "reply").length).toBeLessThanOrEqual(1);
        expect(open.filter((list) => list.reply.list?.picked !== undefined)).toEqual([]);
        expect(new Set(open.map((list) => list.code)).size).toBe(open.length);
      }),
    );
  });
});
