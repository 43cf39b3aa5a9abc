// The Bot API simulator with its strict flood model, behind a way of 40 ms there and back plus up to 60 ms of jitter: a process
// of its own.
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { createRandom } from "../../test/simulation/random.ts";
import { startSimulator } from "../../test/support/bot-api/index.ts";

const people = Number(process.argv[2] ?? 300);
const wayMs = 20;
const jitterMs = 60;
const random = createRandom(5);

const sim = await startSimulator({ seed: 5, flood: "strict" });
const bot = sim.createBot({ username: "bench_bot" });
const chats: number[] = [];
for (let index = 0; index < people; index += 1) {
  const person = sim.user({ firstName: `P${index}` });
  await person.start(bot);
  chats.push(person.id);
}
bot.state().updates.clear();

const agent = new Agent({ keepAlive: true, maxSockets: 512 });
const way = createServer((incoming, answer) => {
  const parts: Buffer[] = [];
  incoming.on("data", (part: Buffer) => parts.push(part));
  incoming.on("end", () => {
    setTimeout(() => {
      const onward = request(
        new URL(incoming.url ?? "/", sim.url),
        { agent, method: incoming.method ?? "POST", headers: incoming.headers },
        (result) => {
          setTimeout(() => {
            answer.writeHead(result.statusCode ?? 502, result.headers);
            result.pipe(answer);
          }, wayMs);
        },
      );
      onward.on("error", () => answer.destroy());
      onward.end(Buffer.concat(parts));
    }, wayMs + random.int(0, jitterMs));
  });
});
await new Promise<void>((resolve) => void way.listen(0, "127.0.0.1", resolve));

process.on("message", () => {
  const calls = sim.journal.calls("sendMessage");
  const times = calls.filter((call) => call.verdict === "applied").map((call) => call.at);
  process.send?.({
    accepted: times.length,
    refused: calls.filter((call) => call.status === 429).length,
    ms: Math.max(1, Math.max(...times) - Math.min(...times)),
  });
});
process.send?.({ url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`, token: bot.token, chats });
