import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const officer = (unit: string) => talk.person(unit, "focalOfficial");

describe("a broadcast said in one message", () => {
  it("takes recipients and time before the colon and the text after it, and shows it before it goes", async () => {
    const said = "nhắn Vĩnh Phúc, Hải Phòng lúc 14h hôm nay: đề nghị nộp gấp số liệu tháng 6, hạn 17:00";
    expect(await head().says(said)).toMatchObject([
      { text: "Thông báo số 1 · Sở Nội vụ Hà Nội\nđề nghị nộp gấp số liệu tháng 6, hạn 17:00" },
      {
        text: expect.stringContaining("Sẽ gửi cho 4 người của 2 đơn vị."),
        buttons: ["Hẹn gửi 14:00", "Gửi ngay", "Đổi nơi nhận", "Hủy"],
      },
    ]);
    expect(await talk.store.db.broadcast.count()).toBe(0);
  });

  it.each([
    ["thông báo: chiều nay 16h họp trực tuyến", "Gửi đến những đơn vị nào?"],
    ["gui tb cho ca cum: chieu nay 16h hop truc tuyen", "Sẽ gửi cho 22 người của 11 đơn vị."],
    ["nhắn các sở chưa nộp bc: nộp gấp giúp", "Sẽ gửi cho 22 người của 11 đơn vị."],
    [
      "gửi ngay cho Vĩnh Phúc, Nam Định: kiểm tra lại CT4, phải xong trước 20/6",
      "Sẽ gửi cho 4 người của 2 đơn vị.",
    ],
    [
      "gửi thông báo cho lãnh đạo các sở trừ Hà Nội 8h sáng thứ 2: họp ngày 20/6",
      "Sẽ gửi cho 10 người của 10 đơn vị.",
    ],
    ["thông báo cho các sở: đề nghị đăng ký chỉ tiêu trước 31/7", "Sẽ gửi cho 22 người của 11 đơn vị."],
    ["thông báo cho anh em: CT2 phải xong trước 20/6", "Gửi đến những đơn vị nào?"],
    ["Thông báo lúc 14h: họp trực tuyến", "Gửi đến những đơn vị nào?"],
  ])("is understood: %s", async (said, answer) => {
    expect((await head().says(said)).at(-1)?.text).toContain(answer);
  });

  it("goes on beside an open question and is for the head unit alone", async () => {
    await head().says("/baocao");
    expect(only(await head().says("thông báo cho cả cụm: mai họp")).text).toContain("Sẽ gửi cho 22 người");
    expect(only(await officer("VP").says("thông báo cho cả cụm: mai họp")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
  });

  it.each(["Báo cáo: CT3 85%", "thông báo: CT3 85%", "gửi Sở Nội vụ Hà Nội: CT3 85%"])(
    "is no broadcast where the sender's own figures are reported: %s",
    async (said) => {
      expect((await officer("VP").says(said)).at(-1)?.text).toContain("CT3");
      expect(await talk.store.db.progressEntry.count({ where: { value: "85" } })).toBe(1);
    },
  );
});
