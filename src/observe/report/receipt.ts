import { type Better, gain } from "../../train/best.ts";
import { effectText, signOf } from "./effects.ts";
import { count, counted, duration, type Format, formatOf, NONE } from "./format.ts";
import { forest, forestHeight } from "./forest.ts";
import { type Child, clean, html, type Markup, named } from "./html.ts";
import { pageOf, section } from "./page.ts";
import { drawable } from "./scale.ts";
import { figure } from "./svg.ts";
import { metricTitle, scrolling, signMark } from "./table.ts";
import type { MeanScore, ReportContext, ReportRecipe, ReportResult } from "./types.ts";

type Effect = NonNullable<ReportRecipe["effect"]>;

/** What a report shows of a receipt: a part of its result event. */
export interface ReportReceipt
  extends Pick<ReportResult, "task" | "metric" | "baseline" | "conclusion" | "rows" | "run" | "seconds"> {
  /** Name of the recipe, its validation score and the seconds of a repeat. */
  readonly name: string;
  readonly full: MeanScore & { readonly seconds: number };
  readonly parts: readonly {
    readonly label: string;
    readonly effect?: Effect;
    readonly without: MeanScore;
    readonly seconds?: number;
    readonly sentence: string;
  }[];
  readonly pairs: readonly {
    readonly pair: readonly [string, string];
    readonly interaction?: Effect;
    readonly together?: Effect;
    readonly sentence: string;
  }[];
  /** Pairs that there were to look at. */
  readonly candidates: number;
  /** Pruned recipes beside the full one, on fresh repeats. */
  readonly steps: readonly {
    readonly name: string;
    readonly verified?: { readonly effect: Effect; readonly sentence: string };
  }[];
  readonly repeats: number;
  readonly trials: number;
  /** The recipe to use, as a file of `--recipe` holds it. */
  readonly recommended: string;
}

/** A receipt as one HTML file, under the same rules as `renderReport`. */
export function renderReceipt(result: ReportReceipt, context: Omit<ReportContext, "curves">): string {
  const { task, metric, rows, trials, seconds, run, conclusion, name, full, recommended } = result;
  const format = formatOf({
    task,
    recipes: [lineOf(name, full), ...result.parts.map((part) => lineOf(part.label, part.without))],
  });
  const sizes = `${counted(rows.train, "row")} to train, ${count(rows.validation)} to validate, ${count(rows.test)} sealed`;
  const facts = `${clean(task, 30)} · ${metricTitle(metric)} · ${sizes} · ${counted(trials, "trial")} in ${duration(seconds)}`;
  return pageOf({ run, job: context.job ?? "ablate", conclusion, facts }, context, [
    section("What each part brings", [effectsOf(result, format), partsTable(result, format)]),
    result.pairs.length === 0 ? undefined : section("Pairs", pairsTable(result, format)),
    section("Recipe to use", html`<pre><code>${clean(recommended, 4000)}</code></pre>`),
  ]);
}

const lineOf = (name: string, { mean, se }: MeanScore): ReportRecipe => ({
  ...{
    name,
    train: mean,
    validation: { mean, se },
    gap: Number.NaN,
    zeros: Number.NaN,
    epochs: Number.NaN,
    scores: [],
  },
});

/** Each part's effect, best first, and that of the pruned recipe. */
function effectsOf({ parts, steps, metric }: ReportReceipt, format: Format): Child {
  const own = parts.flatMap(({ label, effect }) => (effect === undefined ? [] : [{ name: label, effect }]));
  const rows = own
    .filter(({ effect }) => drawable(effect.mean))
    .sort((a, b) => gain(metric.better, b.effect.mean, a.effect.mean))
    .concat(
      steps.flatMap(({ name, verified }) =>
        verified === undefined ? [] : [{ name: `${name} (fresh)`, effect: verified.effect }],
      ),
    )
    .map(({ name, effect }) => ({
      ...{ name, value: effect.mean, low: effect.low, high: effect.high, sign: signOf(effect, metric.better) },
      tip: `${clean(name)}: ${effectText(effect, format)}`,
    }));
  if (rows.length === 0) return undefined;
  const title = clean(metric.title, 30);
  const label = `What each part brings in validation ${title}. ${rows.map(({ tip }) => tip).join("; ")}`;
  const drawing = forest(rows, { axis: `with − without, ${title}, better →`, difference: metric.better });
  return figure({
    ...{ name: "receipt", height: forestHeight(rows.length), label, drawing },
    caption: html`Score with the part minus score without it, on the same splits and seeds, with 95 % intervals of the corrected
      resampled t. Each interval stands alone; the sentences also allow for the number of comparisons.`,
  });
}

const effectCell = (effect: Effect | undefined, better: Better, format: Format): Child =>
  effect === undefined || !Number.isFinite(effect.mean)
    ? NONE
    : html`${signMark(signOf(effect, better))} ${effectText(effect, format)}`;

const secondsCell = (seconds: number | undefined): string =>
  seconds === undefined || !Number.isFinite(seconds)
    ? NONE
    : `${seconds > 0 ? "+" : "−"}${duration(Math.abs(seconds))}`;

function partsTable({ parts, full, name, metric, repeats }: ReportReceipt, format: Format): Markup {
  const row = ({ label, effect, without, seconds, sentence }: ReportReceipt["parts"][number]): Markup =>
    html`<tr><th scope="row" class="name">${named(label)}</th><td>${effectCell(effect, metric.better, format)}</td><td>${format.score(without.mean)}</td><td>${secondsCell(seconds)}</td><td class="why">${clean(adviceOf(sentence), 200)}</td></tr>`;
  return scrolling(
    "All parts",
    html`<table><caption>${metricTitle(metric)} (${metric.better} is better), mean of ${counted(repeats, "repeat")}; ${named(name)} scores ${format.score(full.mean)} ± ${format.score(full.se)} in ${duration(full.seconds)} a repeat</caption>
<thead><tr><th scope="col" class="name">part</th><th scope="col">brings [95 %]</th><th scope="col">score without</th><th scope="col">time</th><th scope="col">advice</th></tr></thead>
<tbody>${parts.map(row)}</tbody></table>`,
  );
}

/** What a sentence says behind its numbers. */
const adviceOf = (sentence: string): string => sentence.slice(sentence.indexOf(": ") + 2);

function pairsTable({ pairs, candidates, metric }: ReportReceipt, format: Format): Markup {
  const row = ({ pair, interaction, together, sentence }: ReportReceipt["pairs"][number]): Markup =>
    html`<tr><th scope="row" class="name">${named(pair.join(" and "))}</th><td>${effectCell(together, metric.better, format)}</td><td>${effectCell(interaction, metric.better, format)}</td><td class="why">${clean(adviceOf(sentence), 200)}</td></tr>`;
  return scrolling(
    "Pairs",
    html`<table><caption>${counted(pairs.length, "pair")} of ${count(candidates)} looked at</caption>
<thead><tr><th scope="col" class="name">pair</th><th scope="col">both − neither</th><th scope="col">interaction</th><th scope="col">advice</th></tr></thead>
<tbody>${pairs.map(row)}</tbody></table>`,
  );
}
