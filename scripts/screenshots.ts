// Takes the pictures of docs/screenshots anew, from the real product in a real browser: npx tsx scripts/screenshots.ts [NAME …]
// The page comes from dist/, so `node scripts/setup.mjs` goes before it.
import { mkdir, writeFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../test/browser/chromium.ts";
import { startTalk } from "../test/support/talk.ts";
import { startZaloTalk } from "../test/support/zalo-talk.ts";
import { smallPng } from "./small-png.ts";

const folder = new URL("../docs/screenshots/", import.meta.url);

/** Only these are written; none named: all. */
const wanted = process.argv.slice(2);

/** Squeezes a browser's picture; a blank page decodes it. */
async function keep(browser: Browser, name: string, png: Buffer): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const page = await browser.newPage();
  const { width, height, base64 } = await page.evaluate<{
    width: number;
    height: number;
    base64: string;
  }>(`(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${png.toString("base64")}";
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = "";
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    return { width, height, base64: btoa(text) };
  })()`);
  await page.close();
  const small = smallPng(width, height, Buffer.from(base64, "base64"));
  await writeFile(new URL(`${name}.png`, folder), small);
  console.log(`${name}.png ${width}×${height}, ${Math.round(small.length / 1024)} KB`);
}

/** Somebody at the page, on a phone or at a desk. */
function visitor(browser: Browser, page: Page) {
  const bot = page.locator("#log .message.bot:not(.typing)");
  const narrow = (page.viewportSize()?.width ?? 0) < 900;
  const choices = page.locator("#log");
  return {
    async shows(words: string): Promise<void> {
      await bot.last().filter({ hasText: words }).waitFor();
    },
    async says(text: string): Promise<void> {
      await page.locator("#text").fill(text);
      await page.locator("#send").click();
    },
    async presses(label: string): Promise<void> {
      await choices.getByRole("button", { name: label, exact: true }).last().click();
    },
    async opens(chat: string, owner: string): Promise<void> {
      if (narrow) await page.locator("#people-open").click();
      await page.locator(`[data-chat="${chat}"]`).click();
      await page.locator("#phone-owner, #phone-title").filter({ hasText: owner }).first().waitFor();
    },
    async movesClock(button: string): Promise<void> {
      if (narrow) await page.locator("#clock-open").click();
      await page.locator("#landmarks button").filter({ hasText: button }).click();
      await page.locator("#clock-status").filter({ hasText: "Đã đến" }).waitFor({ timeout: 120_000 });
    },
    async closesClock(): Promise<void> {
      await page.locator("#clock-close").click();
    },
    async photographs(name: string): Promise<void> {
      // Pictures decoded, nothing focused, the pointer away.
      await page.evaluate(
        "(async () => { for (const image of document.images) await image.decode().catch(() => undefined); document.activeElement?.blur(); })()",
      );
      await page.mouse.move(0, 0);
      await keep(browser, name, await page.screenshot({ animations: "disabled", caret: "hide" }));
    },
  };
}

async function open(
  browser: Browser,
  url: string,
  width: number,
  height: number,
  scale: number,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    locale: "vi-VN",
    reducedMotion: "reduce",
    colorScheme: "light",
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** The page where documents are handed in, reached from a chat that takes none. */
async function photographUpload(browser: Browser): Promise<void> {
  const talk = await startZaloTalk();
  try {
    const an = talk.phone("Nguyễn Văn An");
    await an.says(await talk.invite("Sở Nội vụ Vĩnh Phúc", "focalOfficial"));
    await an.says("1");
    await an.says("CT4 7");
    const answer = (await an.says("Gửi minh chứng")).at(-1)?.text ?? "";
    const page = await open(browser, /http\S+$/.exec(answer)?.[0] ?? "", 360, 740, 2);
    // The form itself speaks the browser's language; this browser has only English.
    await page.locator("#files").setInputFiles(
      ["Biên bản kiểm tra công vụ quý II.pdf", "Danh sách đơn vị được kiểm tra.pdf"].map((name) => ({
        name,
        mimeType: "application/pdf",
        buffer: Buffer.from(`%PDF-1.4 ${name}`),
      })),
    );
    await page.locator("button").click();
    await page.locator("h2.good").waitFor();
    await keep(browser, "upload", await page.screenshot({ animations: "disabled", caret: "hide" }));
    await page.context().close();
  } finally {
    await talk.stop();
  }
}

await mkdir(folder, { recursive: true });
const talk = await startTalk();
const browser = await launchChromium();
try {
  const page = await open(browser, talk.url, 360, 740, 2);
  const on = visitor(browser, page);

  await page.getByRole("button", { name: "Tham gia như người mới" }).click();
  await page.locator("#newcomer-unit").selectOption("Sở Nội vụ Vĩnh Phúc");
  await page.locator("#newcomer-go").click();
  await on.presses("Bắt đầu");
  await on.shows("Mã này dành cho");
  await on.photographs("join");
  await on.presses("Đồng ý, tham gia");
  await on.shows("Đã tham gia");
  await on.says("Đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9");
  await on.shows("Chỉ tiêu mới CT7");
  await on.photographs("register");
  await on.presses("Ghi nhận");
  await on.shows("CT7: chờ duyệt");
  await on.says("CT3 85%");
  await on.shows("70% → 85%");
  await on.photographs("report");
  await on.presses("Xếp hạng");
  await on.shows("Tạm tính đến");
  await on.photographs("standings");
  await on.says("gửi báo cáo tháng 6");
  await on.shows("Đồng chí gửi báo cáo tháng 6/2019");
  await on.presses("Gửi báo cáo");
  await on.shows("đúng hạn");
  await on.photographs("month-report");

  await on.opens("snv-hn-official", "Sở Nội vụ Hà Nội");
  await on.says("/duyet");
  await on.shows("đề nghị duyệt");
  await on.photographs("approval");
  await on.presses("Duyệt");
  await on.shows("Đã duyệt CT7");
  await on.says("/thongbao");
  await on.shows("nhập nội dung");
  await on.says("Đề nghị các đơn vị gửi số liệu sơ kết trước 17h ngày 20/6");
  await on.shows("Gửi đến những đơn vị nào");
  await on.presses("Tất cả 11 đơn vị");
  await on.shows("Gửi ngay hay hẹn giờ");
  await on.presses("Gửi ngay");
  await on.shows("Thông báo số 1");
  await talk.app.settled();
  for (const unit of ["VP", "HP", "HD", "BN", "QN", "ND", "TB"])
    await talk.person(unit, "focalOfficial").presses("Đã nhận");
  await on.shows("đã nhận 7");
  await on.photographs("broadcast");

  await on.movesClock("Đến 08:00 ngày mai");
  await on.photographs("clock");
  await on.closesClock();
  await on.opens("snv-vp-official", "Sở Nội vụ Vĩnh Phúc");
  await on.shows("Việc thi đua hôm nay");
  await on.photographs("digest");
  await on.opens("snv-hn-official", "Sở Nội vụ Hà Nội");
  await on.says("/chuanop");
  await on.shows("Đơn vị cần đôn đốc");
  await on.photographs("call-list");
  await on.says("/donvi");
  await on.shows("Vai trò hiện tại");
  await on.photographs("unit");

  const desk = await open(browser, talk.url, 1280, 800, 1);
  const at = visitor(browser, desk);
  await at.opens("snv-vp-official", "Sở Nội vụ Vĩnh Phúc");
  await at.says("CT1 80%, ct2 700/1200, CT4 3");
  await at.shows("Số này là");
  await at.says("thêm");
  await at.shows("Hạng tạm tính");
  await at.photographs("page");
  await desk.context().close();

  await photographUpload(browser);
  await on.movesClock("Đến lúc tổng hợp tháng");
  await on.closesClock();
  await on.opens("group:SNV-BACBO-2019", "Cụm Bắc Bộ");
  await on.shows("Tổng hợp tháng 6/2019");
  await on.photographs("summary");
} finally {
  await browser.close();
  await talk.stop();
}
