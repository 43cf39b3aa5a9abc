import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allFlipped } from "../support/zalo/flips.ts";
import { defaultQuirks } from "../support/zalo/quirks.ts";
import { type Actor, type MainWorld, telegramWorld, webWorld } from "./world.ts";
import { zaloWorld } from "./zalo-world.ts";

// The smallest PNG there is.
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

/** One script for every channel: a stranger on each joins, reports, is approved, is reminded and gets the summary. */
function mainJob(channel: string, open: () => Promise<MainWorld>): void {
  describe(`the main job, on ${channel}`, () => {
    let world: MainWorld;
    let an: Pick<Actor, "says" | "presses" | "sendsPhoto" | "sees">;
    let binh: typeof an;

    beforeAll(async () => {
      world = await open();
      an = await world.newcomer("An");
      binh = await world.newcomer("Bình");
    });
    afterAll(async () => {
      await world.stop();
    });

    const said = (messages: { text: string }[]) => messages.map((each) => each.text).join("\n---\n");

    test("a stranger is asked for a code, and a wrong one says so", async () => {
      expect(said(await an.says("xin chào"))).toContain("mã mời");
      expect(said(await an.says("7KQ2M9XH4T"))).toBe(
        "Mã này không đúng. Đồng chí kiểm tra lại từng ký tự, hoặc xin mã mới của đơn vị.",
      );
    });

    test("the officer of Vĩnh Phúc joins with a code", async () => {
      const [notice] = await an.says(await world.invite("Sở Nội vụ Vĩnh Phúc", "focalOfficial"));
      expect(notice?.text).toContain("cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc");
      expect(notice?.buttons).toEqual(["Đồng ý, tham gia", "Xem chi tiết", "Không phải tôi"]);
      const [joined] = await an.presses("Đồng ý, tham gia");
      expect(joined?.text).toContain("Đã tham gia: Sở Nội vụ Vĩnh Phúc.");
      expect(joined?.text).toContain("Đơn vị có 6 chỉ tiêu, 1 chỉ tiêu đến hạn trong 7 ngày tới.");
      expect(joined?.buttons).toContain("Báo tiến độ");
    });

    test("a person of the head unit joins", async () => {
      await binh.says(await world.invite("Sở Nội vụ Hà Nội", "focalOfficial"));
      const [joined] = await binh.presses("Đồng ý, tham gia");
      expect(joined?.text).toContain("/duyet");
    });

    test("a target is registered in one sentence", async () => {
      const [card] = await an.says("Đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9");
      expect(card?.text).toContain("CT7");
      expect(card?.text).toContain("Số hóa hồ sơ");
      expect(card?.text).toContain("120 hồ sơ");
      expect(card?.text).toContain("hết Thứ Hai 30/09/2019");
      expect(card?.buttons).toEqual(expect.arrayContaining(["Ghi nhận", "Sửa", "Hủy"]));
      expect(said(await an.presses("Ghi nhận"))).toContain("phê duyệt");
    });

    test("a press repeated does not register it twice", async () => {
      await an.presses("Ghi nhận").catch(() => undefined);
      const [list] = await an.says("chỉ tiêu");
      expect(list?.text).toContain("Chỉ tiêu năm 2019, Sở Nội vụ Vĩnh Phúc: 7 chỉ tiêu");
    });

    test("the head unit approves it", async () => {
      expect(said(await binh.sees())).toContain("Số hóa hồ sơ");
      await binh.says("/duyet");
      const approved = said(await binh.presses("Duyệt"));
      expect(approved).toContain("CT7");
      expect(said(await an.sees())).toContain("duyệt");
    });

    test("progress is reported in four characters, and placed", async () => {
      const [recorded] = await an.says("CT3 85%");
      expect(recorded?.text).toContain(
        "CT3 Hồ sơ giải quyết đúng hạn: 70% → 85% (kế hoạch 97%, đạt 87,6% kế hoạch)",
      );
      expect(recorded?.text).toMatch(/Hạng tạm tính \d+\/11/);
      expect(recorded?.buttons).toEqual(["Hoàn tác", "Gửi minh chứng", "Xếp hạng"]);
    });

    test("a photo sent next is its evidence", async () => {
      expect(said(await an.sendsPhoto(picture))).toContain("CT3");
    });

    test("three at once, one of them odd: nothing is saved before the answer", async () => {
      const [question] = await an.says("CT1 80%, ct2 700/1200, CT4 3");
      expect(question?.text).toContain("CT4 Kiểm tra công vụ đang là 4, đồng chí báo 3. Số này là…");
      expect(question?.buttons).toEqual(["Tổng mới: 3", "Thêm 3, thành 7", "Bỏ qua CT4"]);
      const [recorded] = await an.says("thêm");
      expect(recorded?.text).toContain("CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 74% → 80%");
      expect(recorded?.text).toContain("CT2 Số hóa hồ sơ cán bộ: 560 → 700/1.200 hồ sơ (58,3%)");
      expect(recorded?.text).toContain("CT4 Kiểm tra công vụ: 4 → 7/10 cuộc (70%) · còn 4 ngày làm việc");
    });

    test("undo takes the whole message back", async () => {
      const [undone] = await an.presses("Hoàn tác");
      expect(undone?.text).toContain("CT4");
      const [list] = await an.says("ct4 bao nhiêu rồi?");
      expect(list?.text).toContain("4/10 cuộc");
    });

    test("the standings come as text and as a picture", async () => {
      const [table] = await an.says("xep hang");
      expect(table?.image).toBe(true);
      expect(table?.text).toContain("Tạm tính đến 12/06/2019");
      expect(table?.text).toContain("Sở Nội vụ Vĩnh Phúc");
      expect(table?.text).toMatch(/hạng \d+\/11/);
    });

    test("the month's report is shown, confirmed and frozen", async () => {
      const [shown] = await an.says("gửi báo cáo tháng 6");
      expect(shown?.text).toContain("CT3");
      expect(shown?.buttons).toContain("Gửi báo cáo");
      expect(said(await an.presses("Gửi báo cáo"))).toContain(
        "Đã gửi báo cáo tháng 6/2019 của Sở Nội vụ Vĩnh Phúc lúc 08:0",
      );
      expect(said(await an.says("gửi báo cáo tháng 6"))).toContain("đã gửi lúc 08:0");
    });

    test("the head unit broadcasts to everybody", async () => {
      await binh.says("/thongbao");
      await binh.says("Đề nghị các đơn vị gửi số liệu sơ kết trước 17h ngày 20/6");
      const [preview] = await binh.presses("Tất cả 11 đơn vị");
      expect(preview?.text).toContain("11 đơn vị");
      const [report] = await binh.presses("Gửi ngay");
      expect(report?.text).toContain("Thông báo số 1");
      const [received] = (await an.sees()).filter((each) => each.text.includes("sơ kết"));
      expect(received?.buttons).toEqual(["Đã nhận"]);
      await an.presses("Đã nhận");
      // Where a message cannot be changed its news waits for a while.
      await world.moveTo("2019-06-12T08:20");
      expect(said(await binh.sees())).toContain("đã nhận 1");
    });

    test("a member may not do what the head does", async () => {
      expect(said(await an.says("/thongbao"))).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
    });

    test("everything is there after a restart", async () => {
      await world.restart();
      const [list] = await an.says("/chitieu");
      expect(list?.text).toContain("85%");
      expect(list?.text).toContain("7 chỉ tiêu");
    });

    test("the digest reminds of the target that falls due, once", async () => {
      await an.sees();
      expect(await world.moveTo("2019-06-13T08:00")).toContain("digest");
      const digests = (await an.sees()).filter((each) => each.text.includes("Việc thi đua hôm nay"));
      expect(digests).toHaveLength(1);
      expect(digests[0]?.text).toContain("Thứ Năm 13/06");
      expect(digests[0]?.text).toContain("CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 3 ngày làm việc");
      expect(digests[0]?.text).not.toContain("Báo cáo tháng 6");
      await world.moveTo("2019-06-13T08:30");
      expect(await an.sees()).toEqual([]);
    });

    test("the month's summary comes by itself, once", async () => {
      expect(await world.moveTo("2019-07-01T08:00")).toContain("monthlySummary");
      const summaries = (await an.sees()).filter((each) => each.text.includes("Tháng 6"));
      expect(summaries.filter((each) => each.text.includes("hạng"))).toHaveLength(1);
      await world.moveTo("2019-07-01T09:00");
      expect((await an.sees()).filter((each) => each.text.includes("Tháng 6"))).toEqual([]);
    });
  });
}

mainJob("the web page", webWorld);
mainJob("Telegram", telegramWorld);
mainJob("Zalo", () => zaloWorld());
// What two people and their pictures on this machine could not do without stays as it is.
const { allowLocalWebhook, deniedPhotoHosts, maxUsers, monthlyQuota } = defaultQuirks;
const possible = { allowLocalWebhook, deniedPhotoHosts, maxUsers, monthlyQuota };
mainJob("Zalo with its quirks the other way round", () => zaloWorld({ ...allFlipped, ...possible }));
