import { Temporal } from "temporal-polyfill";
import { erasePerson, leaveAll, personalData } from "../../store/privacy.ts";
import { asDate } from "../days.ts";
import type { Intent, Turn } from "../turn.ts";

async function show(turn: Turn): Promise<void> {
  const { say, person } = turn;
  if (!person) return turn.reply({ html: say("privacy:nothingStored") });
  const agreedAt = Temporal.Instant.fromEpochMilliseconds(person.agreedAt.getTime());
  const agreed = say.day(agreedAt.toZonedDateTimeISO(turn.zone).toPlainDate());
  const entries = await turn.tx.progressEntry.count({ where: { personId: person.id } });
  const evidence = await turn.tx.evidence.count({ where: { personId: person.id, removedAt: null } });
  const button = (name: string) => ({ label: say.plain(`privacy:button.${name}`), data: `privacy:${name}` });
  await turn.reply({
    html: say("privacy:stored", { name: person.displayName, agreed, entries, evidence }),
    choices: [
      [button("export")],
      [{ label: say.plain("link:button.mine"), data: "link" }],
      [button("leave"), button("erase")],
    ],
  });
}

/** The data as a file, in this very chat. */
async function send(turn: Turn): Promise<void> {
  if (!turn.person) return show(turn);
  const bytes = Buffer.from(JSON.stringify(await personalData(turn.tx, turn.person.id), null, 2));
  const sha256 = await turn.services.files.put(bytes);
  await turn.audit("exportData", `person:${turn.person.id}`);
  await turn.reply({
    html: turn.say("privacy:exported"),
    document: { sha256, mediaType: "application/json", fileName: turn.say.plain("privacy:fileName") },
  });
}

/** Leaving and erasing take two steps; the second button belongs to this very question. */
async function confirm(turn: Turn, what: "leave" | "erase"): Promise<void> {
  if (!turn.person) return show(turn);
  const version = await turn.ask("privacy", { what });
  await turn.reply({
    html: turn.say(`privacy:confirm.${what}`),
    choices: [
      [
        { label: turn.say.plain(`privacy:button.${what}Now`), data: `privacy:do:${version}` },
        { label: turn.say.plain("common:button.cancel"), data: "privacy:cancel" },
      ],
    ],
  });
}

async function carryOut(turn: Turn, version: string | undefined): Promise<void> {
  const { person, dialogue } = turn;
  const what = (dialogue?.state as { what?: string } | undefined)?.what;
  if (!person || dialogue?.kind !== "privacy" || String(dialogue.version) !== version) {
    return turn.reply({ html: turn.say("common:staleButton") });
  }
  await turn.closeDialogue();
  await turn.audit(what === "erase" ? "erase" : "leave", `person:${person.id}`);
  if (what === "erase") {
    await erasePerson(
      turn.tx,
      person,
      turn.services.locales.say("vi").plain("privacy:tombstone"),
      asDate(turn.now),
    );
    return turn.reply({ html: turn.say("privacy:erased") });
  }
  await leaveAll(turn.tx, person.id, asDate(turn.now));
  await turn.reply({ html: turn.say("privacy:left") });
}

export const privacy: Intent = {
  commands: { riengtu: show, privacy: show },
  presses: {
    async privacy(turn, [step, version]) {
      if (step === "export") return send(turn);
      if (step === "leave" || step === "erase") return confirm(turn, step);
      if (step === "do") return carryOut(turn, version);
      await turn.closeDialogue();
      await turn.reply({ html: turn.say("common:cancelled") });
    },
  },
};
