import { z } from "zod";
import { type OfficialDay, readOfficialDays } from "../../domain/calendar-official.ts";
import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Content } from "../../shared/messages.ts";
import { previewOfficialDays, sourcesOf } from "../../store/calendar.ts";
import { loadAsAct } from "../../store/official-load.ts";
import { asDate } from "../days.ts";
import { faultLine, previewText, yearText } from "../official-days-text.ts";
import type { DialogueStep, Intent, SeatedTurn, Turn } from "../turn.ts";
import { asSeated } from "../who-may.ts";

type FileContent = Extract<Content, { kind: "file" }>;

/** Bytes; ten years of days have some 40,000. */
const mostBytes = 1_000_000;
const mostFaults = 25;
const dialogueKind = "officialDays";
/** A file that was checked and waits for the press; without one, a file is waited for. */
const waitingFile = z.object({ sha256: z.string().optional() });

/** Runs the step for an operator: the days count for every cluster of the installation. */
async function asOperator(turn: Turn, step: (turn: SeatedTurn) => Promise<void>): Promise<void> {
  await asSeated(turn, async (seated) => {
    if (seated.seat.role.code === "operator") return step(seated);
    await turn.reply({ html: turn.say("calendar:operatorOnly") });
  });
}

async function readKept(turn: Turn, sha256: string): Promise<unknown> {
  const text = new TextDecoder().decode(await turn.services.files.read(sha256));
  return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
}

/** Checks a file: a preview when it is sound, otherwise everything that is wrong with it. */
async function takeFile(turn: SeatedTurn, { file }: FileContent): Promise<void> {
  const { say, services } = turn;
  await turn.ask(dialogueKind, {});
  if (file.size > mostBytes || file.missing === "tooBig")
    return turn.reply({ html: say("calendar:refused.tooBig") });
  const { sha256 } = file;
  if (sha256 === undefined || !(await services.files.has(sha256)))
    return turn.reply({ html: say("calendar:refused.gone") });
  let json: unknown;
  try {
    json = await readKept(turn, sha256);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return turn.reply({ html: say("calendar:refused.notJson") });
  }
  const read = readOfficialDays(json);
  if (!read.ok) {
    const { faults } = read;
    const rest = faults.length - mostFaults;
    const lines = faults.slice(0, mostFaults).map((each) => faultLine(say, each));
    if (rest > 0) lines.push(say("calendar:refused.more", { count: rest }));
    const html = [
      say("calendar:refused.title", { count: faults.length }),
      ...lines,
      say("calendar:refused.again"),
    ];
    return turn.reply({ html: html.join("\n") });
  }
  const load = await previewOfficialDays(turn.tx, read.days);
  const html = previewText(say, read.days, load);
  if (load.isSame) return turn.reply({ html });
  const version = await turn.ask(dialogueKind, { sha256 });
  await turn.reply({
    html,
    choices: [
      [
        { label: say.plain("calendar:button.apply"), data: `calendar:apply:${version}` },
        { label: say.plain("calendar:button.drop"), data: `calendar:drop:${version}` },
      ],
    ],
  });
}

/** The checked file of the open question; null when the button is another one's. */
function waitingFor(turn: Turn, version: string | undefined): string | null {
  const { dialogue } = turn;
  if (dialogue?.kind !== dialogueKind || String(dialogue.version) !== version) return null;
  const state = waitingFile.safeParse(dialogue.state);
  return state.success ? (state.data.sha256 ?? null) : null;
}

async function apply(turn: SeatedTurn, days: OfficialDay[]): Promise<void> {
  const { say, tx } = turn;
  const { years } = await previewOfficialDays(tx, days);
  const { actionId } = await loadAsAct(
    tx,
    { personId: turn.person.id, clusterYearId: turn.seat.year.id, at: asDate(turn.now) },
    days,
    years,
  );
  turn.services.calendarChanged();
  await turn.closeDialogue();
  await turn.audit("loadOfficialDays", `calendar:${years.join(",")}`);
  await turn.reply({
    html: say("calendar:applied", { years: years.join(", ") }),
    choices: [[{ label: say.plain("common:button.undo"), data: `undo:${actionId}` }]],
  });
}

/** The years that can be looked at. */
const isShown = (year: number) => Number.isInteger(year) && year >= 2000 && year <= 2099;

/** The year's days, and a file is waited for. */
async function show(turn: SeatedTurn, year = turn.today.year): Promise<void> {
  const { say } = turn;
  await turn.ask(dialogueKind, {});
  const [known] = await sourcesOf(turn.tx, [year]);
  const beside = [year - 1, year + 1].filter(isShown);
  await turn.reply({
    html: [
      yearText(say, turn.services.calendar(), { year, sources: known?.sources ?? [] }),
      say("calendar:ask"),
    ].join("\n"),
    choices: [
      beside.map((each) => ({
        label: say.plain("calendar:button.year", { year: each }),
        data: `calendar:year:${each}`,
      })),
    ],
  });
}

/** "lịch nghỉ năm 2020", "xem ngày nghỉ 2019": the year asked for, null when the text asks for no days off. */
export function readDaysOffYear(text: string, today: number): number | null {
  const found =
    /^(?:cho )?(?:toi )?(?:xem )?(?:danh sach )?(?:cac )?(?:lich|ngay) (?:ngay )?nghi(?: le)?(?: chinh thuc)?(?: (?:cua )?(?:nam )?(\d{4}|nay|sau|toi|truoc|ngoai))?[.?]?$/.exec(
      fold(normalize(text)).trim(),
    );
  if (!found) return null;
  const [, said = "nay"] = found;
  const words: Record<string, number> = { nay: 0, sau: 1, toi: 1, truoc: -1, ngoai: -1 };
  const year = said in words ? today + (words[said] ?? 0) : Number(said);
  return isShown(year) ? year : null;
}

/** Shows an operator the days of the year that was asked for. */
export const showDaysOff = (turn: Turn, year: number): Promise<void> =>
  asOperator(turn, (operator) => show(operator, year));

async function press(turn: Turn, [step, version]: string[]): Promise<void> {
  await asOperator(turn, async (operator) => {
    if (step === undefined) return show(operator);
    if (step === "year") return show(operator, isShown(Number(version)) ? Number(version) : undefined);
    const sha256 = waitingFor(turn, version);
    if (sha256 === null) return turn.reply({ html: turn.say("common:staleButton") });
    if (step === "drop") {
      await turn.closeDialogue();
      return turn.reply({ html: turn.say("common:cancelled") });
    }
    const read = readOfficialDays(await readKept(turn, sha256));
    if (step !== "apply" || !read.ok) return turn.reply({ html: turn.say("common:staleButton") });
    await apply(operator, read.days);
  });
}

const isJson = ({ file }: FileContent) =>
  /\.json$/i.test(file.fileName ?? "") || file.mediaType === "application/json";

/** A file that says it is a list of days off, or any list that an operator sends; false when it is neither. */
export async function receiveOfficialDays(turn: Turn, content: FileContent): Promise<boolean> {
  const named = /^(?:gui |day la |nap )?(?:lich nghi|ngay nghi)\b/.test(
    fold(normalize(content.caption)).trim(),
  );
  if (!named && !(turn.seat?.role.code === "operator" && isJson(content))) return false;
  await asOperator(turn, (operator) => takeFile(operator, content));
  return true;
}

async function waiting(turn: Turn): Promise<DialogueStep> {
  const { content } = turn.inbound;
  if (content.kind === "file" && isJson(content)) {
    await asOperator(turn, (operator) => takeFile(operator, content));
    return "handled";
  }
  if (content.kind === "text" && readReply(content.text)?.kind === "no") {
    await turn.closeDialogue();
    await turn.reply({ html: turn.say("common:cancelled") });
    return "handled";
  }
  return "pass";
}

const ngaynghi = (turn: Turn) => asOperator(turn, (operator) => show(operator));

export const officialDaysIntent: Intent = {
  commands: { ngaynghi, calendar: ngaynghi },
  presses: { calendar: press },
  dialogues: { [dialogueKind]: waiting },
};
