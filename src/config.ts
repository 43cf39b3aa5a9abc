import path from "node:path";
import { z } from "zod";

/** Telegram takes A–Z a–z 0–9 _ - (1–256); shorter than 32 is guessable and refused. */
const secret = z.string().regex(/^[\w-]{32,256}$/, "needs 32 to 256 characters of A–Z, a–z, 0–9, _ and -");
const url = z.url({ protocol: /^https?$/, error: "is not an http(s) URL" });
const timeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, "is not a time zone");

const environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, "must begin with file: or postgresql://")
    .optional(),
  DATA_DIR: z.string().default("./data"),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number("is not a number").int().min(0).max(65535).default(3000),
  PUBLIC_URL: url.optional(),
  LINK_SECRET: z.string().min(32, "needs at least 32 characters").optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, "is not a bot token")
    .optional(),
  TELEGRAM_API_ROOT: url.default("https://api.telegram.org"),
  TELEGRAM_WEBHOOK_URL: url.optional(),
  TELEGRAM_WEBHOOK_SECRET: secret.optional(),
  ZALO_BOT_TOKEN: z
    .string()
    .transform((list) => list.split(",").map((each) => each.trim()))
    .refine(
      (list) => list.every((each) => /^[\w-]+:[\w-]+$/.test(each)),
      "is not a bot token, or a comma list of them",
    )
    .optional(),
  ZALO_API_ROOT: url.default("https://bot-api.zaloplatforms.com"),
  ZALO_WEBHOOK_URL: url.optional(),
  ZALO_WEBHOOK_SECRET: secret.optional(),
  ZALO_MONTHLY_MESSAGES: z.coerce.number("is not a number").int().min(1, "is less than 1").default(3_000),
  ZALO_COUNTS: z.enum(["both", "sent"], "is both or sent").default("both"),
  SANDBOX: z.enum(["0", "1"], "is 0 or 1").optional(),
  SANDBOX_CLUSTER: z.string().default("SNV-BACBO-2019"),
  SANDBOX_RESET: z.enum(["0", "1"], "is 0 or 1").optional(),
  TIMEZONE: timeZone.default("Asia/Ho_Chi_Minh"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export interface Config {
  databaseUrl: string;
  dataDir: string;
  host: string;
  port: number;
  publicUrl: string | null;
  telegram: { token: string; apiRoot: string; webhook: { url: string; secret: string } | null } | null;
  zalo: {
    tokens: string[];
    apiRoot: string;
    webhook: { url: string; secret: string } | null;
    /** What the platform grants each bot in a month, and whether what comes in counts. */
    quota: { messages: number; countsReceived: boolean };
  } | null;
  /** Signs links to pictures and documents; null: one is made and kept in the data folder. */
  linkSecret: string | null;
  /** Null without the sandbox. */
  sandbox: { cluster: string; reset: boolean } | null;
  timeZone: string;
  logLevel: string;
}

const loopback = /^(127(\.\d+){3}|localhost|::1|\[::1\])$/;
const isLoopback = (host: string) => loopback.test(host);

/** Empty variables count as not set. Throws one error that names every fault. */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = environment.safeParse(set);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  if (set.TELEGRAM_WEBHOOK_URL && !set.TELEGRAM_WEBHOOK_SECRET)
    faults.push("TELEGRAM_WEBHOOK_SECRET is missing");
  if (set.TELEGRAM_WEBHOOK_URL && !set.TELEGRAM_BOT_TOKEN) faults.push("TELEGRAM_BOT_TOKEN is missing");
  if (set.ZALO_WEBHOOK_URL && !set.ZALO_WEBHOOK_SECRET) faults.push("ZALO_WEBHOOK_SECRET is missing");
  if (set.ZALO_WEBHOOK_URL && !set.ZALO_BOT_TOKEN) faults.push("ZALO_BOT_TOKEN is missing");
  const hasToken = set.TELEGRAM_BOT_TOKEN !== undefined || set.ZALO_BOT_TOKEN !== undefined;
  const isSandbox = set.SANDBOX === undefined ? !hasToken : set.SANDBOX === "1";
  if (isSandbox && set.HOST && !isLoopback(set.HOST))
    faults.push("HOST must be a loopback address in the sandbox");
  if (isSandbox && hasToken) {
    for (const name of ["TELEGRAM_API_ROOT", "ZALO_API_ROOT"]) {
      const token = set[name.replace("API_ROOT", "BOT_TOKEN")];
      const root = set[name];
      if (!token) continue;
      const host = root && URL.canParse(root) ? new URL(root).hostname : "";
      if (!isLoopback(host)) faults.push(`${name} must be a loopback address in the sandbox`);
    }
  }
  if (!isSandbox && !hasToken)
    faults.push("TELEGRAM_BOT_TOKEN is missing, and SANDBOX is 0: there is nobody to talk to");
  if (!parsed.success || faults.length > 0)
    throw new Error(`The environment has faults:\n${faults.map((each) => `  ${each}`).join("\n")}`);
  const env = parsed.data;
  const file = isSandbox ? `sandbox-${env.SANDBOX_CLUSTER}.db` : "thidua.db";
  return {
    databaseUrl: env.DATABASE_URL ?? `file:${path.join(env.DATA_DIR, file)}`,
    dataDir: env.DATA_DIR,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? null,
    telegram: env.TELEGRAM_BOT_TOKEN
      ? {
          token: env.TELEGRAM_BOT_TOKEN,
          apiRoot: env.TELEGRAM_API_ROOT.replace(/\/+$/, ""),
          webhook:
            env.TELEGRAM_WEBHOOK_URL && env.TELEGRAM_WEBHOOK_SECRET
              ? { url: env.TELEGRAM_WEBHOOK_URL, secret: env.TELEGRAM_WEBHOOK_SECRET }
              : null,
        }
      : null,
    zalo: env.ZALO_BOT_TOKEN
      ? {
          tokens: env.ZALO_BOT_TOKEN,
          apiRoot: env.ZALO_API_ROOT.replace(/\/+$/, ""),
          webhook:
            env.ZALO_WEBHOOK_URL && env.ZALO_WEBHOOK_SECRET
              ? { url: env.ZALO_WEBHOOK_URL, secret: env.ZALO_WEBHOOK_SECRET }
              : null,
          quota: { messages: env.ZALO_MONTHLY_MESSAGES, countsReceived: env.ZALO_COUNTS === "both" },
        }
      : null,
    linkSecret: env.LINK_SECRET ?? null,
    sandbox: isSandbox ? { cluster: env.SANDBOX_CLUSTER, reset: env.SANDBOX_RESET === "1" } : null,
    timeZone: env.TIMEZONE,
    logLevel: env.LOG_LEVEL,
  };
}

/** What the command line needs: which database, in which zone; the channels' variables are not looked at. */
export function readDatabaseConfig(
  variables: Record<string, string | undefined>,
): Pick<Config, "databaseUrl" | "timeZone"> {
  const { DATABASE_URL, DATA_DIR, TIMEZONE } = variables;
  const { databaseUrl, timeZone } = readConfig({
    SANDBOX: "1",
    ...(DATABASE_URL ? { DATABASE_URL } : {}),
    ...(DATA_DIR ? { DATA_DIR } : {}),
    ...(TIMEZONE ? { TIMEZONE } : {}),
  });
  return {
    databaseUrl: DATABASE_URL ? databaseUrl : `file:${path.join(DATA_DIR || "./data", "thidua.db")}`,
    timeZone,
  };
}
