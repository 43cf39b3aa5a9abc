import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
  await officer().says("nhắc lại sau 2 tiếng");
});
afterEach(() => talk.stop());

const officer = () => talk.person("VP", "focalOfficial");
const booked = async () =>
  (await talk.store.db.snooze.findMany({ where: { doneAt: null } })).map((each) => each.dueAt.toISOString());

describe("a reminder that was just asked for", () => {
  it.each(["à thôi để 3h chiều", "thoi de 15h"])("moves with a change of mind: %s", async (said) => {
    expect(only(await officer().says(said)).text).toContain("15:00 hôm nay");
    expect(await booked()).toEqual(["2019-06-12T08:00:00.000Z"]);
  });

  it("stays where a time comes much later, which is about nothing", async () => {
    await talk.clock.to("2019-06-12T09:00");
    await officer().says("à thôi để 3h chiều");
    expect(await booked()).toEqual(["2019-06-12T03:00:00.000Z"]);
  });

  it("is not dropped when one at another time is named", async () => {
    expect(only(await officer().says("bỏ nhắc 15h")).text).toBe(
      "Đồng chí không có lời nhắc vào giờ đó. Đang hẹn nhắc lúc 10:00 Thứ Tư 12/06/2019; muốn bỏ, đồng chí nhắn: bỏ nhắc",
    );
    expect(await booked()).toHaveLength(1);
    expect(only(await officer().says("bỏ nhắc 10h")).text).toContain("Đã hủy lời nhắc lúc 10:00");
    expect(await booked()).toEqual([]);
  });

  it("is dropped where no more reminders are wanted, and stays where fewer are", async () => {
    await officer().says("nhac it thoi");
    expect(await booked()).toHaveLength(1);
    expect((await officer().says("thôi khỏi nhắc nữa"))[0]?.text).toContain("Đã hủy lời nhắc lúc 10:00");
    expect(await booked()).toEqual([]);
  });
});
