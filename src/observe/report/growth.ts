import { count, counted, type Format, formatOf, NONE } from "./write/format.ts";
import { growthFigure } from "./figure/growthFigure.ts";
import { clean, html, type Markup } from "./write/html.ts";
import { pageOf, section } from "./page.ts";
import { factsLine } from "./section/facts.ts";
import { meanAndError, metricTitle, scrolling } from "./section/table.ts";
import type { MeanScore, ReportContext, ReportGrowth } from "./types.ts";

/** A learning curve as one HTML file, under the same rules as `renderReport`. */
export function renderGrowth(result: ReportGrowth, context: Omit<ReportContext, "curves">): string {
  const { task, metric, rows, sizes, repeats, seconds, run, conclusion } = result;
  const format = formatOf({ task, recipes: sizes.map((size) => ({ ...UNKNOWN, ...size, train: size.train.mean })) });
  const work = counted(sizes.length * repeats, "trial");
  const facts = factsLine({ task, metric, rows, seconds, last: "sealed", work });
  return pageOf({ run, job: context.job ?? "learning-curve", conclusion, facts }, context, [
    section("Scores by training rows", growthFigure(result, format)),
    section("Sizes", table(result, format)),
  ]);
}

const UNKNOWN = { zeros: Number.NaN, epochs: Number.NaN, scores: [] } as const;

function table({ sizes, metric, repeats, baseline }: ReportGrowth, format: Format): Markup {
  const scored = (score: MeanScore): Markup => meanAndError(score, format);
  const row = ({ rows, train, validation, gap, fitted, failed }: ReportGrowth["sizes"][number]): Markup =>
    failed === undefined
      ? html`<tr><th scope="row" class="name">${count(rows)}</th><td>${scored(train)}</td><td>${scored(validation)}</td><td>${format.score(gap)}</td><td>${fitted === undefined ? NONE : format.score(fitted)}</td></tr>`
      : html`<tr><th scope="row" class="name">${count(rows)}</th><td colspan="4" class="why">failed: ${clean(failed, 200)}</td></tr>`;
  return scrolling(
    "All sizes",
    html`<table><caption>${metricTitle(metric)} (${metric.better} is better), mean of ${counted(repeats, "repeat")}</caption>
<thead><tr><th scope="col" class="name">training rows</th><th scope="col">train ± SE</th><th scope="col">validation ± SE</th><th scope="col">gap</th><th scope="col">power law</th></tr></thead>
<tbody>${sizes.map(row)}</tbody>
<tfoot><tr><th scope="row" class="name">constant prediction</th><td>${NONE}</td><td>${format.score(baseline)}</td><td colspan="2"></td></tr></tfoot></table>`,
  );
}
