import type { Store } from "../../src/store/open.ts";
import { type Sent, startSimulator } from "../support/bot-api/index.ts";
import { pushUpdate } from "../support/bot-api/updates/queue.ts";
import { startProduct } from "../support/product.ts";

export { webWorld } from "./web-world.ts";

/** What somebody sees of one message, whatever the channel. */
export interface Seen {
  text: string;
  buttons: string[];
  /** It shows a picture. */
  image: boolean;
  edited: boolean;
}

export interface FileToSend {
  name: string;
  type: string;
  bytes: Uint8Array;
}

export interface Actor {
  /** Each answers what is new or changed for this person when all is quiet. */
  says(text: string): Promise<Seen[]>;
  presses(label: string): Promise<Seen[]>;
  sendsPhoto(bytes: Uint8Array, caption?: string): Promise<Seen[]>;
  sendsFile(file: FileToSend, caption?: string): Promise<Seen[]>;
  /** Several photos in one go. */
  sendsAlbum(photos: Uint8Array[]): Promise<Seen[]>;
  /** The platform hands one message over twice. */
  saysDeliveredTwice(text: string): Promise<Seen[]>;
  /** Presses a button that the newest message of the bot never had. */
  forges(data: string): Promise<Seen[]>;
  /** Presses it twice before anything is answered. */
  pressesTwice(label: string): Promise<Seen[]>;
  /** What came without having been asked for. */
  sees(): Promise<Seen[]>;
  /** Changes what they said last; absent where nobody can. */
  edits?(text: string): Promise<Seen[]>;
  /** Absent where there are none. */
  sendsSticker?(): Promise<Seen[]>;
}

/** What the main job needs of a channel: every channel has it. */
export interface MainWorld extends Omit<World, "newcomer" | "store"> {
  newcomer(name: "An" | "Bình" | "Chi"): Promise<Pick<Actor, "says" | "presses" | "sendsPhoto" | "sees">>;
}

/** One channel with strangers on it; a journey has no branch on which. */
export interface World {
  readonly store: Store;
  /** Somebody with a phone (three at most), under the name that their platform shows. */
  newcomer(name: string): Promise<Actor>;
  invite(unit: string | null, role: string): Promise<string>;
  /** "2019-06-13T08:00" in Hà Nội; answers which jobs ran. */
  moveTo(local: string): Promise<string[]>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function telegramWorld(): Promise<World> {
  const sim = await startSimulator({});
  const bot = sim.createBot({ username: "thidua_bot" });
  // These journeys are about the talk, not about the pace.
  const product = await startProduct(
    { TELEGRAM_BOT_TOKEN: bot.token, TELEGRAM_API_ROOT: sim.url },
    { pace: null },
  );

  const quiet = async () => {
    await sim.settled({ quietMs: 40, timeoutMs: 20_000 });
    await product.app.settled();
    await sim.settled({ quietMs: 20, timeoutMs: 20_000 });
  };
  return {
    get store() {
      return product.app.store;
    },
    async newcomer(name) {
      const user = sim.user({ firstName: name });
      await user.start(bot);
      await quiet();
      /** What was known of each message when one last looked. */
      const known = new Map<number, string>();
      const look = (): Seen[] =>
        user.screen(bot).messages.flatMap((message) => {
          if (message.from !== "bot") return [];
          const buttons = message.buttons.flat();
          const print = JSON.stringify([message.text, buttons]);
          const before = known.get(message.messageId);
          known.set(message.messageId, print);
          if (before === print) return [];
          return { text: message.text, buttons, image: message.photo, edited: before !== undefined };
        });
      look();
      const act = async (step: Promise<unknown>) => {
        await step;
        await quiet();
        return look();
      };
      let last: Sent | undefined;
      const say = async (text: string) => {
        last = await user.send(bot, text);
      };
      /** The simulator has no stickers of its own. */
      const stickerUpdate = async () => {
        const from = { id: user.id, is_bot: false, first_name: name };
        const sticker = { file_id: "S", file_unique_id: "s", type: "regular", width: 512, height: 512 };
        const message = {
          message_id: 900_000 + known.size,
          date: Math.floor(sim.clock.now() / 1000),
          chat: { id: user.id, type: "private", first_name: name },
          from,
          sticker: { ...sticker, is_animated: false, is_video: false },
        };
        pushUpdate(sim.core, bot.state(), "message", message, `chat:${user.id}`);
      };
      return {
        says: (text) => act(say(text)),
        edits: (text) => act(last ? user.edit(last, text) : Promise.reject(new Error("nothing said yet"))),
        presses: (label) => act(user.press(label)),
        pressesTwice: (label) => act(Promise.all([user.press(label), user.press(label)])),
        sendsPhoto: (bytes, caption) => act(user.sendPhoto(bot, bytes, caption ? { caption } : {})),
        sendsFile: ({ name: fileName, type: mimeType, bytes }, caption) =>
          act(user.sendDocument(bot, bytes, { fileName, mimeType, ...(caption ? { caption } : {}) })),
        sendsAlbum: (photos) =>
          act(
            user.sendAlbum(
              bot,
              photos.map((bytes) => ({ bytes })),
            ),
          ),
        saysDeliveredTwice: async (text) => {
          await sim.fault({ kind: "duplicateUpdate" });
          return act(say(text));
        },
        forges: (data) => {
          const newest = user.screen(bot).last;
          if (!newest) throw new Error("nothing to press");
          return act(user.pressStale({ chatKey: newest.chatKey, messageId: newest.messageId, data }));
        },
        sendsSticker: () => act(stickerUpdate()),
        sees: async () => {
          await quiet();
          return look();
        },
      };
    },
    invite: product.invite,
    moveTo: async (local) => {
      const ran = await product.moveTo(local);
      await quiet();
      return ran.map((each) => each.job);
    },
    restart: product.restart,
    stop: async () => {
      await product.stop();
      await sim.stop();
    },
  };
}
