import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeAll(async () => {
  talk = await startTalk();
});
afterAll(() => talk.stop());

const firstLine = (text: string) => text.split("\n")[0];

describe("which unit was meant", () => {
  it("is asked with the candidates, and goes on with what was wanted", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const asked = only(await officer.says("xếp hạng của SNV Nam"));
    expect(asked.text).toBe("Đồng chí muốn hỏi đơn vị nào?");
    expect(asked.buttons).toEqual(["SNV Hà Nam", "SNV Nam Định", "Hủy"]);
    expect(firstLine(only(await officer.presses("SNV Nam Định")).text)).toBe(
      "Tạm tính đến 12/06/2019. Sở Nội vụ Nam Định: hạng 3/11 (giữ nguyên so với tháng 5).",
    );
    expect(only(await officer.presses("SNV Nam Định")).text).toBe(
      "Nút này thuộc tin nhắn cũ, tôi không thực hiện nữa để tránh nhầm.",
    );
  });

  it("is answered by number or by name, with the day that was asked about", async () => {
    const officer = talk.person("VP", "focalOfficial");
    for (const answer of ["2", "nam dinh"]) {
      await officer.says("hạng của SNV Nam ngày 31/3");
      expect(firstLine(only(await officer.says(answer)).text)).toBe(
        "Tạm tính đến 31/03/2019. Sở Nội vụ Nam Định: hạng 3/11 (▲2 so với tháng 2).",
      );
    }
    await officer.says("xếp hạng của SNV Nam");
    expect(only(await officer.says("thôi")).text).toBe("Đã bỏ qua, chưa ghi gì.");
  });

  it("offers the cluster's units when there is none of that name, page by page", async () => {
    const head = talk.person("HN", "focalOfficial");
    const asked = only(await head.says("báo cáo tháng 5 của Cà Mau"));
    expect(asked.text).toBe("Tôi không tìm thấy đơn vị này trong Cụm Bắc Bộ. Đồng chí chọn một đơn vị:");
    expect(asked.buttons).toHaveLength(10);
    const more = only(await head.presses("Xem tiếp"));
    expect(more.edited).toBe(true);
    expect(more.buttons).toEqual(["SNV Nam Định", "SNV Thái Bình", "SNV Ninh Bình", "Trang trước", "Hủy"]);
    expect(firstLine(only(await head.presses("SNV Thái Bình")).text)).toBe(
      "Báo cáo tháng 5/2019 của Sở Nội vụ Thái Bình đã gửi lúc 09:00 Thứ Sáu 31/05/2019: nộp chậm 4 ngày.",
    );
  });
});
