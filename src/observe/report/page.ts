import { hidePaths } from "../paths.ts";
import { answersOf } from "./section/answers.ts";
import { auditTable } from "./section/audit.ts";
import { listed } from "./figure/cap.ts";
import { curveFigures } from "./figure/curves.ts";
import { dataTable } from "./section/dataPage.ts";
import { effectsFigure } from "./figure/effects.ts";
import type { ReportAudit, ReportEvidence } from "./evidence.ts";
import { factsLine } from "./section/facts.ts";
import { findingsOf, segmentsOf } from "./section/findings.ts";
import { count, counted, type Format, formatOf } from "./write/format.ts";
import { gapMap } from "./figure/gapMap.ts";
import { type Child, clean, html, type Markup, named, phrased, raw } from "./write/html.ts";
import { testScores } from "./section/scores.ts";
import { sheetOf } from "./section/sheet.ts";
import { partsOfWinner } from "./section/parts.ts";
import { sliceFigures } from "./figure/slices.ts";
import { strengthFigure } from "./figure/strength.ts";
import { studyTable } from "./section/study.ts";
import { style } from "./write/style.ts";
import { recipeTable } from "./section/table.ts";
import type { ReportContext, ReportResult } from "./types.ts";
import { weightFigures } from "./figure/weights.ts";

/** No script, nothing loaded from anywhere: what the file may do, said to the browser too. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Begins with a capital, unless it begins with a recipe's name. */
const asSentence = (sentence: string, names: readonly string[] = []): string =>
  names.some((name) => name !== "" && sentence.startsWith(name))
    ? sentence
    : sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

/** What a page says at its top. */
export interface PageHead {
  readonly run: string;
  /** What made it, such as `compare`. */
  readonly job: string;
  readonly conclusion: string;
  /** Names that begin as they are written, at the head of a sentence too. */
  readonly names?: readonly string[];
  readonly facts: string;
}

/** A report as one HTML file: the frame that every job's has. */
export function pageOf(head: PageHead, context: Omit<ReportContext, "curves">, content: Child): string {
  const run = clean(head.run.split(/[\\/]/u).filter(Boolean).at(-1) ?? "run");
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${run} · regularize</title><style>${style}</style></head>
<body><header><p class="over">regularize ${head.job} · ${run}</p><h1>${asSentence(said(head.conclusion, 600), head.names)}</h1>
<p>${head.facts}</p>${nextEdit(context)}${warnings(context)}</header>
<main>${content}${kept(context)}${section("Make it again", html`<pre><code>${outside(context.command, 2000)}</code></pre>`)}</main>
${footer(context)}</body></html>
`;
  return page.text;
}

/**
 * A comparison as one HTML file that works offline: no scripts, no absolute path, aggregates only but for the sheet of
 * augmentations where the evidence has one. Text from outside is escaped, cut and stripped of characters that act. The same
 * input gives the same bytes.
 */
export function renderReport(result: ReportResult, context: ReportContext): string {
  const job = context.job ?? (result.recipes.length === 1 ? "fit" : "compare");
  const head = {
    run: result.run,
    job,
    conclusion: result.conclusion,
    names: result.recipes.map(({ name }) => name),
    facts: facts(result),
  };
  const { evidence = { layers: [] }, ...rest } = context;
  const audit = joined(result.audit, evidence.audit);
  const whole = { ...rest, evidence: audit === undefined ? evidence : { ...evidence, audit } };
  return pageOf(head, whole, sections(result, whole, formatOf(result)));
}

/** What the result says of steps, and what was counted of others. */
function joined(told: ReportAudit | undefined, counted: ReportAudit | undefined): ReportAudit | undefined {
  if (told === undefined || counted === undefined) return told ?? counted;
  const others = counted.lines.map(({ operation }) => operation).join(", ");
  const guarantee = `${told.guarantee}. Of ${others}: ${counted.guarantee}`;
  return { ...told, lines: [...told.lines, ...counted.lines], guarantee };
}

const shown = (text: string, limit: number): string => hidePaths(text.slice(0, 8 * limit));
const outside = (text: string, limit: number): string => clean(shown(text, limit), limit);
/** Sentences that the terminal has too; commands and what the data is called stay as they are. */
const said = (text: string, limit: number): string => phrased(shown(text, limit), limit);

function facts({ recipes, study, ...about }: ReportResult): string {
  const trials = recipes.reduce((sum, { scores }) => sum + scores.length, 0);
  const work =
    study === undefined
      ? counted(trials, "trial")
      : `${counted(study.trials.length, "trial")}, ${counted(trials, "training")} of finalists`;
  return factsLine({ ...about, last: "to test", work });
}

/** Warnings that stand at the top. */
const WARNINGS = 3;

/** The one thing to change next, and what else holds beside the verdict. */
function nextEdit({ next }: Pick<ReportContext, "next">): Child {
  if (next === undefined) return undefined;
  const also = (next.also ?? []).map((sentence) => html`<p class="note">${said(sentence, 400)}</p>`);
  return html`<div class="next"><p><b>Next</b> ${outside(next.edit, 300)}</p><p class="note">Expect: ${said(next.expect, 300)}</p>${also}</div>`;
}

type Notices = ReportContext["notices"];
const isWarning = ({ topic }: Notices[number]): boolean => topic === "warning";

function warnings({ notices: list }: Pick<ReportContext, "notices">): Child {
  const found = list.filter(isWarning);
  if (found.length === 0) return undefined;
  const more = found.length - WARNINGS;
  const note =
    more > 0 ? html`<li class="warning"><b></b><span>and ${count(more)} more, below under Data</span></li>` : undefined;
  return html`<ul class="notices">${found.slice(0, WARNINGS).map(noticeLine)}${note}</ul>`;
}

const noticeLine = ({ topic, message }: Notices[number]): Markup =>
  topic === "warning"
    ? html`<li class="warning"><b>⚠ warning</b><span>${outside(message, 400)}</span></li>`
    : html`<li><b>${clean(topic, 20)}</b><span>${outside(message, 400)}</span></li>`;

/** What is known of the kept model and of the data, whatever the job. */
function kept({ notices: list, evidence }: Omit<ReportContext, "curves">): Child {
  const told = list.length === 0 ? undefined : html`<ul class="notices">${list.slice(0, 40).map(noticeLine)}</ul>`;
  const layers = evidence?.layers ?? [];
  return [
    evidence?.answers === undefined ? undefined : section("Errors and calibration", answersOf(evidence.answers)),
    layers.length === 0 ? undefined : section("Weights", weightFigures(layers)),
    augmentation(evidence),
    told === undefined && evidence?.data === undefined
      ? undefined
      : section("Data", [told, evidence?.data === undefined ? undefined : dataTable(evidence.data)]),
  ];
}

/** What the steps do to rows, and whether labels survive them. */
function augmentation({ sheet, audit }: Pick<ReportEvidence, "audit" | "sheet"> = {}): Child {
  if (sheet === undefined && audit === undefined) return undefined;
  const parts = [sheet, audit].flatMap((of, i) =>
    of === undefined ? [] : [i === 0 ? sheetOf(sheet!, audit) : auditTable(audit!)],
  );
  return section(sheet === undefined ? "Augmentation: do labels survive?" : "Augmentation", parts);
}

export const section = (title: string, content: Child): Markup => html`<section><h2>${title}</h2>${content}</section>
`;

function sections(whole: ReportResult, context: ReportContext, format: Format): Child {
  const { study, findings } = whole;
  const { recipes, left } = listed(whole);
  const result = { ...whole, recipes };
  const segments = context.evidence?.segments;
  const effects = effectsFigure(result, format);
  const curves = curveFigures(context.curves);
  return [
    result.sweep === undefined ? undefined : section("Strength", strengthFigure(result.sweep, result.metric, format)),
    section(result.recipes.length === 1 ? "Test" : "Plain against winner", testScores(result, format)),
    section(result.recipes.length === 1 ? "Recipe" : "Recipes", recipeTable(result, format, left)),
    ...(result.recipes.length === 1
      ? []
      : [section("Effects and gaps", html`<div class="pair">${effects}${gapMap(result, format)}</div>`)]),
    study?.receipt === undefined
      ? undefined
      : section("What each part of the winner brings", partsOfWinner(study.receipt, result.metric, format)),
    study === undefined
      ? undefined
      : section("Settings of the search", sliceFigures(study.slices, result.metric, format)),
    study === undefined ? undefined : section("Trials", studyTable(study, format)),
    curves.length === 0 ? undefined : section("Learning curves", html`<div class="pair">${curves}</div>`),
    findings === undefined ? undefined : section("The gap, itemized", [whose(result), findingsOf(findings, format)]),
    findings !== undefined || segments === undefined
      ? undefined
      : section("Where it overfits more", segmentsOf(segments, format)),
  ];
}

/** Of several models, the one that findings are of. */
function whose({ recipes, winner, test: { exported } }: ReportResult): Child {
  if (recipes.length === 1) return undefined;
  const { seed, models = 1 } = exported;
  const what = models > 1 ? `the first of the ${models} networks that are kept` : "the model that is kept";
  return html`<p class="note">Of ${named(winner)}, repeat ${seed}: ${what}.</p>`;
}

function footer({ version, versions = {}, evidence }: Omit<ReportContext, "curves">): Markup {
  const others = Object.entries(versions).map(([name, at]) => ` · ${clean(name, 40)} ${clean(at, 40)}`);
  const shown = evidence?.sheet?.shown ?? 0;
  const holds =
    shown === 0
      ? "This file holds aggregates only, no rows of the data."
      : `This file holds aggregates, and ${counted(shown, "training row")} under Augmentation: no other row of the data.`;
  return html`<footer>regularize ${clean(version, 40)}${others} · ${holds}</footer>`;
}
