import type { Channel } from "../channels/channel.ts";
import type { ChannelName } from "../shared/messages.ts";
import { createLane, type LaneOptions } from "./lane.ts";
import { createPace, createUnpaced, type PaceSettings } from "./pace.ts";
import { type RealTime, realTime } from "./real-time.ts";

export interface SenderOptions extends Omit<LaneOptions, "channel" | "moved" | "pace" | "time"> {
  channels: ReadonlyMap<ChannelName, Channel>;
  /** How fast a channel may be written to; null: as fast as it takes it. */
  pace(channel: ChannelName): PaceSettings | null;
  time?: RealTime;
}

/** Sends what lies in the outbox: one lane for each channel. */
export interface Sender {
  start(): void;
  /** Something was put into the outbox: call it after the commit. */
  kick(): void;
  /** Resolves when nothing is left that could be sent now. */
  idle(): Promise<void>;
  /** Claims no more; what is still on its way after 10 s is uncertain. */
  stop(): Promise<void>;
}

const drainMs = 10_000;

export function createSender({ channels, pace, time = realTime, ...rest }: SenderOptions): Sender {
  let moves = 0;
  const moved = () => {
    moves += 1;
    kick();
  };
  const lanes = [...channels.values()].map((channel) => {
    const settings = pace(channel.name);
    return createLane({ ...rest, moved, channel, time, pace: settings ? createPace(settings) : createUnpaced() });
  });
  const kick = () => {
    for (const lane of lanes) lane.kick();
  };
  return {
    start: () => {
      for (const lane of lanes) lane.start();
    },
    kick,
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
