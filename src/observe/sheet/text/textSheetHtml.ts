import { clean, html, type Markup, raw } from "../../report/write/html.ts";
import { style } from "../../report/write/style.ts";
import { commandLine, noteLines, sourceLine, titleLine } from "../origin.ts";
import { STATUS_WORDS } from "../status.ts";
import { paragraph } from "./paragraph.ts";
import type { TextCopy, TextRow, TextSheet } from "./types.ts";
import { changedWords, plainWords } from "./words.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const OWN = raw(`
section{border-top:1px solid var(--rule);margin-top:1.5rem;padding-top:1rem}
h2{margin:0 0 .6rem}h3{margin:0;font-size:.875rem;font-weight:650}h3 span{font-weight:400;color:var(--worse)}h3 .safe{color:var(--better)}
.pair p{margin:.1rem 0 1rem}.pair h3.soft{font-weight:400}
del{color:var(--worse)}ins{color:var(--better);font-weight:650}
`);

/** The listing of texts and copies as one HTML file: no scripts, nothing loaded, text of others escaped. */
export function textSheetHtml(sheet: TextSheet): string {
  const title = titleLine(sheet);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${style}${OWN}</style></head>
<body><header><h1>${title}</h1>${sheet.subtitle === undefined ? undefined : html`<p>${clean(sheet.subtitle, 400)}</p>`}</header>
<main>${sheet.rows.map(rowSection)}</main>
<footer>${noteLines(sheet).map((note) => html`<p>${note}</p>`)}<p>${sourceLine(sheet)}</p><pre><code>${commandLine(sheet)}</code></pre></footer></body></html>
`;
  return page.text;
}

const rowSection = ({ name = "", source, copies }: TextRow, index: number): Markup =>
  html`<section><h2>${index + 1}${name === "" ? "" : html` · <bdi>${clean(name)}</bdi>`}</h2>
<div class="pair"><div><h3 class="soft">original</h3>${paragraph(plainWords(source))}</div>
<div>${copies.map((copy) => copyPart(source, copy))}</div></div></section>
`;

const copyPart = (source: string, { operation, text, status }: TextCopy): Markup =>
  html`<h3>${clean(operation)}${status === undefined ? undefined : html` <span class="${status}">· ${STATUS_WORDS[status]}</span>`}</h3>
${paragraph(changedWords(source, text))}`;
