import { showStrength } from "../../decide/sweep/index.ts";
import type { SweepResult, SweptStrength } from "../../job/sweep/types.ts";
import { count, type ScoreFormat, scoreFormat, showChange, showScore } from "../text/numbers.ts";
import { sparkline } from "../text/sparkline.ts";
import { renderTable } from "../text/table.ts";
import { clean } from "../text/width.ts";
import { continued, labelled, type Style } from "./lines.ts";
import { nextLines } from "./next.ts";
import { type Given, savedLines } from "./run.ts";

/** The curve of a strength as a table and as a sparkline, what it means, the test score, and where it is saved. */
export function sweepReport(result: SweepResult, style: Style, of?: Given): string[] {
  const { strengths, metric } = result;
  const direction = metric.better === "higher" ? "higher" : "lower";
  const hasWithin = strengths.some((of) => of.within && of.strength !== result.best);
  const key = `★ best on validation${hasWithin ? "   ≈ within one standard error of it" : ""}   ● chosen   ${direction} is better`;
  const curve = sparkline(strengths.map(({ validation }) => validation.mean));
  const ends = [strengths[0]!, strengths.at(-1)!].map(({ strength }) => showStrength(strength));
  return [
    ...table(result, style),
    style.colors.dim(` ${key}`),
    ...labelled("curve", `validation ${ends[0]} ${curve} ${ends[1]}`, style),
    ...labelled("verdict", clean(result.conclusion), style),
    ...nextLines(result.next, style, of),
    ...test(result, style),
    ...savedLines(result, ["report.html", "model.onnx", "recipe.json"], of),
  ];
}

const formatOf = ({ strengths, task }: SweepResult): ScoreFormat =>
  scoreFormat(
    strengths.flatMap(({ train, validation }) => [train.mean, validation.mean]),
    strengths.map(({ validation }) => validation.se),
    task !== "regression",
  );

function table(result: SweepResult, style: Style): string[] {
  const { strengths, metric, strength, best, chosen } = result;
  const format = formatOf(result);
  const arrow = metric.better === "higher" ? "↑" : "↓";
  const mark = (of: SweptStrength): string => (of.strength === best ? "★" : of.within ? "≈" : " ");
  const chose = (of: SweptStrength): string => (of.strength === chosen ? "●" : " ");
  const cells = (show: (of: SweptStrength) => string): string[] => strengths.map(show);
  const score = ({ mean, se }: SweptStrength["train"]): string =>
    `${showScore(mean, format)} ± ${showScore(se, format)}`;
  const failures = strengths.flatMap(({ failed }, row) =>
    failed === undefined ? [] : [[row, clean(failed)] as const],
  );
  return renderTable(
    [
      {
        title: `   ${strength.key} (${clean(metric.title)} ${arrow})`,
        align: "left",
        cells: cells((of) => `${mark(of)}${chose(of)} ${showStrength(of.strength)}`),
      },
      { title: "train", align: "right", goes: 1, cells: cells(({ train }) => score(train)) },
      { title: "validation", align: "right", cells: cells(({ validation }) => score(validation)) },
      { title: "gap", align: "right", goes: 2, cells: cells(({ gap }) => showScore(gap, format)) },
      {
        title: `effect against ${showStrength(result.reference)} (95 %)`,
        ...{ short: "effect (95 %)", align: "left", goes: 3 },
        cells: cells((of) => effect(of, format)),
      },
    ],
    {
      width: style.width,
      spans: new Map(failures),
      paint: (text, row) => (strengths[row]?.strength === chosen ? style.colors.bold(text) : text),
    },
  );
}

function effect({ effect: of }: SweptStrength, format: ScoreFormat): string {
  if (of === undefined) return "–";
  const [low, high] = [showScore(of.low, format), showScore(of.high, format)];
  return `${showChange(of.mean, format)} ${low === "–" ? "no interval" : `[${low}, ${high}]`}`;
}

function test(result: SweepResult, style: Style): string[] {
  const { chosen, reference, difference, rows, exported } = result.test;
  const format = formatOf(result);
  const interval = ({ value, low, high }: typeof chosen): string =>
    `${showScore(value, format)} [${showScore(low, format)}, ${showScore(high, format)}]`;
  const [own, other] = [result.chosen, result.reference].map(showStrength) as [string, string];
  const against = result.chosen === result.reference ? "" : ` against ${interval(reference)} at ${other}`;
  const change = `difference ${showChange(difference.value, format)} [${showScore(difference.low, format)}, ${showScore(difference.high, format)}] · `;
  return [
    ...labelled("test", `${interval(chosen)} at ${own}${against} on ${count(rows)} sealed rows`, style),
    ...continued(
      `${against === "" ? "" : change}model.onnx, its best (repeat ${exported.seed}), ${showScore(exported.value, format)}`,
      style,
    ),
  ];
}
