import type { ChatPermissions } from "grammy/types";
import type { Answer } from "./execute.ts";
import type { FaultSpec } from "./faults.ts";
import { asRecord, BAD_JSON, parseJson } from "./params.ts";
import type { Simulator } from "./simulator.ts";
import type { Snapshot } from "./snapshot.ts";

type Args = Record<string, unknown>;

/** Handles of things named by id in a request. */
function handles(sim: Simulator, args: Args) {
  const number = (name: string): number => {
    const value = Number(args[name]);
    if (!Number.isFinite(value)) throw new Error(`"${name}" must be a number`);
    return value;
  };
  const text = (name: string): string => String(args[name] ?? "");
  return {
    number,
    text,
    person: () => sim.person(number("user")),
    bot: () => sim.bot(number("bot")),
    group: () => sim.groupById(number("group")),
    /** A group when `group` is given, else the bot's private chat. */
    place: () => (args.group === undefined ? sim.bot(number("bot")) : sim.groupById(number("group"))),
    bytes: () => new Uint8Array(Buffer.from(text("base64"), "base64")),
    sent: () => args.message as { chatId: number; messageId: number; chatKey: string },
    file: () => ({
      ...(args.caption === undefined ? {} : { caption: text("caption") }),
      ...(args.fileName === undefined ? {} : { fileName: text("fileName") }),
    }),
    member: () => ({ id: number(args.user === undefined ? "bot" : "user") }),
  };
}

/** Snapshots taken over HTTP stay here; the caller gets their number. */
const snapshots = new WeakMap<Simulator, Snapshot[]>();

type H = ReturnType<typeof handles>;

/** What can be asked under `/__sim/`; each takes one JSON object and answers `{ ok, result }`. */
const COMMANDS: Record<string, (sim: Simulator, h: H, args: Args) => unknown> = {
  info: (sim) => ({ url: sim.url, seed: sim.seed, now: sim.clock.now(), gaps: sim.gaps() }),
  createBot(sim, _, args) {
    const { id, token, username } = sim.createBot(args);
    return { id, token, username };
  },
  user: (sim, h, args) => ({ id: sim.user({ ...args, firstName: h.text("firstName") }).id }),
  group: (sim, h, args) => ({ id: sim.group({ ...args, title: h.text("title") }).id }),
  start: (_, h, args) =>
    h.person().start(h.bot(), args.payload === undefined ? undefined : h.text("payload")),
  send: (_, h) => h.person().send(h.place(), h.text("text")),
  sendPhoto: (_, h) => h.person().sendPhoto(h.place(), h.bytes(), h.file()),
  sendDocument: (_, h) => h.person().sendDocument(h.place(), h.bytes(), h.file()),
  sendAlbum: (_, h, args) =>
    h.person().sendAlbum(
      h.place(),
      (args.photos as { base64: string; caption?: string }[]).map(({ base64, ...rest }) => ({
        bytes: new Uint8Array(Buffer.from(base64, "base64")),
        ...rest,
      })),
    ),
  reply: (_, h) => h.person().reply(h.sent(), h.text("text")),
  edit: (_, h) => h.person().edit(h.sent(), h.text("text")),
  remove: (_, h) => h.person().remove(h.sent()),
  react: (_, h, args) => h.person().react(h.sent(), args.emoji === null ? null : h.text("emoji")),
  vote: (_, h, args) => h.person().vote(h.sent(), args.options as number[]),
  press: (_, h) => h.person().press(h.text("label")),
  pressStale: (_, h, args) =>
    h.person().pressStale(args.button as Parameters<ReturnType<H["person"]>["pressStale"]>[0]),
  block: (_, h) => h.person().block(h.bot()),
  unblock: (_, h) => h.person().unblock(h.bot()),
  deactivate: (_, h) => h.person().deactivate(),
  join: (_, h) => h.person().join(h.group()),
  requestToJoin: (_, h) => h.person().requestToJoin(h.group()),
  leave: (_, h) => h.person().leave(h.group()),
  promote: (_, h) => h.group().promote(h.member()),
  demote: (_, h) => h.group().demote(h.member()),
  add: (_, h) => h.group().add(h.member()),
  restrict: (_, h, args) => h.group().restrict(h.member(), args.permissions as ChatPermissions | undefined),
  setPermissions: (_, h, args) => h.group().setPermissions(args.permissions as ChatPermissions),
  setPrivacy: (_, h, args) => h.bot().setPrivacy(args.on === true),
  deleteGroup: (_, h) => h.group().delete(),
  kick: (_, h) => h.group().kick(h.member()),
  upgrade: (_, h) => h.group().upgrade(),
  screen: (_, h) => h.person().screen(h.place()),
  transcript: (sim, h, args) =>
    sim.transcript(
      args.group === undefined ? { person: h.person(), bot: h.bot() } : { id: h.number("group") },
    ),
  settled: (sim, _, args) => sim.settled(args),
  fault: (sim, _, args) => sim.fault(args as unknown as FaultSpec),
  clearFaults: (sim) => sim.clearFaults(),
  flood: (sim, h) => sim.flood(h.text("mode") as "off" | "strict" | "fuzzy"),
  advance: (sim, h) => sim.advance(h.number("ms")),
  calls: (sim, h, args) => sim.journal.calls(args.method === undefined ? undefined : h.text("method"), args),
  attempts: (sim) => sim.journal.attempts,
  snapshot(sim) {
    const kept = snapshots.get(sim) ?? [];
    snapshots.set(sim, kept);
    return { snapshot: kept.push(sim.snapshot()) - 1 };
  },
  restore(sim, h) {
    const kept = snapshots.get(sim)?.[h.number("snapshot")];
    if (!kept) throw new Error("no such snapshot");
    sim.restore(kept);
  },
  pending: (_, h) => h.bot().pending(),
  updates: (sim) => [...sim.journal.updates.values()],
};

export async function control(sim: Simulator, command: string, body: string): Promise<Answer> {
  const run = COMMANDS[command];
  const parsed = body.trim() === "" ? {} : parseJson(body);
  const args = parsed === BAD_JSON ? undefined : asRecord(parsed);
  if (!run) return failed(404, `no command ${command}; there is ${Object.keys(COMMANDS).join(", ")}`);
  if (!args) return failed(400, "a command takes one JSON object");
  try {
    const result = await run(sim, handles(sim, args), args);
    return { status: 200, body: { ok: true, result: result ?? true }, retryAfter: undefined };
  } catch (error) {
    return failed(400, error instanceof Error ? error.message : String(error));
  }
}

function failed(status: number, description: string): Answer {
  return { status, body: { ok: false, error_code: status, description }, retryAfter: undefined };
}
