import type { Language } from "../../shared/say.ts";
import { setLanguage } from "../../store/people.ts";
import type { Intent, Turn } from "../turn.ts";

const languages: Language[] = ["vi", "en"];

async function choose(turn: Turn): Promise<void> {
  if (!turn.person) return turn.reply({ html: turn.say("join:codeNeeded") });
  await turn.reply({
    html: turn.say("language:choose"),
    choices: [
      languages.map((each) => ({ label: turn.say.plain(`language:${each}`), data: `language:${each}` })),
    ],
    awaitsChoice: true,
  });
}

export const language: Intent = {
  commands: { ngonngu: choose, language: choose },
  presses: {
    async language(turn, [chosen]) {
      const next = languages.find((each) => each === chosen);
      if (!turn.person || !next) return choose(turn);
      await setLanguage(turn.tx, turn.person.id, next);
      const say = turn.services.locales.say(
        next,
        turn.seat?.year.addressForm === "anhChi" ? "anhChi" : "dongChi",
        turn.seat?.cluster.kind,
      );
      await turn.reply({ html: say("language:set") });
    },
  },
};
