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
const entries = async () =>
  (
    await talk.store.db.progressEntry.findMany({
      where: { actionId: { not: null } },
      orderBy: { id: "asc" },
    })
  ).map((each) => [each.op, each.value, each.voidedAt === null]);

describe("a figure taken the other way", () => {
  it("is added after all, and both are kept", async () => {
    await officer.says("ct2 600");
    const answer = only(await officer.says("ý em là thêm chứ không phải tổng"));
    expect(lines(answer.text)[0]).toContain("CT2 Số hóa hồ sơ cán bộ: 600 → 1.160/1.200 hồ sơ");
    expect(lines(answer.text)).toContain("Cả hai lần báo cáo đều được lưu lại.");
    expect(await entries()).toEqual([
      ["set", "600", false],
      ["add", "600", true],
    ]);
  });

  it("is the total after all, even below what there was", async () => {
    await officer.says("ct2 thêm 100 hồ sơ");
    const answer = only(await officer.says("la tong a"));
    expect(lines(answer.text)[0]).toContain("CT2 Số hóa hồ sơ cán bộ: 660 → 100/1.200 hồ sơ");
    expect(await entries()).toEqual([
      ["add", "100", false],
      ["set", "100", true],
    ]);
  });

  it("is confirmed first where it goes beyond the plan", async () => {
    await officer.says("ct2 700");
    const asked = only(await officer.says("là thêm"));
    expect(lines(asked.text)).toEqual([
      "Tôi hiểu là:",
      "CT2 Số hóa hồ sơ cán bộ: +700 hồ sơ (vượt kế hoạch 1.200 hồ sơ)",
      "Đồng chí xác nhận giúp?",
    ]);
    expect(await entries()).toEqual([["set", "700", true]]);
    expect(only(await officer.says("đúng")).text).toContain("1.260/1.200 hồ sơ");
    expect(await entries()).toEqual([
      ["set", "700", false],
      ["add", "700", true],
    ]);
  });

  it("needs its code when several were reported, and the others stay as they are", async () => {
    await officer.says("CT1 80%, CT2 600");
    expect(only(await officer.says("là thêm")).text).toBe(
      "Lần báo vừa rồi có nhiều chỉ tiêu. Chỉ tiêu nào là số thêm, đồng chí nhắn kèm mã, ví dụ: CT1 là thêm",
    );
    const answer = only(await officer.says("ct2 là thêm"));
    expect(answer.text).toContain("1.160/1.200 hồ sơ");
    const current = await talk.store.db.target.findMany({
      where: { unit: { code: "SNV-VP" }, number: { lte: 2 } },
      orderBy: { number: "asc" },
    });
    expect(current.map((each) => each.current)).toEqual(["80", "1160"]);
  });

  it("is nothing to change when it was so already, or nothing was reported just now", async () => {
    expect(only(await officer.says("là thêm")).text).not.toContain("cộng thêm");
    await officer.says("ct2 thêm 100 hồ sơ");
    expect(only(await officer.says("là thêm")).text).toBe(
      "Lần báo vừa rồi đã được cộng thêm: CT2 +100 hồ sơ.",
    );
    await talk.clock.to("2019-06-12T08:11");
    expect(only(await officer.says("là tổng")).text).not.toContain("đã được");
    expect(await entries()).toEqual([["add", "100", true]]);
  });
});
