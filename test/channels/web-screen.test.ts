import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewScreenMessage, Screen } from "../../src/channels/web/screen.ts";
import { openScreen, standingClock } from "./web-world.ts";

const said = (html: string, more: Partial<NewScreenMessage> = {}): NewScreenMessage => ({
  side: "bot",
  html,
  buttons: [],
  image: null,
  file: null,
  fileName: null,
  ...more,
});

describe("a phone's screen in the store", () => {
  const clock = standingClock();
  let opened: Awaited<ReturnType<typeof openScreen>>;
  let screen: Screen;
  beforeAll(async () => {
    opened = await openScreen(clock);
    screen = opened.screen;
  });
  afterAll(() => opened.close());
  const words = (list: { html: string }[]) => list.map((each) => each.html);

  it("keeps additions and edits in order although the clock stands still", async () => {
    const chat = opened.chats();
    const one = await screen.append(chat, said("một"));
    const two = await screen.append(chat, said("hai"));
    const start = await screen.position(chat);
    expect(await screen.changes(chat, start)).toEqual([]);
    await screen.edit(chat, one, { html: "một, sửa", buttons: [] });
    expect(words(await screen.changes(chat, start))).toEqual(["một, sửa"]);
    expect(words(await screen.changes(chat, await screen.positionAfter(chat, two)))).toEqual(["một, sửa"]);
    const three = await screen.append(chat, said("ba"));
    expect(words(await screen.changes(chat, await screen.positionAfter(chat, three)))).toEqual([]);
    expect(words(await screen.changes(chat, start))).toEqual(["một, sửa", "ba"]);
  });

  it("edits the bot's own messages of that chat, and only what changes", async () => {
    const chat = opened.chats();
    const mine = await screen.append(chat, said("của người", { side: "person" }));
    const id = await screen.append(chat, said("tạm tính", { image: "a".repeat(64), fileName: "a.png" }));
    const change = { html: "chính thức", buttons: [[{ label: "Xếp hạng", data: "x" }]] };
    expect(await screen.edit(opened.chats(), id, change)).toBe("unknown");
    expect(await screen.edit(chat, mine, change)).toBe("unknown");
    expect(await screen.edit(chat, id, change)).toBe("edited");
    expect(await screen.edit(chat, id, change)).toBe("unchanged");
    expect(await screen.find(chat, id)).toMatchObject({ ...change, image: "a".repeat(64), side: "bot" });
    expect(await screen.find(chat, mine)).toMatchObject({ html: "của người", editedAt: null });
  });

  it("finds buttons newest first, and files by chat", async () => {
    const chat = opened.chats();
    const choice = (label: string) => ({ buttons: [[{ label, data: label }]] });
    await screen.append(chat, said("một", choice("A")));
    await screen.append(chat, said("hai", { file: "b".repeat(64), fileName: "b.docx" }));
    await screen.append(chat, said("ba", choice("B")));
    expect(words(await screen.withButtons(chat))).toEqual(["ba", "một"]);
    expect(await screen.showing(chat, "b".repeat(64))).toMatchObject({ fileName: "b.docx" });
    expect(await screen.showing(opened.chats(), "b".repeat(64))).toBeNull();
  });

  it("shows the product's time and never an earlier one than before", async () => {
    const chat = opened.chats();
    const first = await screen.append(chat, said("một"));
    clock.at = clock.at.add({ hours: 20 });
    const second = await screen.append(chat, said("hai"));
    expect((await screen.find(chat, first))?.at).toBe("2019-06-12T05:00:00.000Z");
    expect((await screen.find(chat, second))?.at).toBe("2019-06-13T01:00:00.000Z");
    clock.at = clock.at.subtract({ hours: 20 });
    const third = await screen.append(chat, said("ba"));
    expect((await screen.find(chat, third))?.at).toBe("2019-06-13T01:00:00.001Z");
  });
});
