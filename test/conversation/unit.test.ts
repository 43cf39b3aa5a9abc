import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const lines = (text: string) => text.split("\n");

/** The head unit's official becomes the cluster's operator. */
const makeOperator = () =>
  talk.store.db.role.updateMany({
    where: { code: "focalOfficial", unit: { shortName: "SNV Hà Nội" } },
    data: { code: "operator", unitId: null },
  });

describe("/donvi", () => {
  it("offers to invite an operator to operators alone, and names the role as a sentence begins", async () => {
    await head().says("/donvi");
    expect(only(await head().presses("Cấp mã mời")).buttons).not.toContain("Người vận hành");
    await makeOperator();
    await head().says("/donvi");
    expect(only(await head().presses("Cấp mã mời")).buttons).toContain("Người vận hành");
    expect(only(await head().says("/start")).text).toMatch(/^Người vận hành · /);
  });

  it("shows the deputy unit, to which alone the head's own targets go", async () => {
    expect(only(await head().says("/donvi")).text).not.toContain("phó");
    const officer = talk.person("HN", "focalOfficial");
    await officer.says("đăng ký chỉ tiêu: mở 2 lớp tập huấn trước 30/9");
    expect(only(await officer.says("ok")).text).toContain("chờ đồng chí khác trong đơn vị phê duyệt");

    const deputy = await talk.store.db.unit.findFirstOrThrow({ where: { shortName: "SNV Hà Nam" } });
    await talk.store.db.clusterYear.updateMany({ data: { deputyUnitId: deputy.id } });
    expect(lines(only(await head().says("/donvi")).text)).toContain("Đơn vị phó: Sở Nội vụ Hà Nam");
    await officer.says("đăng ký chỉ tiêu: mở 3 hội nghị trước 30/9");
    expect(only(await officer.says("ok")).text).toContain("chờ Sở Nội vụ Hà Nam (đơn vị phó) phê duyệt");
    const revision = await talk.store.db.targetRevision.findFirstOrThrow({ orderBy: { id: "desc" } });
    const second = talk.person("HN", "focalOfficial", "second");
    await second.says("/duyet");
    expect(revision.decision).toBe("awaiting");
  });

  it("speaks of the lead unit once in a ministry", async () => {
    await talk.store.db.cluster.updateMany({ data: { kind: "ministry" } });
    const shown = only(await head().says("/donvi"));
    expect(lines(shown.text)).toContain("Đơn vị đầu mối: Sở Nội vụ Hà Nội");
    expect(shown.buttons).toContain("Chọn đơn vị đầu mối");
    expect(only(await head().says("/trogiup")).text).toContain("\nĐơn vị đầu mối:\n");
  });

  it.each([
    ["Thêm đơn vị", null],
    ["Chọn đơn vị cụm trưởng", null],
    ["Thiết lập", "Hạn báo cáo"],
    ["Thiết lập", "Kỳ số liệu"],
    ["Thiết lập", "Thời gian đăng ký"],
    ["Thiết lập", "Thêm ngày nghỉ, làm bù"],
  ])("%s, %s can be left by a button", async (first, second) => {
    await head().says("/donvi");
    const asked = await head().presses(first);
    expect(only(second ? await head().presses(second) : asked).buttons.at(-1)).toBe("Hủy");
    expect(only(await head().presses("Hủy")).text).toBe("Đã bỏ qua, chưa ghi gì.");
    expect((await talk.store.db.clusterYear.findFirstOrThrow({ where: { year: 2019 } })).reportDueDay).toBe(
      25,
    );
  });

  it("says who still sees hidden ranks", async () => {
    await head().says("/donvi");
    await head().presses("Thiết lập");
    expect(only(await head().presses("Ẩn hạng tạm tính")).text).toBe(
      "Đã ẩn hạng, điểm tạm tính với các đơn vị. Đơn vị cụm trưởng vẫn xem được.",
    );
  });
});

describe("a unit without targets", () => {
  /** A phone that nobody has joined from. */
  async function forgotten() {
    const person = { displayName: "Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc" };
    await talk.store.db.address.updateMany({ where: { person }, data: { personId: null } });
    return talk.person("VP", "focalOfficial");
  }

  it("is told how to register, in help and after joining", async () => {
    await talk.store.db.target.updateMany({ data: { approval: "withdrawn" } });
    const officer = talk.person("VP", "focalOfficial");
    const help = lines(only(await officer.says("/trogiup")).text);
    expect(help[0]).toBe("Đăng ký chỉ tiêu, đồng chí nhắn như nói, có dấu hay không dấu đều được:");
    expect(help.join("\n")).not.toContain("CT1");

    const stranger = await forgotten();
    const code = await talk.invite("Sở Nội vụ Vĩnh Phúc", "focalOfficial");
    expect(lines(only(await stranger.says(code)).text)[0]).toBe(
      "Chào đồng chí. Mã này dành cho cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc, Cụm Bắc Bộ năm 2019.",
    );
    const joined = only(await stranger.presses("Đồng ý, tham gia"));
    expect(joined.text).toContain("Đơn vị chưa có chỉ tiêu nào.");
    expect(joined.text).not.toContain("CT3");
  });

  it("is not told of targets due soon where there are none", async () => {
    await talk.store.db.target.updateMany({ data: { dueOn: null } });
    const stranger = await forgotten();
    await stranger.says(await talk.invite("Sở Nội vụ Vĩnh Phúc", "focalOfficial"));
    expect(lines(only(await stranger.presses("Đồng ý, tham gia")).text)[1]).toBe("Đơn vị có 6 chỉ tiêu.");
  });
});
