import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exifBlock, exifSegment, jpeg, latitudeBytes } from "../shared/photos.ts";
import { only, type Phone, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let officer: Phone;
beforeEach(async () => {
  talk = await startTalk();
  officer = talk.person("VP", "focalOfficial");
});
afterEach(() => talk.stop());

const lines = (text: string) => text.split("\n");
const photo = (seed: number) => ({
  name: `anh-${seed}.jpg`,
  type: "image/jpeg",
  bytes: Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, seed, seed, 0xff, 0xd9]),
});

/** Which targets hold which files now. */
const placed = async () =>
  (
    await talk.store.db.evidence.findMany({
      where: { removedAt: null },
      include: { target: true, entry: true },
      orderBy: { id: "asc" },
    })
  ).map(
    (each) =>
      `CT${each.target?.number} ${each.fileName}${each.entry?.recordedAt ? ` ${each.entry.total}` : ""}`,
  );

/** Sends a photo as the phone page does: in an album, or as an answer to a message. */
async function upload(seed: number, fields: Record<string, string>) {
  const { name, type, bytes } = photo(seed);
  const form = new FormData();
  form.set("file", new File([bytes], name, { type }));
  for (const [key, value] of Object.entries({
    id: crypto.randomUUID(),
    senderId: officer.id,
    senderName: officer.id,
    ...fields,
  })) {
    form.set(key, value);
  }
  const response = await fetch(`${talk.url}/web/chats/${officer.id}/file`, {
    method: "POST",
    body: form,
    headers: { origin: talk.url },
  });
  if (!response.ok) throw new Error(await response.text());
}

async function album(seeds: number[], name: string) {
  for (const seed of seeds) await upload(seed, { album: name });
  await talk.app.settled();
}

describe("evidence", () => {
  it("right after a report belongs to it, and the report no longer lacks any", async () => {
    expect(only(await officer.says("CT5 xong")).text).toContain("thiếu minh chứng");
    expect(only(await officer.says("/chitieu CT5")).text).toContain("Hoàn thành · thiếu minh chứng");
    const answer = only(await officer.sends(photo(1)));
    expect(answer.text).toBe("Đã đính kèm ảnh minh chứng cho CT5 (lần báo cáo vừa rồi).");
    expect(answer.buttons).toEqual(["Không phải CT5"]);
    expect(await placed()).toEqual(["CT5 anh-1.jpg 1"]);
    expect(only(await officer.says("/chitieu CT5")).text).not.toContain("thiếu minh chứng");
  });

  it("goes elsewhere by button or in words", async () => {
    await officer.says("CT5 xong");
    await officer.sends(photo(1));
    // Off at once, whether or not the question is ever answered.
    expect(lines(only(await officer.presses("Không phải CT5")).text).slice(0, 2)).toEqual([
      "Đã gỡ ảnh khỏi CT5.",
      "Minh chứng này (ảnh) là của chỉ tiêu nào?",
    ]);
    expect(await placed()).toEqual([]);
    expect(only(await officer.presses("CT4 Kiểm tra công vụ")).text).toBe(
      "Đã chuyển ảnh minh chứng sang CT4.",
    );
    expect(only(await officer.says("không phải CT4 mà là CT3")).text).toBe(
      "Đã chuyển ảnh minh chứng sang CT3.",
    );
    expect(await placed()).toEqual(["CT3 anh-1.jpg 70"]);
  });

  it("before any report is asked about, and can be answered by reporting", async () => {
    const which = only(await officer.sends(photo(1)));
    expect(lines(which.text)[0]).toBe("Minh chứng này (ảnh) là của chỉ tiêu nào?");
    expect(which.buttons.slice(0, 2)).toEqual([
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn",
      "CT2 Số hóa hồ sơ cán bộ",
    ]);
    const [report, attached] = await officer.says("CT3 85%");
    expect(report?.text).toContain("70% → 85%");
    expect(attached?.text).toBe("Đã đính kèm ảnh minh chứng cho CT3 (lần báo cáo vừa rồi).");
    expect(await placed()).toEqual(["CT3 anh-1.jpg 85"]);
  });

  it("after a report on several targets is asked about", async () => {
    await officer.says("CT1 80%, CT3 75%");
    const which = only(await officer.sends(photo(1)));
    expect(which.buttons).toEqual([
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn",
      "CT3 Hồ sơ giải quyết đúng hạn",
      "Cả 2 chỉ tiêu",
      "Không phải minh chứng",
    ]);
    expect(only(await officer.says("cả hai")).text).toBe("Đã đính kèm ảnh minh chứng cho CT1, CT3.");
    expect(await placed()).toEqual(["CT1 anh-1.jpg 80", "CT3 anh-1.jpg 75"]);
  });

  it("with a caption is what the caption says", async () => {
    const [report, attached] = await officer.sends(photo(1), "CT2 thêm 25 hồ sơ");
    expect(report?.text).toContain("560 → 585/1.200 hồ sơ");
    expect(attached?.text).toBe("Đã đính kèm ảnh minh chứng cho CT2 (lần báo cáo vừa rồi).");
    expect(only(await officer.sends(photo(2), "biên bản kiểm tra công vụ")).text).toBe(
      "Đã đính kèm ảnh minh chứng cho CT4.",
    );
    expect(only(await officer.sends(photo(3), "thêm 30 hồ sơ")).text).toContain("là của chỉ tiêu nào?");
    const [, added] = await officer.says("1");
    expect(added?.text).toContain("585 → 615/1.200 hồ sơ");
    expect(await placed()).toEqual(["CT2 anh-1.jpg 585", "CT4 anh-2.jpg 4", "CT2 anh-3.jpg 615"]);
  });

  it("as an answer to a report belongs to that one", async () => {
    const report = only(await officer.says("CT1 80%"));
    await officer.says("CT3 75%");
    await officer.sees();
    await upload(1, { replyTo: String(report.id) });
    await talk.app.settled();
    expect(only(await officer.sees()).text).toBe("Đã đính kèm ảnh minh chứng cho CT1.");
  });

  it("in an album goes to one place with one answer", async () => {
    await officer.says("CT5 xong");
    await officer.sees();
    await album([1, 2, 3], "a");
    expect((await officer.sees()).map((each) => each.text)).toEqual([
      "Đã đính kèm ảnh minh chứng cho CT5 (lần báo cáo vừa rồi).",
    ]);
    expect(await placed()).toEqual(["CT5 anh-1.jpg 1", "CT5 anh-2.jpg 1", "CT5 anh-3.jpg 1"]);
  });

  it("in an album whose target is asked for waits together", async () => {
    await album([1, 2, 3], "b");
    expect(await officer.sees()).toHaveLength(1);
    expect(only(await officer.presses("CT4 Kiểm tra công vụ")).text).toBe(
      "Đã đính kèm 3 ảnh minh chứng cho CT4.",
    );
    expect(await placed()).toEqual(["CT4 anh-1.jpg 4", "CT4 anh-2.jpg 4", "CT4 anh-3.jpg 4"]);
  });

  it("is awaited after [Gửi minh chứng]", async () => {
    await officer.says("CT1 80%");
    expect(only(await officer.presses("Gửi minh chứng")).text).toBe(
      "Đồng chí gửi ảnh hoặc tệp minh chứng cho CT1 (tối đa 20 MB).",
    );
    const pdf = { name: "bc.pdf", type: "application/pdf", bytes: Buffer.from("%PDF-1.7\n") };
    expect(only(await officer.sends(pdf)).text).toBe("Đã đính kèm tệp minh chứng cho CT1.");
  });

  it("is refused when it is secret, a program, or of no known kind", async () => {
    const answers = [
      await officer.sends(photo(1), "Công văn Tuyệt mật"),
      await officer.sends({ name: "bc.pdf", type: "application/pdf", bytes: Buffer.from("MZ\u0090") }),
      await officer.sends({ name: "x.bin", type: "", bytes: Uint8Array.from([0, 1, 2, 3]) }),
    ].map((each) => only(each).text);
    expect(answers[0]).toContain("Tôi không nhận tài liệu mật");
    expect(answers[1]).toContain("Tôi không nhận tệp chạy được");
    expect(answers[2]).toContain("Tôi không nhận ra loại tệp này.");
    expect(await placed()).toEqual([]);
    expect(only(await officer.sends(photo(2), "CT3 tập huấn bảo mật thông tin")).text).toContain("cho CT3");
  });

  it("is looked through by the head, and by nobody of another unit", async () => {
    await officer.sends(photo(1), "CT4");
    await officer.sends(photo(2), "CT4");
    const head = talk.person("HN", "focalOfficial");
    await head.says("chỉ tiêu của Sở Nội vụ Vĩnh Phúc");
    expect(only(await head.presses("Minh chứng của đơn vị")).buttons).toEqual(["CT4 Kiểm tra công vụ (2)"]);
    const list = only(await head.presses("CT4 Kiểm tra công vụ (2)"));
    expect(list.buttons).toEqual(["1. anh-2.jpg · 08:00 12/06", "2. anh-1.jpg · 08:00 12/06"]);
    // All of them at a glance.
    expect(list.image).toMatch(/\/web\/files\//);
    const shown = only(await head.presses("2. anh-1.jpg · 08:00 12/06"));
    expect(lines(shown.text)).toEqual(["CT4 Kiểm tra công vụ, Sở Nội vụ Vĩnh Phúc · gửi 08:00 12/06", "CT4"]);
    expect(new Uint8Array(await (await fetch(new URL(shown.image ?? "", talk.url))).arrayBuffer())).toEqual(
      photo(1).bytes,
    );
  });

  it("is looked through in words", async () => {
    await officer.sends(photo(1), "CT4");
    await officer.sends(photo(2), "CT4");
    const head = talk.person("HN", "focalOfficial");
    const button = "CT4 Kiểm tra công vụ (2)";
    for (const words of [
      "cho chị xem minh chứng của Vĩnh Phúc với",
      "minh chung cua vinh phuc",
      "xem minh chứng SNV VP",
    ])
      expect(only(await head.says(words)).buttons).toEqual([button]);
    expect(lines(only(await head.says("xem minh chứng CT4 của Vĩnh Phúc")).text)[0]).toContain(
      "CT4 Kiểm tra công vụ, Sở Nội vụ Vĩnh Phúc",
    );
    const which = only(await head.says("xem minh chứng của Hải"));
    expect([which.text, ...which.buttons]).toEqual([
      "Đồng chí muốn hỏi đơn vị nào?",
      "SNV Hải Phòng",
      "SNV Hải Dương",
    ]);
    expect(only(await head.presses("SNV Hải Phòng")).text).toBe(
      "Sở Nội vụ Hải Phòng chưa gửi minh chứng nào.",
    );
    expect(only(await officer.says("xem minh chứng của đơn vị em ạ")).buttons).toEqual([button]);
    expect(only(await officer.says("xem minh chứng ct4")).buttons).toHaveLength(2);
    expect(
      only(await talk.person("HP", "focalOfficial").says("xem minh chứng của Vĩnh Phúc")).buttons,
    ).toEqual(["Xếp hạng"]);
  });

  it("is shown without where it was taken; the original stays as it was sent", async () => {
    const sent = new Uint8Array(jpeg(exifSegment(exifBlock("MM", true))));
    await officer.sends({ name: "hop.jpg", type: "image/jpeg", bytes: sent }, "CT4");
    const row = await talk.store.db.evidence.findFirstOrThrow({ where: { removedAt: null } });
    expect(row.sha256).toBe(createHash("sha256").update(sent).digest("hex"));
    const head = talk.person("HN", "focalOfficial");
    const shown = only(await head.says("xem minh chứng CT4 của Vĩnh Phúc"));
    const seen = Buffer.from(await (await fetch(new URL(shown.image ?? "", talk.url))).arrayBuffer());
    expect([seen.length, seen.includes(latitudeBytes("MM"))]).toEqual([sent.length, false]);
  });

  it("right after it was placed is no evidence after all", async () => {
    await officer.sends(photo(1), "CT4");
    expect(only(await officer.says("không phải minh chứng")).text).toBe("Đã gỡ ảnh khỏi CT4.");
    expect(await placed()).toEqual([]);
  });

  it("can be taken back", async () => {
    await officer.sends(photo(1), "CT4");
    expect(only(await officer.says("/hoantac")).text).toBe("Đã hoàn tác: gửi minh chứng CT4 (1 tệp)");
    expect(await placed()).toEqual([]);
  });
});
