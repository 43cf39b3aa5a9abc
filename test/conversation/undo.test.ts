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
const currents = async () =>
  (
    await talk.store.db.target.findMany({ where: { unit: { code: "SNV-VP" } }, orderBy: { number: "asc" } })
  ).map((each) => each.current);

describe("undo", () => {
  it("voids what one message recorded, once", async () => {
    const before = await currents();
    await officer.says("CT1 80%, CT2 600");
    const undone = only(await officer.presses("Hoàn tác"));
    expect(lines(undone.text)).toEqual([
      "Đã hoàn tác:",
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 80% → 74% (kế hoạch 95%, đạt 77,9% kế hoạch) · còn 186 ngày",
      "CT2 Số hóa hồ sơ cán bộ: 600 → 560/1.200 hồ sơ (46,7%) · còn 110 ngày",
      "Hạng tạm tính 7/11 (▼2)",
    ]);
    expect(await currents()).toEqual(before);
    expect(only(await officer.presses("Hoàn tác")).text).toBe(
      "Việc này đã được hoàn tác lúc 08:00 Thứ Tư 12/06/2019.",
    );
    expect(await talk.store.db.progressEntry.count({ where: { voidedAt: { not: null } } })).toBe(2);
  });

  it("takes back the last thing, then the one before, or only what is named", async () => {
    await officer.says("CT1 80%");
    await officer.says("CT2 600, CT3 75%");
    expect(only(await officer.says("hủy ct2")).text).toContain(
      "CT2 Số hóa hồ sơ cán bộ: 600 → 560/1.200 hồ sơ",
    );
    expect((await currents()).slice(0, 3)).toEqual(["80", "560", "75"]);
    expect(only(await officer.says("hoàn tác")).text).toContain("CT3 Hồ sơ giải quyết đúng hạn: 75% → 70%");
    expect(only(await officer.says("/hoantac")).text).toContain(
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 80% → 74%",
    );
    expect(only(await officer.says("/hoantac")).text).toContain(
      "Không còn việc nào của đồng chí trong 24 giờ qua để hoàn tác.",
    );
  });

  it("lists what can be taken back", async () => {
    await officer.says("CT1 80%");
    await officer.says("CT2 thêm 25 hồ sơ");
    await officer.says("CT3 75%");
    await officer.says("/hoantac");
    const list = only(await officer.presses("Hoàn tác việc khác"));
    expect(lines(list.text)).toEqual([
      "Đồng chí có thể hoàn tác (trong 24 giờ, đến khi chốt tháng):",
      "1. 08:00 12/06 · CT2 +25 hồ sơ",
      "2. 08:00 12/06 · CT1 80%",
    ]);
    expect(only(await officer.presses("Hoàn tác 2")).text).toContain(
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 80% → 74%",
    );
  });

  it("is one's own, and ends after a day", async () => {
    await officer.says("CT1 80%");
    const colleague = talk.person("VP", "unitLeader");
    expect(only(await colleague.says("/hoantac")).text).toContain("Không còn việc nào");
    await talk.clock.to("2019-06-13T08:01");
    expect(only(await officer.presses("Hoàn tác")).text).toContain(
      "Đã quá 24 giờ nên không hoàn tác được: CT1 80%.",
    );
    expect((await currents())[0]).toBe("80");
  });

  it("ends when the month is closed", async () => {
    await talk.clock.to("2019-06-30T15:00");
    await officer.says("CT1 80%");
    await talk.clock.to("2019-07-01T09:00");
    expect(only(await officer.presses("Hoàn tác")).text).toContain(
      "Tháng đã chốt nên không hoàn tác được: CT1 80%.",
    );
    await officer.says("CT1 82%");
    expect(only(await officer.presses("Hoàn tác")).text).toContain("82% → 80%");
  });

  it("withdraws a registration until it is approved", async () => {
    await officer.says("đăng ký mở 2 lớp trước 30/9");
    await officer.presses("Ghi nhận");
    expect(only(await officer.presses("Hoàn tác")).text).toBe("Đã hoàn tác: đăng ký CT7");
    await officer.says("đăng ký viết 6 bài trước 30/9");
    await officer.presses("Ghi nhận");
    await talk.person("HN", "focalOfficial").presses("Duyệt");
    expect(only(await officer.presses("Hoàn tác")).text).toBe(
      "Đã được duyệt nên không hoàn tác được: đăng ký CT8. Cần thay đổi, đồng chí gửi đề nghị sửa kèm lý do.",
    );
  });
});
