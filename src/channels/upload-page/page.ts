import { createHash } from "node:crypto";
import { escapeHtml } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";

const style = `
:root{color-scheme:light;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;line-height:1.5}
*{box-sizing:border-box}
body{margin:0;background:#f4f5f7;color:#1c2430}
main{max-width:34rem;margin:0 auto;padding:1.25rem 1rem 2.5rem}
.product{margin:0;color:#a3161b;font-weight:600}
h1{margin:.1rem 0 1rem;font-size:1.4rem;line-height:1.3}
section{margin:0 0 1rem;padding:1rem;background:#fff;border:1px solid #d8dce3;border-radius:.75rem}
dl{margin:0}
dt{color:#566073;font-size:.875rem}
dd{margin:0 0 .6rem;font-weight:600;overflow-wrap:anywhere}
dd:last-child{margin-bottom:0}
label{display:block;font-weight:600;margin-bottom:.4rem}
input[type=file]{display:block;width:100%;padding:.85rem;border:2px dashed #8b95a7;border-radius:.6rem;background:#fafbfc;font:inherit}
input[type=file]::file-selector-button{font:inherit;padding:.5rem .8rem;margin-right:.6rem;border:1px solid #8b95a7;border-radius:.5rem;background:#fff;color:inherit}
button{display:block;width:100%;min-height:3rem;margin-top:1rem;border:0;border-radius:.6rem;background:#a3161b;color:#fff;font:inherit;font-weight:600}
:focus-visible{outline:3px solid #1b5fc1;outline-offset:2px}
p{margin:.6rem 0 0}
section>p:first-child{margin-top:0}
.note{color:#566073;font-size:.875rem}
h2{margin:0 0 .4rem;font-size:1.05rem}
h2.good{color:#11643a}
h2.bad,.alert{color:#97161a}
ul{margin:0;padding-left:1.2rem}
li{overflow-wrap:anywhere}
`;

const styleHash = createHash("sha256").update(style).digest("base64");

/** Nothing but this page, its own style and its own form; no script at all. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** What can be chosen; what is taken is decided by the content. */
const accepted =
  "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv,.json,.zip,application/pdf,application/zip";

function page(say: Say, body: string): string {
  const title = say("upload:page.title");
  return `<!doctype html>
<html lang="${say.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title} · ${say("upload:page.product")}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="product">${say("upload:page.product")}</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

interface Form {
  person: string;
  unit: string;
  targets: readonly string[];
  most: number;
  minutes: number;
}

/** The form, for one person and their unit; `above` is what the try before came to. */
export function formPage(say: Say, { person, unit, targets, most, minutes }: Form, above = ""): string {
  const own = targets.length > 0 ? targets.map(escapeHtml).join("<br>") : say("upload:page.targetAsked");
  return page(
    say,
    `${above}<section><dl>
<dt>${say("upload:page.person")}</dt><dd>${escapeHtml(person)}</dd>
<dt>${say("upload:page.unit")}</dt><dd>${escapeHtml(unit)}</dd>
<dt>${say("upload:page.targets")}</dt><dd>${own}</dd>
</dl></section>
<section><form method="post" enctype="multipart/form-data">
<label for="files">${say("upload:page.choose", { most })}</label>
<input id="files" name="files" type="file" multiple required accept="${accepted}" aria-describedby="kinds">
<p class="note" id="kinds">${say("upload:page.kinds")}</p>
<button type="submit">${say("upload:page.send")}</button>
</form></section>
<p class="note">${say("upload:page.once", { minutes })}</p>`,
  );
}

/** One sentence: how it stands and what to do next. */
export const sentencePage = (say: Say, key: string): string =>
  page(say, `<section><p class="alert" role="alert">${say(key)}</p></section>`);

export interface Outcome {
  accepted: readonly string[];
  refused: readonly { name: string; why: string }[];
}

/** What was taken and what was not, and why. */
function outcomeText(say: Say, { accepted: taken, refused }: Outcome): string {
  const list = (lines: string[]) => `<ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`;
  const good =
    taken.length > 0
      ? `<section role="status"><h2 class="good">${say("upload:page.accepted", { count: taken.length })}</h2>${list(taken.map(escapeHtml))}</section>`
      : "";
  const bad =
    refused.length > 0
      ? `<section role="alert"><h2 class="bad">${say("upload:page.refused", { count: refused.length })}</h2>${list(
          refused.map(({ name, why }) => `<b>${escapeHtml(name)}</b>: ${escapeHtml(why)}`),
        )}</section>`
      : "";
  return good + bad;
}

export function donePage(say: Say, outcome: Outcome): string {
  const resend = outcome.refused.length > 0 ? `<p>${say("upload:page.resend")}</p>` : "";
  return page(
    say,
    `${outcomeText(say, outcome)}<section><p>${say("upload:page.next")}</p>${resend}</section>`,
  );
}

/** Above the form again: nothing was chosen, or nothing was taken. */
export const retryText = (say: Say, outcome: Outcome): string =>
  outcome.refused.length === 0
    ? `<section role="alert"><p class="alert">${say("upload:page.nothing")}</p></section>`
    : `${outcomeText(say, outcome)}<section><p>${say("upload:page.retry")}</p></section>`;
