import type { FitResult } from "../../job/types.ts";
import { scoreFormat, showScore } from "../text/numbers.ts";
import { clean } from "../text/width.ts";
import { gapLines } from "./gap.ts";
import { labelled, type Style } from "./lines.ts";
import { nextLines } from "./next.ts";
import { type Given, savedLines } from "./run.ts";

/** Scores of one trained network, its gap in the metric's units, and where it is saved. */
export function fitReport(result: FitResult, style: Style, of?: Given): string[] {
  const { train, validation, gap, test, metric } = result;
  const format = scoreFormat([train, validation], [(test.high - test.low) / 4], result.task !== "regression");
  const score = (x: number): string => showScore(x, format);
  const higher = metric.better === "higher";
  const name = `${clean(metric.title)} ${higher ? "↑" : "↓"}`;
  return [
    ...labelled("fit", `${name}  train ${score(train)}  validation ${score(validation)}  gap ${score(gap)}`, style),
    ...labelled("epochs", `best ${result.bestEpoch} of ${result.epochs}, its weights are kept`, style),
    ...(result.findings === undefined ? [] : gapLines(result.findings, style)),
    ...labelled("verdict", clean(result.conclusion), style),
    ...nextLines(result.diagnosis.next, style, undefined),
    ...labelled("test", `${score(test.value)} [${score(test.low)}, ${score(test.high)}]`, style),
    ...savedLines(result, ["report.html", "model.onnx", "recipe.json"], of),
  ];
}
