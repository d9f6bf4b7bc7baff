import { basename } from "node:path";
import { show, showSigned } from "../../decide/wording.ts";
import { renderGrowth } from "../../observe/index.ts";
import { jobCommand, keptEdit } from "../command.ts";
import type { Draft } from "../evidence/index.ts";
import type { DataOptions, Next, NoticeEvent } from "../types.ts";
import { VERSION } from "../version.ts";
import type { LearningCurveOptions, LearningCurveResult } from "./types.ts";

/** `report.html` of a learning curve: scores by training rows with the fitted law, and the table. */
export function curveReportOf(
  options: LearningCurveOptions,
  result: LearningCurveResult,
  notices: readonly NoticeEvent[],
): Draft {
  const { forecast, sizes, rows } = result;
  const { fit, gain, factor, kind } = forecast;
  const most = fit === undefined ? Number.NaN : fit.a + fit.b;
  const at = (change: number): number => most + change;
  const [low, high] = [at(gain.low), at(gain.high)].toSorted((a, b) => a - b) as [number, number];
  const shown = {
    ...{ ...result, run: basename(result.run) },
    ...(fit === undefined ? {} : { law: fit }),
    ...(kind === "rises" ? { foretold: { rows: factor * rows.train, value: at(gain.value), low, high } } : {}),
  };
  const context = {
    ...{ notices, version: VERSION },
    command: jobCommand("learning-curve", { ...options, sizes: sizes.length }),
    ...(result.next === undefined ? {} : { next: result.next }),
  };
  // The test rows stay sealed.
  return {
    render: (evidence) => renderGrowth(shown, { ...context, evidence }),
    part: "validation",
    png: options.png === true,
  };
}

/** What is left to do: collect, regularize, or measure better. */
export function nextOfCurve(
  { forecast, metric, rows, repeats, against }: Omit<LearningCurveResult, "next">,
  options: DataOptions,
): Next {
  const { kind, gain, factor } = forecast;
  if (kind === "cannotTell")
    return { edit: `--seeds ${Math.max(5, 2 * repeats)}`, expect: "a curve whose errors tell more" };
  const compared =
    against === undefined ? keptEdit("regularize compare DATA", options) : `the regularizer "${against.name}"`;
  if (kind === "flat") return { edit: compared, expect: "what regularization gives, where more rows give nothing" };
  const [low, high] = [gain.low, gain.high].map(show);
  return {
    edit: `collect rows, beside ${compared}`,
    expect: `${metric.title} ${showSigned(gain.value)} [${low}, ${high}] with ${(factor * rows.train).toLocaleString("en-US")} training rows`,
  };
}
