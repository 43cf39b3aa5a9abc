import type { Quirks } from "../support/zalo/index.ts";
import { startZaloTalk, type ZaloSeen } from "../support/zalo-talk.ts";
import type { MainWorld, Seen } from "./world.ts";

/** A message as its reader takes it: the words, and the choices of the numbered list below them. */
function readList(text: string): { text: string; buttons: string[]; code: string | null } {
  const lines = text.split("\n");
  const buttons: string[] = [];
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const label = /^\d+\. (.+)$/.exec(lines[at] ?? "")?.[1];
    if (label === undefined) break;
    buttons.unshift(label);
  }
  const isList = buttons.length > 0 && lines[lines.length - buttons.length]?.startsWith("1. ");
  if (!isList) return { text, buttons: [], code: null };
  const above = lines.slice(0, lines.length - buttons.length);
  // Where several lists wait for an answer, each says its code.
  const code = /^Trả lời 1 hoặc (K\d+) 1:$/.exec(above.at(-1) ?? "")?.[1] ?? null;
  return { text: (code === null ? above : above.slice(0, -1)).join("\n").trim(), buttons, code };
}

/** The product on Zalo. A press is the number of its line, with the list's code where it has one. */
export async function zaloWorld(quirks: Partial<Quirks> = {}): Promise<MainWorld> {
  const talk = await startZaloTalk({ quirks });
  return {
    async newcomer(name) {
      const phone = talk.phone(name);
      let offered: string[] = [];
      let code: string | null = null;
      const read = (messages: ZaloSeen[]): Seen[] =>
        messages.map((message) => {
          const { text, buttons, code: named } = readList(message.text);
          if (buttons.length > 0) [offered, code] = [buttons, named];
          return { text, buttons, image: message.image, edited: false };
        });
      await phone.says("xin chào");
      return {
        says: async (text) => read(await phone.says(text)),
        presses: async (label) => {
          const number = offered.indexOf(label) + 1;
          if (number === 0) throw new Error(`no choice ${label}; there are: ${offered.join(", ")}`);
          return read(await phone.says(code === null ? String(number) : `${code} ${number}`));
        },
        sendsPhoto: async (bytes, caption) => read(await phone.sendsPhoto(bytes, caption)),
        sees: async () => read(await phone.sees()),
      };
    },
    invite: talk.invite,
    moveTo: talk.moveTo,
    restart: talk.restart,
    stop: talk.stop,
  };
}
