import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Phone, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let officer: Phone;
let head: Phone;
beforeEach(async () => {
  talk = await startTalk();
  officer = talk.person("VP", "focalOfficial");
  head = talk.person("HN", "focalOfficial");
});
afterEach(() => talk.stop());

const lines = (text: string) => text.split("\n");

async function register(phone: Phone, sentence: string) {
  await phone.says(`đăng ký chỉ tiêu: ${sentence}`);
  await phone.presses("Ghi nhận");
}

const pointsOf = async (phone: Phone) =>
  /Vĩnh Phúc · ([\d,]+)/.exec(only(await phone.says("/xephang")).text)?.[1];

describe("approval", () => {
  it("makes a target count; until then it is only reported on", async () => {
    const before = await pointsOf(officer);
    await register(officer, "mở 2 lớp tập huấn trước 30/9");
    expect(only(await officer.says("CT7 xong")).text).toContain("chờ duyệt, chưa tính điểm");
    expect(await pointsOf(officer)).toBe(before);
    await officer.sees();

    const waiting = only(await head.says("/duyet"));
    expect(lines(waiting.text).slice(0, 4)).toEqual([
      "Sở Nội vụ Vĩnh Phúc đề nghị duyệt:",
      "CT7 Mở lớp tập huấn",
      "Kế hoạch: 2 lớp · Hạn: hết Thứ Hai 30/09/2019",
      "Trọng số: 1",
    ]);
    expect(waiting.buttons).toEqual(["Duyệt", "Yêu cầu sửa", "Trọng số: 1"]);
    // In the card's place, whose buttons are gone.
    expect(only(await head.presses("Duyệt"))).toMatchObject({
      id: waiting.id,
      text: "Đã duyệt CT7 Mở lớp tập huấn của Sở Nội vụ Vĩnh Phúc. Chỉ tiêu được tính điểm từ bây giờ.",
      buttons: ["Chỉ tiêu chờ duyệt"],
      edited: true,
    });
    expect(only(await officer.sees()).text).toBe("Đã được duyệt: CT7 Mở lớp tập huấn.");
    expect(await pointsOf(officer)).toBe("61,13");
    expect(before).toBe("56,82");
    expect(only(await head.says("/duyet")).text).toBe("Không có chỉ tiêu nào chờ duyệt.");
  });

  it("tells a second head how it stands", async () => {
    await register(officer, "mở 2 lớp tập huấn trước 30/9");
    await head.presses("Duyệt");
    const second = talk.person("HN", "focalOfficial", "second");
    expect(only(await second.presses("Yêu cầu sửa")).text).toBe(
      "CT7 của Sở Nội vụ Vĩnh Phúc đã được Cán bộ đầu mối, Sở Nội vụ Hà Nội duyệt lúc 08:00 Thứ Tư 12/06/2019.",
    );
  });

  it("asks for changes with a reason, which the unit reads", async () => {
    await register(officer, "mở 2 lớp tập huấn trước 30/9");
    await officer.sees();
    expect(only(await head.presses("Yêu cầu sửa")).text).toBe(
      "Đồng chí cho biết lý do yêu cầu Sở Nội vụ Vĩnh Phúc sửa CT7 Mở lớp tập huấn.",
    );
    expect(only(await head.says("ok")).text).toContain("Cần có lý do");
    expect(only(await head.says("Đề nghị tăng lên 4 lớp")).text).toBe(
      "Đã gửi yêu cầu sửa CT7 Mở lớp tập huấn cho Sở Nội vụ Vĩnh Phúc.",
    );
    expect(lines(only(await officer.sees()).text)).toEqual([
      "Yêu cầu sửa: CT7 Mở lớp tập huấn.",
      "Lý do: Đề nghị tăng lên 4 lớp",
    ]);
    await officer.presses("Sửa chỉ tiêu");
    await officer.says("kế hoạch 4");
    await officer.presses("Gửi đề nghị sửa");
    expect(only(await officer.says("theo yêu cầu")).text).toBe("Đã gửi lại CT7 để phê duyệt.");
    expect(only(await head.says("/duyet")).text).toContain("Kế hoạch: 4 lớp");
  });

  it("approves all of a unit, as they were listed", async () => {
    for (const sentence of ["mở 2 lớp trước 30/9", "viết 6 bài trước 30/9"])
      await register(officer, sentence);
    const list = only(await head.says("/duyet"));
    expect(list.buttons).toEqual(["CT7 Mở lớp", "CT8 Viết bài", "Duyệt tất cả của đơn vị"]);
    await register(officer, "trồng 20 cây trước 30/9");
    expect(only(await head.presses("Duyệt tất cả của đơn vị")).text).toBe(
      "Đã duyệt 2 chỉ tiêu của Sở Nội vụ Vĩnh Phúc.",
    );
    expect(only(await head.says("/duyet")).text).toContain("CT9 Trồng cây");
  });

  it("gives a waiting row its weight", async () => {
    await register(officer, "mở 2 lớp trước 30/9");
    await head.says("/duyet");
    await head.presses("Trọng số: 1");
    expect(only(await head.says("0")).text).toBe(
      "Trọng số lớn hơn 0 và không quá 100. Đồng chí nhắn lại giúp.",
    );
    expect(only(await head.says("2,5")).text).toContain("Trọng số: 2,5");
    await head.presses("Duyệt");
    const target = await talk.store.db.target.findFirstOrThrow({ where: { number: 7 } });
    expect([target.weight, target.approval]).toEqual(["2.5", "approved"]);
  });

  it("of the head's own rows is done by a second person there, marked as such", async () => {
    await talk.store.db.clusterYear.updateMany({ data: { deputyUnitId: null } });
    await register(head, "mở 2 lớp trước 30/9");
    expect(only(await head.says("/duyet")).text).toBe("Không có chỉ tiêu nào chờ duyệt.");
    const second = talk.person("HN", "focalOfficial", "second");
    expect(only(await second.presses("Duyệt")).text).toContain("(tự duyệt)");
    expect(await talk.store.db.targetRevision.count({ where: { selfApproved: true } })).toBe(1);
  });

  it("of the head's own rows is the deputy's, where there is one", async () => {
    const deputy = await talk.store.db.unit.findFirstOrThrow({ where: { code: { endsWith: "HP" } } });
    await talk.store.db.clusterYear.updateMany({ data: { deputyUnitId: deputy.id } });
    await register(head, "mở 2 lớp trước 30/9");
    expect(only(await talk.person("HN", "unitLeader").says("/duyet")).text).toBe(
      "Không có chỉ tiêu nào chờ duyệt.",
    );
    expect(only(await talk.person("HP", "focalOfficial").presses("Duyệt")).text).toContain("Đã duyệt CT7");
    // The deputy decides on the head's rows only.
    await register(officer, "mở 2 lớp trước 30/9");
    expect(only(await talk.person("HP", "focalOfficial").says("/duyet")).text).toBe(
      "Không có chỉ tiêu nào chờ duyệt.",
    );
  });

  it("is for the head unit alone, by the role of this very moment", async () => {
    expect(only(await officer.says("/duyet")).text).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
    await register(officer, "mở 2 lớp trước 30/9");
    const next = await talk.store.db.unit.findFirstOrThrow({ where: { code: { endsWith: "HP" } } });
    await talk.store.db.clusterYear.updateMany({ data: { headUnitId: next.id } });
    expect(only(await head.presses("Duyệt")).text).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
    expect(await talk.store.db.target.count({ where: { approval: "awaiting" } })).toBe(1);
  });
});
