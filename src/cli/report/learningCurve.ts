import type { CurveSize, LearningCurveResult } from "../../job/learningCurve/types.ts";
import { count, type ScoreFormat, scoreFormat, showScore } from "../text/numbers.ts";
import { sparkline } from "../text/sparkline.ts";
import { renderTable } from "../text/table.ts";
import { clean } from "../text/width.ts";
import { labelled, type Style } from "./lines.ts";
import { nextLines } from "./next.ts";
import { type Given, savedLines } from "./run.ts";

/** Scores by training rows as a table and as a sparkline, what twice the rows would give, and where it is saved. */
export function learningCurveReport(result: LearningCurveResult, style: Style, of?: Given): string[] {
  const { sizes, metric, against, baseline, forecast } = result;
  const direction = metric.better === "higher" ? "higher" : "lower";
  const format = formatOf(result);
  const guess = Number.isFinite(baseline) ? `   always guessing the same scores ${showScore(baseline, format)}` : "";
  const curve = sparkline(sizes.map(({ validation }) => validation.mean));
  const ends = [sizes[0]!, sizes.at(-1)!].map(({ rows }) => count(rows));
  const { fit } = forecast;
  const law =
    fit === undefined
      ? ""
      : `   ${showScore(fit.a, format)} ${fit.b < 0 ? "-" : "+"} ${showScore(Math.abs(fit.b), format)} · (rows / ${count(fit.scale)})^-${fit.c.toFixed(2)}`;
  return [
    ...table(sizes, result, style),
    style.colors.dim(` ${direction} is better${guess}`),
    ...labelled("curve", `validation ${ends[0]} ${curve} ${ends[1]} rows${law}`, style),
    ...labelled("verdict", clean(result.conclusion), style),
    ...nextLines(result.next, style, of),
    ...(against === undefined ? [] : labelled("against", clean(against.run), style)),
    ...savedLines(result, ["report.html", "model.onnx", "recipe.json"], of),
  ];
}

const formatOf = ({ sizes, task }: LearningCurveResult): ScoreFormat =>
  scoreFormat(
    sizes.flatMap(({ train, validation }) => [train.mean, validation.mean]),
    sizes.map(({ validation }) => validation.se),
    task !== "regression",
  );

function table(sizes: readonly CurveSize[], result: LearningCurveResult, style: Style): string[] {
  const format = formatOf(result);
  const { title, better } = result.metric;
  const cells = (show: (of: CurveSize) => string): string[] => sizes.map(show);
  const score = ({ mean, se }: CurveSize["train"]): string => `${showScore(mean, format)} ± ${showScore(se, format)}`;
  const failures = sizes.flatMap(({ failed }, row) => (failed === undefined ? [] : [[row, clean(failed)] as const]));
  return renderTable(
    [
      {
        title: `training rows (${clean(title)} ${better === "higher" ? "↑" : "↓"})`,
        align: "left",
        cells: cells(({ rows, name }) => `${count(rows)} (${name})`),
      },
      { title: "train", align: "right", goes: 1, cells: cells(({ train }) => score(train)) },
      { title: "validation", align: "right", cells: cells(({ validation }) => score(validation)) },
      { title: "gap", align: "right", goes: 2, cells: cells(({ gap }) => showScore(gap, format)) },
      { title: "power law", align: "right", goes: 3, cells: cells(({ fitted }) => showScore(fitted, format)) },
    ],
    { width: style.width, spans: new Map(failures) },
  );
}
