import { count, counted, type Format, formatOf } from "./write/format.ts";
import { clean, html, type Markup, named, phrased } from "./write/html.ts";
import { pageOf, section } from "./page.ts";
import { adviceOf, effectCell, partsFigure, partsTable } from "./section/parts.ts";
import { factsLine } from "./section/facts.ts";
import { scrolling } from "./section/table.ts";
import type { MeanScore, ReportContext, ReportParts, ReportRecipe, ReportResult } from "./types.ts";

type Effect = NonNullable<ReportRecipe["effect"]>;

/** What a report shows of a receipt: a part of its result event. */
export interface ReportReceipt
  extends ReportParts,
    Pick<ReportResult, "task" | "metric" | "baseline" | "conclusion" | "rows" | "run" | "seconds"> {
  readonly pairs: readonly {
    readonly pair: readonly [string, string];
    readonly interaction?: Effect;
    readonly together?: Effect;
    readonly sentence: string;
  }[];
  /** Pairs that there were to look at. */
  readonly candidates: number;
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
  const facts = factsLine({ task, metric, rows, seconds, last: "sealed", work: counted(trials, "trial") });
  return pageOf({ run, job: context.job ?? "ablate", conclusion, facts }, context, [
    section("What each part brings", [partsFigure(result, format), partsTable(result, format)]),
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

function pairsTable({ pairs, candidates, metric }: ReportReceipt, format: Format): Markup {
  const row = ({ pair, interaction, together, sentence }: ReportReceipt["pairs"][number]): Markup =>
    html`<tr><th scope="row" class="name">${named(pair.join(" and "))}</th><td>${effectCell(together, metric.better, format)}</td><td>${effectCell(interaction, metric.better, format)}</td><td class="name changes">${phrased(adviceOf(sentence), 200)}</td></tr>`;
  return scrolling(
    "Pairs",
    html`<table><caption>${counted(pairs.length, "pair")} of ${count(candidates)} looked at</caption>
<thead><tr><th scope="col" class="name">pair</th><th scope="col">both − neither</th><th scope="col">interaction</th><th scope="col" class="name">advice</th></tr></thead>
<tbody>${pairs.map(row)}</tbody></table>`,
  );
}
