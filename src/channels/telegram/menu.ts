import type { Api } from "grammy";
import type { Log } from "../../shared/log.ts";
import { reasonOf } from "./outcome.ts";
import { forGrammy } from "./transport.ts";

/** The commands that Telegram offers behind "/", in one language. */
export interface Menu {
  language: "vi" | "en";
  list: { command: string; description: string }[];
}

/** Sets the command menus. The first is also the one for every other language. A menu that fails is no reason not to talk. */
export async function setMenus(
  api: Api,
  menus: readonly Menu[],
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<void> {
  const settings = menus.map(({ language, list }) => ({ list, scope: { language_code: language } as const }));
  const fallback = menus.slice(0, 1).map(({ list }) => ({ list, scope: {} }));
  for (const { list, scope } of [...fallback, ...settings]) {
    try {
      await api.setMyCommands(list, scope, forGrammy(signal));
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ ...scope, reason: reasonOf(error) }, "telegram: the command menu could not be set");
    }
  }
}
