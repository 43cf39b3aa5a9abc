import type { Clock } from "../shared/clock.ts";
import type { Choice } from "../shared/messages.ts";
import type { WebMessageModel } from "./generated/sqlite/models/WebMessage.ts";
import type { Store, Tx } from "./open.ts";

/** One bubble on a phone of the web channel. */
interface StoredWebMessage {
  id: number;
  chat: string;
  side: "person" | "bot";
  html: string;
  buttons: Choice[][];
  image: string | null;
  file: string | null;
  fileName: string | null;
  /** ISO instants of the product's clock. */
  at: string;
  editedAt: string | null;
}

type NewWebMessage = Omit<StoredWebMessage, "id" | "chat" | "at" | "editedAt">;

const toMessage = (row: WebMessageModel): StoredWebMessage => ({
  id: row.id,
  chat: row.chat,
  side: row.side === "person" ? "person" : "bot",
  html: row.html,
  buttons: JSON.parse(row.buttons) as Choice[][],
  image: row.image,
  file: row.file,
  fileName: row.fileName,
  at: row.at.toISOString(),
  editedAt: row.editedAt?.toISOString() ?? null,
});

/** What the phones of the web channel show. */
export function createWebMessages(store: Store, clock: Clock) {
  const rows = store.db.webMessage;

  const newest = (chat: string, upTo?: number) =>
    rows.findFirst({
      where: { chat, ...(upTo === undefined ? {} : { id: { lte: upTo } }) },
      orderBy: { id: "desc" },
    });

  /** The clock may stand still; a millisecond apart keeps additions and edits of one chat in order all the same. */
  const nextMoment = async (tx: Tx, chat: string): Promise<Date> => {
    const { _max } = await tx.webMessage.aggregate({ where: { chat }, _max: { at: true, editedAt: true } });
    const last = Math.max(_max.at?.getTime() ?? 0, _max.editedAt?.getTime() ?? 0);
    return new Date(Math.max(clock.now().epochMilliseconds, last + 1));
  };

  return {
    append: (chat: string, message: NewWebMessage): Promise<number> =>
      store.transaction(async (tx) => {
        const at = await nextMoment(tx, chat);
        const data = { ...message, chat, at, buttons: JSON.stringify(message.buttons) };
        return (await tx.webMessage.create({ data })).id;
      }),

    edit: (chat: string, id: number, change: { html: string; buttons: Choice[][] }) =>
      store.transaction(async (tx) => {
        const row = await tx.webMessage.findFirst({ where: { chat, id, side: "bot" } });
        if (row === null) return "unknown" as const;
        const buttons = JSON.stringify(change.buttons);
        if (row.html === change.html && row.buttons === buttons) return "unchanged" as const;
        const editedAt = await nextMoment(tx, chat);
        await tx.webMessage.update({ where: { id }, data: { html: change.html, buttons, editedAt } });
        return "edited" as const;
      }),

    async find(chat: string, id: number) {
      const row = await rows.findFirst({ where: { chat, id } });
      return row && toMessage(row);
    },

    async list(chat: string, before: number | null, limit: number) {
      const where = { chat, ...(before === null ? {} : { id: { lt: before } }) };
      const found = await rows.findMany({ where, orderBy: { id: "desc" }, take: limit });
      return found.reverse().map(toMessage);
    },

    async changes(chat: string, since: { id: number; moment: number }) {
      const where = {
        chat,
        OR: [{ id: { gt: since.id } }, { editedAt: { gt: new Date(since.moment) } }],
      };
      return (await rows.findMany({ where, orderBy: { id: "asc" } })).map(toMessage);
    },

    async position(chat: string) {
      const { _max } = await rows.aggregate({
        where: { chat },
        _max: { id: true, at: true, editedAt: true },
      });
      const moment = Math.max(_max.at?.getTime() ?? 0, _max.editedAt?.getTime() ?? 0);
      return { id: _max.id ?? 0, moment };
    },

    async positionAfter(chat: string, id: number) {
      return { id, moment: (await newest(chat, id))?.at.getTime() ?? 0 };
    },

    async withButtons(chat: string) {
      const where = { chat, side: "bot", buttons: { not: "[]" } };
      return (await rows.findMany({ where, orderBy: { id: "desc" } })).map(toMessage);
    },

    async showing(chat: string, sha256: string) {
      const where = { chat, OR: [{ image: sha256 }, { file: sha256 }] };
      const row = await rows.findFirst({ where, orderBy: { id: "desc" } });
      return row && toMessage(row);
    },

    async overview(seen: Readonly<Record<string, number>>) {
      const chats = Object.keys(seen);
      const unseen = [
        { chat: { notIn: chats } },
        ...Object.entries(seen).map(([chat, id]) => ({ chat, id: { gt: id } })),
      ];
      const last = await rows.groupBy({ by: ["chat"], _max: { id: true } });
      const unread = await rows.groupBy({ by: ["chat"], where: { side: "bot", OR: unseen }, _count: true });
      const counts = new Map(unread.map((each) => [each.chat, each._count]));
      const found = await rows.findMany({
        where: { id: { in: last.flatMap((each) => each._max.id ?? []) } },
      });
      return found.map((row) => ({
        chat: row.chat,
        unread: counts.get(row.chat) ?? 0,
        newest: toMessage(row),
      }));
    },
  };
}
