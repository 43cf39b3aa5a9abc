// Plans June's reminders day by day in a process of its own, so that its memory is its own: prints one line of JSON.
import { Temporal } from "temporal-polyfill";
import { createTicker } from "../../src/jobs/clock-tick.ts";
import { openFiles } from "../../src/shared/files.ts";
import { createLog } from "../../src/shared/log.ts";
import { loadLocales } from "../../src/shared/say.ts";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { openStore } from "../../src/store/open.ts";
import { zone } from "./plan-world.ts";

const store = openStore(process.argv[2] ?? "");
const calendar = loadOfficialCalendar();
let now = Temporal.Instant.from("2019-06-03T01:00:01Z");
const ticker = createTicker({
  store,
  services: {
    locales: await loadLocales(),
    files: openFiles("/nowhere"),
    calendar: () => calendar,
    timeZone: zone,
  },
  clock: { now: () => now },
  log: createLog("warn"),
});
// Nothing is due yet; from here on it is a process that has been running, as the raw statement's is.
await ticker.tick();
const baseRss = process.memoryUsage().rss / 1048576;
const began = process.cpuUsage();
const begin = performance.now();
for (let day = 4; day <= 28; day += 1) {
  now = Temporal.ZonedDateTime.from(`2019-06-${String(day).padStart(2, "0")}T08:00[${zone}]`).toInstant();
  if (calendar.isWorkingDay(now.toZonedDateTimeISO(zone).toPlainDate())) await ticker.tick();
}
const ms = performance.now() - begin;
const used = process.cpuUsage(began);
const cpu = (used.user + used.system) / 1000;
const rss = process.resourceUsage().maxRSS / 1024;
const rows = await store.db.outboxMessage.count();
const some = await store.db.outboxMessage.findMany({
  orderBy: { id: "asc" },
  take: 1,
  skip: Math.floor(rows / 2),
});
await store.close();
process.stdout.write(
  `${JSON.stringify({ ms, cpu, baseRss, rss, rows, payload: some[0]?.payload ?? "", guard: some[0]?.guard ?? "" })}\n`,
);
