import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const asked = "Gửi ngay hay hẹn giờ? Có thể nhắn giờ khác, ví dụ: 16h ngày 20/6";
/** What the confirmation says before it asks for the time. */
async function audience(words: string): Promise<string[]> {
  const { text } = only(await head().says(words));
  return text.split("\n").filter((line) => line !== asked);
}

describe("the audience of a broadcast, in words", () => {
  beforeEach(async () => {
    await head().says("/thongbao Họp giao ban");
  });

  it.each([
    ["tất cả trừ Hà Nam", ["Sẽ gửi cho 20 người của 10 đơn vị.", "Không gửi cho: SNV Hà Nam."]],
    [
      "gui tat ca tru ha nam, nam dinh",
      ["Sẽ gửi cho 18 người của 9 đơn vị.", "Không gửi cho: SNV Hà Nam, SNV Nam Định."],
    ],
    ["không gửi cho Hải Phòng", ["Sẽ gửi cho 20 người của 10 đơn vị.", "Không gửi cho: SNV Hải Phòng."]],
    [
      "cán bộ đầu mối Hà Nam",
      ["Sẽ gửi cho 1 người của 1 đơn vị.", "Nơi nhận: SNV Hà Nam.", "Chỉ gửi cán bộ đầu mối."],
    ],
    [
      "lãnh đạo Hải Phòng và Nam Định",
      [
        "Sẽ gửi cho 2 người của 2 đơn vị.",
        "Nơi nhận: SNV Hải Phòng, SNV Nam Định.",
        "Chỉ gửi lãnh đạo đơn vị.",
      ],
    ],
    [
      "Hải Phòng, Nam Định, chỉ người phụ trách thôi",
      [
        "Sẽ gửi cho 2 người của 2 đơn vị.",
        "Nơi nhận: SNV Hải Phòng, SNV Nam Định.",
        "Chỉ gửi cán bộ đầu mối.",
      ],
    ],
    ["lanh dao thoi", ["Sẽ gửi cho 11 người của 11 đơn vị.", "Chỉ gửi lãnh đạo đơn vị."]],
    [
      "lãnh đạo các đơn vị trừ Thái Bình",
      ["Sẽ gửi cho 10 người của 10 đơn vị.", "Không gửi cho: SNV Thái Bình.", "Chỉ gửi lãnh đạo đơn vị."],
    ],
    [
      "lãnh đạo các đơn vị chưa báo cáo ngoại trừ Hà Nam",
      ["Sẽ gửi cho 10 người của 10 đơn vị.", "Chỉ gửi lãnh đạo đơn vị."],
    ],
    ["hà lam", ["Sẽ gửi cho 2 người của 1 đơn vị.", "Nơi nhận: SNV Hà Nam."]],
    ["tất cả 11 đơn vị", ["Sẽ gửi cho 22 người của 11 đơn vị."]],
  ])("%s", async (words, lines) => {
    expect(await audience(words)).toEqual(lines);
  });

  it.each([
    ["tất cả 5 đơn vị", "Số đơn vị đồng chí nhắn (5) khác danh sách hiện có (11)."],
    ["tất cả trừ Đà Nẵng", "Trong danh sách không có đơn vị Đà Nẵng."],
    ["lãnh đạo tỉnh đoàn", "Tôi chưa rõ đoàn trong nơi nhận vừa nhắn."],
    [
      "lãnh đạo Hà Nam và đầu mối Hải Phòng",
      "Tôi chưa rõ lãnh đạo Hà Nam và đầu mối Hải Phòng trong nơi nhận vừa nhắn.",
    ],
  ])("asks about what it cannot understand whole: %s", async (words, line) => {
    const seen = only(await head().says(words));
    expect(seen.text.split("\n")[0]).toBe(line);
    expect(seen.text).not.toContain("Sẽ gửi");
    expect(await audience("Hà Nam")).toEqual(["Sẽ gửi cho 2 người của 1 đơn vị.", "Nơi nhận: SNV Hà Nam."]);
  });

  it("keeps the known units beside one that is unknown, and changes what was chosen", async () => {
    expect(only(await head().says("Hải Phòng, Nam Định, Đà Nẵng"))).toMatchObject({
      text: "Trong danh sách không có đơn vị Đà Nẵng.\nĐã chọn: SNV Hải Phòng, SNV Nam Định",
      buttons: expect.arrayContaining(["Xong, 2 đơn vị"]),
    });
    expect(await audience("thêm Thái Bình")).toEqual([
      "Sẽ gửi cho 6 người của 3 đơn vị.",
      "Nơi nhận: SNV Hải Phòng, SNV Nam Định, SNV Thái Bình.",
    ]);
    expect(await audience("bỏ Nam Định")).toEqual([
      "Sẽ gửi cho 4 người của 2 đơn vị.",
      "Nơi nhận: SNV Hải Phòng, SNV Thái Bình.",
    ]);
    expect(await audience("lãnh đạo thôi")).toEqual([
      "Sẽ gửi cho 2 người của 2 đơn vị.",
      "Nơi nhận: SNV Hải Phòng, SNV Thái Bình.",
      "Chỉ gửi lãnh đạo đơn vị.",
    ]);
    const preview = await head().presses("Xem trước");
    expect(preview.map((each) => each.text)).toEqual([
      "Thông báo số 1 · Sở Nội vụ Hà Nội\nHọp giao ban",
      "Nơi nhận: SNV Hải Phòng, SNV Thái Bình.\nChỉ gửi lãnh đạo đơn vị.",
    ]);
    await head().says("gửi ngay");
    const receipts = await talk.store.db.broadcastReceipt.count();
    expect(receipts).toBe(2);
  });

  it.each([
    [
      "gửi các đơn vị chậm lúc 8h sáng mai",
      "Sẽ gửi cho 22 người của 11 đơn vị.",
      "08:00 Thứ Năm 13/06/2019",
      "Hẹn gửi 08:00 ngày mai",
    ],
    [
      "gửi Hải Phòng và Hà Nam chiều nay 3 giờ",
      "Sẽ gửi cho 4 người của 2 đơn vị.",
      "15:00 Thứ Tư 12/06/2019",
      "Hẹn gửi 15:00",
    ],
    [
      "9h thứ sáu gửi lãnh đạo các đơn vị trừ Thái Bình nhé",
      "Sẽ gửi cho 10 người của 10 đơn vị.",
      "09:00 Thứ Sáu 14/06/2019",
      "Hẹn gửi 09:00 Thứ Sáu 14/06",
    ],
  ])("comes with the time: %s", async (words, count, at, button) => {
    const [message, ask] = await head().says(words);
    expect(message?.text).toBe("Thông báo số 1 · Sở Nội vụ Hà Nội\nHọp giao ban");
    expect(ask?.text.split("\n")[0]).toBe(count);
    expect(ask?.text).toContain(`Giờ gửi: ${at}. Đồng chí xác nhận, hoặc nhắn giờ khác, nơi nhận khác.`);
    expect(ask?.buttons).toEqual([button, "Gửi ngay", "Đổi nơi nhận", "Hủy"]);
    expect(await talk.store.db.broadcast.count()).toBe(0);
    expect((await head().says("gửi đi")).at(-1)?.text).toBe(`Thông báo số 1 · sẽ gửi lúc ${at}`);
  });

  it("keeps the time while the recipients are cleared up or changed, and takes another one", async () => {
    expect(only(await head().says("Hà Nam, Đà Nẵng lúc 8h sáng mai")).text).toContain(
      "Trong danh sách không có đơn vị Đà Nẵng.",
    );
    const shown = await head().presses("Xong, 1 đơn vị");
    expect(shown.at(-1)?.text).toContain("Giờ gửi: 08:00 Thứ Năm 13/06/2019.");
    const more = await head().says("thêm Nam Định");
    expect(more.at(-1)?.text).toContain("Sẽ gửi cho 4 người của 2 đơn vị.");
    expect(more.at(-1)?.text).toContain("Giờ gửi: 08:00 Thứ Năm 13/06/2019.");
    const other = await head().says("gửi lãnh đạo Hà Nam lúc 16h ngày 15/6");
    expect(other.at(-1)?.text.split("\n")).toEqual([
      "Thứ Bảy 15/06/2019 là ngày nghỉ, tôi không gửi thông báo hẹn giờ. Tôi sẽ gửi lúc 16:00 Thứ Hai 17/06/2019.",
      "Sẽ gửi cho 1 người của 1 đơn vị.",
      "Nơi nhận: SNV Hà Nam.",
      "Chỉ gửi lãnh đạo đơn vị.",
      "Giờ gửi: 16:00 Thứ Hai 17/06/2019. Đồng chí xác nhận, hoặc nhắn giờ khác, nơi nhận khác.",
    ]);
    const past = only(await head().says("gửi Hà Nam lúc 7h hôm nay"));
    expect(past.text).toContain("Giờ này đã qua.");
    expect(past.text).toContain("Gửi ngay hay hẹn giờ?");
    await head().says("gửi Hà Nam lúc 9h30 sáng mai");
    expect((await head().says("1")).at(-1)?.text).toBe(
      "Thông báo số 1 · sẽ gửi lúc 09:30 Thứ Năm 13/06/2019",
    );
    await head().says("/thongbao Họp tổ");
    await head().says("gửi Hà Nam lúc 9h30 sáng mai");
    expect((await head().says("thôi để 3h chiều")).at(-1)?.text).toBe(
      "Thông báo số 2 · sẽ gửi lúc 15:00 Thứ Năm 13/06/2019",
    );
  });
});
