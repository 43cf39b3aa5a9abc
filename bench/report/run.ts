// A full progress report (webhook in → stored → reply out) beside a bare grammY bot and beside raw node:http.
//   npx tsx bench/report/run.ts
// Windows of each subject in turn, A B C D A B C D …; ratios are of each round, so that a drifting machine cancels out.
import { execFileSync, fork } from "node:child_process";
import { Agent, request } from "node:http";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { bareGrammy, product, rawHttp, type Subject } from "./subjects.ts";

const rounds = Number(process.env.ROUNDS ?? 15);
const perWindow = 40;
const chats = Array.from({ length: 16 }, (_, index) => 500_001 + index);

execFileSync(process.execPath, [fileURLToPath(new URL("../../scripts/setup.mjs", import.meta.url))]);

const api = fork(fileURLToPath(new URL("./api-server.ts", import.meta.url)), {
  execArgv: ["--import", "tsx"],
});
const waiting = new Map<number, () => void>();
const port = await new Promise<number>((resolve) => {
  api.on("message", (message: { port?: number; chat?: number }) => {
    if (message.port) resolve(message.port);
    if (message.chat) {
      const done = waiting.get(message.chat);
      waiting.delete(message.chat);
      done?.();
    }
  });
});
const apiRoot = `http://127.0.0.1:${port}`;
// A fresh one for each window: a socket that idled through the others' windows may be closed by its server.
let agent = new Agent({ keepAlive: true, maxSockets: 64 });
let updateId = 1;

/** One report: resolves when its reply has reached the Bot API. */
function report(subject: Subject, chat: number): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.set(chat, resolve);
    updateId += 1;
    const body = JSON.stringify({
      update_id: updateId,
      message: {
        message_id: updateId,
        date: 1_560_000_000,
        chat: { id: chat, type: "private", first_name: "b" },
        from: { id: chat, is_bot: false, first_name: "b" },
        text: `CT3 sửa lại là ${50 + (updateId % 45)}%`,
      },
    });
    const headers = {
      ...subject.headers,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    request(subject.url, { agent, method: "POST", headers }, (response) => response.resume())
      .on("error", reject)
      .end(body);
  });
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const spread = (values: number[]) =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;

/** Milliseconds a report, one after the other. */
async function alone(subject: Subject): Promise<number> {
  const times: number[] = [];
  for (let each = 0; each < perWindow; each += 1) {
    const start = performance.now();
    await report(subject, chats[0] ?? 0);
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Milliseconds a report with 16 people writing at once. */
async function together(subject: Subject): Promise<number> {
  const start = performance.now();
  await Promise.all(
    chats.map(async (chat) => {
      for (let each = 0; each < perWindow / 4; each += 1) await report(subject, chat);
    }),
  );
  return (performance.now() - start) / ((chats.length * perWindow) / 4);
}

const subjects = [
  await product(apiRoot, chats),
  await bareGrammy(apiRoot, "Prisma's"),
  await bareGrammy(apiRoot, "our"),
  await rawHttp(apiRoot),
];
for (const subject of subjects) await together(subject);
console.log(
  `${cpus().length} cores, ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(2)}; ${rounds} rounds`,
);
for (const [title, measure] of [
  ["one after the other", alone],
  ["16 people at once", together],
] as const) {
  const times = subjects.map(() => [] as number[]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      agent = new Agent({ keepAlive: true, maxSockets: 64 });
      await report(subject, chats[0] ?? 0);
      times[index]?.push(await measure(subject));
      agent.destroy();
    }
  }
  console.log(`\n${title}: ms a report, median (min–max) of the rounds`);
  for (const [index, subject] of subjects.entries())
    console.log(`  ${subject.name}: ${spread(times[index] ?? [])}`);
  for (const other of [1, 2, 3]) {
    const ratios = (times[0] ?? []).map((time, round) => time / (times[other]?.[round] ?? Number.NaN));
    console.log(`  the product / ${subjects[other]?.name}: ${spread(ratios)}`);
  }
}
for (const subject of subjects) await subject.stop();
agent.destroy();
api.kill();
process.exit(0);
