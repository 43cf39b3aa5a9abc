// Fails when a text is missing, left over, or not what the code and the other language expect; one line per fault.
//   node scripts/check-locales.mjs [LOCALES FOLDER] [SOURCE FOLDER]
// Only Node's own modules. Keys are read from the sources as text: write them whole ("ns:a.b"), or as a template whose fixed
// parts tell which family is meant (`ns:a.${kind}`).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const locales = path.resolve(process.argv[2] ?? path.join(root, "locales"));
const source = path.resolve(process.argv[3] ?? path.join(root, "src"));

/** The first is the one that is written first; the code's keys are looked up in it. */
const languages = ["vi", "en"];
/** Namespaces of the page: shown as plain text, by `say` of its own, which knows neither tags nor plurals nor contexts. */
const pageNamespace = "page";
const pageFolder = path.join("channels", "web", "page");
/** Filled in by `say` itself in any text, so a language may do without. */
const everywhere = new Set(["you", "You", "head", "headUnit", "HeadUnit"]);
/** Address forms, given to i18next as its context: `key_anhChi` is said instead of `key`. */
const contexts = ["anhChi", "dongChi"];
/** Keys that no source names and that are still needed, each with its reason. */
const usedElsewhere = new Map([]);

const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

// — The texts

const pluralEnding = /_(zero|one|two|few|many|other)$/;
const contextEnding = new RegExp(`_(${contexts.join("|")})$`);

/** What i18next is asked for, and which variant of it this is: "a.b_anhChi_one" → a.b, anhChi, one. */
function split(key) {
  const plural = pluralEnding.exec(key)?.[1] ?? null;
  const rest = plural ? key.slice(0, -plural.length - 1) : key;
  const context = contextEnding.exec(rest)?.[1] ?? null;
  return { base: context ? rest.slice(0, -context.length - 1) : rest, context, plural };
}

/** Every text of a language: key with its namespace → text. */
function readTexts(language) {
  const texts = new Map();
  const walk = (prefix, node) => {
    for (const [name, value] of Object.entries(node)) {
      const key = `${prefix}${name}`;
      if (typeof value === "string") texts.set(key, value);
      else if (value !== null && typeof value === "object" && !Array.isArray(value)) walk(`${key}.`, value);
      else fault(`${language} ${key}`, "is neither a text nor a group of texts");
    }
  };
  const folder = path.join(locales, language);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")))
    try {
      walk(`${file.slice(0, -".json".length)}:`, JSON.parse(readFileSync(path.join(folder, file), "utf8")));
    } catch (error) {
      fault(`${language}/${file}`, error.message);
    }
  return texts;
}

const texts = new Map(languages.map((language) => [language, readTexts(language)]));

/** base key → its variants in one language. */
function variantsOf(language) {
  const found = new Map();
  for (const [key, text] of texts.get(language)) {
    const { base, context, plural } = split(key);
    found.set(base, [...(found.get(base) ?? []), { key, text, context, plural }]);
  }
  return found;
}

const variants = new Map(languages.map((language) => [language, variantsOf(language)]));
const namespaceOf = (key) => key.slice(0, key.indexOf(":"));
const [first, ...others] = languages;
const keys = new Set(languages.flatMap((language) => [...variants.get(language).keys()]));

/** "{{- line}}" and "{{count}}" as "- line" and "count": whether a value is html already must agree as well. */
const placeholders = (text) =>
  [...text.matchAll(/\{\{(-?)\s*([^}]*?)\s*\}\}/g)]
    .map(([, raw, name]) => (raw ? `- ${name}` : name))
    .filter((name) => !everywhere.has(name));

const list = (names) => [...names].sort().join(", ") || "none";
const same = (a, b) => a.size === b.size && [...a].every((each) => b.has(each));

function checkMarks(where, text, plain) {
  for (const line of text.split("\n")) {
    const open = [];
    for (const [tag, close, name] of line.matchAll(/<(\/?)([^<>\s]*)[^<>]*>?/g)) {
      if (plain) fault(where, `the page shows no tags: ${tag}`);
      else if (tag !== `<${close}${name}>` || (name !== "b" && name !== "i"))
        fault(where, `only <b> and <i>: ${tag}`);
      else if (!close) open.push(name);
      else if (open.pop() !== name) fault(where, `${tag} closes what is not open on this line`);
    }
    if (open.length > 0) fault(where, `<${open.at(-1)}> is not closed on its line`);
  }
}

function checkText(language, key, text) {
  const where = `${language} ${key}`;
  const plain = namespaceOf(key) === pageNamespace;
  if (text.trim() === "") fault(where, "is empty");
  if (text !== text.normalize("NFC") || key !== key.normalize("NFC")) fault(where, "is not NFC");
  checkMarks(where, text, plain);
  if (/\{\{|\}\}/.test(text.replace(/\{\{-?\s*\w+\s*\}\}/g, ""))) fault(where, "has a broken placeholder");
  if (plain && (pluralEnding.test(key) || contextEnding.test(key)))
    fault(where, "the page knows no plural and no address form");
}

/** "{{count}} working days": what cannot be said of one. */
const countedWords = /\{\{count\}\}(?:<\/[bi]>)?(?: [a-z]+)? (?:[a-z]+s|people)\b(?!\()/;

/** Plural forms: all that the language has, or none where nothing is counted in words. */
function checkVariants(language, base, found) {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const context of new Set(found.map((each) => each.context))) {
    const forms = found.filter((each) => each.context === context && each.plural).map((each) => each.plural);
    const where = `${language} ${base}${context ? `_${context}` : ""}`;
    if (forms.length === 0) continue;
    for (const form of needed) if (!forms.includes(form)) fault(where, `lacks the plural form _${form}`);
    for (const form of forms)
      if (!needed.includes(form)) fault(where, `${language} has no plural form _${form}`);
  }
  if (needed.length > 1)
    for (const { key, text } of found.filter((each) => !each.plural)) {
      const counted = countedWords.exec(text);
      if (counted && namespaceOf(base) !== pageNamespace)
        fault(
          `${language} ${key}`,
          `lacks plural forms for "${counted[0]}" (${needed.map((each) => `_${each}`).join(", ")})`,
        );
    }
  const given = new Set(found.map((each) => each.context));
  if (!given.has(null) && !contexts.every((each) => given.has(each)))
    fault(`${language} ${base}`, `has no text for every address form (${list(contexts)})`);

  // A number may be left unsaid in a plural form ("one target"); anything else is in every variant.
  const [one, ...rest] = found.map((each) => ({
    ...each,
    names: new Set(placeholders(each.text).filter((name) => !(name === "count" && each.plural))),
  }));
  const count = (each) => new Set([...each.names].filter((name) => name !== "count"));
  for (const each of rest)
    if (!same(count(one), count(each)))
      fault(
        `${language} ${each.key}`,
        `placeholders ${list(count(each))}; ${one.key} has ${list(count(one))}`,
      );
}

for (const language of languages) {
  for (const [key, text] of texts.get(language)) checkText(language, key, text);
  for (const [base, found] of variants.get(language)) checkVariants(language, base, found);
}
for (const base of keys) {
  const missing = languages.filter((language) => !variants.get(language).has(base));
  for (const language of missing) fault(`${language} ${base}`, "is missing");
  if (missing.length > 0) continue;
  const namesIn = (language) =>
    new Set(
      variants
        .get(language)
        .get(base)
        .flatMap((each) => placeholders(each.text)),
    );
  for (const language of others)
    if (!same(namesIn(first), namesIn(language)))
      fault(
        `${language} ${base}`,
        `placeholders ${list(namesIn(language))}; ${first} has ${list(namesIn(first))}`,
      );
}

// — The sources

/** Where the literal that starts at `start` (a quote or a backtick) ends: just behind its closing mark. */
function endOfLiteral(code, start) {
  const mark = code[start];
  let at = start + 1;
  while (at < code.length && code[at] !== mark) {
    if (code[at] === "\\") at += 2;
    else if (mark === "`" && code.startsWith("${", at)) at = endOfBraces(code, at + 1);
    else at += 1;
  }
  return at + 1;
}

/** Just behind the bracket that closes the one at `start`, literals passed over. */
function endOfBraces(code, start) {
  let depth = 0;
  for (let at = start; at < code.length; ) {
    const mark = code[at];
    if (mark === '"' || mark === "'" || mark === "`") {
      at = endOfLiteral(code, at);
      continue;
    }
    if ("([{".includes(mark)) depth += 1;
    if (")]}".includes(mark)) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return code.length;
}

/** The first argument of the call whose "(" is at `open`. */
function firstArgument(code, open) {
  let at = open + 1;
  while (at < code.length && code[at] !== "," && code[at] !== ")") {
    if ("\"'`".includes(code[at])) at = endOfLiteral(code, at);
    else if ("([{".includes(code[at])) at = endOfBraces(code, at);
    else at += 1;
  }
  return code.slice(open + 1, at);
}

/**
 * The string and template literals that an expression can come to, as they are written: not those inside templates, nor
 * what something is compared with or looked up by.
 */
function* literals(code) {
  for (let at = 0; at < code.length; ) {
    if (!"\"'`".includes(code[at])) {
      at += 1;
      continue;
    }
    const end = endOfLiteral(code, at);
    if (!/[=[]\s*$/.test(code.slice(0, at))) yield code.slice(at + 1, end - 1);
    at = end;
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Which keys a literal means: itself, or for a template every key of its family. A choice between literals inside
 * (`${late ? "late" : "soon"}`) is read as these; anything else stands for one or more steps of the path.
 */
function pattern(literal) {
  let made = "";
  for (let at = 0; at < literal.length; ) {
    const hole = literal.indexOf("${", at);
    made += escaped(literal.slice(at, hole < 0 ? undefined : hole));
    if (hole < 0) break;
    const end = endOfBraces(literal, hole + 1);
    const inside = literal.slice(hole + 2, end - 1);
    const choice = /\?\s*"([^"]*)"\s*:\s*"([^"]*)"\s*$/.exec(inside);
    made += choice ? `(?:${escaped(choice[1])}|${escaped(choice[2])})` : "[^:]+";
    at = end;
  }
  return new RegExp(`^${made}$`);
}

const used = [];
const namespaces = [...new Set([...keys].map(namespaceOf))];
const anyKey = new RegExp(`["'\`](?=(?:${namespaces.map(escaped).join("|")}):)`, "g");

/** Keys as they are written in the page have no namespace. */
const full = (literal, ofPage) => (ofPage ? `${pageNamespace}:${literal}` : literal);

function readSource(file) {
  const code = readFileSync(file, "utf8");
  const where = path.relative(path.dirname(source), file).replaceAll(path.sep, "/");
  const ofPage = file.includes(pageFolder);

  // Asked for here, so it must exist.
  for (const call of code.matchAll(/\b(?:say|say\s*\.\s*plain)\s*\(/g)) {
    for (const literal of literals(firstArgument(code, call.index + call[0].length - 1))) {
      const key = full(literal, ofPage);
      if (!/^[\w-]+:(?:[\w.-]|\$\{)/.test(key) || /\s/.test(literal.replace(/\$\{.*?\}/g, ""))) continue;
      const meant = pattern(key);
      used.push(meant);
      if (![...variants.get(first).keys()].some((each) => meant.test(each)))
        fault(where, `asks for ${key}, which is not in ${first}`);
    }
  }
  for (const [, literal] of file.endsWith(".html")
    ? code.matchAll(/\bdata-t(?:-label|-placeholder)?="([^"]*)"/g)
    : []) {
    const key = full(literal, true);
    used.push(pattern(key));
    if (!variants.get(first).has(key)) fault(where, `asks for ${key}, which is not in ${first}`);
  }
  // Handed on to somewhere that asks: a key all the same.
  for (const { index } of code.matchAll(anyKey))
    used.push(pattern(code.slice(index + 1, endOfLiteral(code, index) - 1)));
  // A path with a dot that is surely a key, not the data of a button (whose parts are joined by colons).
  if (!ofPage)
    for (const [, key] of code.matchAll(/"([a-z][\w-]*:[\w-]+(?:\.[\w-]+)+)"/g))
      if (namespaces.includes(namespaceOf(key)) && !variants.get(first).has(key))
        fault(where, `names ${key}, which is not in ${first}`);
}

if (!existsSync(source)) fault(source, "is not there");
else
  for (const name of readdirSync(source, { recursive: true }))
    if (/\.(ts|html)$/.test(name) && !name.includes("generated")) readSource(path.join(source, name));

for (const base of keys)
  if (!usedElsewhere.has(base) && !used.some((each) => each.test(base)))
    fault(`${first} ${base}`, "is used nowhere");
for (const [key, why] of usedElsewhere)
  if (!keys.has(key)) fault(key, `is excepted (${why}) but does not exist`);

for (const line of new Set(faults)) console.error(line);
if (faults.length > 0) process.exit(1);
console.log(`${keys.size} texts in ${languages.join(" and ")}.`);
