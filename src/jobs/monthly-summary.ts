import { type RoleCode, yearToOpen } from "../domain/cluster.ts";
import { monthOf, nextMonth } from "../domain/period.ts";
import { drawStandings } from "../pictures/standings-model.ts";
import type { ChannelName, Choice, Reply, StoredFile } from "../shared/messages.ts";
import type { AddressForm, ClusterKind, Language, Say } from "../shared/say.ts";
import { enqueue } from "../store/enqueue.ts";
import { groupsOf } from "../store/groups.ts";
import { closedMonth, closeMonth } from "../store/months.ts";
import type { Tx } from "../store/open.ts";
import { notify, type Recipient, recipientsOf } from "../store/recipients.ts";
import { guardMember } from "../store/send-guard.ts";
import { memberUnits } from "../store/standings.ts";
import type { Job, JobRun } from "./job.ts";
import { type SummaryFacts, summaryFacts } from "./summary-facts.ts";
import { clusterText, sampleLines, summaryView, unitText } from "./summary-text.ts";

/** Closes the month and tells each unit, the head and the cluster's groups how it went; a month is closed once. */
export const writeMonthlySummary: Job = async (run) => {
  const { tx, services, now, occurrence } = run;
  const { month } = occurrence;
  if (occurrence.outcome === "skip" || month === null) return;
  const cluster = await tx.cluster.findUnique({
    where: { code: occurrence.scope },
    include: { years: true },
  });
  const year = cluster?.years.find((each) => month.startsWith(`${each.year}-`));
  if (!cluster || !year || (await closedMonth(tx, year.id, month))) return;
  // A cluster whose units are not known yet has nothing to close.
  if ((await memberUnits(tx, year.id)).length === 0) return;
  const facts = await summaryFacts(tx, cluster, year, month, services.calendar());
  await closeMonth(tx, {
    clusterYearId: year.id,
    month,
    rows: facts.rows,
    closedAt: new Date(now.epochMilliseconds),
  });
  const today = now.toZonedDateTimeISO(cluster.timeZone).toPlainDate();
  // After downtime many come at once: the newest says it.
  const isNewest = nextMonth(month) === monthOf(today);
  await tellPeople(run, facts, isNewest ? yearToOpen(cluster.years, today) : null);
};

/** One message for each person and group, in the transaction that closes the month. */
async function tellPeople(
  { tx, services, now }: JobRun,
  facts: SummaryFacts,
  toOpen: number | null,
): Promise<void> {
  const { cluster, year, month } = facts;
  const { heads, members } = await peopleOf(tx, facts);
  const groups = await groupsOf(tx, cluster.id);
  const message = {
    kind: "summary",
    policy: "atLeastOnce",
    guard: guardMember(cluster.id),
    dedupeKey: `summary:${cluster.code}:${month}`,
    createdAt: new Date(now.epochMilliseconds),
  } as const;
  // Until they are published, ranks and points are shown to members unless the head hides them.
  const shown = year.provisionalVisible;
  const forGroups = services.locales.say("vi", year.addressForm as AddressForm, cluster.kind as ClusterKind);
  const picture = new Map<Language, StoredFile>();
  const readers = [
    ...heads.map((each) => each.language),
    ...(shown && groups.length > 0 ? ["vi" as const] : []),
  ];
  for (const language of new Set(readers)) {
    const view = summaryView(services.locales.say(language), facts);
    const fileName = `tong-hop-${cluster.code.toLowerCase()}-${month}.png`;
    picture.set(
      language,
      await drawStandings(services.files, services.locales.say(language), view, fileName),
    );
  }
  const withPicture = (say: Say, reply: Reply): Reply => {
    const image = picture.get(say.language);
    return image ? { ...reply, image } : reply;
  };

  const sendIt = (say: Say, unitId: number | null): Choice[] =>
    facts.reports.some(({ unit, report }) => unit.id === unitId && report === null)
      ? [{ label: say.plain("common:button.sendMonthReport"), data: `report:${month}` }]
      : [];

  await notify(tx, services.locales, heads, {
    ...message,
    reply: (say, head) =>
      withPicture(say, {
        html: [
          clusterText(say, facts, true),
          unitText(say, facts, head.unitId ?? 0, true),
          ...(toOpen === null ? [] : [say("summary:yearToOpen", { year: toOpen })]),
          ...sampleLines(say, facts),
        ].join("\n"),
        choices: [
          [
            {
              label: say.plain("standings:button.publish", { month: say.month(month) }),
              data: `publish:${month}`,
            },
          ],
          sendIt(say, head.unitId),
        ].filter((row) => row.length > 0),
      }),
  });
  await notify(tx, services.locales, members, {
    ...message,
    reply: (say, member) => ({
      html: [unitText(say, facts, member.unitId ?? 0, shown), ...sampleLines(say, facts)].join("\n"),
      choices: [
        sendIt(say, member.unitId),
        [
          {
            label: say.plain("standings:button.tableOf", { month: say.month(month) }),
            data: `standings:${month}`,
          },
        ],
      ].filter((row) => row.length > 0),
    }),
  });
  const html = [clusterText(forGroups, facts, shown), ...sampleLines(forGroups, facts)].join("\n");
  for (const group of groups) {
    await enqueue(tx, {
      ...message,
      channel: group.channel as ChannelName,
      addressId: group.id,
      reply: shown ? withPicture(forGroups, { html }) : { html },
      dedupeKey: `${message.dedupeKey}:group:${group.id}`,
    });
  }
}

/** The head unit's people, and those of the other units; each person once. Observers read what is published. */
async function peopleOf(
  tx: Tx,
  { cluster, year, units }: SummaryFacts,
): Promise<{ heads: Recipient[]; members: Recipient[] }> {
  const audience = {
    clusterId: cluster.id,
    addressForm: year.addressForm,
    clusterKind: cluster.kind,
    roles: ["focalOfficial", "unitLeader"] as RoleCode[],
  };
  const heads =
    year.headUnitId === null ? [] : await recipientsOf(tx, { ...audience, unitIds: [year.headUnitId] });
  const all = await recipientsOf(tx, { ...audience, unitIds: units.map((unit) => unit.id) });
  const members = all.filter((each) => heads.every((head) => head.personId !== each.personId));
  return { heads, members };
}
