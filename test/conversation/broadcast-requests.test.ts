import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());
const head = () => talk.person("HN", "focalOfficial");

describe("broadcasts asked for in words", () => {
  it("are listed, and each is shown with its report", async () => {
    expect(only(await head().says("danh sách thông báo")).text).toContain("Chưa có thông báo nào.");
    for (const text of ["Họp A", "Họp B"]) {
      await head().says(`/thongbao ${text}`);
      await head().says("Thái Bình");
      await head().says("8h sáng mai");
    }
    // It is no text of the one that is being written.
    await head().says("/thongbao");
    const list = only(await head().says("danh sách thông báo"));
    expect(list.text.split("\n").slice(1)).toEqual(["• Số 2: Họp B", "• Số 1: Họp A"]);
    expect(list.buttons).toEqual(["Xem số 2", "Xem số 1"]);
    expect(only(await head().presses("Xem số 1"))).toMatchObject({
      text: "Thông báo số 1 · sẽ gửi lúc 08:00 Thứ Năm 13/06/2019",
      buttons: ["Hủy gửi"],
    });
    for (const words of ["sửa thông báo số 2", "ai chưa nhận thông báo số 2", "ai chưa nhận thông báo"])
      expect(only(await head().says(words)).text).toContain("Thông báo số 2 · sẽ gửi lúc");
    expect(only(await head().says("xem thông báo số 9")).text).toContain("Không có Thông báo số 9.");
    expect(only(await talk.person("TB", "focalOfficial").says("xem thông báo")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
    expect(only(await head().says("Họp C")).text).toBe("Gửi đến những đơn vị nào?");
  });

  it("are shown beside an open question, which stays open", async () => {
    await head().says("/thongbao Họp A");
    await head().says("Thái Bình");
    await head().says("8h sáng mai");
    await head().says("gửi báo cáo tháng 6");
    for (const words of ["báo cáo thông báo số 1", "danh sách thông báo", "thông báo số 1 đến đâu rồi"])
      expect(only(await head().says(words)).text).toBe(
        "Thông báo số 1 · sẽ gửi lúc 08:00 Thứ Năm 13/06/2019",
      );
    expect(only(await head().says("đồng ý")).text).toContain("Đã gửi báo cáo tháng 6/2019");
  });
});
