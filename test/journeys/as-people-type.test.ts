import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderPng } from "../../src/pictures/render-png.ts";
import { type Actor, type Seen, telegramWorld, type World, webWorld } from "./world.ts";

const said = (messages: Seen[]) => messages.map((each) => each.text).join("\n---\n");
const firstLine = (messages: Seen[]) => messages[0]?.text.split("\n")[0];

/** Small photos that differ. */
const photos = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, at) =>
      renderPng(
        `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="#00${at}0FF"/></svg>`,
      ),
    ),
  );

const lessons = Array.from(
  { length: 27 },
  (_, at) => `${at + 1}. Mở ${at + 2} lớp tập huấn chuyên đề ${at + 1} trước 30/${9 + (at % 3)}`,
);
/** Thirty targets as they stand in somebody's plan; two cannot be read for sure. */
const pasted = [
  "Đăng ký chỉ tiêu năm 2019:",
  ...lessons,
  "28. Kiểm tra công vụ tại cơ sở",
  "29. Viết một trăm hai tin bài trước 30/11",
  "30. Trồng 500 cây xanh trước 31/11",
].join("\n");

/** Messages as they come from phones: hurried, unmarked, corrected, answered by number or by words. */
function asPeopleType(channel: string, open: () => Promise<World>, { canEdit }: { canEdit: boolean }): void {
  describe(`as people type, on ${channel}`, () => {
    let world: World;
    let an: Actor;
    let binh: Actor;

    beforeAll(async () => {
      world = await open();
      an = await world.newcomer("An");
      binh = await world.newcomer("Bình");
      await an.says(await world.invite("Sở Nội vụ Vĩnh Phúc", "focalOfficial"));
      await an.presses("Đồng ý, tham gia");
      await binh.says(await world.invite("Sở Nội vụ Hà Nội", "focalOfficial"));
      await binh.presses("Đồng ý, tham gia");
    });
    afterAll(async () => {
      await world.stop();
    });

    test("without diacritics, decomposed, abbreviated", async () => {
      expect(firstLine(await an.says("da em bao cao ct1 81 phan tram a"))).toContain(
        "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 74% → 81%",
      );
      expect(
        firstLine(await an.says("Số hóa hồ sơ cán bộ đến nay được 600 hồ sơ".normalize("NFD"))),
      ).toContain("CT2 Số hóa hồ sơ cán bộ: 560 → 600/1.200 hồ sơ (50%)");
      expect(firstLine(await an.says("ct.4 đc 5 cuộc rùi nha"))).toContain(
        "CT4 Kiểm tra công vụ: 4 → 5/10 cuộc",
      );
    });

    test("a correction keeps both reports", async () => {
      const [corrected] = await an.says("nhầm rồi, ct2 là 590");
      expect(corrected?.text).toContain("600 → 590/1.200 hồ sơ (49,2%)");
      expect(corrected?.text).toContain("Cả hai lần báo cáo đều được lưu lại.");
      expect(corrected?.buttons).toContain("Hoàn tác");
      const kept = await world.store.db.progressEntry.findMany({
        where: { target: { number: 2, unit: { code: "SNV-VP" } }, personId: { not: null } },
        orderBy: { id: "asc" },
      });
      expect(kept.map((each) => [each.total, each.voidedAt])).toEqual([
        ["600", null],
        ["590", null],
      ]);
      expect(firstLine(await an.presses("Hoàn tác"))).toContain("590 → 600/1.200 hồ sơ");
    });

    test("what is wrong can be taken back, left, or said right", async () => {
      await an.says("CT3 85%");
      const [offer] = await an.says("sai rồi");
      expect(offer?.text).toBe("Lần báo vừa rồi: CT3 85%. Đồng chí nhắn số đúng, hoặc hoàn tác.");
      expect(offer?.buttons).toEqual(["Hoàn tác", "Giữ nguyên"]);
      expect(firstLine(await an.says("80"))).toContain("CT3 Hồ sơ giải quyết đúng hạn: 85% → 80%");
      expect(firstLine(await an.says("sửa CT3 thành 82"))).toContain("80% → 82%");
      await an.says("không đúng");
      expect(said(await an.says("thôi"))).toBe("Vâng, tôi giữ nguyên.");
      await an.says("sai rồi");
      expect(firstLine(await an.says("hủy đi"))).toContain("82% → 80%");
      expect(firstLine(await an.says("em gõ nhầm, bỏ cái vừa rồi đi ạ"))).toContain("80% → 85%");
    });

    test("a question is answered by number, by words, by a figure, or not at all", async () => {
      const [question] = await an.says("CT4 3");
      expect(question?.buttons).toEqual(["Tổng mới: 3", "Thêm 3, thành 8", "Hủy"]);
      expect(firstLine(await an.says("2"))).toContain("5 → 8/10 cuộc");
      await an.says("CT4 2");
      expect(firstLine(await an.says("tổng mới ạ"))).toContain("8 → 2/10 cuộc");
      await an.says("ct1 82%, CT4 1");
      expect(said(await an.says("có 6 cuộc"))).toContain("2 → 6/10 cuộc");
      await an.says("CT4 2");
      expect(said(await an.says("thôi không ghi nữa").then(() => an.says("ct4 bao nhiêu rồi?")))).toContain(
        "6/10 cuộc",
      );
    });

    test("a figure whose target was asked for is looked at again", async () => {
      const [which] = await an.says("12 hồ sơ");
      expect(which?.buttons[0]).toBe("CT2 Số hóa hồ sơ cán bộ");
      const [sum] = await an.says("số hóa");
      expect(sum?.buttons).toEqual(["Tổng mới: 12", "Thêm 12, thành 612", "Hủy"]);
      expect(firstLine(await an.says("thêm"))).toContain("600 → 612/1.200 hồ sơ");
    });

    test("another message takes the question's place", async () => {
      await an.says("CT4 2");
      expect(firstLine(await an.says("CT3 90%"))).toContain("85% → 90%");
      expect(said(await an.presses("Tổng mới: 2"))).toContain("Nút này thuộc tin nhắn cũ");
    });

    test("which unit is asked when two go by the name", async () => {
      const [question] = await an.says("xếp hạng hn");
      expect(question?.buttons).toEqual(["SNV Hà Nội", "SNV Hà Nam", "Hủy"]);
      expect(said(await an.says("2"))).toContain("Sở Nội vụ Hà Nam: hạng");
      expect((await an.says("xếp hạng ha n"))[0]?.buttons).toEqual(["SNV Hà Nội", "SNV Hà Nam", "Hủy"]);
      expect(said(await an.says("ha noi"))).toContain("Sở Nội vụ Hà Nội: hạng");
    });

    test("an album is one piece of evidence with one answer, seen by the head at a glance", async () => {
      expect(said(await an.says("CT5 xong rồi ạ"))).toContain("thiếu minh chứng");
      const answers = await an.sendsAlbum(await photos(3));
      expect(answers.map((each) => each.text)).toEqual([
        "Đã đính kèm ảnh minh chứng cho CT5 (lần báo cáo vừa rồi).",
      ]);
      await binh.says("chỉ tiêu của Vĩnh Phúc");
      const [unit] = await binh.presses("Minh chứng của đơn vị");
      const button = "CT5 Sinh hoạt chuyên đề học tập và làm theo Bác (3)";
      expect(unit).toMatchObject({ image: true, buttons: [button] });
      const [sheet] = await binh.presses(button);
      expect(sheet).toMatchObject({ image: true });
      expect(sheet?.buttons).toHaveLength(3);
      const [shown] = await binh.presses(sheet?.buttons[1] ?? "");
      expect(shown?.text).toContain("CT5 Sinh hoạt chuyên đề học tập và làm theo Bác, Sở Nội vụ Vĩnh Phúc");
    });

    test("photos before the report wait for it", async () => {
      // Long after the last report.
      await world.moveTo("2019-06-12T10:00");
      await an.sees();
      const [question] = await an.sendsAlbum((await photos(5)).slice(3));
      expect(question?.text).toContain("là của chỉ tiêu nào?");
      const answers = said(await an.says("ct1 83%"));
      expect(answers).toContain("82% → 83%");
      expect(answers).toContain("Đã đính kèm 2 ảnh minh chứng cho CT1 (lần báo cáo vừa rồi).");
    });

    test("thirty targets are registered from a pasted list", async () => {
      const [preview] = await an.says(pasted);
      expect(firstLine(preview ? [preview] : [])).toBe("Tôi đọc được 30 chỉ tiêu:");
      expect(preview?.text).toContain("2 dòng còn chỗ chưa rõ, đánh dấu ?.");
      const [edited] = await an.says("28: 12 cuộc trước 30/9");
      expect(edited?.text).toContain("28. Kiểm tra công vụ tại cơ sở · 12 cuộc · hết Thứ Hai 30/09/2019");
      expect(edited?.text).toContain(
        "29. ? Viết tin bài · 102 tin bài / 120 tin bài? · hết Thứ Bảy 30/11/2019",
      );
      expect(edited?.text).toContain("30. ? Trồng cây xanh · 500 cây · hạn?");
      expect(firstLine(await an.presses("Ghi nhận 30 chỉ tiêu"))).toBe(
        "Dòng 29: Viết một trăm hai tin bài trước 30/11",
      );
      expect(firstLine(await an.says("1"))).toBe("Dòng 30: Trồng 500 cây xanh trước 31/11");
      expect(said(await an.says("30/11"))).not.toContain("?");
      expect(said(await an.presses("Ghi nhận 30 chỉ tiêu"))).toContain("CT7–CT36: chờ duyệt.");
    });

    test("the head approves them all", async () => {
      await binh.sees();
      const [waiting] = await binh.says("/duyet");
      expect(firstLine(waiting ? [waiting] : [])).toBe("Sở Nội vụ Vĩnh Phúc: 30 chỉ tiêu chờ duyệt.");
      expect(said(await binh.presses("Duyệt tất cả của đơn vị"))).toContain("30");
      const where = { unit: { code: "SNV-VP" }, approval: "approved" };
      expect(await world.store.db.target.count({ where })).toBe(36);
      expect(said(await an.sees())).toContain("duyệt");
      expect(firstLine(await an.says("ct7 được 1 lớp"))).toContain("CT7 Mở lớp tập huấn chuyên đề 1");
    });

    if (!canEdit) return;
    const edit = (text: string) => an.edits?.(text) ?? Promise.reject(new Error("cannot be edited"));

    test("an edited message corrects what it reported", async () => {
      await an.says("ct2 thêm 25 hồ sơ, CT3 95%");
      const [corrected] = await edit("ct2 thêm 35 hồ sơ");
      expect(corrected?.text.split("\n").slice(0, 4)).toEqual([
        "Đã ghi:",
        "CT2 Số hóa hồ sơ cán bộ: 637 → 647/1.200 hồ sơ (53,9%) · còn 110 ngày",
        "CT3 Hồ sơ giải quyết đúng hạn: 95% → 90% (kế hoạch 97%, đạt 92,8% kế hoạch) · còn 170 ngày",
        "Cả hai lần báo cáo đều được lưu lại.",
      ]);
      expect(said(await edit("ct2 thêm 45 hồ sơ"))).toContain("647 → 657/1.200 hồ sơ");
      expect(said(await edit("thôi"))).toContain("vẫn giữ lần ghi trước: CT2 +45 hồ sơ");
      expect(said(await an.presses("Hoàn tác"))).toContain("657 → 612/1.200 hồ sơ");
      const voided = await world.store.db.progressEntry.count({
        where: { target: { number: 2, unit: { code: "SNV-VP" } }, op: "add", voidedAt: { not: null } },
      });
      expect(voided).toBe(3);
      expect(said(await edit("ct2 thêm 5 hồ sơ"))).toContain("đã sửa một tin cũ");
    });

    test("an edited question is asked anew, its answer replaces the report", async () => {
      await an.says("CT4 7 cuộc, ct3 91%");
      const [question] = await edit("CT4 3, ct3 91%");
      expect(question?.buttons).toEqual(["Tổng mới: 3", "Thêm 3, thành 9", "Bỏ qua CT4"]);
      expect(said(await an.says("2"))).toContain("7 → 9/10 cuộc");
      await an.says("CT3");
      expect(firstLine(await edit("CT3 93%"))).toContain("91% → 93%");
    });
  });
}

asPeopleType("the web page", webWorld, { canEdit: false });
asPeopleType("Telegram", telegramWorld, { canEdit: true });
