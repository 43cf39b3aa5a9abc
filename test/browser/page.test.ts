import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTalk, type Talk } from "../support/talk.ts";
import { chromiumName, hasChromium, launchChromium } from "./chromium.ts";

/** A test that hangs says where after ten seconds, not after Playwright's thirty. */
const patience = 10_000;

describe.skipIf(!hasChromium)(`the phone page in ${chromiumName}`, () => {
  let talk: Talk;
  let browser: Browser;

  beforeAll(async () => {
    [talk, browser] = await Promise.all([startTalk(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await talk?.stop();
  });

  /** A new browser window on the product, and everything that its console complained of. */
  async function openPage(width: number, height: number): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: "vi-VN",
      timezoneId: "America/New_York",
      hasTouch: width < 900,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(talk.url);
    return { page, complaints };
  }

  /** How many pixels one could scroll sideways; also inside the conversation. */
  const sideways = (page: Page) =>
    page.evaluate<number>(
      "Math.max(...[document.documentElement, document.body, document.querySelector('#log')].map((each) => each.scrollWidth - each.clientWidth))",
    );

  const newest = (page: Page) => page.locator("#log .message.bot:not(.typing)").last();
  const button = (within: Page | Locator, name: string) => within.getByRole("button", { name, exact: true });

  /** Waits until the newest message of the bot has the words. */
  async function comes(page: Page, words: string): Promise<Locator> {
    await newest(page).filter({ hasText: words }).waitFor();
    return newest(page);
  }

  async function joins(page: Page): Promise<void> {
    await button(page, "Tham gia như người mới").click();
    const dialog = page.getByRole("dialog", { name: "Người mới tham gia" });
    await dialog.getByLabel("Đơn vị").selectOption("Sở Nội vụ Vĩnh Phúc");
    await dialog.getByLabel("Vai trò").selectOption({ label: "Cán bộ đầu mối" });
    expect(await dialog.getByLabel("Tên hiển thị").inputValue()).toBe(
      "Cán bộ đầu mối (mới), Sở Nội vụ Vĩnh Phúc",
    );
    await button(dialog, "Mở điện thoại của người này").click();
    await button(page, "Bắt đầu").click();
    await button(
      await comes(page, "Mã này dành cho cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc"),
      "Đồng ý, tham gia",
    ).click();
    await comes(page, "Đã tham gia: Sở Nội vụ Vĩnh Phúc.");
  }

  test("on a small phone: join, report, rank with a picture, and the next morning's digest", async () => {
    const { page, complaints } = await openPage(360, 740);
    await joins(page);
    expect(await sideways(page)).toBe(0);

    const field = page.getByRole("combobox", { name: "Nội dung tin nhắn" });
    await field.pressSequentially("CT3 85%");
    await field.press("Enter");
    const recorded = await comes(page, "CT3 Hồ sơ giải quyết đúng hạn: 70% → 85%");
    expect(await recorded.locator("button.choice").allTextContents()).toEqual([
      "Hoàn tác",
      "Gửi minh chứng",
      "Xếp hạng",
    ]);
    expect(await field.inputValue()).toBe("");

    // By keyboard alone: from the field back to the last button of the newest message.
    const rank = button(recorded, "Xếp hạng");
    for (
      let presses = 0;
      presses < 3 && !(await rank.evaluate((each) => each.matches(":focus")));
      presses += 1
    )
      await page.keyboard.press("Shift+Tab");
    expect(await rank.evaluate((each) => each.matches(":focus-visible"))).toBe(true);
    await page.keyboard.press("Enter");
    const standings = await comes(page, "Tạm tính đến 12/06/2019. Sở Nội vụ Vĩnh Phúc: hạng 4/11");
    const picture = standings.locator("button.picture");
    const decoded = (image: Locator) =>
      image.evaluate((each: { decode(): Promise<void>; naturalWidth: number }) =>
        each.decode().then(() => each.naturalWidth),
      );
    expect(await decoded(picture.locator("img"))).toBe(1080);
    expect(await sideways(page)).toBe(0);

    await picture.click();
    const viewer = page.getByRole("dialog", { name: "Xem ảnh" });
    const full = viewer.locator("img");
    expect(await decoded(full)).toBe(1080);
    expect((await full.boundingBox())?.width).toBeLessThanOrEqual(360);
    await full.click();
    expect((await full.boundingBox())?.width).toBe(1080);
    await page.keyboard.press("Escape");
    await viewer.waitFor({ state: "hidden" });

    await button(page, "Mở đồng hồ").click();
    await page.getByRole("button", { name: "Đến 08:00 ngày mai" }).click();
    await page.getByText("Đã đến Thứ Năm 13/06/2019, 08:00").waitFor();
    expect(await page.locator("#ran-list li").allTextContents()).toContain(
      "Nhắc việc trong ngàyThứ Năm 13/06/2019, 08:00",
    );
    expect(await sideways(page)).toBe(0);
    await button(page, "Đóng đồng hồ").click();
    const digest = await comes(page, "Việc thi đua hôm nay, Thứ Năm 13/06");
    expect(await digest.innerText()).toContain("CT4 Kiểm tra công vụ: hạn Thứ Ba 18/06, còn 3 ngày làm việc");
    expect(await sideways(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("an answer that is there before the call returns ends the sign of being at work", async () => {
    const { page } = await openPage(360, 740);
    await page.locator("#people-open").click();
    await page.locator("[data-chat=snv-hn-official]").click();
    let comesBack: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      comesBack = resolve;
    });
    await page.route("**/web/chats/*/say", async (route) => {
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    });
    await page.getByRole("combobox", { name: "Nội dung tin nhắn" }).fill("xếp hạng");
    await button(page, "Gửi").click();
    await comes(page, "Sở Nội vụ Hà Nội: hạng 1/11");
    const returned = page.waitForResponse("**/web/chats/*/say");
    comesBack();
    await (await returned).finished();
    await page.evaluate(
      "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
    );
    expect(await page.locator("#log .typing").count()).toBe(0);
    await page.context().close();
  });

  test("on a wide screen: the phones, the talk and the clock side by side", async () => {
    const { page, complaints } = await openPage(1280, 800);
    await page.getByRole("navigation", { name: "Điện thoại" }).getByText("Cụm Bắc Bộ").first().waitFor();
    await page.locator("[data-chat=snv-hn-official]").click();
    await page.locator("#phone-owner", { hasText: "Cán bộ đầu mối, Sở Nội vụ Hà Nội" }).waitFor();
    expect(await page.getByRole("button", { name: "+1 giờ" }).isVisible()).toBe(true);
    await page.getByRole("combobox", { name: "Nội dung tin nhắn" }).fill("xếp hạng");
    await button(page, "Gửi").click();
    await comes(page, "Sở Nội vụ Hà Nội: hạng 1/11");
    expect(await sideways(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
