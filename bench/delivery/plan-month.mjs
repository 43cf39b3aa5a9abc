// Plans June's reminders day by day with the compiled code, as the product runs it, in a process of its own, so that its memory
// is its own: prints one line of JSON.
import { existsSync, readFileSync } from "node:fs";
import { Temporal } from "temporal-polyfill";
import { createTicker } from "../../dist/jobs/clock-tick.js";
import { openFiles } from "../../dist/shared/files.js";
import { createLog } from "../../dist/shared/log.js";
import { loadLocales } from "../../dist/shared/say.js";
import { loadOfficialCalendar } from "../../dist/store/calendar.js";
import { openStore } from "../../dist/store/open.js";

const [url = "", zone = ""] = process.argv.slice(2);
const store = openStore(url);
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
const begin = performance.now();
for (let day = 4; day <= 28; day += 1) {
  now = Temporal.ZonedDateTime.from(`2019-06-${String(day).padStart(2, "0")}T08:00[${zone}]`).toInstant();
  if (calendar.isWorkingDay(now.toZonedDateTimeISO(zone).toPlainDate())) await ticker.tick();
}
const ms = performance.now() - begin;
// Linux's own note of it; what resourceUsage says would begin with the process that started this one.
const peak = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
const rss = Number(/VmHWM:\s+(\d+) kB/.exec(peak)?.[1] ?? process.resourceUsage().maxRSS) / 1024;
const rows = await store.db.outboxMessage.count();
const some = await store.db.outboxMessage.findMany({
  orderBy: { id: "asc" },
  take: 1,
  skip: Math.floor(rows / 2),
});
await store.close();
process.stdout.write(
  `${JSON.stringify({ ms, rss, rows, payload: some[0]?.payload ?? "", guard: some[0]?.guard ?? "" })}\n`,
);
