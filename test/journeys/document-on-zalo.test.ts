import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startZaloTalk, textOf, type ZaloPhone, type ZaloTalk } from "../support/zalo-talk.ts";

const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

/** A document cannot be sent in the chat, so it goes in by a link, and counts as if it had been. */
describe("a document on Zalo", () => {
  let talk: ZaloTalk;
  let an: ZaloPhone;
  let binh: ZaloPhone;
  beforeAll(async () => {
    talk = await startZaloTalk();
    an = await talk.official("An", "Sở Nội vụ Vĩnh Phúc");
    binh = await talk.official("Bình", "Sở Nội vụ Hà Nội");
  });
  afterAll(() => talk.stop());

  let link = "";

  test("is tried in the chat after a report, and a link comes back", async () => {
    expect(textOf(await an.says("CT5 xong"))).toContain("thiếu minh chứng");
    const answer = textOf(await an.sendsFile());
    expect(answer).toContain("Đồng chí gửi ảnh minh chứng cho CT5 vào đây.");
    link = /http\S+$/.exec(answer)?.[0] ?? "";
  });

  test("is handed in on the page, and the chat answers as ever", async () => {
    const form = new FormData();
    form.append("files", new Blob([pdf]), "Báo cáo chuyên đề.pdf");
    const page = await (await fetch(link, { method: "POST", body: form })).text();
    expect(page).toContain("Đã nhận 1 tệp:");
    expect(textOf(await an.sees())).toMatch(/^Đã đính kèm tệp minh chứng cho CT5/);
  });

  test("counts, also after a restart, for the unit and for the head", async () => {
    await talk.restart();
    const own = textOf(await an.says("ct5"));
    expect(own).not.toContain("thiếu minh chứng");
    expect(own).toContain("Minh chứng: 1 tệp");
    const seen = textOf(await binh.says("Vĩnh Phúc có những chỉ tiêu nào?"));
    expect(seen).toContain("Sở Nội vụ Vĩnh Phúc");
    expect(seen).not.toContain("thiếu minh chứng");
  });
});
