import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const stillOpen =
  "Tôi chưa hiểu câu này. Thông báo đang soạn vẫn đang chờ đồng chí: bấm một nút ở trên, trả lời bằng lời, hoặc nhắn hủy để bỏ.";

describe("a broadcast that is being written", () => {
  it("stays open beside what is not about it, and beside a look elsewhere", async () => {
    await head().says("/thongbao Họp giao ban");
    expect(only(await head().says("mưa to quá")).text).toBe(stillOpen);
    await head().says("/chuanop");
    await head().says("xếp hạng");
    expect(only(await head().says("tất cả")).text).toContain("Sẽ gửi cho 22 người của 11 đơn vị.");
    expect(only(await head().says("mưa to quá")).text).toBe(stillOpen);
    await head().says("/chitieu");
    expect(only(await head().presses("Xem trước")).text).toBe(
      "Thông báo số 1 · Sở Nội vụ Hà Nội\nHọp giao ban",
    );
    expect(only(await head().says("gửi lúc 16h30")).text).toBe(
      "Thông báo số 1 · sẽ gửi lúc 16:30 Thứ Tư 12/06/2019",
    );
  });

  it("keeps its picture while the sender looks elsewhere, and takes the text after that", async () => {
    await head().says("/thongbao");
    await head().sends({ name: "a.png", type: "image/png", bytes: png });
    await head().says("/chuanop");
    expect(only(await head().says("Giấy mời họp")).text).toBe("Gửi đến những đơn vị nào?");
    await head().says("Thái Bình");
    await head().says("gửi ngay");
    const seen = await talk.person("TB", "unitLeader").sees();
    expect(seen.at(-1)?.text).toBe("Thông báo số 1 · Sở Nội vụ Hà Nội\nGiấy mời họp");
    expect(seen.at(-1)?.image).toBeDefined();
  });

  it("is put aside by another question and taken up again", async () => {
    await head().says("/thongbao Họp giao ban");
    await head().says("Thái Bình");
    await head().says("đăng ký chỉ tiêu");
    expect(await talk.store.db.dialogue.findFirst({ where: { kind: "register" } })).not.toBeNull();
    await head().says("thôi");
    // "Gửi" is no answer to what was asked long ago; the button and a time are.
    await head().says("ừ");
    expect(await talk.store.db.broadcast.count()).toBe(0);
    expect(only(await head().says("thêm Nam Định")).text).toContain("Sẽ gửi cho 4 người của 2 đơn vị.");
    await head().says("đăng ký chỉ tiêu");
    expect((await head().presses("Xem trước"))[0]?.text).toBe(
      "Thông báo số 1 · Sở Nội vụ Hà Nội\nHọp giao ban",
    );
    await head().presses("Gửi ngay");
    expect(await talk.store.db.broadcastReceipt.count()).toBe(4);
  });

  it.each([
    ["thôi sửa lại: Nội dung B", "Nội dung B"],
    ["Nội dung: Họp lúc 9 giờ", "Họp lúc 9 giờ"],
    ["sua noi dung thanh Hop tai tru so", "Hop tai tru so"],
  ])("has its text replaced: %s", async (words, text) => {
    await head().says("/thongbao Nội dung A");
    expect(only(await head().says(words)).text).toBe(
      "Đã thay nội dung thông báo.\nGửi đến những đơn vị nào?",
    );
    await head().says("tất cả");
    expect(only(await head().says("xem trước")).text).toBe(`Thông báo số 1 · Sở Nội vụ Hà Nội\n${text}`);
    await head().says("sửa nội dung");
    expect(only(await head().says("Nội dung C")).text).toContain("Sẽ gửi cho 22 người của 11 đơn vị.");
    expect(only(await head().says("xem trước")).text).toBe("Thông báo số 1 · Sở Nội vụ Hà Nội\nNội dung C");
  });

  it("is closed by a refusal, or by a new one, which says so", async () => {
    await head().says("/thongbao Nội dung A");
    const again = await head().says("/thongbao Nội dung B");
    expect(again.map((each) => each.text)).toEqual([
      "Thông báo đang soạn trước đó đã đóng, chưa gửi.",
      "Gửi đến những đơn vị nào?",
    ]);
    expect(only(await head().says("thôi bỏ đi")).text).toBe("Đã hủy, chưa gửi thông báo nào.");
    expect(only(await head().says("tất cả")).text).not.toContain("Sẽ gửi");
    await head().says("/thongbao Nội dung C");
    expect(only(await head().says("hủy thông báo")).text).toBe("Đã hủy, chưa gửi thông báo nào.");
  });
});
