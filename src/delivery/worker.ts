import type { Channel } from "../channels/channel.ts";
import type { ChannelName } from "../shared/messages.ts";
import { createLane, type Lane, type LaneOptions, type OpenOffer } from "./lane.ts";
import { createPace, createUnpaced, type PaceSettings } from "./pace.ts";
import type { Ration } from "./ration.ts";
import { type RealTime, realTime } from "./real-time.ts";

export interface SenderOptions
  extends Omit<LaneOptions, "channel" | "moved" | "lane" | "pace" | "time" | "ration"> {
  channels: ReadonlyMap<ChannelName, Channel>;
  /** How fast a channel may be written to; null: as fast as it takes it. */
  pace(channel: ChannelName): PaceSettings | null;
  /** How much a bot may write; null, or left out: as much as it likes. `bot` as in the addresses of its chats. */
  ration?(channel: Channel, bot: string): Ration | null;
  time?: RealTime;
}

/** Sends what lies in the outbox: one lane for each channel, or for each bot of a channel that has several. */
export interface Sender {
  start(): void;
  /** Something was put into the outbox: call it after the commit. */
  kick(): void;
  /** See the lane; null where the channel has several lanes. */
  offer(channel: ChannelName, chatId: string): OpenOffer | null;
  /** Resolves when nothing is left that could be sent now. */
  idle(): Promise<void>;
  /** Claims no more; what is still on its way after 10 s is uncertain. */
  stop(): Promise<void>;
}

const drainMs = 10_000;

export function createSender({ channels, pace, ration, time = realTime, ...rest }: SenderOptions): Sender {
  let moves = 0;
  const moved = () => {
    moves += 1;
    kick();
  };
  const laneOf = (channel: Channel, bot: string, lane?: NonNullable<LaneOptions["lane"]>): Lane => {
    const settings = pace(channel.name);
    return createLane({
      ...rest,
      moved,
      channel,
      ...(lane && { lane }),
      ration: ration?.(channel, bot) ?? null,
      time,
      pace: settings ? createPace(settings) : createUnpaced(),
    });
  };
  /** Lanes of channels that have only one. */
  const whole = new Map<ChannelName, Lane>();
  const lanesOf = (channel: Channel): Lane[] => {
    const keys = channel.bots?.map((bot) => bot.key) ?? [];
    if (keys.length === 0) {
      const lane = laneOf(channel, "");
      whole.set(channel.name, lane);
      return [lane];
    }
    return keys.map((key, index) => {
      const others = keys.slice(1);
      // The first takes what is no other's: nothing is left lying that was meant for a bot that is gone.
      const first = others.length > 0 ? { except: others } : undefined;
      return laneOf(channel, key, {
        name: `${channel.name}:${key}`,
        bots: index === 0 ? first : { only: key },
      });
    });
  };
  const lanes = [...channels.values()].flatMap(lanesOf);
  const kick = () => {
    for (const lane of lanes) lane.kick();
  };
  return {
    start: () => {
      for (const lane of lanes) lane.start();
    },
    kick,
    offer: (channel, chatId) => whole.get(channel)?.offer(chatId) ?? null,
    idle: async () => {
      // What one lane hands over is another's to send.
      for (let before = -1; before !== moves; ) {
        before = moves;
        await Promise.all(lanes.map((lane) => lane.idle()));
      }
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop(drainMs)));
    },
  };
}
