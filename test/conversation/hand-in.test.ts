import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTalk } from "../support/talk.ts";
import { startZaloTalk, textOf, type ZaloPhone, type ZaloSeen, type ZaloTalk } from "../support/zalo-talk.ts";

const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const program = Buffer.from("MZ this can be run");

interface Sent {
  name: string;
  bytes: Uint8Array;
}
const file = (name: string, bytes: Uint8Array = Buffer.concat([pdf, Buffer.from(name)])): Sent => ({
  name,
  bytes,
});

const linkIn = (messages: ZaloSeen[]): string =>
  /http:\/\/\S+\/nop\/[\w-]{24}$/m.exec(textOf(messages))?.[0] ?? "";

/** What a reader sees of a page, its words one by one. */
const words = (html: string) =>
  html
    .replace(/<style>[\s\S]*<\/style>|<title>.*<\/title>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

async function post(url: string, files: Sent[]) {
  const form = new FormData();
  for (const { name, bytes } of files) form.append("files", new Blob([new Uint8Array(bytes)]), name);
  const response = await fetch(url, { method: "POST", body: form });
  return { status: response.status, words: words(await response.text()) };
}

describe("documents where the chat takes only photos", () => {
  let talk: ZaloTalk;
  let an: ZaloPhone;
  beforeAll(async () => {
    talk = await startZaloTalk({ keepLog: true });
    an = await talk.official("Nguyễn <An>", "Sở Nội vụ Vĩnh Phúc");
  });
  afterAll(() => talk.stop());

  const evidence = () => talk.store.db.evidence.count({ where: { removedAt: null } });

  test("[Gửi minh chứng] gives a link, whose page says who, which unit and which target", async () => {
    await an.says("CT4 7");
    const answer = await an.says("2");
    expect(textOf(answer)).toMatch(
      /^Đồng chí gửi ảnh minh chứng cho CT4 vào đây\.\nTệp văn bản \(PDF, Word, Excel…\), đồng chí nộp tại đường dẫn dùng một lần, trong 30 phút:\nhttp:\S+$/,
    );
    const response = await fetch(linkIn(answer));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
      "x-frame-options": "DENY",
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-\S+'; form-action 'self';/,
      ),
    });
    const html = await response.text();
    expect(html).not.toContain("<script");
    expect(words(html)).toContain(
      "Người nộp Nguyễn &lt;An&gt; Đơn vị Sở Nội vụ Vĩnh Phúc Chỉ tiêu CT4 Kiểm tra công vụ",
    );
  });

  test("what is handed in there is answered in the chat and counted", async () => {
    const link = linkIn(await an.says("gửi file CT4"));
    const done = await post(link, [
      file("Biên bản kiểm tra.pdf"),
      file("chay.exe", program),
      file("Phụ lục.pdf"),
    ]);
    expect(done.status).toBe(200);
    expect(done.words).toContain("Đã nhận 2 tệp: Biên bản kiểm tra.pdf Phụ lục.pdf");
    expect(done.words).toContain(
      "Chưa nhận 1 tệp: chay.exe : tệp chạy được (chương trình, kịch bản lệnh, trang web) không được nhận",
    );
    expect(done.words).toContain("quay lại khung trò chuyện");
    expect(textOf(await an.sees())).toMatch(/^Đã đính kèm tệp minh chứng cho CT4\./);
    expect(await evidence()).toBe(2);
    expect(textOf(await an.says("ct4"))).toMatch(/minh chứng.*2|2.*minh chứng/i);
    const again = await post(link, [file("khác.pdf")]);
    expect(again).toEqual({
      status: 410,
      words: expect.stringContaining(
        "Đường dẫn này đã được dùng. Để nộp thêm, đồng chí nhắn trợ lý: nộp minh chứng",
      ),
    });
    expect(await evidence()).toBe(2);
  });

  test("a link works once, also for two who press at the same time", async () => {
    const link = linkIn(await an.says("nộp minh chứng"));
    const both = await Promise.all([post(link, [file("a.pdf")]), post(link, [file("b.pdf")])]);
    expect(both.map((each) => each.status).sort()).toEqual([200, 410]);
    await an.sees();
    expect(await evidence()).toBe(3);
  });

  test("nothing taken uses nothing up, and the page says why", async () => {
    const link = linkIn(await an.says("em muốn nộp tài liệu cho CT4 ạ"));
    const refused = await post(link, [
      file("rỗng.pdf", Buffer.alloc(0)),
      file("TỐI MẬT.pdf"),
      file("to.pdf", Buffer.concat([pdf, Buffer.alloc(20 * 1024 * 1024)])),
      file("lạ.bin", Buffer.from([0, 1, 2, 3])),
    ]);
    expect(refused.status).toBe(422);
    for (const why of [
      "rỗng.pdf : tệp không có nội dung",
      "TỐI MẬT.pdf : tên tệp cho thấy đây là tài liệu mật",
      "to.pdf : lớn hơn 20 MB",
      "lạ.bin : không nhận ra loại tệp",
    ])
      expect(refused.words).toContain(why);
    expect((await post(link, [])).words).toContain("Đồng chí chưa chọn tệp nào.");
    expect((await fetch(link, { method: "POST", body: "x" })).status).toBe(422);
    const many = await post(
      link,
      Array.from({ length: 11 }, (_, at) => file(`trang-${at + 1}.pdf`)),
    );
    expect(many.words).toContain("Đã nhận 10 tệp:");
    expect(many.words).toContain("Chưa nhận 1 tệp: trang-11.pdf : mỗi lần nộp tối đa 10 tệp");
    await an.sees();
    expect(await evidence()).toBe(13);
  });

  test("what the chat could not read is answered with a link, and without a target it is asked for", async () => {
    await talk.moveTo("2019-06-12T10:30");
    const answer = await an.sendsFile();
    expect(textOf(answer)).toContain(
      "Đồng chí vừa gửi nội dung mà ở kênh này tôi không đọc được. Tôi đọc được chữ và ảnh.",
    );
    expect((await post(linkIn(answer), [file("kế hoạch.pdf")])).status).toBe(200);
    expect(textOf(await an.sees())).toContain("Minh chứng này (tệp) là của chỉ tiêu nào?");
    expect(textOf(await an.says("2"))).toContain("Đã đính kèm tệp minh chứng cho");
    expect(textOf(await an.sendsSticker())).toBe(
      "Ở kênh này tôi chỉ đọc được chữ và ảnh. Đồng chí nhắn bằng chữ giúp tôi nhé.",
    );
  });

  test("a newer link, half an hour, another's role and a forged key end it, each with one sentence", async () => {
    const first = linkIn(await an.says("nộp file"));
    const second = linkIn(await an.says("nộp file"));
    const ask = async (url: string) => {
      const response = await fetch(url);
      return [response.status, words(await response.text())];
    };
    const expired = [410, expect.stringContaining("đã hết hạn hoặc đã có đường dẫn mới thay thế")];
    expect(await ask(first)).toEqual(expired);
    expect((await ask(second))[0]).toBe(200);
    await talk.moveTo("2019-06-12T11:01");
    expect(await ask(second)).toEqual(expired);
    expect((await post(second, [file("muộn.pdf")])).status).toBe(410);
    const unknown = [404, expect.stringContaining("Đường dẫn này không đúng.")];
    expect(await ask(`${talk.app.url}/nop/${"A".repeat(24)}`)).toEqual(unknown);
    const third = linkIn(await an.says("nộp file"));
    await talk.store.db.role.updateMany({
      where: { person: { displayName: "Nguyễn <An>" } },
      data: { endedAt: new Date() },
    });
    expect(await ask(third)).toEqual(unknown);
  });

  test("no key of a link is kept in the database's own table or written to the log", async () => {
    const links = await talk.store.db.uploadLink.findMany();
    expect(links.length).toBeGreaterThan(5);
    const payloads = (await talk.store.db.outboxMessage.findMany()).map((row) => row.payload).join("\n");
    const keys = [...payloads.matchAll(/\/nop\/([\w-]{24})/g)].map((found) => found[1] ?? "");
    expect(keys.length).toBe(links.length);
    for (const key of keys) {
      expect(JSON.stringify(links)).not.toContain(key);
      expect(talk.lines.join("\n")).not.toContain(key);
    }
  });
});

test("without a public address people are told what to do instead", async () => {
  const talk = await startZaloTalk({ env: { PUBLIC_URL: "" } });
  const an = await talk.official("An", "Sở Nội vụ Vĩnh Phúc");
  expect(textOf(await an.sendsFile())).toContain(
    "Ở kênh này tôi chưa nhận được tệp văn bản. Đồng chí chụp ảnh từng trang và gửi vào đây giúp tôi.",
  );
  expect(textOf(await an.says("nộp minh chứng CT4"))).toContain(
    "Đồng chí gửi ảnh minh chứng cho CT4 vào đây.",
  );
  await talk.stop();
});

test("where the chat takes documents nobody is sent elsewhere", async () => {
  const talk = await startTalk({ env: { PUBLIC_URL: "https://thidua.example.vn" } });
  const officer = talk.person("VP", "focalOfficial");
  expect((await officer.says("nộp minh chứng"))[0]?.text).toBe(
    "Đồng chí gửi ảnh hoặc tệp vào đây, kèm mã chỉ tiêu, ví dụ: CT3 (tối đa 20 MB).",
  );
  expect((await officer.says("gửi file CT4"))[0]?.text).toBe(
    "Đồng chí gửi ảnh hoặc tệp minh chứng cho CT4 (tối đa 20 MB).",
  );
  expect((await officer.sends({ name: "a.pdf", type: "application/pdf", bytes: pdf }))[0]?.text).toContain(
    "Đã đính kèm tệp minh chứng cho CT4.",
  );
  await talk.stop();
});
