import { randomUUID } from "node:crypto";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { type ScheduledTask, schedule } from "node-cron";
import type { Channel } from "./channels/channel.ts";
import { createSignedLinks } from "./channels/signed-links.ts";
import { createTelegram } from "./channels/telegram/telegram.ts";
import { createUploadPage, uploadPath } from "./channels/upload-page/routes.ts";
import { createWeb, type WebChannel } from "./channels/web/channel.ts";
import { createWebRoutes } from "./channels/web/routes.ts";
import { createZalo } from "./channels/zalo/zalo.ts";
import type { Config } from "./config.ts";
import { commandMenus } from "./conversation/command-menus.ts";
import { createUploads, largestFile, mostFiles } from "./conversation/evidencing/uploads.ts";
import { receive } from "./conversation/receive.ts";
import { createIntake } from "./delivery/intake.ts";
import { defaultPace, type PaceSettings } from "./delivery/pace.ts";
import { createQuotas } from "./delivery/quotas.ts";
import type { RealTime } from "./delivery/real-time.ts";
import { createSender } from "./delivery/worker.ts";
import { createTicker } from "./jobs/clock-tick.ts";
import { createJumpGuard } from "./jobs/jump-guard.ts";
import { lastLook } from "./jobs/write-digest.ts";
import { openSandboxClock } from "./sandbox/clock.ts";
import { openSandboxStore } from "./sandbox/mark.ts";
import { createSandboxRoutes } from "./sandbox/routes.ts";
import { createSandbox, fillSandbox, sandboxStart } from "./sandbox/sandbox.ts";
import { type Clock, systemClock } from "./shared/clock.ts";
import { openFiles } from "./shared/files.ts";
import { keptSecret } from "./shared/kept-secret.ts";
import { createLog, type Log } from "./shared/log.ts";
import type { ChannelName, Inbound } from "./shared/messages.ts";
import { type Language, loadLocales } from "./shared/say.ts";
import { addressOf, welcomeBots } from "./store/addresses.ts";
import { refreshBroadcastReports } from "./store/broadcast-report.ts";
import { openCalendar } from "./store/calendar.ts";
import { nameList } from "./store/chat-lists.ts";
import { enqueue } from "./store/enqueue.ts";
import { openStore, type Store, type Tx } from "./store/open.ts";
import type { OutboxRow } from "./store/outbox-rows.ts";
import { warnOfQuota } from "./store/quota-report.ts";
import { uploadMinutes } from "./store/upload-links.ts";
import { createWebMessages } from "./store/web-messages.ts";

export interface App {
  /** Where it listens, e.g. http://127.0.0.1:3000 */
  url: string;
  store: Store;
  clock: Clock;
  /** Nothing waits in the inbox, and nothing that is due waits in the outbox. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface Overrides {
  log?: Log;
  /** Without it the alarm clock rings once a minute. */
  alarm?: false;
  /** Another pace than Telegram asks for; null: as fast as it goes. */
  pace?: PaceSettings | null;
  /** Another time for pace, leases and waiting. */
  time?: RealTime;
  /** Another way to the database: less patient, or with faults. */
  openStore?: (databaseUrl: string) => Store;
}

/** The only place that knows everyone: opens, wires and starts the whole product. */
export async function startApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const log = overrides.log ?? createLog(config.logLevel);
  const { sandbox } = config;
  // Named wrongly, nothing is opened.
  const beginning = sandbox && sandboxStart(sandbox.cluster, config.timeZone);
  const store = sandbox
    ? await openSandboxStore(config.databaseUrl, sandbox.reset, overrides.openStore)
    : (overrides.openStore ?? openStore)(config.databaseUrl);
  if (!sandbox) await store.migrate();

  const locales = await loadLocales();
  const files = openFiles(config.dataDir);
  const calendar = await openCalendar(store.db);
  const movable = beginning && (await openSandboxClock(store, beginning));
  const clock: Clock = movable || systemClock;
  if (sandbox) {
    await fillSandbox(store, {
      clusterCode: sandbox.cluster,
      zone: config.timeZone,
      calendar: calendar.current(),
      locales,
      now: clock.now(),
    });
  }

  const http = new Hono();
  const channels = new Map<ChannelName, Channel>();
  let web: WebChannel | null = null;
  const screen = createWebMessages(store, clock);
  if (sandbox) {
    web = createWeb({ screen, files, log });
    channels.set("web", web);
  }
  let botName: string | null = null;
  if (config.telegram) {
    const { token, apiRoot, webhook } = config.telegram;
    const telegram = createTelegram({
      token,
      apiRoot,
      ...(webhook ? { webhook } : {}),
      log,
      files,
      commands: commandMenus(locales),
      onIdentity: (username) => {
        botName = username;
      },
    });
    channels.set("telegram", telegram);
    if (telegram.routes) http.route("/", telegram.routes);
  }

  if (config.zalo) {
    const { tokens, apiRoot, webhook, quota } = config.zalo;
    const links = config.publicUrl
      ? createSignedLinks({
          secret: config.linkSecret ?? (await keptSecret(config.dataDir)),
          publicUrl: config.publicUrl,
          files,
        })
      : null;
    if (links) http.route("/", links.routes);
    const zalo = createZalo({
      bots: tokens.map((each) => ({ token: each })),
      quota,
      apiRoot,
      ...(webhook ? { webhook } : {}),
      ...(links ? { linkFor: links.linkFor } : {}),
      log,
    });
    channels.set("zalo", zalo);
    if (zalo.routes) http.route("/", zalo.routes);
  }

  const quotas = createQuotas({
    store,
    channels,
    log,
    now: () => new Date(clock.now().epochMilliseconds),
    zone: config.timeZone,
    calendar: () => calendar.current(),
    warn: (tx) =>
      warnOfQuota(tx, locales, quotas.bots(), {
        now: clock.now(),
        zone: config.timeZone,
        calendar: calendar.current(),
      }),
    kick: () => sender.kick(),
  });
  const publicUrl = config.publicUrl?.replace(/\/+$/, "") ?? null;
  const services = {
    locales,
    files,
    calendar: () => calendar.current(),
    calendarChanged: () => calendar.changed(),
    timeZone: config.timeZone,
    hasButtons: (channel: ChannelName) => channels.get(channel)?.capabilities.buttons ?? true,
    isConnected: (channel: ChannelName) => channels.has(channel),
    takesDocuments: (channel: ChannelName) => channels.get(channel)?.capabilities.documentsIn ?? true,
    uploadPage: publicUrl === null ? null : (key: string) => publicUrl + uploadPath(key),
    quotaBots: () => quotas.bots(),
    inviteLink: (channel: string, code: string) =>
      channel === "telegram" && botName !== null ? `https://t.me/${botName}?start=${code}` : null,
  };

  // Copies of a broadcast were settled: its report is brought up to date, once for all that were settled meanwhile.
  let refreshing: Promise<void> | null = null;
  let askedAgain = false;
  const refreshReports = (): void => {
    askedAgain = true;
    refreshing ??= (async () => {
      while (askedAgain) {
        askedAgain = false;
        const changed = await store.transaction((tx) => refreshBroadcastReports(tx, locales, clock.now()));
        if (changed) sender.kick();
      }
    })()
      .catch((error: unknown) => log.error({ error }, "a broadcast's report could not be brought up to date"))
      .finally(() => {
        refreshing = null;
      });
  };

  const sender = createSender({
    store,
    channels,
    clock,
    ...(overrides.time && { time: overrides.time }),
    log,
    pace: (channel) =>
      channel === "web" ? null : overrides.pace === undefined ? defaultPace : overrides.pace,
    guard: (tx: Tx, row: OutboxRow) => lastLook(tx, row, { services, now: clock.now() }),
    ration: quotas.ration,
    settled: (rows) => {
      quotas.committed();
      if (rows.some((row) => row.kind === "broadcast")) refreshReports();
    },
    nameList: async (tx, row, now) => {
      const { reply, code, amongOthers, language } = await nameList(tx, row, now);
      return { reply, how: amongOthers ? locales.say(language as Language)("lists:how", { code }) : null };
    },
    markRepeat: (reply) => ({ ...reply, html: `${reply.html}\n${locales.say("vi")("common:repeat")}` }),
  });
  /** Where the conversation itself could not answer. */
  const tell = async (tx: Tx, inbound: Inbound, dedupeKey: string, key: string) => {
    const now = new Date(clock.now().epochMilliseconds);
    const address = await addressOf(tx, inbound, now);
    await enqueue(tx, {
      channel: inbound.channel,
      addressId: address.id,
      kind: "reply",
      policy: "atMostOnce",
      reply: { html: locales.say("vi")(key) },
      dedupeKey,
      priority: 0,
      createdAt: now,
    });
  };
  const intake = createIntake({
    store,
    clock,
    ...(overrides.time && { time: overrides.time }),
    log,
    channels,
    files,
    offer: sender.offer,
    committed: (toSend) => {
      calendar.committed();
      if (toSend) sender.kick();
    },
    handle: (tx, inbound, inboxId, offer) =>
      receive(tx, services, inbound, { id: inboxId, offer, now: clock.now() }),
    kept: quotas.kept,
    onDead: (tx, inbound, inboxId) => tell(tx, inbound, `dead:${inboxId}`, "common:failed"),
    onHeldUp: (tx, inbound, inboxId) => tell(tx, inbound, `held:${inboxId}`, "common:heldUp"),
  });
  const ticker = createTicker({ store, services, clock, log });

  const settled = async () => {
    // Handling causes sending; sending may cause handling. Two quiet rounds are quiet.
    for (let round = 0; round < 2; round += 1) {
      await intake.idle();
      await calendar.settled();
      sender.kick();
      await sender.idle();
      await refreshing;
      await quotas.settled();
    }
  };

  http.get("/healthz", async (c) => {
    try {
      await store.db.$queryRaw`SELECT 1`;
      return c.json({ ok: true });
    } catch {
      return c.json({ ok: false }, 503);
    }
  });
  if (sandbox && web && movable) {
    const control = createSandbox({
      store,
      clock: movable,
      ticker,
      calendar: () => calendar.current(),
      locales,
      clusterCode: sandbox.cluster,
      zone: config.timeZone,
      settled,
      deliver: (inbound: Inbound) => web.accept(inbound),
    });
    http.route(
      "/",
      createWebRoutes({ web, screen, files, clock, state: control.state, landmarks: control.landmarks, log }),
    );
    http.route("/", createSandboxRoutes({ control, screen, files, log }));
  }

  if (publicUrl !== null) {
    const limits = { most: mostFiles, largest: largestFile, minutes: uploadMinutes };
    const receiveKept = (inbound: Inbound) => intake.receive(inbound);
    const uploads = createUploads({ store, services, now: () => clock.now(), log, receive: receiveKept });
    http.route("/", createUploadPage({ ...uploads, limits, say: locales.say("vi"), log }));
  }

  const server = await listen(http, config);
  for (const { name, bots } of channels.values()) {
    const keys = bots?.map((bot) => bot.key);
    if (keys) await store.transaction((tx) => welcomeBots(tx, name, keys));
  }
  await intake.start();
  sender.start();
  for (const channel of channels.values()) await channel.start((inbound) => intake.receive(inbound));

  const guard = movable ? null : createJumpGuard(clock, log);
  const ring = async () => {
    if (guard && !guard.allows()) return;
    // Another process, or the command line, may have loaded a year's days.
    await calendar.refresh();
    const ran = await ticker.tick();
    if (ran.length > 0) sender.kick();
  };
  let alarm: ScheduledTask | null = null;
  if (overrides.alarm !== false) {
    // A picture may hold the process for a while; a minute that comes late is still that minute.
    const options = {
      name: `tick ${randomUUID()}`,
      timezone: config.timeZone,
      noOverlap: true,
      missedExecutionTolerance: 30_000,
    };
    alarm = schedule(
      "* * * * *",
      () => ring().catch((error: unknown) => log.error({ error }, "the tick failed")),
      options,
    );
    // What was missed while the process was down does not wait for the next minute.
    ring().catch((error: unknown) => log.error({ error }, "the first tick failed"));
  }
  const url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${server.port}`;
  log.info({ url, database: store.provider, sandbox: sandbox?.cluster ?? null }, "ready");

  return {
    url,
    store,
    clock,
    settled,
    async stop() {
      await alarm?.destroy();
      await Promise.all([...channels.values()].map((channel) => channel.stop()));
      await intake.stop();
      await sender.stop();
      await new Promise<void>((resolve) => {
        server.http.close(() => resolve());
        if ("closeAllConnections" in server.http) server.http.closeAllConnections();
      });
      await store.close();
    },
  };
}

function listen(http: Hono, config: Config): Promise<{ http: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: http.fetch, hostname: config.host, port: config.port }, (info) =>
      resolve({ http: server, port: info.port }),
    );
    server.on("error", reject);
  });
}
