// Writes the SQL that leads from the last migration's schema to prisma/schema.prisma, for both databases:
//   POSTGRES_URL=postgresql://… node scripts/new-migration.mjs NAME
// prisma/migrations/last.prisma is the schema the existing migrations lead to. Read the SQL before committing it.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";

// Node 20 does not import .wasm by itself.
const wasm = readFileSync(
  new URL("../node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm", import.meta.url),
);
const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": engine });
engine.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start?.();

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Usage: node scripts/new-migration.mjs name_in_small_letters");
  process.exit(1);
}
const next = readFileSync("prisma/schema.prisma", "utf8");
const lastFile = "prisma/migrations/last.prisma";
const last = existsSync(lastFile) ? readFileSync(lastFile, "utf8") : null;
const as = (schema, provider) => schema.replace('provider = "sqlite"', `provider = "${provider}"`);
const container = (schema) => ({
  tag: "schemaDatamodel",
  files: [{ path: "schema.prisma", content: schema }],
});

const folders = existsSync("prisma/migrations/sqlite") ? readdirSync("prisma/migrations/sqlite") : [];
const number = String(folders.length + 1).padStart(4, "0");
const adapters = {
  sqlite: () => new PrismaLibSql({ url: ":memory:" }),
  // The engine asks a PostgreSQL server which version it is; nothing is written to it.
  postgresql: () => new PrismaPg({ connectionString: process.env.POSTGRES_URL }),
};
for (const [provider, adapter] of Object.entries(adapters)) {
  const schema = await engine.SchemaEngine.new(
    { datamodels: [["schema.prisma", as(next, provider)]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter()),
  );
  const { stdout } = await schema.diff({
    from: last === null ? { tag: "empty" } : container(as(last, provider)),
    to: container(as(next, provider)),
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  if (!stdout.trim() || stdout.includes("empty migration")) {
    console.error(`${provider}: nothing changed`);
    continue;
  }
  const folder = `prisma/migrations/${provider}/${number}_${name}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/migration.sql`, stdout);
  console.error(`wrote ${folder}/migration.sql`);
}
writeFileSync(lastFile, next);
process.exit(0);
