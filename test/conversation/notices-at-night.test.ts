import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Phone, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let officer: Phone;
let leader: Phone;
let head: Phone;
let second: Phone;
beforeEach(async () => {
  talk = await startTalk();
  officer = talk.person("VP", "focalOfficial");
  leader = talk.person("VP", "unitLeader");
  head = talk.person("HN", "focalOfficial");
  second = talk.person("HN", "focalOfficial", "second");
  await talk.clock.to("2019-06-12T20:00");
  for (const each of [officer, leader, head, second]) await each.sees();
});
afterEach(() => talk.stop());

async function register(sentence: string) {
  await officer.says(`đăng ký chỉ tiêu: ${sentence}`);
  await officer.presses("Ghi nhận");
}
/** What somebody saw of the new target; the broadcast's report is brought up to date meanwhile. */
const cards = async (phone: Phone) =>
  (await phone.sees())
    .filter((each) => each.text.includes("CT7"))
    .map(({ text, buttons }) => ({ text, buttons }));
const texts = async (phone: Phone) => (await phone.sees()).map((each) => each.text);

// product.md: working hours 07:30–17:00; replies and a broadcast sent now are exempt.
describe("what a person's act tells others at night", () => {
  it("waits for the next working day, without holding a broadcast back", async () => {
    await register("mở 2 lớp tập huấn trước 30/9");
    expect(await texts(head)).toEqual([]);
    expect(only(await second.says("/duyet")).text).toContain("CT7 Mở lớp tập huấn");
    await head.says("/thongbao Mai họp cụm");
    await head.presses("Tất cả 11 đơn vị");
    await head.presses("Gửi ngay");
    expect((await texts(second)).filter((text) => text.includes("Mai họp cụm"))).toHaveLength(1);
    await talk.clock.to("2019-06-13T07:29");
    expect(await cards(head)).toEqual([]);
    await talk.clock.to("2019-06-13T07:30");
    expect(await cards(head)).toEqual([
      {
        text: "Sở Nội vụ Vĩnh Phúc đăng ký chỉ tiêu CT7 Mở lớp tập huấn\nKế hoạch: 2 lớp · Hạn: hết Thứ Hai 30/09/2019",
        buttons: ["Duyệt", "Yêu cầu sửa"],
      },
    ]);
    await head.presses("Duyệt");
    expect(await texts(officer)).toContain("Đã được duyệt: CT7 Mở lớp tập huấn.");
  });

  it("does not come when it was taken back by then", async () => {
    await register("mở 2 lớp tập huấn trước 30/9");
    await officer.says("hoàn tác");
    await talk.clock.to("2019-06-13T07:45");
    expect(await texts(head)).toEqual([]);
    expect(await talk.store.db.outboxMessage.count({ where: { kind: "notice", state: "dropped" } })).toBe(3);
  });

  it("does not come when somebody else decided by then", async () => {
    await register("mở 2 lớp tập huấn trước 30/9");
    await second.says("/duyet");
    await second.presses("Duyệt");
    expect(await texts(officer)).not.toContain("Đã được duyệt: CT7 Mở lớp tập huấn.");
    await talk.clock.to("2019-06-13T07:45");
    expect(await texts(head)).toEqual([]);
    expect(await texts(officer)).toEqual(["Đã được duyệt: CT7 Mở lớp tập huấn."]);
  });

  it("does not come to somebody who has left by then", async () => {
    await register("mở 2 lớp tập huấn trước 30/9");
    const { db } = talk.store;
    const address = await db.address.findFirstOrThrow({ where: { externalId: head.id } });
    await db.role.updateMany({
      where: { personId: address.personId ?? 0 },
      data: { endedAt: new Date("2019-06-12T22:00:00Z") },
    });
    await talk.clock.to("2019-06-13T07:45");
    expect(await texts(head)).toEqual([]);
    expect((await texts(second)).map((text) => text.split("\n")[0])).toEqual([
      "Sở Nội vụ Vĩnh Phúc đăng ký chỉ tiêu CT7 Mở lớp tập huấn",
    ]);
  });

  it("is not asked of the unit's leader when the report was voided by then", async () => {
    const send = async () => {
      await officer.says("gửi báo cáo tháng 6");
      await officer.presses("Gửi báo cáo");
    };
    const asked = async () => (await texts(leader)).filter((text) => text.endsWith("xem và xác nhận."));
    await send();
    expect(await texts(leader)).toEqual([]);
    await officer.says("hoàn tác");
    await talk.clock.to("2019-06-13T07:45");
    expect(await asked()).toEqual([]);
    await talk.clock.to("2019-06-13T20:00");
    await send();
    await talk.clock.to("2019-06-14T07:45");
    expect(await asked()).toHaveLength(1);
  });
});
