import { parseMonth } from "../domain/period.ts";
import { standingsLines } from "../pictures/standings-model.ts";
import { closedMonth, instantOf, publishMonth } from "../store/months.ts";
import { recipientsOf } from "../store/recipients.ts";
import { asDate } from "./days.ts";
import { loadTable, placeOf, type StandingsViewer, type Table, viewerOf, viewOf } from "./standings-table.ts";
import type { MemberTurn } from "./turn.ts";

/** What everybody may see: while provisional figures are hidden, a trend is measured against published months only. */
const everybody = (turn: MemberTurn): StandingsViewer => ({
  ...viewerOf(turn),
  provisional: turn.seat.year.provisionalVisible,
});

/** Everybody of the cluster but the one who publishes, who gets the answer. */
async function others(turn: MemberTurn) {
  const { cluster, year } = turn.seat;
  const all = await recipientsOf(turn.tx, {
    clusterId: cluster.id,
    addressForm: year.addressForm,
    clusterKind: cluster.kind,
  });
  return all.filter((each) => each.personId !== turn.person.id);
}

/** The month's frozen table, if it can still be published; otherwise a sentence has been said. */
async function publishable(turn: MemberTurn, month: string): Promise<Table | null> {
  const { say, seat, tx } = turn;
  const closed = parseMonth(month) ? await closedMonth(tx, seat.year.id, month) : null;
  if (!closed) {
    const known = parseMonth(month) && month.startsWith(`${seat.year.year}-`);
    await turn.reply({
      html: known
        ? say("standings:publish.notClosed", { month: say.month(month) })
        : say("common:staleButton"),
    });
    return null;
  }
  if (closed.publishedAt) {
    await turn.reply({
      html: say("standings:publish.already", {
        month: say.month(month),
        moment: say.moment(instantOf(closed.publishedAt).toZonedDateTimeISO(turn.zone)),
      }),
      choices: [[tableButton(turn, month)]],
    });
    return null;
  }
  return loadTable(tx, everybody(turn), { kind: "month", month });
}

const tableButton = (turn: Pick<MemberTurn, "say">, month: string) => ({
  label: turn.say.plain("standings:button.tableOf", { month: turn.say.month(month) }),
  data: `standings:${month}`,
});

/** The table as it would be published, and whom it reaches. */
export async function previewPublication(turn: MemberTurn, month: string): Promise<void> {
  const { say, seat } = turn;
  const table = await publishable(turn, month);
  if (!table) return;
  const values = { month: say.month(month), cluster: seat.cluster.shortName };
  await turn.reply({
    html: [
      say("standings:publish.preview", values),
      ...standingsLines(say, viewOf(say, everybody(turn), table)),
      say("standings:publish.consequence", { ...values, count: (await others(turn)).length }),
    ].join("\n"),
    choices: [
      [
        { label: say.plain("standings:button.publishNow"), data: `publishNow:${month}` },
        { label: say.plain("common:button.cancel"), data: `publishNot:${month}` },
      ],
    ],
  });
}

/** Publishes once, and tells everybody once. */
export async function confirmPublication(turn: MemberTurn, month: string): Promise<void> {
  const { say, seat, tx, person } = turn;
  const table = await publishable(turn, month);
  if (!table) return;
  const by = { personId: person.id, at: asDate(turn.now) };
  if (!(await publishMonth(tx, seat.year.id, month, by))) {
    await publishable(turn, month);
    return;
  }
  await turn.audit("publishMonth", `month:${month}`);
  const told = await others(turn);
  await turn.tell(told, {
    kind: "notice",
    policy: "atLeastOnce",
    priority: 9,
    dedupeKey: `publish:${seat.cluster.code}:${month}`,
    reply: (theirs, recipient) => {
      const unit = table.units.find((each) => each.id === recipient.unitId);
      return {
        html: [
          theirs("standings:publish.notice", {
            month: theirs.month(month),
            cluster: seat.cluster.shortName,
          }),
          ...(unit ? [placeOf(theirs, table, unit)] : []),
          ...(seat.year.sampleLabel ? [theirs("common:sample", { label: seat.year.sampleLabel })] : []),
        ].join("\n"),
        choices: [[tableButton({ say: theirs }, month)]],
      };
    },
  });
  await turn.reply({
    html: say("standings:publish.done", { month: say.month(month), count: told.length }),
    choices: [[tableButton(turn, month)]],
  });
}
