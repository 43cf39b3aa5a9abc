// The walls of docs/architecture.md: which folder of src may import which. app, cli, main and the sandbox put the parts
// together and may import all of them. scripts/check-walls.mjs runs this, and also fails when a file was not cruised.

const npm = (...names) => names.map((name) => `(^|/)node_modules/${name}/`);

/** Files under `folder` may import only what `allowed` names, of our own files; packages are `onlyIn`'s matter. */
const wall = (folder, allowed, comment) => ({
  name: `${folder.replaceAll("/", "-")}-wall`,
  severity: "error",
  comment,
  from: { path: `^src/${folder}/` },
  to: { path: "^src/", pathNot: [`^src/${folder}/`, ...allowed.map((each) => `^src/${each}`)] },
});

/** The packages may be imported from `folders` alone, and where the parts are put together. */
const onlyIn = (name, packages, folders) => ({
  name: `${name}-only-in-its-place`,
  severity: "error",
  comment: `${packages.join(", ")}: only in ${folders.join(", ")}.`,
  from: { path: "^src/[^/]+/", pathNot: ["sandbox/", ...folders].map((each) => `^src/${each}`) },
  to: { path: npm(...packages) },
});

const port = ["channels/channel\\.ts$", "channels/render\\.ts$"];
const pictures = "pictures/";
const documents = "documents/";
const domain = "domain/";
const shared = "shared/";
const store = "store/";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "Modules that need each other are one module, or have a third one in them.",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      severity: "error",
      comment: "A module that imports nothing and that nothing imports is dead.",
      from: { orphan: true, pathNot: "\\.d\\.ts$" },
      to: {},
    },
    {
      name: "everything-resolves",
      severity: "error",
      comment: "An import that leads nowhere.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      comment: "Rules know no I/O and no clock: only each other and Temporal.",
      from: { path: "^src/domain/", pathNot: "^src/domain/lunar-calendar\\.ts$" },
      to: { couldNotResolve: false, pathNot: ["^src/domain/", ...npm("temporal-polyfill")] },
    },
    {
      name: "lunar-calendar-knows-the-moon",
      severity: "error",
      comment:
        "One file of the rules may ask the lunar calendar's tables, which are pure too (docs/adr/0007).",
      from: { path: "^src/domain/lunar-calendar\\.ts$" },
      to: {
        couldNotResolve: false,
        pathNot: ["^src/domain/", ...npm("temporal-polyfill", "@dqcai/vn-lunar")],
      },
    },
    wall("shared", [], "Shared is the ground: it knows packages, and no other folder."),
    wall("store", [domain, shared], "The store keeps; it starts nothing and talks to nobody."),
    wall(
      "conversation",
      [domain, store, pictures, documents, shared],
      "Talk knows no channel and sends nothing: replies go to the outbox.",
    ),
    {
      name: "channels-wall",
      severity: "error",
      comment:
        "A channel knows the port, not the store, the rules, the talk; what it hands on is given to it.",
      from: { path: "^src/channels/" },
      to: { path: "^src/", pathNot: ["^src/channels/", "^src/shared/"] },
    },
    {
      name: "channels-apart",
      severity: "error",
      comment: "A channel never knows another one.",
      from: { path: "^src/channels/([^/]+)/" },
      to: { path: "^src/channels/[^/]+/", pathNot: "^src/channels/$1/" },
    },
    {
      name: "port-knows-no-channel",
      severity: "error",
      comment: "The port is what channels share; it names none.",
      from: { path: "^src/channels/[^/]+$" },
      to: { path: "^src/channels/[^/]+/" },
    },
    {
      name: "channels-packages",
      severity: "error",
      comment: "A channel imports its own kit, hono and zod, and Node's modules.",
      from: { path: "^src/channels/" },
      to: { path: "(^|/)node_modules/", pathNot: npm("grammy", "hono", "@hono/node-server", "zod") },
    },
    wall("delivery", [store, shared, ...port], "Delivery knows the port, never a named channel."),
    wall(
      "jobs",
      [domain, store, pictures, documents, shared],
      "Jobs write to the outbox; they know no channel.",
    ),
    wall("pictures", [domain, shared], "From a model to a picture; the model is given."),
    wall("documents", [domain, shared], "From a model to bytes and back; the model is given."),
    {
      name: "nobody-imports-the-top",
      severity: "error",
      comment: "app, cli, main and config put the parts together; the parts don't know them.",
      from: { path: "^src/[^/]+/", pathNot: "^src/sandbox/" },
      to: { path: "^src/([^/]+$|sandbox/)" },
    },
    onlyIn("prisma", ["@prisma/[^/]+", "@libsql/[^/]+", "pg"], [store]),
    onlyIn("grammy", ["grammy", "@grammyjs/[^/]+"], ["channels/telegram/"]),
    onlyIn("hono", ["hono", "@hono/[^/]+"], ["channels/"]),
    onlyIn("node-cron", ["node-cron"], ["jobs/"]),
    onlyIn("i18next", ["i18next"], [shared]),
    onlyIn("drawing", ["@resvg/[^/]+", "d3-[^/]+"], [pictures]),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^src/store/generated/"] },
    // Importing a type is knowing it, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
