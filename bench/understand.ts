// How long reading a message takes: on the corpus, with length, and with many targets. Run: npx tsx bench/understand.ts
import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import type { TargetView, UnitView } from "../src/domain/vietnamese/meaning.ts";
import { understand } from "../src/domain/vietnamese/understand.ts";

interface Line {
  readonly text: string;
  readonly today: string;
  readonly targets: readonly TargetView[];
}

const corpus = readFileSync(new URL("../test/corpus/examples.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Line);
const names = [
  "Hà Nội",
  "Vĩnh Phúc",
  "Hải Phòng",
  "Hải Dương",
  "Bắc Ninh",
  "Hưng Yên",
  "Quảng Ninh",
  "Hà Nam",
  "Nam Định",
  "Thái Bình",
  "Ninh Bình",
];
const units: readonly UnitView[] = names.map((name) => ({ name: `Sở Nội vụ ${name}` }));

/** Microseconds of one call. */
function time(line: Line): number {
  const start = process.hrtime.bigint();
  understand(line.text, { targets: line.targets, units, today: line.today });
  return Number(process.hrtime.bigint() - start) / 1000;
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const at = (values: readonly number[], share: number): number =>
  sorted(values)[Math.floor((values.length - 1) * share)] ?? 0;
const shown = (micros: number): string =>
  micros < 1000 ? `${micros.toFixed(0)} µs` : `${(micros / 1000).toFixed(2)} ms`;

/** A figure over several rounds: the middle one, with the smallest and largest as the noise. */
function report(name: string, rounds: readonly number[]): void {
  console.log(
    `${name.padEnd(44)} ${shown(at(rounds, 0.5)).padStart(9)}   (rounds ${shown(at(rounds, 0))} … ${shown(at(rounds, 1))})`,
  );
}

function rounds(count: number, one: () => number): number[] {
  return Array.from({ length: count }, one);
}

const [cpu] = cpus();
console.log(
  `${cpu?.model ?? "unknown processor"}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, Node ${process.version}`,
);
console.log(
  `load ${loadavg()
    .map((load) => load.toFixed(2))
    .join(" ")}; ${corpus.length} messages\n`,
);

const cold = at(corpus.map(time), 0.5);
for (let warm = 0; warm < 20; warm++) for (const line of corpus) time(line);

const passes = rounds(9, () => 0).map(() => corpus.map(time));
report(
  "message of the corpus, median",
  passes.map((pass) => at(pass, 0.5)),
);
report(
  "message of the corpus, p99",
  passes.map((pass) => at(pass, 0.99)),
);
console.log(`first pass in a cold process, median ${shown(cold)}\n`);

const [first] = corpus;
if (!first) throw new Error("the corpus is empty");
const block = "CT1: 150 hồ sơ, CT3 đạt 88%, hôm qua ct2 nộp thêm 3 hồ sơ; em cảm ơn anh ạ.\n";
for (const length of [100, 1000, 10_000]) {
  const text = block.repeat(Math.ceil(length / block.length)).slice(0, length);
  for (let warm = 0; warm < 5; warm++) time({ ...first, text });
  report(
    `${length.toLocaleString("vi-VN")} characters`,
    rounds(9, () => time({ ...first, text })),
  );
}
const noise = "đơn vị đang kiểm tra lại số liệu của các phòng ".repeat(220).slice(0, 10_000);
report(
  "10.000 characters of talk",
  rounds(9, () => time({ ...first, text: noise })),
);

console.log("");
const words = [
  "Số hóa",
  "Tuyên truyền",
  "Kiểm tra",
  "Bồi dưỡng",
  "Vận động",
  "Xây dựng",
  "Tổ chức",
  "Giải quyết",
];
const objects = [
  "hồ sơ lưu trữ",
  "pháp luật",
  "công vụ",
  "cán bộ",
  "quỹ vì người nghèo",
  "mô hình mới",
  "hội nghị",
  "thủ tục",
];
const many: TargetView[] = Array.from({ length: 200 }, (_, index) => ({
  code: `CT${index + 1}`,
  title: `${words[index % 8]} ${objects[Math.floor(index / 8) % 8]} đợt ${index + 1}`,
  kind: "quantity",
  unit: "hồ sơ",
  plan: 200,
  current: 100,
}));
const messages = [
  "ct150 135 hồ sơ",
  "tuyên truyền pháp luật đợt 10 được 120",
  "hôm qua ct7 thêm 5 hồ sơ, ct8 thêm 3",
  "số hóa hồ sơ 130",
];
for (const text of messages) for (let warm = 0; warm < 50; warm++) time({ ...first, text, targets: many });
report(
  "200 targets, list known, median",
  rounds(9, () =>
    at(
      messages.map((text) => time({ ...first, text, targets: many })),
      0.5,
    ),
  ),
);
report(
  "200 targets, list seen first, median",
  rounds(9, () =>
    at(
      messages.map((text) => time({ ...first, text, targets: [...many] })),
      0.5,
    ),
  ),
);
