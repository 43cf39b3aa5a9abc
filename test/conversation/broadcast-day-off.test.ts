import { afterEach, beforeEach, expect, it } from "vitest";
import { startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");

it.each([
  ["16h ngày 15/6", "Thứ Bảy 15/06/2019", "16:00 Thứ Hai 17/06/2019"],
  ["8h ngày 2/9", "Thứ Hai 02/09/2019", "08:00 Thứ Ba 03/09/2019"],
  // That hour is none of a working day's either.
  ["19h ngày 15/6", "Thứ Bảy 15/06/2019", "07:30 Thứ Hai 17/06/2019"],
])(
  "keeps the hour of “%s”, says that it is a day off, and sends on the next working day",
  async (said, day, at) => {
    await head().says("/thongbao Họp giao ban");
    await head().presses("Lãnh đạo đơn vị");
    expect((await head().says(said)).map((each) => each.text)).toEqual([
      `${day} là ngày nghỉ, tôi không gửi thông báo hẹn giờ. Tôi sẽ gửi lúc ${at}.`,
      `Thông báo số 1 · sẽ gửi lúc ${at}`,
    ]);
  },
);

it("knows the days off that were entered", async () => {
  await head().says("nghỉ 13/6");
  await head().says("có");
  await head().says("/thongbao Họp giao ban");
  await head().presses("Lãnh đạo đơn vị");
  expect((await head().says("8h ngày mai")).map((each) => each.text)[0]).toBe(
    "Thứ Năm 13/06/2019 là ngày nghỉ, tôi không gửi thông báo hẹn giờ. Tôi sẽ gửi lúc 08:00 Thứ Sáu 14/06/2019.",
  );
});
