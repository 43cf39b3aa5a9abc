import ts from "typescript";
import { expect, it } from "vitest";
import { startSimulator } from "../support/bot-api/index.ts";
import { type PlainAnswer, plain, png } from "./clients.ts";

interface Reply {
  method: string;
  result: unknown;
}

/** Calls everything in scope once or more, in a private chat and in groups, and keeps what came back. */
async function collect(): Promise<{ replies: Reply[]; updates: unknown[] }> {
  const sim = await startSimulator({ seed: 81, clock: "manual", slowRepeatedOffset: false });
  const bot = sim.createBot({ username: "thidua_bot", firstName: "Thi đua" });
  const an = sim.user({ firstName: "An", lastName: "Lê", username: "an_le", languageCode: "vi" });
  const binh = sim.user({ firstName: "Bình" });
  const replies: Reply[] = [];

  async function keep(method: string, answer: PlainAnswer): Promise<Record<string, never>> {
    if (!answer.body.ok) throw new Error(`${method}: ${answer.body.description}`);
    replies.push({ method, result: answer.body.result });
    return answer.body.result as Record<string, never>;
  }
  const call = async (method: string, params: object = {}) =>
    keep(method, await plain(sim, bot.token, method, params));
  async function upload(method: string, fields: Record<string, string>, files: Record<string, Uint8Array>) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const [name, bytes] of Object.entries(files))
      form.set(name, new Blob([Uint8Array.from(bytes)]), `${name}.png`);
    const response = await fetch(`${sim.url}/bot${bot.token}/${method}`, { method: "POST", body: form });
    const body = (await response.json()) as PlainAnswer["body"];
    return keep(method, { status: response.status, retryAfter: null, body });
  }

  const types = [
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
  ];
  const rest = ["chat_join_request", "message_reaction", "poll", "poll_answer"];
  await call("getUpdates", { allowed_updates: [...types, ...rest] });
  await an.start(bot, "mã");
  const chat_id = an.id;
  const reply_markup = {
    inline_keyboard: [
      [
        { text: "a", callback_data: "a", style: "success" },
        { text: "b", url: "https://example.org" },
      ],
      [
        { text: "c", copy_text: { text: "x" } },
        { text: "d", web_app: { url: "https://example.org" } },
      ],
    ],
  };
  const html = `<b>x</b> <i>y</i> <pre><code class="language-sql">s</code></pre> <a href="tg://user?id=${an.id}">An</a>
    <a href="https://example.org">z</a> <tg-emoji emoji-id="5">👍</tg-emoji> <tg-time unix="1700000000" format="d">t</tg-time>
    <blockquote expandable>q</blockquote> /nop #tag @thidua_bot an@example.org`;
  const text = await call("sendMessage", { chat_id, text: html, parse_mode: "HTML", reply_markup });
  await an.press("a");
  const query = [...sim.core.world.callbacks.keys()][0];
  await call("answerCallbackQuery", { callback_query_id: query, text: "ok" });
  const at = { chat_id, message_id: text.message_id };
  await call("sendMessage", {
    chat_id,
    text: "đáp",
    reply_parameters: { message_id: text.message_id },
    protect_content: true,
  });
  await call("editMessageText", { ...at, text: "mới", link_preview_options: { is_disabled: true } });
  await call("editMessageReplyMarkup", { ...at, reply_markup });
  const photo = await upload(
    "sendPhoto",
    { chat_id: `${chat_id}`, caption: "*c*", parse_mode: "MarkdownV2" },
    { photo: png(900, 300) },
  );
  await call("editMessageCaption", { chat_id, message_id: photo.message_id, caption: "d" });
  await upload(
    "editMessageMedia",
    {
      chat_id: `${chat_id}`,
      message_id: `${photo.message_id}`,
      media: '{"type":"photo","media":"attach://p"}',
    },
    { p: png(50, 50) },
  );
  const file = await upload("sendDocument", { chat_id: `${chat_id}` }, { document: png(5, 5) });
  const file_id = (file as { document?: { file_id: string } }).document?.file_id;
  await call("getFile", { file_id });
  const media = '[{"type":"photo","media":"attach://a"},{"type":"photo","media":"attach://b"}]';
  await upload("sendMediaGroup", { chat_id: `${chat_id}`, media }, { a: png(50, 50), b: png(60, 50) });
  await call("copyMessage", { chat_id, from_chat_id: chat_id, message_id: file.message_id });
  await call("forwardMessage", { chat_id, from_chat_id: chat_id, message_id: file.message_id });
  const poll = await call("sendPoll", {
    chat_id,
    question: "?",
    options: ["a", { text: "b" }],
    is_anonymous: false,
  });
  await an.vote({ chatId: chat_id, chatKey: `p${bot.id}:${an.id}`, messageId: poll.message_id ?? 0 }, [1]);
  await call("sendChatAction", { chat_id, action: "typing" });
  await call("sendRichMessage", { chat_id, rich_message: { html: "<b>x</b>" } });
  await call("pinChatMessage", at);
  await call("getChat", { chat_id });
  await call("setMessageReaction", { ...at, reaction: [{ type: "emoji", emoji: "👍" }] });
  await call("unpinChatMessage", at);
  await call("unpinAllChatMessages", { chat_id });
  await call("deleteMessage", at);
  await call("deleteMessages", { chat_id, message_ids: [photo.message_id] });
  await call("setMyCommands", { commands: [{ command: "nop", description: "Nộp" }] });
  for (const method of ["getMyCommands", "deleteMyCommands", "getMe", "getWebhookInfo"]) await call(method);
  for (const [method, field] of [
    ["setMyName", "name"],
    ["setMyDescription", "description"],
    ["setMyShortDescription", "short_description"],
  ])
    await call(method ?? "", { [field ?? ""]: "x" });
  await call("setChatMenuButton", {
    menu_button: { type: "web_app", text: "m", web_app: { url: "https://example.org" } },
  });
  await call("getChatMenuButton", { chat_id });
  await call("getUserProfilePhotos", { user_id: an.id });
  await an.sendPhoto(bot, png(90, 40), { caption: "ảnh" });
  await an.sendDocument(bot, png(1, 1), { fileName: "a.xlsx" });
  await an.edit(await an.send(bot, "sai"), "đúng");
  an.block(bot);
  an.unblock(bot);

  const group = sim.group({ title: "Cụm", members: [an, binh], bot });
  const big = sim.group({
    title: "Khối",
    type: "supergroup",
    username: "khoi_1",
    members: [an],
    bot,
    botIsAdmin: true,
  });
  const channel = sim.group({ title: "Kênh", type: "channel", members: [an], bot, botIsAdmin: true });
  for (const g of [group, big, channel]) {
    await call("getChat", { chat_id: g.id });
    await call("sendMessage", { chat_id: g.id, text: "x" });
  }
  binh.join(big);
  group.restrict(binh, { can_send_messages: true });
  const said = await binh.sendIn(big, "ừ");
  await call("pinChatMessage", { chat_id: big.id, message_id: said.messageId });
  await binh.react(said, "👍");
  await an.sendIn(channel, "tin");
  for (const user_id of [an.id, binh.id, bot.id])
    for (const g of [group, big]) await call("getChatMember", { chat_id: g.id, user_id });
  await call("getChatAdministrators", { chat_id: big.id });
  await call("getChatMemberCount", { chat_id: big.id });
  await call("createChatInviteLink", { chat_id: big.id, name: "mời", creates_join_request: true });
  const dung = sim.user({ firstName: "Dũng" });
  dung.requestToJoin(big);
  await call("approveChatJoinRequest", { chat_id: big.id, user_id: dung.id });
  const em = sim.user({ firstName: "Em" });
  em.requestToJoin(big);
  await call("declineChatJoinRequest", { chat_id: big.id, user_id: em.id });
  group.upgrade();
  await call("leaveChat", { chat_id: big.id });
  const updates = (await call("getUpdates")) as unknown as unknown[];
  await call("setWebhook", { url: "http://127.0.0.1:9/x", allowed_updates: ["message"] });
  await call("getWebhookInfo");
  await call("deleteWebhook");
  await call("close");
  await call("logOut");
  expect(sim.gaps()).toEqual([]);
  await sim.stop();
  return { replies, updates };
}

/** Compiles every value as a literal of its published type; unknown and missing fields both show up. */
function typeErrors(source: string): string[] {
  const name = new URL("./contract-literals.ts", import.meta.url).pathname;
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (file, ...others) =>
    file === name
      ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true)
      : getSourceFile(file, ...others);
  host.fileExists = (file) => file === name || fileExists(file);
  host.readFile = (file) => (file === name ? source : readFile(file));
  const program = ts.createProgram([name], options, host);
  const file = program.getSourceFile(name);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((d) => {
    const line = d.start === undefined ? 0 : (file?.getLineAndCharacterOfPosition(d.start).line ?? 0);
    return `${source.split("\n")[line]?.slice(0, 120)}: ${ts.flattenDiagnosticMessageText(d.messageText, "\n")}`;
  });
}

/** JSON as a literal. The types want a replied-to message to say that it shows no further one, which JSON cannot. */
function literal(value: unknown): string {
  const marked = JSON.stringify(value, (key, inner: unknown) =>
    key === "reply_to_message" && inner !== null ? { ...(inner as object), reply_to_message: null } : inner,
  );
  return marked.replaceAll('"reply_to_message":null', '"reply_to_message":undefined');
}

it("answers and updates have the published types, field by field", async () => {
  const { replies, updates } = await collect();
  const kinds = new Set(updates.flatMap((u) => Object.keys(u as object)).filter((k) => k !== "update_id"));
  expect([...kinds].sort()).toEqual([
    "callback_query",
    "channel_post",
    "chat_join_request",
    "chat_member",
    "edited_message",
    "message",
    "message_reaction",
    "my_chat_member",
    "poll",
    "poll_answer",
  ]);
  const head = `import type { ApiMethods, Message, Update } from "grammy/types";
type Result<M extends keyof ApiMethods> = ReturnType<Extract<ApiMethods[M], (...args: never[]) => unknown>>;`;
  // The published type of an edited caption leaves the medium out.
  const typeOf = (method: string) =>
    `Result<"${method}">${method === "editMessageCaption" ? " & Message" : ""}`;
  const answers = replies.map((r, n) => `export const r${n}: ${typeOf(r.method)} = ${literal(r.result)};`);
  const pushed = updates.map((u, n) => `export const u${n}: Update = ${literal(u)};`);
  expect(typeErrors([head, ...answers, ...pushed].join("\n"))).toEqual([]);
  const wrong = typeErrors(
    `${head}\nexport const x: Result<"getMe"> = { id: 1 };\nexport const y: Update = { update_id: 1, love: 1 };`,
  );
  expect(wrong).toHaveLength(2);
});
