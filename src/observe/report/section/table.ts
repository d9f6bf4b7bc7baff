import { type Better, gain } from "../../../train/best.ts";
import { effectText, signOf } from "../figure/effects.ts";
import { count, counted, type Format, NONE, percent } from "../write/format.ts";
import { type Child, clean, html, type Markup, named } from "../write/html.ts";
import type { Sign } from "../draw/svg.ts";
import type { MeanScore, ReportRecipe, ReportResult } from "../types.ts";

/** A wide table scrolls by itself on a narrow screen, and by the keyboard. */
export const scrolling = (label: string, content: Child): Markup =>
  html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;

/** A mean with its standard error, where there is one. */
export const meanAndError = ({ mean, se }: MeanScore, format: Format): Markup =>
  html`${format.score(mean)}${Number.isFinite(se) ? html` <span class="soft">± ${format.score(se)}</span>` : undefined}`;

/** `AUC ↑` */
export const metricTitle = ({ title, better }: ReportResult["metric"]): string =>
  `${clean(title, 30)} ${better === "higher" ? "↑" : "↓"}`;

/** The recipes that are listed with their scores, the best validation score marked, and how many others there are. */
export function recipeTable(result: ReportResult, format: Format, left = 0): Markup {
  const { recipes, metric, baseline, winner } = result;
  // One recipe alone is not the best of any; a plain one is kept where nothing is better beyond noise.
  const best = recipes.length === 1 ? undefined : recipes.find(({ name }) => name === winner);
  const isBest = best !== undefined && recipes.every((of) => !(ahead(of, best, metric.better) > 0));
  const repeats = Math.max(0, ...recipes.map(({ scores }) => scores.length));
  const mean = recipes.length === 1 && repeats === 1 ? "" : `, mean of ${counted(repeats, "repeat")}`;
  return scrolling(
    "All recipes",
    html`<table><caption>${metricTitle(metric)} (${metric.better} is better)${mean}</caption>
<thead><tr><th scope="col" class="name">recipe</th><th scope="col">train</th><th scope="col">validation ± SE</th>
<th scope="col">gap</th><th scope="col">effect [95 %]</th><th scope="col">zeros</th><th scope="col">epochs</th></tr></thead>
<tbody>${recipes.map((recipe) => row(recipe, standingOf(recipe, best, isBest), metric.better, format))}</tbody>
<tfoot><tr><th scope="row" class="name">constant prediction</th><td>${NONE}</td><td>${format.score(baseline)}</td><td colspan="4"></td></tr>${left > 0 ? html`<tr><th scope="row" class="name">and ${count(left)} more in result.json</th><td colspan="6"></td></tr>` : undefined}</tfoot></table>`,
  );
}

type Standing = "best" | "chosen" | "tied" | undefined;

const ahead = (a: ReportRecipe, b: ReportRecipe, better: Better): number =>
  gain(better, a.validation.mean, b.validation.mean);

/** Within one standard error of the winner the repeats do not tell two recipes apart, as in the command line's table. */
function standingOf(recipe: ReportRecipe, winner: ReportRecipe | undefined, isBest: boolean): Standing {
  if (winner === undefined) return undefined;
  if (recipe === winner) return isBest ? "best" : "chosen";
  const tied = Math.abs(recipe.validation.mean - winner.validation.mean) <= winner.validation.se;
  return tied ? "tied" : undefined;
}

function row(recipe: ReportRecipe, standing: Standing, better: Better, format: Format): Markup {
  const { name, train, validation, gap, zeros, epochs, failed } = recipe;
  const tag = standing === undefined ? undefined : html` <span class="tag">${standing}</span>`;
  const head = html`<th scope="row" class="name">${named(name)}${tag}</th>`;
  if (failed !== undefined) return html`<tr>${head}<td colspan="6" class="why">failed: ${clean(failed, 200)}</td></tr>`;
  return html`<tr class="${standing === "chosen" ? "best" : (standing ?? "other")}-row">${head}<td>${format.score(train)}</td><td>${meanAndError(validation, format)}</td>
<td>${format.score(gap)}</td><td>${effectCell(recipe, better, format)}</td><td>${percent(zeros)}</td><td>${count(epochs)}</td></tr>`;
}

const SIGNS = { better: "▲", worse: "▼", unclear: "○" } as const;

function effectCell({ effect }: ReportRecipe, better: Better, format: Format): Child {
  if (effect === undefined || !Number.isFinite(effect.mean)) return NONE;
  return html`${signMark(signOf(effect, better))} ${effectText(effect, format)}`;
}

/** ▲ better, ▼ worse, ○ unclear, in words for who cannot see it. */
export const signMark = (sign: Sign): Markup =>
  html`<span class="${sign === "unclear" ? "unclear-text" : sign}" role="img" aria-label="${sign}">${SIGNS[sign]}</span>`;
