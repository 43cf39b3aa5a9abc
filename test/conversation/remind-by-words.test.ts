import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
  await talk.clock.to("2019-06-20T09:00");
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const officer = () => talk.person("VP", "focalOfficial");
const snoozes = () => talk.store.db.snooze.count();
const nudges = () => talk.store.db.outboxMessage.count({ where: { kind: "nudge" } });

describe("a snooze in words", () => {
  it("is the head's own, too", async () => {
    for (const [text, answer] of [
      ["mai nhắc lại tôi nhé", "Vâng, tôi sẽ nhắc lại lúc 08:00 Thứ Sáu 21/06."],
      ["nhac lai sau", "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay."],
      ["nhắc tôi ngày mai", "Vâng, tôi sẽ nhắc lại lúc 08:00 Thứ Sáu 21/06."],
      ["Chiều nhắc lại cho tôi", "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay."],
    ] as const) {
      expect([text, only(await head().says(text)).text]).toEqual([text, answer]);
    }
    expect(await snoozes()).toBe(1);
    expect(await nudges()).toBe(0);
  });

  it("comes when it was asked for", async () => {
    for (const [text, answer] of [
      ["nhắc ngày mai", "Vâng, tôi sẽ nhắc lại lúc 08:00 Thứ Sáu 21/06."],
      ["nhắc lại 15:00", "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay."],
      ["mai nhắc lại nhé", "Vâng, tôi sẽ nhắc lại lúc 08:00 Thứ Sáu 21/06."],
      ["nhac lai 3h chieu", "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay."],
      ["để chiều nhắc", "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay."],
      ["nhac lai luc 14h", "Vâng, tôi sẽ nhắc lại lúc 14:00 hôm nay."],
      ["nhắc lại sau 2 tiếng", "Vâng, tôi sẽ nhắc lại lúc 11:00 hôm nay."],
      ["lát nữa nhắc lại nhé", "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay."],
      ["chiều mai nhắc tôi", "Vâng, tôi sẽ nhắc lại lúc 15:00 Thứ Sáu 21/06."],
      ["thứ bảy nhắc lại", "Vâng, tôi sẽ nhắc lại lúc 08:00 Thứ Hai 24/06."],
      ["nhắc lại 8h", "Đã qua 08:00 của ngày làm việc hôm nay, tôi sẽ nhắc lại lúc 08:00 Thứ Sáu 21/06."],
    ] as const) {
      expect([text, only(await officer().says(text)).text]).toEqual([text, answer]);
      expect(await snoozes()).toBe(1);
    }
  });

  it("keeps to working hours", async () => {
    expect(only(await officer().says("nhắc lại lúc 19h")).text).toContain("Tôi chỉ nhắc trong giờ làm việc.");
    expect(await snoozes()).toBe(0);
  });

  it("takes the place of the one before, and of the one before that again", async () => {
    await officer().says("nhắc lại 15:00");
    await officer().says("nhắc ngày mai");
    expect(await talk.store.db.snooze.findMany()).toMatchObject([
      { dueAt: new Date("2019-06-21T01:00:00Z") },
    ]);
    await officer().says("nhắc lại 15:00");
    expect(await talk.store.db.snooze.findMany()).toMatchObject([
      { dueAt: new Date("2019-06-20T08:00:00Z") },
    ]);
  });
});

describe("reminding others by words", () => {
  it.each(["can don doc nhung ai", "cần nhắc ai", "hôm nay cần đôn đốc đơn vị nào?"])(
    "%s shows whom to call",
    async (text) => {
      expect(only(await head().says(text)).text).toContain("Đơn vị cần đôn đốc, Thứ Năm 20/06/2019");
      expect(await nudges()).toBe(0);
    },
  );

  it("names them first and sends at the press", async () => {
    for (const text of ["nhắc các đơn vị", "đôn đốc các đơn vị chưa nộp", "nhac ca cum nop bao cao"]) {
      const offer = only(await head().says(text));
      expect(offer.text).toMatch(/^Tôi sẽ nhắc 10 người của 10 đơn vị: SNV /);
      expect(offer.buttons).toEqual(["Nhắc các đơn vị này", "Đơn vị cần đôn đốc"]);
    }
    expect(await nudges()).toBe(0);
    expect(only(await head().presses("Nhắc các đơn vị này")).text).toBe("Đã nhắc 10 người của 10 đơn vị.");
    expect(await nudges()).toBe(10);
    expect(only(await head().says("nhắc các đơn vị")).text).toMatch(/^Hôm nay đã nhắc trước đó: /);
  });

  it("reminds those who have not acknowledged a broadcast", async () => {
    expect(only(await head().says("nhắc người chưa nhận")).text).toBe(
      "Chưa có thông báo nào đã gửi để nhắc.",
    );
    await head().says("/thongbao Họp giao ban");
    await head().says("Vĩnh Phúc, Thái Bình");
    await head().says("gửi ngay");
    await officer().presses("Đã nhận");
    expect(only(await head().says("nhắc những người chưa xác nhận thông báo số 7")).text).toBe(
      "Không có Thông báo số 7.",
    );
    expect((await head().says("nhắc người chưa nhận")).map((each) => each.text)).toContain(
      "Đã nhắc 3 người chưa xác nhận Thông báo số 1.",
    );
    expect(await nudges()).toBe(0);
    expect(only(await officer().says("nhắc người chưa nhận")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
  });
});

describe("settings in words", () => {
  const level = async () => {
    const one = await talk.store.db.address.findFirstOrThrow({
      where: { externalId: "snv-vp-official" },
      include: { person: true },
    });
    return one.person?.reminderLevel;
  };

  it("take the hour", async () => {
    for (const [text, time] of [
      ["nhắc việc lúc 14:00 nhé", "14:00"],
      ["nhắc lúc 16h59", "16:59"],
      ["nhắc lúc 7 rưỡi", "07:30"],
      ["nhac 8h kem 15", "07:45"],
      ["thôi nhắc lúc 8h như cũ", "08:00"],
      ["nhac toi luc 9h30", "09:30"],
      ["nhắc tôi lúc 10h hằng ngày", "10:00"],
      ["nhắc lúc 3h", "15:00"],
      ["8h kém 15", "07:45"],
    ] as const) {
      expect([text, only(await officer().says(text)).text]).toEqual([
        text,
        expect.stringContaining(`Giờ nhắc: ${time} các ngày làm việc`),
      ]);
    }
    for (const text of ["tôi muốn nhắc lúc 7h sáng", "nhắc lúc 22h"])
      expect(only(await officer().says(text)).text).toBe(
        "Tôi chỉ nhắc trong giờ làm việc. Đồng chí chọn giờ từ 07:30 đến trước 17:00, ví dụ: 9h30",
      );
    expect(await snoozes()).toBe(0);
  });

  it("take the level", async () => {
    for (const [text, wanted] of [
      ["chỉ nhắc khi quá hạn", "overdueOnly"],
      ["chỉ nhắc lần cuối", "lastCall"],
      ["nhắc đủ các mốc", "all"],
    ] as const) {
      await officer().says(text);
      expect([text, await level()]).toEqual([text, wanted]);
    }
  });

  it("say what cannot be switched off", async () => {
    for (const text of ["tắt nhắc việc", "đừng nhắc nữa", "sao nhac nhieu the"]) {
      const page = only(await officer().says(text));
      expect([text, page.text.split("\n")[0]]).toEqual([
        text,
        "Việc đã quá hạn tôi vẫn phải nhắc, không tắt được. Mức ít tin nhất là Chỉ khi quá hạn.",
      ]);
      expect(page.buttons).toContain("Chỉ khi quá hạn");
    }
    expect(await level()).toBe("all");
  });

  it("tell a leader and the head unit what they hear of", async () => {
    const leader = talk.person("VP", "unitLeader");
    const page = only(await leader.says("/nhacviec"));
    expect(page).toMatchObject({
      text: [
        "Mức nhắc việc: việc của đơn vị đã quá hạn, từ ngày làm việc thứ 3 sau hạn",
        "Giờ nhắc: 08:00 các ngày làm việc",
        "Đồng chí bấm để đổi, hoặc nhắn giờ khác, ví dụ: 9h30",
      ].join("\n"),
      buttons: ["07:30", "08:00 (đang chọn)", "10:00", "14:00"],
    });
    expect(only(await leader.says("3")).text).toContain("Giờ nhắc: 10:00");
    expect(only(await leader.says("tắt nhắc việc")).text).toContain(
      "Đồng chí chỉ nhận nhắc những việc đã quá hạn; các tin này không tắt được.",
    );
    const others = "Việc quá hạn của các đơn vị khác: nhắc từ ngày làm việc thứ 7 sau hạn";
    expect(only(await head().says("/nhacviec")).text).toContain(others);
    expect(only(await talk.person("HN", "unitLeader").says("/nhacviec")).text).toContain(others);
  });
});
