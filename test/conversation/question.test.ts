import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Phone, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let officer: Phone;
beforeEach(async () => {
  talk = await startTalk();
  officer = talk.person("VP", "focalOfficial");
});
afterEach(() => talk.stop());

const lines = (text: string) => text.split("\n");
const entries = () => talk.store.db.progressEntry.count({ where: { actionId: { not: null } } });

describe("a figure that is odd", () => {
  it.each([
    ["ct3 60%", "CT3 Hồ sơ giải quyết đúng hạn: 60% (đang là 70%, thấp hơn lần trước)"],
    ["ct3 120%", "CT3 Hồ sơ giải quyết đúng hạn: 120% (vượt 100%)"],
    ["ct2 tổng 1300 hồ sơ", "CT2 Số hóa hồ sơ cán bộ: 1.300 hồ sơ (vượt kế hoạch 1.200 hồ sơ)"],
    ["ct3 khoảng 80%", "CT3 Hồ sơ giải quyết đúng hạn: 80% (số ước lượng)"],
    ["ct2 700/1000", "CT2 Số hóa hồ sơ cán bộ: 700/1.000 hồ sơ (mẫu số khác kế hoạch 1.200 hồ sơ)"],
  ])("%s is confirmed with the reason", async (sentence, line) => {
    const before = await entries();
    expect(lines(only(await officer.says(sentence)).text)).toEqual([
      "Tôi hiểu là:",
      line,
      "Đồng chí xác nhận giúp?",
    ]);
    expect(await entries()).toBe(before);
  });

  it("is one about a finished task that shall be open again", async () => {
    await officer.says("ct5 xong");
    expect(lines(only(await officer.says("ct5 chưa xong")).text)[1]).toBe(
      "CT5 Sinh hoạt chuyên đề học tập và làm theo Bác: chưa hoàn thành (đang là đã hoàn thành)",
    );
  });
});

describe("a report", () => {
  it("with a code that the unit does not have says so before it asks", async () => {
    const asked = only(await officer.says("ct9 80%"));
    expect(lines(asked.text)).toEqual(["Đơn vị chưa có CT9.", "80% là của chỉ tiêu nào?"]);
    expect(only(await officer.says("CT3")).text).toContain("70% → 80%");
    expect(only(await officer.says("được 80% rồi")).text).not.toContain("Đơn vị chưa có");
  });

  it("that what was open is still open is no entry", async () => {
    const before = await entries();
    const kept = only(await officer.says("chua xong ct5"));
    expect(kept.text).toMatch(
      /^CT5 Sinh hoạt chuyên đề học tập và làm theo Bác: chưa hoàn thành, giữ nguyên/,
    );
    expect(await entries()).toBe(before);
    const mixed = only(await officer.says("CT3 80%, CT5 chưa xong"));
    expect(lines(mixed.text).slice(0, 3)).toEqual([
      "Đã ghi:",
      expect.stringContaining("70% → 80%"),
      expect.stringContaining("chưa hoàn thành, giữ nguyên"),
    ]);
    expect(await entries()).toBe(before + 1);
  });
});

describe("xóa CT1", () => {
  it("takes the last report back, and tells whether the target itself can be withdrawn", async () => {
    await officer.says("ct1 80%");
    expect(lines(only(await officer.says("xóa ct1")).text)).toEqual([
      expect.stringMatching(/^Đã hoàn tác lần báo vừa rồi: CT1 .*: 80% → 74%/),
      expect.stringContaining("Hạng tạm tính"),
      "CT1 đã được duyệt nên không rút được. Cần thay đổi, đồng chí gửi đề nghị sửa kèm lý do.",
    ]);
    expect(lines(only(await officer.says("xóa ct1")).text)).toEqual([
      "Trong 24 giờ qua đồng chí chưa báo CT1, hoặc đã hoàn tác rồi.",
      "CT1 đã được duyệt nên không rút được. Cần thay đổi, đồng chí gửi đề nghị sửa kèm lý do.",
    ]);
    await officer.says("đăng ký chỉ tiêu: mở 2 lớp tập huấn trước 30/9");
    await officer.presses("Ghi nhận");
    expect(lines(only(await officer.says("xóa ct7")).text).at(-1)).toBe(
      "Nếu muốn rút cả chỉ tiêu, đồng chí nhắn: rút đăng ký CT7",
    );
  });
});

describe("an open question", () => {
  it("is closed by a longer refusal, which takes nothing back", async () => {
    await officer.says("ct2 thêm 12");
    const before = await entries();
    for (const words of ["thôi bỏ đi", "hủy giúp em cái này nhé", "à thôi không ghi nữa"]) {
      await officer.says("CT4 3");
      expect(only(await officer.says(words)).text).toBe("Đã bỏ qua, chưa ghi gì.");
    }
    expect(await entries()).toBe(before);
    expect(only(await officer.says("ct2 bao nhiêu rồi")).text).toContain("572/1.200 hồ sơ");
  });

  it("stays open beside what says nothing, and takes assent before the answer", async () => {
    await officer.says("CT4 3");
    expect(only(await officer.says("mai em báo sau nhé")).text).toMatch(/^Tôi chưa hiểu câu này/);
    expect(only(await officer.says("ừ đúng rồi")).buttons).toEqual(["Tổng mới: 3", "Thêm 3, thành 7", "Hủy"]);
    expect(only(await officer.says("dạ là tổng ạ")).text).toContain("4 → 3/10 cuộc");
  });

  it("about how many more is answered by how many more", async () => {
    await officer.says("ct2 thêm vài hồ sơ");
    expect(lines(only(await officer.says("khoảng 20")).text)[1]).toBe("CT2 Số hóa hồ sơ cán bộ: +20 hồ sơ");
    expect(only(await officer.says("ừ")).text).toContain("560 → 580/1.200 hồ sơ");
  });
});

describe("a figure of a past day", () => {
  it("is said with its day, beside the newest one", async () => {
    await officer.says("CT3 76%");
    const asked = only(await officer.says("sửa ct3 tháng 5 là 71%"));
    expect(asked.buttons).toEqual(["Thứ Sáu 31/05/2019", "Hủy"]);
    expect(lines(only(await officer.says("1")).text)[0]).toBe(
      "Đã ghi: CT3 Hồ sơ giải quyết đúng hạn: 71%, số liệu ngày 31/05/2019. Số mới nhất vẫn là 76%",
    );
    expect(only(await officer.says("hôm qua ct2 thêm 5")).text).toContain("560 → 565/1.200 hồ sơ");
  });

  it("right after a report is corrected without its code", async () => {
    await officer.says("CT3 80%");
    expect(only(await officer.says("sai rồi, 72")).text).toContain("80% → 72%");
    expect(only(await officer.says("sai rồi 75% cơ")).text).toContain("72% → 75%");
  });
});

describe("courtesy", () => {
  it("is answered as such, and nothing is taken for it that wants something", async () => {
    expect(only(await officer.says("chào em, chị là Hoa bên Vĩnh Phúc")).text).toBe(
      "Chào đồng chí. Đồng chí muốn…",
    );
    expect(only(await officer.says("ừ")).text).toBe("Vâng. Khi cần, đồng chí cứ nhắn tôi.");
    expect(only(await officer.says("đã xong rồi")).text).not.toContain("Vâng.");
  });
});
