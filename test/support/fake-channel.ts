import type { Capabilities, Channel, Outcome, Outgoing } from "../../src/channels/channel.ts";
import type { ChannelName, Inbound } from "../../src/shared/messages.ts";

/** One call that reached the platform. */
export interface Wire extends Outgoing {
  operation: "send" | "edit";
  messageId: string;
}

export type Answer = (call: Wire, index: number) => Outcome | Promise<Outcome>;

export interface FakeChannel extends Channel {
  /** Everything that was tried, in order. */
  readonly wire: Wire[];
  /** What the platform says from now on; "sent" until told otherwise. */
  answer: Answer;
  /** The bytes behind each attachment's ref; a function is called for each try. */
  readonly downloads: Map<string, () => Promise<Uint8Array | null>>;
  /** Something comes in, as from the platform. */
  receive(inbound: Inbound): Promise<void>;
}

const everything: Capabilities = {
  buttons: true,
  edit: true,
  photo: "upload",
  document: "upload",
  textLimit: 4096,
  captionLimit: 1024,
  receiveLimit: 1000,
};

/** A platform in memory: it keeps what it is sent and numbers messages per chat. Groups have ids that begin with "-". */
export function createFakeChannel(name: ChannelName, capabilities: Partial<Capabilities> = {}): FakeChannel {
  const numbers = new Map<string, number>();
  let receiving: ((inbound: Inbound) => Promise<void>) | undefined;
  const deliver = async (call: Wire): Promise<Outcome> => {
    channel.wire.push(call);
    return channel.answer(call, channel.wire.length - 1);
  };
  const channel: FakeChannel = {
    name,
    capabilities: { ...everything, ...capabilities },
    wire: [],
    answer: (call: Wire) => ({ kind: "sent", messageId: call.messageId }),
    downloads: new Map(),
    isGroup: (chatId: string) => chatId.startsWith("-"),
    start: async (receive: (inbound: Inbound) => Promise<void>) => {
      receiving = receive;
    },
    stop: async () => {
      receiving = undefined;
    },
    send(message: Outgoing) {
      const number = (numbers.get(message.chatId) ?? 0) + 1;
      numbers.set(message.chatId, number);
      return deliver({ ...message, operation: "send", messageId: String(number) });
    },
    edit: (messageId: string, message: Outgoing) => deliver({ ...message, operation: "edit", messageId }),
    download: async (ref: string) => (await channel.downloads.get(ref)?.()) ?? null,
    receive: async (inbound: Inbound) => {
      if (!receiving) throw new Error("the channel was not started");
      await receiving(inbound);
    },
  } satisfies FakeChannel & Channel;
  return channel;
}
