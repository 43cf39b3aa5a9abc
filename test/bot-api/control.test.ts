import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";

let child: ReturnType<typeof spawn>;
let url: string;

beforeAll(async () => {
  const runner = new URL("../support/bot-api/runner.ts", import.meta.url).pathname;
  child = spawn(process.execPath, ["--import", "tsx", runner, '{"seed":9,"clock":"manual"}'], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
  ({ url } = JSON.parse(line.toString("utf8")) as { url: string });
});

afterAll(async () => {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

interface Reply {
  ok: boolean;
  result: { id: number; token: string; last?: { text: string } } & Record<string, unknown>;
  description?: string;
}

async function sim(command: string, args: object = {}): Promise<Reply> {
  const response = await fetch(`${url}/__sim/${command}`, { method: "POST", body: JSON.stringify(args) });
  return (await response.json()) as Reply;
}

it("is driven over HTTP when it runs in a process of its own", async () => {
  const bot = (await sim("createBot", { username: "thidua_bot" })).result;
  const an = (await sim("user", { firstName: "An" })).result.id;
  const group = (await sim("group", { title: "Cụm", members: [{ id: an }], bot: { id: bot.id } })).result.id;
  const at = { user: an, bot: bot.id };
  await sim("start", { ...at, payload: "mã" });
  await sim("send", { user: an, group, text: "/nop@thidua_bot" });
  const call = async (method: string, params: object) => {
    const query = new URLSearchParams(
      Object.entries(params).map(([k, v]): [string, string] => [k, String(v)]),
    );
    return (await (await fetch(`${url}/bot${bot.token}/${method}?${query}`)).json()) as {
      ok: boolean;
      result: { message?: { text?: string } }[];
    };
  };
  const updates = (await call("getUpdates", {})).result.map((u) => u.message?.text).filter(Boolean);
  expect(updates).toEqual(["/start mã", "/nop@thidua_bot"]);
  const markup = JSON.stringify({ inline_keyboard: [[{ text: "Ừ", callback_data: "u" }]] });
  await call("sendMessage", { chat_id: an, text: "Chốt?", reply_markup: markup });
  expect((await sim("press", { user: an, label: "Ừ" })).result).toMatchObject({
    kind: "callback",
    answered: false,
  });
  expect((await sim("screen", at)).result).toMatchObject({ spinners: ["Ừ"], last: { text: "Chốt?" } });
  await sim("fault", { kind: "error", code: 400, description: "Bad Request: x", method: "getMe" });
  expect(await call("getMe", {})).toMatchObject({ ok: false, description: "Bad Request: x" });
  await sim("advance", { ms: 60_000 });
  const { snapshot } = (await sim("snapshot")).result;
  await sim("send", { ...at, text: "sau" });
  expect((await sim("pending", at)).result).toBeGreaterThan(0);
  await sim("restore", { snapshot });
  expect((await sim("screen", at)).result).toMatchObject({ last: { text: "Chốt?" } });
  expect((await sim("restore", { snapshot: 9 })).description).toBe("no such snapshot");
  const calls = (await sim("calls", { method: "sendMessage", chat: an })).result as unknown as {
    verdict: string;
  }[];
  expect(calls.map((c) => c.verdict)).toEqual(["applied"]);
  expect((await sim("transcript", at)).result).toContain("An: presses [Ừ] of #2");
});

it("says what is wrong with a command", async () => {
  expect(await sim("dance")).toMatchObject({
    ok: false,
    description: expect.stringContaining("no command dance") as string,
  });
  expect(await sim("start", { user: "An" })).toMatchObject({
    ok: false,
    description: '"user" must be a number',
  });
  expect(await sim("press", { user: 5_100_000_001, label: "không" })).toMatchObject({ ok: false });
});
