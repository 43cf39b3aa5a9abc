import { isHead } from "../../domain/permission.ts";
import type { Fault } from "../../domain/scoring/fault.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Choice, Content, Reply } from "../../shared/messages.ts";
import { recipientsOf } from "../../store/recipients.ts";
import {
  activateScheme,
  dropDraft,
  findScheme,
  type LoadedScheme,
  loadDraft,
  schemesOf,
  sheetCount,
} from "../../store/schemes.ts";
import { asDate } from "../days.ts";
import { documentWay, takesDocuments } from "../evidencing/await-file.ts";
import { faultLine, faultText } from "../scoring/fault-text.ts";
import { overviewLines, partButtons, partReply } from "../scoring/scheme-view.ts";
import type { DialogueStep, Intent, MemberTurn, SeatedTurn, Turn } from "../turn.ts";
import { asHead, asSeated } from "../who-may.ts";

type FileContent = Extract<Content, { kind: "file" }>;

/** Bytes; the largest real table has some 200 rows. */
const mostBytes = 1_000_000;
/** Faults that fit one message; with more, all are in a file beside it. */
const mostFaults = 25;

/** The line of a JSON text where its reader stopped; null when it does not say. */
function lineOfError(error: unknown, text: string): number | null {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  return at === undefined ? null : text.slice(0, Number(at)).split("\n").length;
}

async function sayFaults(turn: Turn, file: string, faults: readonly Fault[]): Promise<void> {
  const { say, services } = turn;
  const reply: Reply = {
    html: [
      say("scheme:refused.title", { file, count: faults.length }),
      ...faults.slice(0, mostFaults).map((fault) => faultLine(say, fault)),
      ...(faults.length > mostFaults
        ? [say("scheme:refused.more", { count: faults.length - mostFaults })]
        : []),
      say("scheme:refused.again"),
    ].join("\n"),
  };
  if (faults.length > mostFaults) {
    const text = `${faults.map((fault) => faultText(say, fault)).join("\n")}\n`;
    reply.document = {
      sha256: await services.files.put(new TextEncoder().encode(text)),
      mediaType: "text/plain",
      fileName: say.plain("scheme:refused.fileName"),
    };
  }
  await turn.reply(reply);
}

/** Reads a file as a table: a preview when it is good, otherwise everything that is wrong with it. */
async function takeFile(turn: MemberTurn, { file }: FileContent): Promise<void> {
  const { say, services } = turn;
  const name = file.fileName ?? "";
  if (file.size > mostBytes || file.missing === "tooBig")
    return turn.reply({ html: say("scheme:refused.tooBig") });
  if (file.sha256 === undefined || !(await services.files.has(file.sha256)))
    return turn.reply({ html: say("scheme:refused.gone") });
  const text = new TextDecoder().decode(await services.files.read(file.sha256)).replace(/^\uFEFF/, "");
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch (error) {
    const line = lineOfError(error, text);
    await turn.ask("schemeFile", {});
    return turn.reply({
      html:
        line === null
          ? say("scheme:refused.notJson", { file: name })
          : say("scheme:refused.notJsonAt", { file: name, line }),
    });
  }
  const result = await loadDraft(turn.tx, json, {
    clusterYearId: turn.seat.year.id,
    personId: turn.person.id,
    at: asDate(turn.now),
  });
  await turn.ask("schemeFile", {});
  if ("faults" in result) return sayFaults(turn, name, result.faults);
  await turn.audit("loadScheme", `scheme:${result.draft.id}`);
  await show(turn, result.draft);
}

/** What applying a draft does to the tables in force. */
async function consequences(turn: SeatedTurn, draft: LoadedScheme): Promise<string[]> {
  const { say, tx, seat } = turn;
  const active = await schemesOf(tx, seat.year.id, "active");
  const same = active.find((each) => each.scheme.code === draft.scheme.code);
  const others = active.filter((each) => each !== same);
  const lines: string[] = [];
  if (draft.scheme.year !== null && draft.scheme.year !== seat.year.year) {
    lines.push(say("scheme:refused.otherYear", { year: draft.scheme.year, open: seat.year.year }));
  }
  if (same) {
    const count = await sheetCount(tx, same.id);
    lines.push(count > 0 ? say("scheme:preview.replaces", { count }) : say("scheme:preview.replacesNone"));
  }
  if (others.length > 0) {
    lines.push(say("scheme:preview.beside", { names: others.map((each) => each.scheme.name).join("; ") }));
  }
  return lines;
}

/** A table's overview; a draft with what applying it does. */
async function show(
  turn: SeatedTurn,
  loaded: LoadedScheme,
  how: "reply" | "replace" = "reply",
): Promise<void> {
  const { say } = turn;
  const isDraft = loaded.state === "draft";
  const decide: Choice[][] =
    isDraft && isHead(turn.seat.position)
      ? [
          [
            { label: say.plain("scheme:button.apply"), data: `scheme:apply:${loaded.id}` },
            { label: say.plain("scheme:button.drop"), data: `scheme:drop:${loaded.id}` },
          ],
        ]
      : [];
  await turn[how]({
    html: [...overviewLines(say, loaded), ...(isDraft ? await consequences(turn, loaded) : [])].join("\n"),
    choices: [...partButtons(say, loaded), ...decide],
  });
}

/** How the file is handed in where the chat takes none. */
const otherWay = async (turn: SeatedTurn): Promise<string[]> =>
  takesDocuments(turn) ? [] : [await documentWay(turn)];

/** The tables in force; the head may send a new one, and sees drafts that wait. */
async function showAll(turn: SeatedTurn): Promise<void> {
  const { say, tx, seat } = turn;
  const head = isHead(seat.position);
  const active = await schemesOf(tx, seat.year.id, "active");
  const drafts = head ? await schemesOf(tx, seat.year.id, "draft") : [];
  const all = [...drafts, ...active];
  const values = { year: seat.year.year, cluster: seat.cluster.shortName };
  if (head) await turn.ask("schemeFile", {});
  const [only] = all;
  if (!only) {
    return turn.reply({
      html: head
        ? [say("scheme:noneHead", values), say("scheme:ask"), ...(await otherWay(turn))].join("\n")
        : say("scheme:none", values),
    });
  }
  if (all.length === 1) {
    await show(turn, only);
  } else {
    await turn.reply({
      html: say("scheme:which"),
      choices: all.map((each) => [{ label: each.scheme.name.slice(0, 60), data: `scheme:show:${each.id}` }]),
    });
  }
  if (head && drafts.length === 0)
    await turn.reply({ html: [say("scheme:askMore"), ...(await otherWay(turn))].join("\n") });
}

async function apply(turn: MemberTurn, id: number): Promise<void> {
  const { say, tx, seat } = turn;
  const loaded = await findScheme(tx, seat.year.id, id);
  if (!loaded) return turn.reply({ html: say("common:staleButton") });
  const { name } = loaded.scheme;
  if (loaded.state !== "draft") {
    return turn.reply({
      html: loaded.state === "active" ? say("scheme:appliedAlready", { name }) : say("scheme:appliedGone"),
    });
  }
  if (!(await activateScheme(tx, loaded, { personId: turn.person.id, at: asDate(turn.now) }))) {
    return turn.reply({ html: say("scheme:appliedAlready", { name }) });
  }
  await turn.closeDialogue();
  await turn.audit("applyScheme", `scheme:${id}`);
  const people = await recipientsOf(tx, {
    clusterId: seat.cluster.id,
    addressForm: seat.year.addressForm,
    clusterKind: seat.cluster.kind,
    roles: ["focalOfficial", "unitLeader"],
  });
  await turn.tell(
    people.filter((each) => each.personId !== turn.person.id),
    {
      kind: "notice",
      policy: "atLeastOnce",
      priority: 9,
      dedupeKey: `scheme-applied-${id}`,
      reply: (theirs) => ({
        html: theirs("scheme:notice", { unit: seat.unit.name, name, year: seat.year.year }),
        choices: [
          [
            { label: theirs.plain("scheme:button.overview"), data: `scheme:show:${id}` },
            { label: theirs.plain("scheme:button.selfScore"), data: `self:open:${id}` },
          ],
        ],
      }),
    },
  );
  await turn.reply({ html: say("scheme:applied", { name }) });
}

async function drop(turn: MemberTurn, id: number): Promise<void> {
  const loaded = await findScheme(turn.tx, turn.seat.year.id, id);
  if (!loaded) return turn.reply({ html: turn.say("common:staleButton") });
  const done = await dropDraft(turn.tx, id);
  await turn.closeDialogue();
  await turn.reply({
    html: done
      ? turn.say("scheme:dropped")
      : loaded.state === "active"
        ? turn.say("scheme:appliedAlready", { name: loaded.scheme.name })
        : turn.say("scheme:appliedGone"),
  });
}

async function press(turn: Turn, [step, id, part, page]: string[]): Promise<void> {
  if (step === "apply") return asHead(turn, (head) => apply(head, Number(id) || 0));
  if (step === "drop") return asHead(turn, (head) => drop(head, Number(id) || 0));
  await asSeated(turn, async (seated) => {
    const loaded = await findScheme(turn.tx, seated.seat.year.id, Number(id) || 0);
    // A draft is the head's until it is applied.
    if (!loaded || (loaded.state === "draft" && !isHead(seated.seat.position)))
      return turn.reply({ html: turn.say("common:staleButton") });
    if (step === "show") return show(seated, loaded, "replace");
    const reply = step === "part" ? partReply(turn.say, loaded, part ?? "", Number(page ?? 0)) : null;
    await (reply ? turn.replace(reply) : turn.reply({ html: turn.say("common:staleButton") }));
  });
}

/** A file that says it is a scoring table; false when it does not, then it is evidence. */
export async function receiveScheme(turn: Turn, content: FileContent): Promise<boolean> {
  const caption = fold(normalize(content.caption)).trim();
  if (!/^(?:gui |day la |nap )?(?:bang tieu chi|thang diem|bang diem|bang cham diem)\b/.test(caption))
    return false;
  await asHead(turn, (head) => takeFile(head, content));
  return true;
}

async function waiting(turn: Turn): Promise<DialogueStep> {
  const { content } = turn.inbound;
  if (content.kind === "file") {
    const isTable =
      /\.json$/i.test(content.file.fileName ?? "") || content.file.mediaType === "application/json";
    if (!isTable) return "pass";
    await asHead(turn, (head) => takeFile(head, content));
    return "handled";
  }
  if (content.kind === "text" && readReply(content.text)?.kind === "no") {
    await turn.closeDialogue();
    await turn.reply({ html: turn.say("common:cancelled") });
    return "handled";
  }
  return "pass";
}

const thangdiem = (turn: Turn) => asSeated(turn, showAll);

export const scheme: Intent = {
  commands: { thangdiem, scheme: thangdiem },
  presses: { scheme: press },
  dialogues: { schemeFile: waiting },
};
