import { signOf } from "../figure/effects.ts";
import { forest, forestHeight, type ForestRow } from "../draw/forest.ts";
import { counted, type Format } from "../write/format.ts";
import { type Child, clean, html, type Markup, named } from "../write/html.ts";
import { figure, type Sign } from "../draw/svg.ts";
import { metricTitle, signMark } from "./table.ts";
import { type Interval, type ReportResult, referenceOf } from "../types.ts";

const range = ({ low, high }: Interval, { score }: Format): string => `[${score(low)}, ${score(high)}]`;

/** Test scores of the winner and of plain on rows that nothing else has seen, with their difference. */
export function testScores(result: ReportResult, format: Format): Markup {
  const { test, winner, recipes, metric } = result;
  const plain = referenceOf(recipes);
  const other = plain !== undefined && plain.name !== winner ? plain.name : undefined;
  const head = html`<tr><th scope="col" class="name">recipe</th><th scope="col">test</th><th scope="col">95 %</th></tr>`;
  const line = (name: Child, value: Child, interval: Interval): Markup =>
    html`<tr><th scope="row" class="name">${name}</th><td>${value}</td><td>${range(interval, format)}</td></tr>`;
  const compared =
    other === undefined
      ? undefined
      : [
          line(named(other), format.score(test.plain.value), test.plain),
          line(
            "difference",
            html`${signMark(signOf(test.difference, metric.better))} ${format.signed(test.difference.value)}`,
            test.difference,
          ),
        ];
  return html`<div class="pair"><div><table><caption>${metricTitle(metric)} on ${counted(test.rows, "row")} that nothing else has seen</caption>
<thead>${head}</thead><tbody>${line(named(winner), format.score(test.winner.value), test.winner)}${compared}</tbody></table>
<p class="note">${models(result, format)}</p></div>${drawing(result, other, format)}</div>`;
}

/** What was scored: one model, or the mean of several of which one is kept. */
function models({ test, recipes }: ReportResult, format: Format): Markup {
  if (recipes.length === 1) return html`The model in <code>model.onnx</code>; the interval is by bootstrap over rows.`;
  const { models: networks = 1, seed, value } = test.exported;
  if (networks > 1)
    return html`The ${counted(networks, "network")} of the winner, averaged in <code>model.onnx</code>, against a single one of plain;
intervals by bootstrap over rows.`;
  return html`Averages over the repeats’ models; intervals by bootstrap over rows. The one model in <code>model.onnx</code>, repeat
${seed}, scores ${format.score(value)}.`;
}

function drawing({ test, winner, metric, recipes }: ReportResult, other: string | undefined, format: Format): Markup {
  const row = (name: string, interval: Interval, sign: ForestRow["sign"]): ForestRow => {
    const tip = `${clean(name)}: ${format.score(interval.value)} ${range(interval, format)}`;
    return { name, ...interval, sign, tip };
  };
  const rows = [
    row(winner, test.winner, other === undefined ? "unclear" : signOf(test.difference, metric.better)),
    ...(other === undefined ? [] : [row(other, test.plain, "unclear")]),
  ];
  const title = clean(metric.title, 30);
  const label = `Test ${title}. ${rows.map(({ tip }) => tip).join("; ")}`;
  return figure({
    name: "test",
    height: forestHeight(rows.length),
    label,
    drawing: forest(rows, { axis: `test ${metricTitle(metric)}` }),
    caption: recipes.length === 1 ? html`` : verdict(signOf(test.difference, metric.better), other),
  });
}

/** What the interval of the difference says, in words. */
function verdict(sign: Sign, other: string | undefined): Markup {
  if (other === undefined) return html`Plain is kept, so there is nothing to compare it with.`;
  if (sign === "unclear") return html`The difference is within what chance can do on this many rows.`;
  return sign === "better"
    ? html`The winner is better on these rows. The interval is over rows, not over trainings.`
    : html`The winner of the validation is worse on the test rows: be careful with it.`;
}
