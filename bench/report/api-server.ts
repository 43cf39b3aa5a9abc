import { createServer } from "node:http";

/** A Bot API that answers at once, in a process of its own. Tells its parent when each message arrives. */
const me = { id: 1, is_bot: true, first_name: "bench", username: "bench_bot" };
let id = 0;
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const method = request.url?.split("/").at(-1) ?? "";
    let result: unknown = true;
    if (method === "getMe") result = me;
    if (method === "sendMessage") {
      const body = JSON.parse(Buffer.concat(parts).toString("utf8")) as { chat_id: number | string };
      id += 1;
      const chat = Number(body.chat_id);
      result = { message_id: id, date: 0, chat: { id: chat, type: "private", first_name: "b" }, text: "x" };
      process.send?.({ chat });
    }
    const text = JSON.stringify({ ok: true, result });
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
});
process.on("disconnect", () => process.exit(0));
