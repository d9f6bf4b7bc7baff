import { type Better, gain } from "../../../train/best.ts";
import { effectText, signOf } from "../figure/effects.ts";
import { counted, duration, type Format, NONE } from "../write/format.ts";
import { forest, forestHeight } from "../draw/forest.ts";
import { type Child, clean, html, type Markup, named, phrased } from "../write/html.ts";
import { drawable } from "../draw/scale.ts";
import { figure } from "../draw/svg.ts";
import { metricTitle, scrolling, signMark } from "./table.ts";
import type { ReportParts, ReportRecipe, ReportResult } from "../types.ts";

type Effect = NonNullable<ReportRecipe["effect"]>;

/** What the parts of a search's winner bring: measured on the repeats that chose it. */
export function partsOfWinner(
  receipt: ReportParts | { readonly skipped: string },
  metric: ReportResult["metric"],
  format: Format,
): Child {
  if ("skipped" in receipt) return html`<p class="note">Not measured: ${clean(receipt.skipped, 300)}</p>`;
  const note = html`<p class="note">These repeats chose the winner, so effects look somewhat larger than they are; regularize ablate measures them on fresh ones, with pairs.</p>`;
  return [partsFigure({ ...receipt, metric }, format), partsTable({ ...receipt, metric }, format), note];
}

type Shown = ReportParts & Pick<ReportResult, "metric">;

/** Each part's effect, best first, and that of the pruned recipe. */
export function partsFigure({ parts, steps, metric }: Shown, format: Format): Child {
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

export const effectCell = (effect: Effect | undefined, better: Better, format: Format): Child =>
  effect === undefined || !Number.isFinite(effect.mean)
    ? NONE
    : html`${signMark(signOf(effect, better))} ${effectText(effect, format)}`;

const secondsCell = (seconds: number | undefined): string =>
  seconds === undefined || !Number.isFinite(seconds)
    ? NONE
    : `${seconds > 0 ? "+" : "−"}${duration(Math.abs(seconds))}`;

export function partsTable({ parts, full, name, metric, repeats }: Shown, format: Format): Markup {
  const row = ({ label, effect, without, seconds, sentence }: ReportParts["parts"][number]): Markup =>
    html`<tr><th scope="row" class="name">${named(label)}</th><td>${effectCell(effect, metric.better, format)}</td><td>${format.score(without.mean)}</td><td>${secondsCell(seconds)}</td><td class="name changes">${phrased(adviceOf(sentence), 200)}</td></tr>`;
  return scrolling(
    "All parts",
    html`<table><caption>${metricTitle(metric)} (${metric.better} is better), mean of ${counted(repeats, "repeat")}; ${named(name)} scores ${format.score(full.mean)} ± ${format.score(full.se)} in ${duration(full.seconds)} a repeat</caption>
<thead><tr><th scope="col" class="name">part</th><th scope="col">brings [95 %]</th><th scope="col">score without</th><th scope="col">time</th><th scope="col" class="name">advice</th></tr></thead>
<tbody>${parts.map(row)}</tbody></table>`,
  );
}

/** What a sentence says behind its numbers. */
export const adviceOf = (sentence: string): string => sentence.slice(sentence.indexOf(": ") + 2);
