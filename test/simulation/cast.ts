import { rmSync } from "node:fs";
import { copyFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Temporal } from "temporal-polyfill";
import { createCalendar } from "../../src/domain/calendar.ts";
import type { RoleCode } from "../../src/domain/cluster.ts";
import type { ClusterFile, TargetsFile } from "../../src/store/cluster-file.ts";
import { createPerson, giveRole } from "../../src/store/people.ts";
import { loadCluster, loadTargets } from "../../src/store/seed.ts";
import { createSqlite } from "../support/database.ts";

export const zone = "Asia/Ho_Chi_Minh";
/** A Monday; the month ends on the Sunday after. */
export const opening = "2026-05-25T07:40:00+07:00[Asia/Ho_Chi_Minh]";

export interface Member {
  /** The platform's id of their chat. */
  chat: string;
  cluster: string;
  unit: string;
  role: RoleCode;
}

const member = (chat: string, cluster: string, unit: string, role: RoleCode = "focalOfficial"): Member => ({
  chat,
  cluster,
  unit,
  role,
});

/** A heads the first cluster. The second cluster is there so that something could get to the wrong people. */
export const members: readonly Member[] = [
  member("101", "CUM-MOT", "A"),
  member("102", "CUM-MOT", "A", "unitLeader"),
  member("103", "CUM-MOT", "B"),
  member("104", "CUM-MOT", "C"),
  member("105", "CUM-MOT", "D"),
  member("106", "CUM-MOT", "D", "unitLeader"),
  member("201", "CUM-HAI", "X"),
  member("202", "CUM-HAI", "Y"),
];
export const strangers: readonly string[] = ["301", "302"];
export const groupChat = "-901";
const groupCluster = "CUM-MOT";
/** Whole words that only one cluster's people may read. */
export const nameOf = (cluster: string): string => (cluster === "CUM-MOT" ? "Cụm Sông Hồng" : "Cụm Cửu Long");
/** The target everybody reports on: big enough for any sum. */
const plan = 100_000_000;

const unitsOf = (cluster: string) => [
  ...new Set(members.filter((each) => each.cluster === cluster).map((each) => each.unit)),
];

const clusterFile = (code: string): ClusterFile => ({
  code,
  kind: "cum",
  name: nameOf(code),
  shortName: nameOf(code),
  year: 2026,
  theme: null,
  motto: null,
  headUnit: unitsOf(code)[0] ?? null,
  deputyUnit: null,
  units: unitsOf(code).map((unit) => ({
    code: unit,
    name: `Sở Nội vụ tỉnh ${unit} thuộc ${nameOf(code)}`,
    shortName: `Tỉnh ${unit}`,
    aliases: [],
  })),
  pledgeItems: [],
  titleTargets: [],
});

/** Due on many days, so that every working day has its last calls, its early ones and its overdue ones. */
const dueDays = [
  "2026-05-26",
  "2026-05-29",
  "2026-06-02",
  "2026-06-04",
  "2026-06-09",
  "2026-06-12",
  "2026-06-23",
];

const targetsFile = (code: string): TargetsFile => ({
  label: "Số liệu mô phỏng",
  clusters: [
    {
      clusterCode: code,
      closedMonths: [],
      units: unitsOf(code).map((unitCode, index) => ({
        unitCode,
        targets: [
          {
            code: "CT1",
            title: "Số hóa hồ sơ",
            kind: "quantity",
            direction: "higher",
            unit: "hồ sơ",
            plan,
            weight: 1,
            dueOn: "2026-06-30",
            pledgeItemNo: null,
            entries: [],
          },
          ...dueDays.map((dueOn, at) => ({
            code: `CT${at + 2}`,
            title: `Kiểm tra đợt ${at + 1}`,
            kind: "percent" as const,
            direction: "higher" as const,
            unit: "%",
            plan: 100,
            weight: 1,
            dueOn: index % 2 === at % 2 ? dueOn : "2026-12-15",
            pledgeItemNo: null,
            entries: [],
          })),
        ],
        reports: [],
      })),
    },
  ],
});

/** A migrated database in which everybody has joined; each run begins with a copy of it. Answers the file. */
export async function prepareCast(): Promise<string> {
  const { store, url, remove } = await createSqlite();
  const at = new Date(Temporal.ZonedDateTime.from(opening).epochMilliseconds);
  await store.transaction(async (tx) => {
    const calendar = createCalendar({ official: [], overrides: [] });
    const ids = new Map<string, { cluster: number; unit: number }>();
    for (const code of new Set(members.map((each) => each.cluster))) {
      const file = clusterFile(code);
      const cluster = await loadCluster(tx, file, zone, at);
      await loadTargets(tx, targetsFile(code), { cluster, year: file.year }, calendar);
      for (const unit of cluster.units)
        ids.set(`${code} ${unit.code}`, { cluster: cluster.id, unit: unit.id });
    }
    for (const { chat, cluster, unit, role } of members) {
      const of = ids.get(`${cluster} ${unit}`);
      const address = await tx.address.create({
        data: { channel: "telegram", externalId: chat, kind: "private", title: chat, createdAt: at },
      });
      const person = await createPerson(tx, {
        displayName: chat,
        addressId: address.id,
        noticeVersion: 1,
        now: at,
      });
      await giveRole(
        tx,
        person.id,
        { code: role, clusterId: of?.cluster ?? null, unitId: of?.unit ?? null },
        at,
      );
    }
    await tx.address.create({
      data: {
        channel: "telegram",
        externalId: groupChat,
        kind: "group",
        title: groupCluster,
        clusterId: ids.get(`${groupCluster} A`)?.cluster ?? null,
        createdAt: at,
      },
    });
  });
  await store.db.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`;
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-cast-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "cast.db");
  await copyFile(url.slice("file:".length), file);
  await remove();
  return file;
}
