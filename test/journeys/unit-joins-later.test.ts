import { afterEach, beforeEach, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

it("is not asked for reports that fell due before it came, and is asked for the next", async () => {
  const head = talk.person("HN", "focalOfficial");
  await talk.clock.to("2019-07-03T09:00");
  await head.says("/donvi");
  await head.presses("Thêm đơn vị");
  await head.says("Sở Nội vụ Hòa Bình");
  await head.presses("Thêm 1 đơn vị");

  const official = talk.phone("newcomer-1");
  await official.says(`/start ${await talk.invite("Sở Nội vụ Hòa Bình", "focalOfficial")}`);
  await official.presses("Đồng ý, tham gia");
  await official.sees();
  await talk.clock.to("2019-07-04T08:00");
  expect(await official.sees()).toEqual([]);
  expect(only(await head.says("/chuanop")).text).not.toContain("Hòa Bình");
  expect(only(await head.says("báo cáo tháng 6 của các đơn vị")).text).not.toContain("Hòa Bình");
  expect(only(await official.says("/baocao")).text).toContain("tháng 7");

  await talk.clock.to("2019-07-22T08:00");
  const digest = (await official.sees()).at(-1)?.text;
  expect(digest).toContain("Báo cáo tháng 7");
  expect(digest).not.toContain("tháng 6");
  await talk.clock.to("2019-08-01T08:00");
  const summary = (await head.sees()).find((each) => each.text.includes("Tổng hợp tháng 7"));
  expect(summary?.text).toContain("/12 đơn vị");
});
