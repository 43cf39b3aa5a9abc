import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const officer = () => talk.person("VP", "focalOfficial");
async function send(text: string): Promise<void> {
  const head = talk.person("HN", "focalOfficial");
  await head.says(`/thongbao ${text}`);
  await head.says("Vĩnh Phúc");
  await head.says("gửi ngay");
  await talk.app.settled();
}
const acknowledged = async () =>
  (
    await talk.store.db.broadcastReceipt.findMany({
      where: { acknowledgedAt: { not: null } },
      include: { broadcast: true },
    })
  ).map((each) => each.broadcast.number);

describe("a broadcast acknowledged in words", () => {
  it.each([
    "đã nhận",
    "Đã nhận ạ",
    "ok da nhan thong bao",
    "dạ em nhận được rồi ạ",
    "đã nhận thông báo số 1",
    "đã rõ",
    "Rõ ạ!",
    "da nam duoc thong tin",
    "nhận hết rồi",
  ])("%s", async (text) => {
    await send("Họp sơ kết");
    expect(only(await officer().says(text)).text).toBe("Đã ghi nhận đồng chí đã nhận Thông báo số 1.");
    expect(await acknowledged()).toEqual([1]);
  });

  it("means the one named, or the only recent one", async () => {
    await send("Họp sơ kết");
    await send("Gửi số liệu");
    const asked = only(await officer().says("đã nhận"));
    expect(asked.text.split("\n")).toEqual([
      "Đồng chí đã nhận thông báo nào?",
      "• Số 2: Gửi số liệu",
      "• Số 1: Họp sơ kết",
    ]);
    expect(asked.buttons).toEqual(["Đã nhận số 2", "Đã nhận số 1", "Đã nhận cả 2 thông báo"]);
    expect(await acknowledged()).toEqual([]);
    expect(only(await officer().says("thôi")).text).toBe("Đã bỏ qua, chưa ghi gì.");
    expect(only(await officer().says("đã nhận thông báo số 1")).text).toBe(
      "Đã ghi nhận đồng chí đã nhận Thông báo số 1.",
    );
    expect(only(await officer().says("đã nhận thông báo số 1")).text).toBe(
      "Đồng chí đã xác nhận Thông báo số 1 lúc 08:00 Thứ Tư 12/06/2019.",
    );
    await talk.clock.to("2019-06-20T08:30");
    await send("Nhắc nộp báo cáo");
    expect(only(await officer().says("dạ em đã nhận ạ")).text).toBe(
      "Đã ghi nhận đồng chí đã nhận Thông báo số 3.",
    );
    expect((await acknowledged()).toSorted()).toEqual([1, 3]);
  });

  it("asks which of several it is, or takes all of them", async () => {
    for (const text of ["Họp sơ kết", "Gửi số liệu", "Giấy mời"]) await send(text);
    await officer().says("đã nhận");
    expect(only(await officer().presses("Đã nhận số 2")).text).toBe(
      "Đã ghi nhận đồng chí đã nhận Thông báo số 2.",
    );
    await officer().says("Đã nhận ạ");
    expect(only(await officer().presses("Đã nhận cả 2 thông báo")).text).toBe(
      "Đã ghi nhận đồng chí đã nhận các Thông báo số 3, 1.",
    );
    expect((await acknowledged()).toSorted()).toEqual([1, 2, 3]);
  });

  it("takes all of them in words, if they are as many as that", async () => {
    for (const text of ["Họp sơ kết", "Gửi số liệu"]) await send(text);
    expect(only(await officer().says("đã nhận cả 3 thông báo")).text).toContain(
      "Đồng chí đã nhận thông báo nào?",
    );
    expect(await acknowledged()).toEqual([]);
    expect(only(await officer().says("tôi nhận cả hai rồi")).text).toBe(
      "Đã ghi nhận đồng chí đã nhận các Thông báo số 2, 1.",
    );
    expect((await acknowledged()).toSorted()).toEqual([1, 2]);
  });

  it("takes no word of understanding for a broadcast of last week", async () => {
    await send("Họp sơ kết");
    await talk.clock.to("2019-06-20T08:30");
    await officer().says("đã rõ");
    await officer().says("rõ rồi?");
    expect(await acknowledged()).toEqual([]);
  });

  it("leaves figures and the talk without a broadcast alone", async () => {
    expect(only(await officer().says("Đã nhận ạ")).text).toBe("Tôi chưa hiểu ý này. Đồng chí muốn…");
    await send("Họp sơ kết");
    expect(only(await officer().says("ct2 đã nhận 600 hồ sơ")).text).toContain("560 → 600/1.200 hồ sơ");
    expect(await acknowledged()).toEqual([]);
  });
});
