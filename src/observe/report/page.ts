import { hidePaths } from "../paths.ts";
import { auditTable } from "./audit.ts";
import { curveFigures } from "./curves.ts";
import { effectsFigure } from "./effects.ts";
import { count, counted, duration, type Format, formatOf } from "./format.ts";
import { gapMap } from "./gapMap.ts";
import { type Child, clean, html, type Markup, raw } from "./html.ts";
import { testScores } from "./scores.ts";
import { strengthFigure } from "./strength.ts";
import { style } from "./style.ts";
import { metricTitle, recipeTable } from "./table.ts";
import type { ReportContext, ReportResult } from "./types.ts";

/** No script, nothing loaded from anywhere: what the file may do, said to the browser too. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** What a page says at its top. */
export interface PageHead {
  readonly run: string;
  /** What made it, such as `compare`. */
  readonly job: string;
  readonly conclusion: string;
  readonly facts: string;
}

/** A report as one HTML file: the frame that every job's has. */
export function pageOf(head: PageHead, context: Omit<ReportContext, "curves">, content: Child): string {
  const run = clean(head.run.split(/[\\/]/u).filter(Boolean).at(-1) ?? "run");
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${run} · regularize</title><style>${style}</style></head>
<body><header><p class="over">regularize ${head.job} · ${run}</p><h1>${outside(head.conclusion, 600)}</h1>
<p>${head.facts}</p>${notices(context)}</header>
<main>${content}${section("Make it again", html`<pre><code>${outside(context.command, 2000)}</code></pre>`)}</main>
${footer(context)}</body></html>
`;
  return page.text;
}

/**
 * A comparison as one HTML file that works offline: no scripts, aggregates only, no absolute path. Text from outside is
 * escaped, cut and stripped of characters that act. The same input gives the same bytes.
 */
export function renderReport(result: ReportResult, context: ReportContext): string {
  const job = context.job ?? (result.recipes.length === 1 ? "fit" : "compare");
  const head = { run: result.run, job, conclusion: result.conclusion, facts: facts(result) };
  return pageOf(head, context, sections(result, context, formatOf(result)));
}

const outside = (text: string, limit: number): string => clean(hidePaths(text.slice(0, 8 * limit)), limit);

function facts({ task, metric, rows, recipes, seconds }: ReportResult): string {
  const sizes = `${counted(rows.train, "row")} to train, ${count(rows.validation)} to validate, ${count(rows.test)} to test`;
  const trials = recipes.reduce((sum, { scores }) => sum + scores.length, 0);
  return `${clean(task, 30)} · ${metricTitle(metric)} · ${sizes} · ${counted(trials, "trial")} in ${duration(seconds)}`;
}

function notices({ notices: list }: Pick<ReportContext, "notices">): Child {
  if (list.length === 0) return undefined;
  return html`<ul class="notices">${list
    .slice(0, 40)
    .map(({ topic, message }) =>
      topic === "warning"
        ? html`<li class="warning"><b>⚠ warning</b><span>${outside(message, 400)}</span></li>`
        : html`<li><b>${clean(topic, 20)}</b><span>${outside(message, 400)}</span></li>`,
    )}</ul>`;
}

export const section = (title: string, content: Child): Markup => html`<section><h2>${title}</h2>${content}</section>
`;

function sections(result: ReportResult, context: ReportContext, format: Format): Child {
  const effects = effectsFigure(result, format);
  const curves = curveFigures(context.curves);
  return [
    result.sweep === undefined ? undefined : section("Strength", strengthFigure(result.sweep, result.metric, format)),
    section("Test", testScores(result, format)),
    section("Recipes", recipeTable(result, format)),
    ...(result.recipes.length === 1
      ? []
      : [section("Effects and gaps", html`<div class="pair">${effects}${gapMap(result, format)}</div>`)]),
    result.audit === undefined ? undefined : section("Augmentation: do labels survive?", auditTable(result.audit)),
    curves.length === 0 ? undefined : section("Learning curves", html`<div class="pair">${curves}</div>`),
  ];
}

function footer({ version, versions = {} }: Pick<ReportContext, "version" | "versions">): Markup {
  const others = Object.entries(versions).map(([name, at]) => ` · ${clean(name, 40)} ${clean(at, 40)}`);
  return html`<footer>regularize ${clean(version, 40)}${others} · This file holds aggregates only, no rows of the data.</footer>`;
}
