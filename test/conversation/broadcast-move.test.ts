import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Phone, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let head: Phone;
beforeEach(async () => {
  talk = await startTalk();
  head = talk.person("HN", "focalOfficial");
});
afterEach(() => talk.stop());

async function book(text = "Họp sơ kết"): Promise<void> {
  await head.says(`/thongbao ${text}`);
  await head.presses("Lãnh đạo đơn vị");
  await head.presses("08:00 ngày mai");
}
const moved = async (text: string) => (await head.says(text)).at(-1)?.text;
const times = async () =>
  (await talk.store.db.broadcast.findMany({ orderBy: { number: "asc" } })).map((each) =>
    each.sendAt.toISOString(),
  );
const broadcastsSeen = async () =>
  (await talk.person("VP", "unitLeader").sees()).filter((each) => each.text.startsWith("Thông báo số"));

describe("a broadcast that is booked", () => {
  it.each([
    ["thôi để 9h sáng thứ 6", "09:00 Thứ Sáu 14/06/2019"],
    ["thoi de 9h sang thu 6", "09:00 Thứ Sáu 14/06/2019"],
    ["dời sang 14h chiều mai", "14:00 Thứ Năm 13/06/2019"],
    ["à 14h30 nhé", "14:30 Thứ Năm 13/06/2019"],
    ["lùi sang chiều thứ Sáu giúp tôi", "14:00 Thứ Sáu 14/06/2019"],
    ["chuyển thông báo số 1 sang thứ Hai", "08:00 Thứ Hai 17/06/2019"],
    ["hoãn thông báo số 1 đến 15h ngày 20/6 vì lãnh đạo bận", "15:00 Thứ Năm 20/06/2019"],
    ["đổi giờ gửi thông báo từ 8h sáng mai sang 3h chiều mai", "15:00 Thứ Năm 13/06/2019"],
  ])("is moved by “%s”", async (text, at) => {
    await book();
    expect(await moved(text)).toBe(`Đã dời Thông báo số 1 sang ${at}.`);
    expect(only(await head.says("xem thông báo số 1")).text).toBe(`Thông báo số 1 · sẽ gửi lúc ${at}`);
  });

  it("goes out once, at the new time, and its report says so", async () => {
    await book();
    const answers = await head.says("dời sang 14h chiều mai");
    expect(answers.map((each) => each.text)).toEqual([
      "Thông báo số 1 · sẽ gửi lúc 14:00 Thứ Năm 13/06/2019",
      "Đã dời Thông báo số 1 sang 14:00 Thứ Năm 13/06/2019.",
    ]);
    await talk.clock.to("2019-06-13T09:00");
    expect(await broadcastsSeen()).toEqual([]);
    await talk.clock.to("2019-06-13T14:05");
    expect(await broadcastsSeen()).toHaveLength(1);
    expect(await moved("dời thông báo số 1 sang 16h")).toBe("Thông báo số 1 đã gửi đi, không dời được nữa.");
    await talk.clock.to("2019-06-14T09:00");
    expect(await broadcastsSeen()).toEqual([]);
    expect((await talk.store.db.auditEntry.findMany({ where: { action: "moveBroadcast" } })).length).toBe(1);
  });

  it("keeps to working hours and to what is still ahead", async () => {
    await book();
    expect(await moved("dời sang 20h ngày mai")).toBe(
      "Ngoài giờ làm việc tôi không gửi thông báo hẹn giờ.\nĐã dời Thông báo số 1 sang 07:30 Thứ Sáu 14/06/2019.",
    );
    expect(await moved("dời sang thứ Bảy")).toBe(
      "Thứ Bảy 15/06/2019 là ngày nghỉ, tôi không gửi thông báo hẹn giờ.\nĐã dời Thông báo số 1 sang 07:30 Thứ Hai 17/06/2019.",
    );
    expect(await moved("dời sang 7h30 thứ Hai")).toBe(
      "Thông báo số 1 vẫn hẹn gửi lúc 07:30 Thứ Hai 17/06/2019.",
    );
    expect(await moved("đổi sang 7h hôm nay")).toBe(
      "Giờ này đã qua. Đồng chí chọn giờ khác, ví dụ: 8h ngày mai",
    );
    expect(await moved("dời thông báo số 1 sang tuần sau")).toContain("muốn dời sang giờ, ngày nào?");
    expect(await times()).toEqual(["2019-06-17T00:30:00.000Z"]);
  });

  it("is asked for when several wait and none was spoken of", async () => {
    for (const text of ["Họp A", "Họp B"]) await book(text);
    expect(await moved("dời thông báo sang thứ Hai")).toBe(
      "Đã dời Thông báo số 2 sang 08:00 Thứ Hai 17/06/2019.",
    );
    await head.says("xếp hạng");
    expect(await moved("dời thông báo sang thứ Ba")).toContain(
      "Đang có các thông báo hẹn giờ số 2, 1. Đồng chí muốn dời thông báo nào?",
    );
    expect(await moved("dời thông báo số 9 sang thứ Ba")).toBe("Không có Thông báo số 9.");
    await head.says("hủy thông báo số 1");
    expect(await moved("dời thông báo số 1 sang thứ Ba")).toBe("Thông báo số 1 đã được hủy trước đó.");
    await head.says("hủy thông báo số 2");
    expect(await moved("dời thông báo sang thứ Ba")).toBe("Hiện không có thông báo hẹn giờ nào để dời.");
  });

  it("is the head's alone, and is moved beside a draft that is being written", async () => {
    await book();
    const officer = talk.person("VP", "focalOfficial");
    expect(only(await officer.says("dời thông báo số 1 sang thứ Hai")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
    const text = "Thông báo dời lịch sang 9h sáng thứ Sáu";
    await head.says("/thongbao");
    expect(only(await head.says(text)).text).toBe("Gửi đến những đơn vị nào?");
    await head.says("hủy");
    await head.says("/thongbao Họp B");
    expect(await moved("dời thông báo số 1 sang thứ Hai")).toBe(
      "Đã dời Thông báo số 1 sang 08:00 Thứ Hai 17/06/2019.",
    );
    expect(only(await head.says("tất cả")).text).toContain("Sẽ gửi cho 22 người");
  });

  it("stays where it is when a reminder came after it was booked", async () => {
    await head.says("/thongbao Họp sơ kết");
    await head.says("gửi lãnh đạo Hà Nam lúc 9h ngày 18/6");
    await head.says("gửi đi");
    await talk.clock.to("2019-06-17T08:30");
    expect((await head.sees()).at(-1)?.text).toContain("Việc thi đua");
    await head.says("để 14h chiều mai");
    expect(await times()).toEqual(["2019-06-18T02:00:00.000Z"]);
  });

  it("stays where it is when something else was spoken of last, or something else is said", async () => {
    await book();
    for (const text of [
      "gửi lúc 9h à?",
      "không gửi lúc 9h",
      "CT2 thêm 25 hồ sơ",
      "dời sang 14h chiều mai",
      "ct1 82%",
    ])
      await head.says(text);
    await head.says("đã chuyển 14 hồ sơ ct2 sang thứ 6");
    expect(await times()).toEqual(["2019-06-13T01:00:00.000Z"]);
  });
});
