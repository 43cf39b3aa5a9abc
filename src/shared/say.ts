import { readdirSync, readFileSync } from "node:fs";
import { createInstance, type i18n } from "i18next";
import { Temporal } from "temporal-polyfill";
import { escapeHtml, plainText } from "./messages.ts";

export type Language = "vi" | "en";
/** How the person is addressed in Vietnamese: đồng chí, or anh/chị. */
export type AddressForm = "dongChi" | "anhChi";
export type ClusterKind = "cum" | "khoi" | "khuVuc" | "ministry";
export type Values = Record<string, string | number>;

/**
 * Says things in one person's language. `say(key, values)` gives a reply's html: values are escaped, unless the text in
 * locales/ takes them as `{{- value}}` (already html). Keys are `file:path.in.file`.
 */
export interface Say {
  (key: string, values?: Values): string;
  /** The same without marks, for button labels and pictures. */
  plain(key: string, values?: Values): string;
  readonly language: Language;
  /** Decimal text as people write it: "1234.5" → 1.234,5 */
  figure(decimal: string): string;
  /** 30/06/2019 */
  day(day: Temporal.PlainDate): string;
  /** 30/06 */
  shortDay(day: Temporal.PlainDate): string;
  /** Thứ Hai 30/09/2019 */
  longDay(day: Temporal.PlainDate): string;
  /** "2019-06" → 6/2019 */
  month(month: string): string;
  /** 17:00 */
  time(time: Temporal.PlainTime): string;
  /** 17:00 Thứ Ba 25/06/2019 */
  moment(at: Temporal.ZonedDateTime): string;
}

export interface Locales {
  say(language: Language, form?: AddressForm, kind?: ClusterKind): Say;
}

function readNamespaces(language: Language): Record<string, object> {
  const folder = new URL(`../../locales/${language}/`, import.meta.url);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => [
        name.slice(0, -".json".length),
        JSON.parse(readFileSync(new URL(name, folder), "utf8")) as object,
      ]),
  );
}

/** Groups the whole part by threes and writes the decimal sign, without ever making a binary number of it. */
function figure(decimal: string, language: Language): string {
  const [group, point] = language === "vi" ? [".", ","] : [",", "."];
  const [whole = "0", rest] = decimal.replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${decimal.startsWith("-") ? "-" : ""}${grouped}${rest ? point + rest : ""}`;
}

/** With a capital first letter, as a sentence begins. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const two = (n: number) => String(n).padStart(2, "0");

/** A text cut where values go: `raw` ones are html already. */
type Template = (string | { name: string; raw: boolean })[];

function compile(text: string): Template {
  return text.split(/(\{\{-?\s*\w+\s*\}\})/).map((part, index) => {
    if (index % 2 === 0) return part;
    const [, raw = "", name = ""] = /^\{\{(-?)\s*(\w+)/.exec(part) ?? [];
    return { name, raw: raw !== "" };
  });
}

function fill(template: Template, values: Values, own: Values): string {
  let text = "";
  for (const part of template) {
    if (typeof part === "string") text += part;
    else {
      const value = String(values[part.name] ?? own[part.name] ?? "");
      text += part.raw ? value : escapeHtml(value);
    }
  }
  return text;
}

function speak(i18n: i18n, language: Language, form: AddressForm, kind: ClusterKind): Say {
  const translate = i18n.getFixedT(language);
  // {{you}}, {{You}}, {{head}}, {{headUnit}} and {{HeadUnit}} may stand in any text; the address form also picks a `…_anhChi` variant where there is one.
  const headUnit = translate(`common:headUnit.${kind}`);
  const own: Values = {
    you: translate(`common:you.${form}`),
    You: translate(`common:You.${form}`),
    head: translate(`common:head.${kind}`),
    headUnit,
    HeadUnit: capitalised(headUnit),
  };
  const templates = new Map<string, Template>();
  const plural = new Intl.PluralRules(language);
  /** i18next finds the text (its variant for the form of address and the number); filling it in is ours, and far faster. */
  const templateOf = (key: string, count: string | number | undefined): Template => {
    const id = typeof count === "number" ? `${key} ${plural.select(count)}` : key;
    let template = templates.get(id);
    if (!template) {
      const options = { context: form, skipInterpolation: true, ...(typeof count === "number" && { count }) };
      template = compile(translate(key, options));
      templates.set(id, template);
    }
    return template;
  };
  const say = (key: string, values: Values = {}) => fill(templateOf(key, values["count"]), values, own);
  const shortDay = (day: Temporal.PlainDate) => `${two(day.day)}/${two(day.month)}`;
  const dayText = (day: Temporal.PlainDate) => `${shortDay(day)}/${day.year}`;
  const longDay = (day: Temporal.PlainDate) => `${say(`common:weekday.${day.dayOfWeek}`)} ${dayText(day)}`;
  const time = (at: Temporal.PlainTime) => `${two(at.hour)}:${two(at.minute)}`;
  return Object.assign(say, {
    plain: (key: string, values?: Values) => plainText(say(key, values)),
    language,
    figure: (decimal: string) => figure(decimal, language),
    day: dayText,
    shortDay,
    longDay,
    month: (month: string) => `${Number(month.slice(5))}/${month.slice(0, 4)}`,
    time,
    moment: (at: Temporal.ZonedDateTime) => `${time(at.toPlainTime())} ${longDay(at.toPlainDate())}`,
  });
}

/** Reads every text once; throws when one is asked for that does not exist. */
export async function loadLocales(): Promise<Locales> {
  const i18n = createInstance();
  await i18n.init({
    resources: { vi: readNamespaces("vi"), en: readNamespaces("en") },
    fallbackLng: false,
    returnNull: false,
    interpolation: { escape: escapeHtml },
    parseMissingKeyHandler: (key) => {
      throw new Error(`No text for ${key}`);
    },
  });
  const made = new Map<string, Say>();
  return {
    say(language, form = "dongChi", kind = "cum") {
      const key = `${language} ${form} ${kind}`;
      const known = made.get(key) ?? speak(i18n, language, form, kind);
      made.set(key, known);
      return known;
    },
  };
}
