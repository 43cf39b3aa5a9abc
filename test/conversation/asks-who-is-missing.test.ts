import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askedCommand } from "../../src/conversation/plain-words.ts";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeAll(async () => {
  talk = await startTalk();
});
afterAll(() => talk.stop());

describe("the question who has not reported", () => {
  it("opens the list of whom to call, for those who may see it", async () => {
    const head = talk.person("HN", "focalOfficial");
    for (const text of ["ai chua nop bao cao", "gọi cho ai?"]) {
      expect(only(await head.says(text)).text.split("\n")[0]).toBe("Đơn vị cần đôn đốc, Thứ Tư 12/06/2019");
    }
    expect(only(await talk.person("VP", "focalOfficial").says("ai chưa nộp báo cáo?")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
  });

  it("is offered to the head when a message was not understood", async () => {
    const offered = only(await talk.person("HN", "focalOfficial").says("trời hôm nay đẹp quá"));
    expect(offered.text).toBe("Tôi chưa hiểu ý này. Đồng chí muốn…");
    expect(offered.buttons).toContain("Đơn vị cần đôn đốc");
    const others = only(await talk.person("VP", "focalOfficial").says("trời hôm nay đẹp quá"));
    expect(others.buttons).not.toContain("Đơn vị cần đôn đốc");
  });

  it.each([
    "danh sách chưa nộp",
    "những ai chưa báo cáo",
    "còn đơn vị nào chưa gửi báo cáo",
    "cac don vi chua nop",
    "chua nop bao cao",
    "đơn vị nào chưa nộp báo cáo tháng 6",
    "ai cham",
    "chuanop",
    "can don doc nhung ai",
    "tat ca cac don vi nop bao cao chua",
    "tháng này còn bao nhiêu đơn vị chưa nộp ạ?",
    "cho tôi xem danh sách đơn vị chưa nộp báo cáo",
    "ai nộp chậm",
    "đơn vị nào quá hạn",
    "các đơn vị nộp đủ chưa",
  ])("%s", (text) => expect(askedCommand(text)).toBe("chuanop"));

  it.each([
    "nhắc các đơn vị chưa nộp",
    "đôn đốc các đơn vị chậm",
    "ct2 chưa nộp 3 hồ sơ",
    "em chưa báo cáo",
    "CT1 chậm tiến độ",
    "Nam Định nộp báo cáo chưa",
    "nhắc ai chưa nộp",
    "chưa có",
  ])("not: %s", (text) => expect(askedCommand(text)).toBe(null));

  it("of a month that is over is answered with who sent which month's report", async () => {
    const head = talk.person("HN", "focalOfficial");
    expect((await head.says("ai chưa nộp báo cáo tháng 3"))[0]?.text).toContain(
      "Tình hình nộp báo cáo tháng năm 2019",
    );
    expect((await head.says("ai chưa nộp báo cáo tháng 6"))[0]?.text).toContain("Đơn vị cần đôn đốc");
    expect(only(await talk.person("VP", "focalOfficial").says("ai chưa nộp báo cáo tháng 3")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
  });
});
