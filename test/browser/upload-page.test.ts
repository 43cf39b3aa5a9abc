import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startZaloTalk, type ZaloPhone, type ZaloTalk } from "../support/zalo-talk.ts";
import { chromiumName, hasChromium, launchChromium } from "./chromium.ts";

const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

describe.skipIf(!hasChromium)(`the page where documents are handed in, in ${chromiumName}`, () => {
  let talk: ZaloTalk;
  let an: ZaloPhone;
  let browser: Browser;

  beforeAll(async () => {
    [talk, browser] = await Promise.all([startZaloTalk(), launchChromium()]);
    an = await talk.official("Nguyễn Văn An", "Sở Nội vụ Vĩnh Phúc");
  });
  afterAll(async () => {
    await browser?.close();
    await talk?.stop();
  });

  test("on a small phone, by keyboard and without scripts", async () => {
    await an.says("CT4 7");
    const answer = (await an.says("Gửi minh chứng")).at(-1)?.text ?? "";
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: "vi-VN",
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => asked.push(`${request.method()} ${request.headers().referer ?? "-"}`));
    page.on("console", (message) => complaints.push(message.text()));
    /** Nothing sticks out to the side. */
    const fits = async () => {
      for (const part of await page.locator("main *").all()) {
        const box = await part.boundingBox();
        if (box) expect(box.x + box.width).toBeLessThanOrEqual(360);
      }
    };

    await page.goto(/http\S+$/.exec(answer)?.[0] ?? "");
    await page.getByRole("heading", { name: "Nộp tài liệu minh chứng" }).waitFor();
    expect(await page.locator("dd").allTextContents()).toEqual([
      "Nguyễn Văn An",
      "Sở Nội vụ Vĩnh Phúc",
      "CT4 Kiểm tra công vụ",
    ]);
    await fits();
    await page.keyboard.press("Tab");
    const field = page.getByLabel("Chọn tệp (tối đa 10 tệp)");
    expect(await field.evaluate((each) => each.matches(":focus-visible"))).toBe(true);
    await field.setInputFiles([
      { name: "Biên bản kiểm tra công vụ quý II.pdf", mimeType: "application/pdf", buffer: pdf },
      { name: "cai-dat.exe", mimeType: "application/pdf", buffer: Buffer.from("MZ") },
    ]);
    const send = page.getByRole("button", { name: "Nộp tài liệu" });
    expect((await send.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await page.keyboard.press("Tab");
    expect(await send.evaluate((each) => each.matches(":focus-visible"))).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Đã nhận 1 tệp:" }).waitFor();
    expect(await page.getByRole("listitem").allTextContents()).toEqual([
      "Biên bản kiểm tra công vụ quý II.pdf",
      "cai-dat.exe: tệp chạy được (chương trình, kịch bản lệnh, trang web) không được nhận",
    ]);
    await fits();
    expect(asked).toEqual(["GET -", "POST -"]);
    expect(complaints).toEqual([]);
    expect((await an.sees()).map((each) => each.text).join("\n")).toContain(
      "Đã đính kèm tệp minh chứng cho CT4.",
    );

    await context.close();
  });
});
