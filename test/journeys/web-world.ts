import { plainText } from "../../src/shared/messages.ts";
import { startTalk, type Talk } from "../support/talk.ts";
import type { Actor, FileToSend, Seen, World } from "./world.ts";

/** A message on the page, as the page gets it. */
interface PageMessage {
  id: number;
  side: string;
  html: string;
  buttons: { label: string; data: string }[][];
  image: string | null;
}

const photo = (bytes: Uint8Array): FileToSend => ({ name: "anh.png", type: "image/png", bytes });

/** Somebody's phone on the page: the page's own calls, made as the page makes them. */
function phone(talk: Talk, chat: string, name: string): Actor {
  const known = new Map<number, string>();
  const post = async (call: string, body: unknown): Promise<number> => {
    const form = body instanceof FormData;
    const response = await fetch(`${talk.url}/web/chats/${chat}/${call}`, {
      method: "POST",
      headers: { origin: talk.url, ...(form ? {} : { "content-type": "application/json" }) },
      body: form ? body : JSON.stringify(body),
    });
    return response.status;
  };
  const messages = async (): Promise<PageMessage[]> => {
    const response = await fetch(`${talk.url}/web/chats/${chat}/messages`);
    const answer = (await response.json()) as { messages: PageMessage[] };
    return answer.messages.filter((each) => each.side === "bot");
  };
  const look = async (): Promise<Seen[]> => {
    await talk.app.settled();
    return (await messages()).flatMap(({ id, html, buttons, image }) => {
      const text = plainText(html);
      const labels = buttons.flat().map((each) => each.label);
      const print = JSON.stringify([text, labels]);
      const before = known.get(id);
      known.set(id, print);
      if (before === print) return [];
      return { text, buttons: labels, image: image !== null, edited: before !== undefined };
    });
  };
  const who = () => ({ id: crypto.randomUUID(), sender: { id: chat, name } });
  const act = async (call: string, ...bodies: unknown[]) => {
    const statuses = await Promise.all(bodies.map((body) => post(call, body)));
    const failed = statuses.find((status) => status !== 200);
    if (failed) throw new Error(`${call}: ${failed}`);
    return look();
  };
  const press = async (label: string, times: number) => {
    for (const { id, buttons } of (await messages()).toReversed()) {
      const found = buttons.flat().find((each) => each.label === label);
      if (!found) continue;
      const pressed = () => ({ ...who(), messageId: id, data: found.data });
      return act("press", ...Array.from({ length: times }, pressed));
    }
    throw new Error(`no button ${label}`);
  };
  const upload = ({ name: fileName, type, bytes }: FileToSend, fields: Record<string, string>) => {
    const form = new FormData();
    form.set("file", new File([Uint8Array.from(bytes)], fileName, { type }));
    const all = { id: crypto.randomUUID(), senderId: chat, senderName: name, ...fields };
    for (const [key, value] of Object.entries(all)) form.set(key, value);
    return form;
  };
  /** One after the other, as the page sends them. */
  const files = async (...forms: FormData[]) => {
    for (const form of forms) await act("file", form).then((seen) => answers.push(...seen));
    return answers.splice(0);
  };
  const answers: Seen[] = [];

  return {
    says: (text) => act("say", { ...who(), text }),
    presses: (label) => press(label, 1),
    pressesTwice: (label) => press(label, 2),
    sendsPhoto: (bytes, caption) => files(upload(photo(bytes), caption ? { caption } : {})),
    async sendsFile({ name: fileName, type, bytes }, caption) {
      // The page refuses what is too big before it is sent; a script may send it all the same.
      const file = { name: fileName, type, base64: Buffer.from(bytes).toString("base64") };
      await fetch(`${talk.url}/sandbox/say`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ person: chat, file, ...(caption ? { text: caption } : {}) }),
      });
      return look();
    },
    sendsAlbum(photos) {
      const album = crypto.randomUUID();
      return files(...photos.map((bytes) => upload(photo(bytes), { album })));
    },
    saysDeliveredTwice(text) {
      const once = { ...who(), text };
      return act("say", once, once);
    },
    async forges(data) {
      const newest = (await messages()).at(-1);
      if (!newest) throw new Error("nothing to press");
      const pressed = () => ({ ...who(), messageId: newest.id, data });
      if ((await post("press", pressed())) !== 409)
        throw new Error("the page took a button that is not there");
      // Past the page's own check: as if the button had been on the screen.
      const { webMessage } = talk.store.db;
      const { buttons } = await webMessage.findUniqueOrThrow({ where: { id: newest.id } });
      const show = (list: string) => webMessage.update({ where: { id: newest.id }, data: { buttons: list } });
      await show(JSON.stringify([[{ label: "…", data }]]));
      await post("press", pressed());
      await talk.app.settled();
      await show(buttons);
      return look();
    },
    sees: look,
  };
}

export async function webWorld(): Promise<World> {
  const talk = await startTalk();
  let people = 0;
  return {
    get store() {
      return talk.store;
    },
    newcomer(name) {
      people += 1;
      return Promise.resolve(phone(talk, `newcomer-${people}`, name));
    },
    invite: talk.invite,
    moveTo: async (local) => (await talk.clock.to(local)).map((each) => each.job),
    restart: talk.restart,
    stop: talk.stop,
  };
}
