import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const officer = () => talk.person("VP", "focalOfficial");
const digests = async () =>
  (await officer().sees()).filter((each) => each.text.startsWith("Việc thi đua hôm nay"));
const snoozes = () => talk.store.db.snooze.count();

describe("reminders", () => {
  it("come in the morning and again when asked, once each", async () => {
    await talk.clock.to("2019-06-13T08:30");
    expect(only(await digests()).buttons).toEqual([
      "Báo tiến độ",
      "Gửi báo cáo tháng",
      "Nhắc lại 15:00",
      "Nhắc ngày mai",
    ]);
    expect(only(await officer().presses("Nhắc lại 15:00")).text).toBe(
      "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay.",
    );
    expect(only(await officer().presses("Nhắc lại 15:00")).text).toBe(
      "Vâng, tôi sẽ nhắc lại lúc 15:00 hôm nay.",
    );
    expect(await snoozes()).toBe(1);
    await talk.clock.to("2019-06-13T15:30");
    expect(only(await digests()).text).toContain(
      "CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 3 ngày làm việc",
    );

    expect(only(await officer().presses("Nhắc ngày mai")).text).toBe(
      "Vâng, tôi sẽ nhắc lại lúc 08:00 Thứ Sáu 14/06.",
    );
    await talk.clock.to("2019-06-14T09:00");
    expect(only(await digests()).text).toContain("Việc thi đua hôm nay, Thứ Sáu 14/06");
  });

  it("say the next possible time when 15:00 is over", async () => {
    await talk.clock.to("2019-06-13T08:30");
    await talk.clock.to("2019-06-14T16:00");
    expect(only(await officer().presses("Nhắc lại 15:00")).text).toBe(
      "Đã qua 15:00 của ngày làm việc hôm nay, tôi sẽ nhắc lại lúc 15:00 Thứ Hai 17/06.",
    );
  });

  it("are not promised where there is nothing to say", async () => {
    const leader = talk.person("NB", "unitLeader");
    expect(only(await leader.says("mai nhắc lại nhé")).text).toBe(
      "Theo mức nhắc của đồng chí (/nhacviec), lúc 08:00 Thứ Năm 13/06 chưa có việc nào phải nhắc. Nếu có, tôi sẽ nhắc lúc đó.",
    );
    expect(only(await leader.says("nhắc lại lúc 14h")).text).toBe(
      "Theo mức nhắc của đồng chí (/nhacviec), lúc 14:00 hôm nay chưa có việc nào phải nhắc. Nếu có, tôi sẽ nhắc lúc đó.",
    );
    expect(await snoozes()).toBe(1);
    const observer = talk.phone("observer");
    const nobodys =
      "Tôi nhắc việc của các đơn vị. Đồng chí không phụ trách đơn vị nào nên không có việc phải nhắc.";
    expect(only(await observer.says("mai nhắc lại nhé")).text).toBe(nobodys);
    expect(await snoozes()).toBe(1);
    expect(only(await observer.says("/nhacviec")).text.split("\n")[0]).toBe(nobodys);
  });

  it("begin anew at an hour that nobody had for a while", async () => {
    const officer = talk.person("TB", "focalOfficial");
    await officer.says("nhắc tôi lúc 14h");
    await talk.clock.to("2019-06-13T15:00");
    await officer.says("nhắc tôi lúc 8h");
    await talk.clock.to("2019-07-16T09:00");
    await officer.sees();
    await officer.says("nhắc tôi lúc 14h");
    // CT4 was 7 working days before its due day on 11 July, and is 3 before it on the 17th.
    const came = async () =>
      (await officer.sees()).filter((each) => each.text.startsWith("Việc thi đua hôm nay"));
    await talk.clock.to("2019-07-16T14:30");
    expect(await came()).toEqual([]);
    await talk.clock.to("2019-07-17T14:30");
    expect(only(await came()).text).toContain("CT4 Kiểm tra công vụ: hạn Thứ Hai 22/07, còn 3 ngày làm việc");
  });

  it("come on the next working day when the one that was asked for has become a day off", async () => {
    await talk.clock.to("2019-06-14T09:00");
    const officer = talk.person("NB", "focalOfficial");
    expect(only(await officer.says("mai nhắc lại nhé")).text).toBe(
      "Vâng, tôi sẽ nhắc lại lúc 08:00 Thứ Hai 17/06.",
    );
    await talk.person("HN", "focalOfficial").says("nghỉ 17/6");
    await talk.person("HN", "focalOfficial").presses("Lưu");
    await officer.sees();
    await talk.clock.to("2019-06-18T07:59");
    expect(await officer.sees()).toEqual([]);
    await talk.clock.to("2019-06-19T09:00");
    expect((await officer.sees()).map((each) => each.text.split("\n")[0])).toEqual([
      "Việc thi đua hôm nay, Thứ Ba 18/06",
    ]);
    expect(await talk.store.db.snooze.count({ where: { doneAt: null } })).toBe(0);
  });

  it("keep today's hour when the one chosen is over, if there is something to say today", async () => {
    const officer = talk.person("NB", "focalOfficial");
    const came = async () =>
      (await officer.sees())
        .map((each) => each.text.split("\n")[0])
        .filter((each) => each?.startsWith("Việc"));
    await officer.says("nhắc tôi lúc 14h");
    await talk.clock.to("2019-06-19T10:00");
    expect(only(await officer.says("nhắc tôi lúc 8h")).text).not.toContain("Hôm nay");
    await officer.says("nhắc tôi lúc 14h");
    // Three working days before the report is due.
    await talk.clock.to("2019-06-20T10:00");
    expect(
      only(await officer.says("nhắc tôi lúc 8h"))
        .text.split("\n")
        .slice(1, 3),
    ).toEqual(["Giờ nhắc: 08:00 các ngày làm việc", "Hôm nay tôi vẫn nhắc lúc 14:00."]);
    expect(await came()).toEqual([]);
    await talk.clock.to("2019-06-21T09:00");
    expect(await came()).toEqual(["Việc thi đua hôm nay, Thứ Năm 20/06"]);
    await talk.clock.to("2019-06-24T09:00");
    expect(await came()).toEqual(["Việc thi đua hôm nay, Thứ Hai 24/06"]);
  });

  it("are not for what is done", async () => {
    await talk.clock.to("2019-06-13T08:30");
    await digests();
    await officer().presses("Nhắc lại 15:00");
    await officer().says("CT4 10");
    await officer().says("gửi báo cáo tháng 6");
    await officer().presses("Gửi báo cáo");
    await talk.clock.to("2019-06-13T15:30");
    expect(await digests()).toEqual([]);
  });

  it("have a level and an hour that each person sets", async () => {
    const settings = only(await officer().says("nhắc việc"));
    expect(settings.text.split("\n")).toEqual([
      "Mức nhắc việc: mọi mốc, trước hạn 7, 3, 1 ngày làm việc, ngày đến hạn và khi quá hạn",
      "Giờ nhắc: 08:00 các ngày làm việc",
      "Đồng chí bấm để đổi, hoặc nhắn giờ khác, ví dụ: 9h30",
    ]);
    expect(settings.buttons).toEqual([
      "Mọi mốc (đang chọn)",
      "Chỉ lần cuối",
      "Chỉ khi quá hạn",
      "07:30",
      "08:00 (đang chọn)",
      "10:00",
      "14:00",
    ]);
    expect(only(await officer().presses("Chỉ lần cuối")).text).toContain("chỉ lần cuối");
    expect(only(await officer().says("9h30")).text).toContain("Giờ nhắc: 09:30 các ngày làm việc");
    expect(only(await officer().says("17h")).text).toBe(
      "Tôi chỉ nhắc trong giờ làm việc. Đồng chí chọn giờ từ 07:30 đến trước 17:00, ví dụ: 9h30",
    );
    // 13 June: three working days before CT4 is due is not the last call; 17 June is.
    await talk.clock.to("2019-06-17T09:00");
    expect(await digests()).toEqual([]);
    await talk.clock.to("2019-06-17T09:30");
    expect(only(await digests()).text).toContain(
      "CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 1 ngày làm việc",
    );
  });

  it("leave other messages alone while the settings are open", async () => {
    await officer().says("/nhacviec");
    expect(only(await officer().says("CT4 5")).text).toContain("CT4 Kiểm tra công vụ: 4 → 5/10 cuộc");
  });
});
