import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadLocales } from "../../src/shared/say.ts";
import { refreshBroadcastReports } from "../../src/store/broadcast-report.ts";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");
const officer = (unit: string) => talk.person(unit, "focalOfficial");
const text = "Đề nghị các đơn vị gửi số liệu sơ kết trước 17h ngày 20/6";
const broadcasts = () => talk.store.db.broadcast.findMany({ orderBy: { id: "asc" } });
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** What the sender's report says once all that was sent is settled. */
async function settled(): Promise<void> {
  const locales = await loadLocales();
  await talk.store.transaction((tx) => refreshBroadcastReports(tx, locales, talk.app.clock.now()));
  await talk.app.settled();
}
const report = async () =>
  (await head().sees()).filter((each) => each.text.startsWith("Thông báo số")).at(-1);

describe("a broadcast", () => {
  it("asks for the text and the audience, shows the count, goes out and reports", async () => {
    expect(only(await head().says("/thongbao")).text).toBe(
      "Đề nghị đồng chí nhập nội dung thông báo (có thể kèm ảnh).",
    );
    expect(only(await head().says(text))).toMatchObject({
      text: "Gửi đến những đơn vị nào?",
      buttons: [
        "Tất cả 11 đơn vị",
        "11 đơn vị chưa báo cáo",
        "Chọn đơn vị",
        "Lãnh đạo đơn vị",
        "Cán bộ đầu mối",
        "Hủy",
      ],
    });
    expect(only(await head().presses("Tất cả 11 đơn vị"))).toMatchObject({
      text: expect.stringContaining("Sẽ gửi cho 22 người của 11 đơn vị."),
      buttons: ["Gửi ngay", "14:00", "08:00 ngày mai", "Xem trước", "Đổi nơi nhận", "Hủy"],
    });
    expect(only(await head().presses("Xem trước")).text).toBe(`Thông báo số 1 · Sở Nội vụ Hà Nội\n${text}`);
    await head().presses("Gửi ngay");
    await settled();
    expect(await report()).toMatchObject({
      text: "Thông báo số 1 · đã gửi 22/22 · đã nhận 0",
      buttons: ["Nhắc 22 người chưa nhận", "Danh sách chưa xác nhận"],
    });

    expect(only(await officer("VP").sees())).toMatchObject({
      text: `Thông báo số 1 · Sở Nội vụ Hà Nội\n${text}`,
      buttons: ["Đã nhận"],
    });
    expect(only(await officer("VP").presses("Đã nhận")).text).toBe(
      "Đã ghi nhận đồng chí đã nhận Thông báo số 1.",
    );
    expect(only(await officer("VP").presses("Đã nhận")).text).toBe(
      "Đồng chí đã xác nhận Thông báo số 1 lúc 08:00 Thứ Tư 12/06/2019.",
    );
    expect((await report())?.text).toBe("Thông báo số 1 · đã gửi 22/22 · đã nhận 1");
    // An old button of the draft makes no second one.
    expect(only(await head().presses("08:00 ngày mai")).text).toBe(
      "Thông báo này đã được lập: Thông báo số 1. Để soạn thông báo mới: /thongbao",
    );
    expect(await broadcasts()).toHaveLength(1);
  });

  it("is nudged once a day, and only to those who have not acknowledged", async () => {
    await head().says(`/thongbao ${text}`);
    await head().says("Vĩnh Phúc, Thái Bình");
    await head().says("gửi ngay");
    await settled();
    await officer("VP").presses("Đã nhận");
    await officer("VP").sees();
    expect(only(await head().presses("Danh sách chưa xác nhận")).text.split("\n")).toEqual([
      "Chưa xác nhận Thông báo số 1: 3 người",
      "• Lãnh đạo, Sở Nội vụ Vĩnh Phúc: đã gửi, chưa xác nhận",
      "• Cán bộ đầu mối, Sở Nội vụ Thái Bình: đã gửi, chưa xác nhận",
      "• Lãnh đạo, Sở Nội vụ Thái Bình: đã gửi, chưa xác nhận",
    ]);
    await officer("TB").sees();
    const answers = await head().presses("Nhắc 3 người chưa nhận");
    expect(answers.map((each) => each.text)).toContain("Đã nhắc 3 người chưa xác nhận Thông báo số 1.");
    expect(only(await officer("TB").sees())).toMatchObject({
      text: `Nhắc lại Thông báo số 1 · Sở Nội vụ Hà Nội\n${text}\nĐề nghị đồng chí bấm Đã nhận để xác nhận.`,
      buttons: ["Đã nhận"],
    });
    expect(await officer("VP").sees()).toEqual([]);
    expect((await report())?.text).toBe("Thông báo số 1 · đã gửi 4/4 · đã nhận 1 · đã nhắc 1 lần");

    // Once a day, by the button and by words.
    const again = "Hôm nay đã nhắc những người chưa xác nhận Thông báo số 1; mỗi ngày tôi chỉ nhắc một lần.";
    expect(only(await head().presses("Nhắc 3 người chưa nhận")).text).toBe(again);
    expect(only(await head().says("nhắc người chưa nhận")).text).toBe(again);
    expect(await officer("TB").sees()).toEqual([]);
    await talk.clock.to("2019-06-13T09:00");
    await head().sees();
    await officer("TB").sees();
    expect((await head().says("nhắc người chưa nhận thông báo số 1")).map((each) => each.text)).toContain(
      "Đã nhắc 3 người chưa xác nhận Thông báo số 1.",
    );
    expect(await officer("TB").sees()).toHaveLength(1);
  });

  it("names those who left the cluster meanwhile, and does not count them as to be nudged", async () => {
    await head().says(`/thongbao ${text}`);
    await head().says("Vĩnh Phúc, Thái Bình");
    await head().says("gửi ngay");
    await settled();
    for (const role of await talk.store.db.role.findMany({ where: { unit: { code: "SNV-VP" } } }))
      await talk.store.db.role.update({ where: { id: role.id }, data: { endedAt: new Date() } });
    await officer("TB").presses("Đã nhận");
    expect(await report()).toMatchObject({
      text: "Thông báo số 1 · đã gửi 4/4 · đã nhận 1 · không còn nhắc được 2 (Sở Nội vụ Vĩnh Phúc, 2 người: người nhận không còn trong cụm, khối)",
      buttons: ["Nhắc 1 người chưa nhận", "Danh sách chưa xác nhận"],
    });
    expect(only(await head().presses("Danh sách chưa xác nhận")).text.split("\n")[1]).toBe(
      "• Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc: người nhận không còn trong cụm, khối",
    );
  });

  it("waits for its time, and can be cancelled until then", async () => {
    await head().says(`/thongbao ${text}`);
    await head().presses("Lãnh đạo đơn vị");
    expect(only(await head().presses("08:00 ngày mai"))).toMatchObject({
      text: "Thông báo số 1 · sẽ gửi lúc 08:00 Thứ Năm 13/06/2019",
      buttons: ["Hủy gửi"],
    });
    await head().says("/thongbao Họp giao ban");
    await head().presses("Chọn đơn vị");
    await head().presses("SNV Vĩnh Phúc");
    await head().presses("Xong, 1 đơn vị");
    // 20 June 19:00 is after hours: the next working morning.
    const later = await head().says("19h ngày 20/6");
    expect(later.map((each) => each.text)).toEqual([
      "Ngoài giờ làm việc tôi không gửi thông báo hẹn giờ. Tôi sẽ gửi lúc 07:30 Thứ Sáu 21/06/2019.",
      "Thông báo số 2 · sẽ gửi lúc 07:30 Thứ Sáu 21/06/2019",
    ]);
    const cancelled = await head().presses("Hủy gửi");
    expect(cancelled.map((each) => each.text)).toContain("Thông báo số 2 · đã hủy");

    await talk.clock.to("2019-06-21T09:00");
    const leader = (await talk.person("VP", "unitLeader").sees()).filter((each) =>
      each.text.includes("Thông báo số"),
    );
    expect(leader.map((each) => each.text)).toEqual([`Thông báo số 1 · Sở Nội vụ Hà Nội\n${text}`]);
    const official = (await officer("VP").sees()).filter((each) => each.text.includes("Thông báo số"));
    expect(official).toEqual([]);
    expect((await broadcasts()).map((each) => each.state)).toEqual(["started", "cancelled"]);
  });

  it("adds units named in words to those that are ticked", async () => {
    await head().says(`/thongbao ${text}`);
    await head().presses("Chọn đơn vị");
    await head().presses("SNV Vĩnh Phúc");
    const when = only(await head().says("Hà Nam, Ninh Bình"));
    expect(when.text).toContain("Sẽ gửi cho 6 người của 3 đơn vị.");
    // The example of another time is one at which it goes out.
    expect(when.text).toContain("16h ngày 20/6");
    expect(only(await head().says("16h ngày 20/6")).text).toBe(
      "Thông báo số 1 · sẽ gửi lúc 16:00 Thứ Năm 20/06/2019",
    );
  });

  it("takes a picture, before or with its text, and refuses other files", async () => {
    await head().says("/thongbao");
    expect(
      only(await head().sends({ name: "a.pdf", type: "application/pdf", bytes: Buffer.from("%PDF") })).text,
    ).toBe("Thông báo chỉ kèm được ảnh. Đồng chí gửi ảnh chụp văn bản, hoặc nhập nội dung.");
    expect(only(await head().sends({ name: "a.png", type: "image/png", bytes: png })).text).toBe(
      "Đã nhận ảnh. Đồng chí nhập nội dung gửi kèm ảnh.",
    );
    await head().says("Giấy mời họp");
    await head().says("lãnh đạo");
    await head().presses("Gửi ngay");
    const seen = await talk.person("TB", "unitLeader").sees();
    expect(seen.at(-1)?.text).toBe("Thông báo số 1 · Sở Nội vụ Hà Nội\nGiấy mời họp");
    expect(seen.at(-1)?.image).toBeDefined();
  });

  it("is for the head unit alone, at each step", async () => {
    expect(only(await officer("VP").says("/thongbao xin chào")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
    await head().says(`/thongbao ${text}`);
    await head().presses("Tất cả 11 đơn vị");
    const year = await talk.store.db.clusterYear.findFirstOrThrow();
    const other = await talk.store.db.unit.findFirstOrThrow({ where: { code: "SNV-VP" } });
    await talk.store.db.clusterYear.update({ where: { id: year.id }, data: { headUnitId: other.id } });
    expect(only(await head().presses("Gửi ngay")).text).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
    expect(await broadcasts()).toEqual([]);
  });

  it("is dropped when the sender thinks better of it, and a time that is over is asked for again", async () => {
    await head().says(`/thongbao ${text}`);
    await head().presses("Tất cả 11 đơn vị");
    expect(only(await head().says("7h sáng nay")).text).toBe(
      "Giờ này đã qua. Đồng chí chọn giờ khác, ví dụ: 8h ngày mai",
    );
    expect(only(await head().says("thôi")).text).toBe("Đã hủy, chưa gửi thông báo nào.");
    expect(only(await head().presses("Gửi ngay")).text).toBe(
      "Thông báo đang soạn này đã đóng. Để soạn thông báo mới: /thongbao",
    );
    expect(await broadcasts()).toEqual([]);
  });
});
