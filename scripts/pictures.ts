// Takes the pictures the bot sends anew for docs/pictures, from the real product on the demo data: npx tsx scripts/pictures.ts
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { type Phone, type Seen, startTalk } from "../test/support/talk.ts";

const folder = new URL("../docs/pictures/", import.meta.url);
const talk = await startTalk();

async function keep(name: string, messages: Seen[]): Promise<void> {
  const image = messages.findLast((message) => message.image)?.image;
  if (!image) throw new Error(`${name}: no picture came, but ${JSON.stringify(messages)}`);
  const bytes = Buffer.from(await (await fetch(new URL(image, talk.url))).arrayBuffer());
  await writeFile(new URL(`${name}.png`, folder), bytes);
  console.log(
    `${name}.png ${bytes.readUInt32BE(16)}×${bytes.readUInt32BE(20)}, ${Math.round(bytes.length / 1024)} KB`,
  );
}

/** Says what is typed, presses what stands in brackets. */
async function talks(phone: Phone, ...steps: string[]): Promise<Seen[]> {
  let last: Seen[] = [];
  for (const step of steps) {
    const [, label] = /^\[(.*)\]$/.exec(step) ?? [];
    last = label === undefined ? await phone.says(step) : await phone.presses(label);
  }
  return last;
}

await mkdir(folder, { recursive: true });
const officer = talk.person("VP", "focalOfficial");
const head = talk.person("HN", "focalOfficial");
try {
  await keep("standings", await talks(officer, "xếp hạng"));
  await keep("trend", await talks(officer, "[Diễn biến theo tháng]"));
  await keep("heat-map", await talks(head, "/chuanop", "[Tình hình nộp báo cáo]"));

  const corpus = new URL("../test/corpus/criteria/own-H-khoi-tham-muu-450-50.json", import.meta.url);
  // Every row is the unit's to enter, so that the card has all three scores.
  const text = (await readFile(corpus, "utf8")).replaceAll('"system"', '"self"');
  const table = { ...(JSON.parse(text) as object), name: "Bảng tiêu chí mẫu, 450 + 50 điểm", year: 2019 };
  const bytes = Buffer.from(JSON.stringify(table));
  await head.sends({ name: "bang-2019.json", type: "application/json", bytes }, "Bảng tiêu chí năm 2019");
  await talks(head, "[Áp dụng]");
  await talks(officer, "/tucham", "[Bắt đầu]", "112/120", "19/20", "3 cộng 1 trừ", "5/4", "chậm 1 ngày");
  await talks(officer, "0, 1, 0", "[Đạt]", "[Không đạt]", "[Không đạt]", "2", "8,5", "1", "[Đúng hạn]");
  await talks(officer, "[Gửi tự chấm]");
  await talks(head, "/thamdinh", "[SNV Vĩnh Phúc · Đã nộp]", "[Thẩm định tiếp]");
  await talks(head, "108/120 vì bốn việc xong sau ngày 30/11", "[Đồng ý: 40 điểm]");
  await talks(head, "2 cộng 1 trừ vì một hội nghị đồng chủ trì", "[Tạm dừng]");
  const [sheet] = await talks(head, "/thamdinh", "[SNV Vĩnh Phúc · Đã nộp]");
  const rest = sheet?.buttons.find((label) => label.endsWith("dòng còn lại"));
  await talks(head, `[${rest ?? ""}]`, "[Hoàn tất thẩm định]");
  await talks(head, "/thamdinh", "[Công bố điểm]", "[Công bố]");
  await keep("unit-card", await talks(officer, "/diem"));
} finally {
  await talk.stop();
}
