import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// What `npm run check` promises, each tried with a planted fault: the project's own rules, on a small tree of its own.

const root = path.resolve(import.meta.dirname, "..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "thidua-checks-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function plant(files: Record<string, string | object>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** Runs a JavaScript file of the project in the planted tree: whether it is content, and all it wrote. */
async function check(script: string, args: string[]): Promise<{ passed: boolean; output: string }> {
  const child = spawn(process.execPath, [path.join(root, script), ...args], { cwd: folder });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (output += part.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { passed: code === 0, output };
}

const tsconfig = {
  compilerOptions: {
    target: "ES2023",
    module: "NodeNext",
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  },
  include: ["src"],
};

describe("lint", () => {
  const lint = () =>
    check("node_modules/oxlint/bin/oxlint", ["--type-aware", "-c", path.join(root, ".oxlintrc.json"), "src"]);
  const forget = (how: string) => `
    import type { PrismaClient } from ${JSON.stringify(path.join(root, "src/store/generated/sqlite/client.ts"))};
    export async function forget(db: PrismaClient, id: number): Promise<void> {
      ${how} db.person.delete({ where: { id } });
    }`;

  test("a database call that nobody awaits fails", async () => {
    plant({ "tsconfig.json": tsconfig, "src/forget.ts": forget("") });
    const { passed, output } = await lint();
    expect(output).toContain("no-floating-promises");
    expect(passed).toBe(false);
  });

  test("the same call awaited passes", async () => {
    plant({ "tsconfig.json": tsconfig, "src/forget.ts": forget("await") });
    expect(await lint()).toMatchObject({ passed: true });
  });
});

describe("dead code", () => {
  const knip = () => check("node_modules/knip/bin/knip.js", ["--no-progress", "--no-config-hints"]);
  const project = {
    "package.json": { name: "planted", type: "module" },
    "tsconfig.json": tsconfig,
    "src/main.ts": `import { needed } from "./parts.ts";\nneeded();\n`,
  };

  beforeEach(() => {
    cpSync(path.join(root, "knip.json"), path.join(folder, "knip.json"));
  });

  test("an export, a file and a dependency that nobody uses fail", async () => {
    plant({
      ...project,
      "package.json": { ...project["package.json"], dependencies: { leftover: "1.0.0" } },
      "src/parts.ts": "export function needed() {}\nexport function forgotten() {}\n",
      "src/island.ts": "export const island = 1;\n",
    });
    const { passed, output } = await knip();
    expect(output).toMatch(/Unused files \(1\)\s+src\/island\.ts/);
    expect(output).toMatch(/Unused exports \(1\)\s+forgotten/);
    expect(output).toMatch(/Unused dependencies \(1\)\s+leftover/);
    expect(passed).toBe(false);
  });

  test("what is used passes", async () => {
    plant({ ...project, "src/parts.ts": "export function needed() {}\n" });
    expect(await knip()).toEqual({ passed: true, output: "" });
  });
});

describe("walls", () => {
  const walls = () => check("scripts/check-walls.mjs", [folder]);
  const importing = (...names: string[]) =>
    names.map((name, i) => `import { x as x${i} } from "${name}";\n`).join("") +
    `export const x = [${names.map((_, i) => `x${i}`).join(", ")}];\n`;
  /** One module a folder, and who imports whom. */
  const tree = (imports: Record<string, string[]>) => {
    const names = [...new Set(Object.entries(imports).flatMap(([from, to]) => [from, ...to]))];
    plant({ "tsconfig.json": tsconfig });
    for (const name of names) {
      const to = (imports[name] ?? []).map((each) => {
        const relative = path.posix.relative(path.posix.dirname(name), each);
        return relative.startsWith(".") ? relative : `./${relative}`;
      });
      plant({ [name]: importing(...to) });
    }
  };

  test("imports along the table pass", async () => {
    tree({
      "src/app.ts": ["src/conversation/a.ts", "src/channels/web/a.ts", "src/delivery/a.ts", "src/jobs/a.ts"],
      "src/conversation/a.ts": ["src/domain/a.ts", "src/store/a.ts", "src/pictures/a.ts", "src/shared/a.ts"],
      "src/channels/web/a.ts": ["src/channels/channel.ts", "src/channels/render.ts", "src/shared/a.ts"],
      "src/delivery/a.ts": ["src/store/a.ts", "src/channels/channel.ts", "src/shared/a.ts"],
      "src/jobs/a.ts": ["src/domain/a.ts", "src/store/a.ts", "src/documents/a.ts", "src/shared/a.ts"],
      "src/store/a.ts": ["src/domain/a.ts", "src/shared/a.ts"],
    });
    expect(await walls()).toMatchObject({ passed: true });
  });

  test("each breached wall, a cycle and an orphan fail by name", async () => {
    const breaches: [from: string, to: string, rule: string][] = [
      ["src/domain/a.ts", "src/shared/a.ts", "domain-is-pure"],
      ["src/shared/a.ts", "src/channels/render.ts", "shared-wall"],
      ["src/store/a.ts", "src/jobs/a.ts", "store-wall"],
      ["src/conversation/a.ts", "src/channels/channel.ts", "conversation-wall"],
      ["src/conversation/a.ts", "src/delivery/a.ts", "conversation-wall"],
      ["src/channels/web/a.ts", "src/store/b.ts", "channels-wall"],
      ["src/channels/telegram/a.ts", "src/domain/b.ts", "channels-wall"],
      ["src/channels/telegram/a.ts", "src/channels/zalo/a.ts", "channels-apart"],
      ["src/channels/channel.ts", "src/channels/zalo/a.ts", "port-knows-no-channel"],
      ["src/delivery/a.ts", "src/channels/web/a.ts", "delivery-wall"],
      ["src/jobs/b.ts", "src/conversation/a.ts", "jobs-wall"],
      ["src/pictures/a.ts", "src/store/a.ts", "pictures-wall"],
      ["src/documents/a.ts", "src/store/a.ts", "documents-wall"],
      ["src/jobs/b.ts", "src/config.ts", "nobody-imports-the-top"],
    ];
    const imports: Record<string, string[]> = {};
    for (const [from, to] of breaches) imports[from] = [...(imports[from] ?? []), to];
    tree(imports);
    plant({
      "node_modules/grammy/package.json": { name: "grammy", version: "1.0.0", type: "module", main: "a.js" },
      "node_modules/grammy/a.js": "export const Bot = 1;\n",
      "src/conversation/library.ts": `import { Bot } from "grammy";\nexport const a = Bot;\n`,
      "src/domain/file.ts": `import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n`,
      "src/jobs/orphan.ts": "export const a = 1;\n",
      "src/jobs/left.ts": `import { b } from "./right.ts";\nexport const a = () => b;\n`,
      "src/jobs/right.ts": `import { a } from "./left.ts";\nexport const b = () => a;\n`,
    });
    const { passed, output } = await walls();
    const lines = output.split("\n");
    for (const [from, to, rule] of breaches) expect(lines).toContain(`${rule}: ${from} → ${to}`);
    expect(lines).toContain(
      "grammy-only-in-its-place: src/conversation/library.ts → node_modules/grammy/a.js",
    );
    expect(lines).toContain("domain-is-pure: src/domain/file.ts → fs");
    expect(lines).toContain("no-orphans: src/jobs/orphan.ts → src/jobs/orphan.ts");
    expect(output).toMatch(/^no-cycles: src\/jobs\/(left\.ts|right\.ts) → /m);
    expect(passed).toBe(false);
  });

  test("nothing to look at fails", async () => {
    plant({ "tsconfig.json": tsconfig, "src/README.md": "" });
    expect(await walls()).toEqual({ passed: false, output: "not cruised: there is no source file\n" });
  });
});

describe("texts", () => {
  const texts = () =>
    check("scripts/check-locales.mjs", [path.join(folder, "locales"), path.join(folder, "src")]);
  const vi = {
    greeting: "Chào <b>{{name}}</b>, {{you}} có {{count}} việc",
    greeting_anhChi: "Chào {{name}}, anh/chị có {{count}} việc",
    state: { late: "muộn", soon: "sắp đến" },
    button: "Đóng",
  };
  const en = {
    greeting_one: "Hello {{name}}, one job",
    greeting_other: "Hello <b>{{name}}</b>, {{count}} jobs",
    state: { late: "late", soon: "soon" },
    button: "Close",
  };
  const code = [
    'say("a:greeting", { name, count });',
    "say(`a:state.${kind}`);",
    'const label = "a:button";',
  ].join("\n");
  const page = `<h1 data-t="title"></h1><script>say(open === "wide" ? "close" : "open")</script>`;
  const pageTexts = { title: "T", close: "C", open: "O" };

  const given = (changes: { vi?: object; en?: object; code?: string; page?: object; html?: string }) => {
    plant({
      "locales/vi/a.json": { ...vi, ...changes.vi },
      "locales/en/a.json": { ...en, ...changes.en },
      "locales/vi/page.json": pageTexts,
      "locales/en/page.json": { ...pageTexts, ...changes.page },
      "src/a.ts": `${code}\n${changes.code ?? ""}`,
      "src/channels/web/page/index.html": `${page}${changes.html ?? ""}`,
    });
    return texts();
  };

  test("two languages that agree with each other and with the code pass", async () => {
    expect(await given({})).toEqual({ passed: true, output: "7 texts in vi and en.\n" });
  });

  test.each([
    ["a missing translation", { en: { button: undefined } }, "en a:button: is missing"],
    [
      "a text of one language only",
      { en: { state: { ...en.state, never: "never" } } },
      "vi a:state.never: is missing",
    ],
    [
      "a key that the code asks for",
      { code: 'turn.say.plain(x ? "a:button" : "a:gone")' },
      "src/a.ts: asks for a:gone, which is not in vi",
    ],
    [
      "a family that the code asks for",
      { code: "say(`a:kind.${x}`)" },
      "src/a.ts: asks for a:kind.${x}, which is not in vi",
    ],
    [
      "a key that is handed on",
      { code: 'const label = "a:state.gone";' },
      "src/a.ts: names a:state.gone, which is not in vi",
    ],
    [
      "a key in the page",
      { html: '<p data-t-label="gone">' },
      "src/channels/web/page/index.html: asks for page:gone, which is not in vi",
    ],
    ["a text that nobody uses", { vi: { old: "cũ" }, en: { old: "old" } }, "vi a:old: is used nowhere"],
    [
      "another placeholder",
      { en: { button: "Close {{what}}" } },
      "en a:button: placeholders what; vi has none",
    ],
    [
      "html where text is expected",
      { vi: { button: "{{x}}" }, en: { button: "{{- x}}" } },
      "en a:button: placeholders - x; vi has x",
    ],
    [
      "a placeholder lost in a variant",
      { vi: { greeting_anhChi: "Chào {{count}}" } },
      "vi a:greeting_anhChi: placeholders none; a:greeting has name",
    ],
    [
      "a placeholder that is not closed",
      { vi: { button: "Đóng {{x}" } },
      "vi a:button: has a broken placeholder",
    ],
    [
      "a missing plural form",
      { en: { greeting_one: undefined } },
      "en a:greeting: lacks the plural form _one",
    ],
    [
      "a plural form that the language lacks",
      { vi: { button_one: "Đóng", button_other: "Đóng" } },
      "vi a:button: vi has no plural form _one",
    ],
    [
      "things counted without plural forms",
      { vi: { button: "{{count}} ngày" }, en: { button: "{{count}} working days" } },
      'en a:button: lacks plural forms for "{{count}} working days" (_one, _other)',
    ],
    [
      "one address form without the other",
      { vi: { button: undefined, button_anhChi: "Đóng" } },
      "vi a:button: has no text for every address form (anhChi, dongChi)",
    ],
    ["letters taken apart", { vi: { button: "Đóng".normalize("NFD") } }, "vi a:button: is not NFC"],
    ["an empty text", { vi: { button: " " } }, "vi a:button: is empty"],
    ["another tag", { vi: { button: "<u>Đóng</u>" } }, "vi a:button: only <b> and <i>: <u>"],
    [
      "a tag with attributes",
      { vi: { button: '<b class="x">Đóng</b>' } },
      'vi a:button: only <b> and <i>: <b class="x">',
    ],
    ["a tag left open", { vi: { button: "<b>Đóng" } }, "vi a:button: <b> is not closed on its line"],
    [
      "tags that cross",
      { vi: { button: "<b><i>Đóng</b></i>" } },
      "vi a:button: </b> closes what is not open on this line",
    ],
    [
      "a tag over two lines",
      { vi: { button: "<b>Đóng\nlại</b>" } },
      "vi a:button: <b> is not closed on its line",
    ],
    ["a tag in the page", { page: { title: "<b>T</b>" } }, "en page:title: the page shows no tags: <b>"],
  ])("%s is a fault", async (_, changes, fault) => {
    const { passed, output } = await given(changes);
    expect(output.split("\n")).toContain(fault);
    expect(passed).toBe(false);
  });
});
