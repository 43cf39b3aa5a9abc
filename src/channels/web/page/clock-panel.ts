import { api, CallError, type State } from "./api.ts";
import { byId, h, icon } from "./dom.ts";
import type { Say } from "./texts.ts";
import type { ZonedTime } from "./zoned-time.ts";

interface Around {
  say: Say;
  time: ZonedTime;
  /** The clock was moved from here. */
  moved(): void;
}

const icons: Record<string, string> = { nextMorning: "sun", reportDue: "due", monthlySummary: "summary" };
/** Every job that is told of; another one is just scheduled work. */
const jobs = ["digest", "snooze", "monthlySummary", "broadcast", "housekeeping"];
const hour = 3_600_000;

/** The sandbox's clock: what it shows, where it can go, what ran on the way. */
export function createClockPanel({ say, time, moved }: Around) {
  const form = byId("clock-form", HTMLFormElement);
  const field = byId("clock-field", HTMLInputElement);
  const landmarks = byId("landmarks", HTMLElement);
  const status = byId("clock-status", HTMLElement);
  const ran = byId("ran", HTMLElement);
  const panel = byId("clock", HTMLElement);
  let now = "";
  let goals: State["landmarks"] = [];
  let busy = false;

  const showNow = (iso: string) => {
    if (iso === now) return;
    now = iso;
    byId("now-time", HTMLElement).textContent = time.time(iso);
    byId("now-weekday", HTMLElement).textContent = time.weekday(iso);
    byId("now-date", HTMLElement).textContent = time.date(iso);
    byId("status-time", HTMLElement).textContent = time.time(iso);
    byId("chip-time", HTMLElement).textContent = time.time(iso);
    field.min = time.toField(iso);
    if (document.activeElement !== field) field.value = time.toField(iso);
    drawGoals();
  };

  const drawGoals = () => {
    const later = new Date(Date.parse(now) + hour).toISOString();
    const all = [...goals.filter((each) => each.at > now), { key: "plusHour", at: later }];
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset["goal"] : undefined;
    landmarks.replaceChildren(
      ...all.map(({ key, at }) =>
        h(
          "button",
          { type: "button", class: "landmark", "data-goal": key, disabled: busy, onclick: () => void go(at) },
          icon(icons[key] ?? "forward"),
          h(
            "span",
            {},
            h("span", { class: "landmark-name" }, say(`clock.${key}`)),
            h("span", { class: "landmark-at" }, time.moment(at)),
          ),
        ),
      ),
    );
    if (focused) landmarks.querySelector<HTMLElement>(`[data-goal="${focused}"]`)?.focus();
  };

  const showRan = (list: { job: string; dueAt: string }[]) => {
    const byJob = new Map<string, string[]>();
    for (const { job, dueAt } of list) {
      const name = say(`jobs.${jobs.includes(job) ? job : "other"}`);
      byJob.set(name, [...(byJob.get(name) ?? []), dueAt]);
    }
    byId("ran-list", HTMLElement).replaceChildren(
      ...[...byJob].map(([name, dueAts]) =>
        h(
          "li",
          {},
          h(
            "span",
            {},
            name,
            dueAts.length > 1 ? ` · ${say("clock.times", { count: dueAts.length })}` : null,
          ),
          h("span", { class: "hint" }, time.moment(dueAts.at(-1) ?? "")),
        ),
      ),
      ...(byJob.size === 0 ? [h("li", { class: "hint" }, say("clock.ranNone"))] : []),
    );
    ran.hidden = false;
    ran.scrollIntoView({ block: "nearest" });
  };

  const setBusy = (value: boolean) => {
    busy = value;
    panel.classList.toggle("moving", value);
    for (const button of panel.querySelectorAll<HTMLButtonElement>(".landmark, #clock-form button"))
      button.disabled = value;
  };

  const go = async (to: string) => {
    if (busy) return;
    const back = document.activeElement;
    setBusy(true);
    status.textContent = say("clock.moving");
    try {
      const done = await api.moveClock(to);
      showNow(done.now);
      status.textContent = say("clock.moved", { when: time.moment(done.now) });
      showRan(done.ran);
    } catch (error) {
      const backwards = error instanceof CallError && error.status === 409;
      status.textContent = say(backwards ? "clock.backwards" : "connection.failed");
    } finally {
      setBusy(false);
      if (back instanceof HTMLElement && back.isConnected) back.focus();
      moved();
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const to = time.fromField(field.value);
    if (to !== null) void go(to);
  });

  return {
    showNow,
    showLandmarks(list: State["landmarks"]) {
      goals = list;
      drawGoals();
    },
    now: () => now,
  };
}
