import type { ChatAdministratorRights, ChatPermissions } from "grammy/types";
import { type Core, nextOrder } from "../core.ts";
import { post } from "../sending/post.ts";
import { asMember, setMember } from "../state/membership.ts";
import { FULL_ADMIN_RIGHTS } from "../state/people.ts";
import { type ChatState, createChat, FIRST_SUPERGROUP_ID, groupKey } from "../state/world.ts";
import { pushMessage } from "../updates/emit.ts";

interface Account {
  readonly id: number;
}

/** A group, supergroup or channel as the test holds it. `id` follows an upgrade. */
export interface Group {
  readonly id: number;
  readonly title: string;
  state(): ChatState;
  add(account: Account): void;
  kick(account: Account): void;
  promote(account: Account, rights?: Partial<ChatAdministratorRights>): void;
  demote(account: Account): void;
  /** Takes rights away from one account. */
  restrict(account: Account, permissions?: ChatPermissions): void;
  /** What everybody may do. */
  setPermissions(permissions: ChatPermissions): void;
  /** Turns a basic group into a supergroup with a new id; answers the new id. */
  upgrade(): number;
  delete(): void;
}

export function createGroup(core: Core, firstId: number): Group {
  let id = firstId;
  const at = (chatId: number): ChatState => {
    const chat = core.world.chats.get(groupKey(chatId));
    if (!chat) throw new Error(`no group ${chatId}`);
    return chat;
  };
  /** The chat itself, or what it became; the handle survives a restore to before the upgrade. */
  const state = (): ChatState => {
    const first = at(firstId);
    const chat = first.migratedTo === undefined ? first : at(first.migratedTo);
    id = chat.id;
    return chat;
  };
  const owner = (): number => [...state().members].find(([, m]) => m.status === "creator")?.[0] ?? 0;
  return {
    get id() {
      return state().id ?? id;
    },
    get title() {
      return state().title;
    },
    state,
    add: (account) => setMember(core, state(), account.id, asMember(), owner() || account.id),
    kick: (account) => setMember(core, state(), account.id, { status: "kicked" }, owner() || account.id),
    promote: (account, rights = FULL_ADMIN_RIGHTS) =>
      setMember(core, state(), account.id, { status: "administrator", rights }, owner() || account.id),
    demote: (account) => setMember(core, state(), account.id, asMember(), owner() || account.id),
    restrict: (account, permissions = {}) =>
      setMember(core, state(), account.id, { status: "restricted", permissions }, owner() || account.id),
    setPermissions: (permissions) => void (state().permissions = permissions),
    upgrade: () => upgrade(core, state(), owner()),
    delete: () => void (state().deleted = true),
  };
}

function upgrade(core: Core, old: ChatState, by: number): number {
  if (old.type !== "group") throw new Error("only a basic group can be upgraded");
  const id = FIRST_SUPERGROUP_ID - core.world.counters.group++;
  const chat = createChat({
    key: groupKey(id),
    id,
    type: "supergroup",
    title: old.title,
    permissions: old.permissions,
    members: structuredClone(old.members),
    keyboards: structuredClone(old.keyboards),
  });
  core.world.chats.set(chat.key, chat);
  pushMessage(core, old, post(core, old, by, { service: { migrate_to_chat_id: id } }));
  old.migratedTo = id;
  chat.events.push({
    order: nextOrder(core),
    at: core.clock.now(),
    who: old.title,
    what: "became a supergroup",
  });
  pushMessage(core, chat, post(core, chat, by, { service: { migrate_from_chat_id: old.id } }));
  return id;
}
