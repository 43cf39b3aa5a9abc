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
  it("takes the last report back, and tells how the target itself is withdrawn", async () => {
    await officer.says("ct1 80%");
    expect(lines(only(await officer.says("xóa ct1")).text)).toEqual([
      expect.stringMatching(/^Đã hoàn tác lần báo vừa rồi: CT1 .*: 80% → 74%/),
      expect.stringContaining("Hạng tạm tính"),
      "Nếu muốn rút cả chỉ tiêu, đồng chí nhắn: rút đăng ký CT1",
    ]);
    expect(lines(only(await officer.says("xóa ct1")).text)).toEqual([
      "Trong 24 giờ qua đồng chí chưa báo CT1, hoặc đã hoàn tác rồi.",
      "Nếu muốn rút cả chỉ tiêu, đồng chí nhắn: rút đăng ký CT1",
    ]);
  });
});
