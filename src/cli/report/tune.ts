import type { TuneResult, TuneTrial } from "../../job/tune/types.ts";
import { type ScoreFormat, scoreFormat, showChange, showScore } from "../text/numbers.ts";
import { renderTable } from "../text/table.ts";
import { clean, wrap } from "../text/width.ts";
import { partsTable } from "./ablate.ts";
import { keptGap, testLines } from "./compare.ts";
import { continued, INDENT, labelled, type Style, warned } from "./lines.ts";
import { nextLines } from "./next.ts";
import { type Given, quoted, savedLines } from "./run.ts";

/** Trials that a leaderboard shows beside the finalists. */
const SHOWN = 12;
/** Failures that are told with their cause; the others are in the journal. */
const FAILURES = 3;

/** The leaderboard, what was given up or failed, the verdict of the fresh repeats, the sealed test, where it is saved. */
export function tuneReport(result: TuneResult, style: Style, of?: Given): string[] {
  return [
    ...table(result, style),
    ...notes(result).flatMap((line) => wrap(line, style.width - 1).map((part) => style.colors.dim(` ${part}`))),
    ...failures(result, style),
    ...labelled("verdict", clean(result.conclusion), style),
    ...nextLines(result.next, style, of),
    ...flattery(result, style),
    ...keptGap(result, style),
    ...receiptLines(result, style),
    ...testLines(result, style),
    ...savedLines(result, ["report.html", "model.onnx", "recipe.json", "study.jsonl"], of),
  ];
}

const formatOf = ({ trials, task }: TuneResult): ScoreFormat => {
  const scored = trials.filter(({ state }) => state === "done");
  const all = scored.flatMap(({ score, fresh }) => (fresh === undefined ? [score] : [score, fresh]));
  return scoreFormat(
    all.map(({ mean }) => mean),
    all.map(({ se }) => se),
    task !== "regression",
  );
};

/** Finalists by what they scored on fresh repeats, then the best of the others. */
function shownOf({ trials, metric }: TuneResult): TuneTrial[] {
  const sign = metric.better === "higher" ? -1 : 1;
  const finalists = trials.filter(({ fresh }) => fresh !== undefined);
  const others = trials.filter(({ state, fresh, name }, rank) => {
    const isScored = state === "done" || state === "pruned";
    return fresh === undefined && (name === "plain" || (isScored && rank < SHOWN));
  });
  return [...finalists.toSorted((a, b) => sign * (a.fresh!.mean - b.fresh!.mean)), ...others];
}

function table(result: TuneResult, style: Style): string[] {
  const { metric, winner } = result;
  const format = formatOf(result);
  const shown = shownOf(result);
  const arrow = metric.better === "higher" ? "↑" : "↓";
  const best = result.trials[0];
  const mark = (of: TuneTrial): string => {
    if (of.name === winner) return "★";
    return of.tied || of === best ? "≈" : of.state === "pruned" ? "✂" : " ";
  };
  const cells = (show: (of: TuneTrial) => string): string[] => shown.map(show);
  const score = (of: TuneTrial["fresh"]): string =>
    of === undefined ? "–" : `${showScore(of.mean, format)} ± ${showScore(of.se, format)}`;
  const failed = shown.flatMap(({ state, reason }, row) =>
    state === "failed" ? [[row, clean(reason ?? "failed")] as const] : [],
  );
  return renderTable(
    [
      {
        title: `  trial (${clean(metric.title)} ${arrow})`,
        align: "left",
        cells: cells((of) => `${mark(of)} ${clean(of.name)}`),
      },
      { title: "fresh repeats", short: "fresh", align: "right", cells: cells(({ fresh }) => score(fresh)) },
      { title: "search", align: "right", goes: 2, cells: cells(({ score: of }) => score(of)) },
      { title: "what it changes", align: "left", goes: 1, cells: cells(({ changes }) => clean(changes) || "–") },
    ],
    {
      width: style.width,
      spans: new Map(failed),
      paint: (text, row) => (shown[row]?.name === winner ? style.colors.bold(text) : text),
    },
  );
}

const some = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
const trialsOf = (n: number): string => some(n, "trial");

function notes(result: TuneResult): string[] {
  const { trials, search, metric } = result;
  const { done, pruned, failed, unfinished, folds, reruns, ended, leftOut = [] } = search;
  const shown = new Set(shownOf(result));
  const left = trials.filter((of) => !shown.has(of) && (of.state === "done" || of.state === "pruned")).length;
  const why = {
    trials: "all trials are spent",
    time: "the time is spent",
    exhausted: "nothing is left to try",
    goal: "the goal is reached",
  }[ended];
  const counts = [
    `${trialsOf(done)} of ${some(folds, "repeat")}`,
    ...(pruned === 0 ? [] : [`${pruned} given up early (✂)`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(unfinished === 0 ? [] : [`${unfinished} not finished`]),
    ...(left === 0 ? [] : [`${left} not shown`]),
    why,
  ];
  return [
    `★ kept   ≈ within one standard error of the best of the search   ${metric.better} is better`,
    `${counts.join(" · ")} · the best again on ${some(reruns, "fresh repeat")}`,
    ...(leftOut.length === 0 ? [] : [`no time in the final for ${leftOut.join(", ")}`]),
  ];
}

function failures({ trials }: TuneResult, style: Style): string[] {
  const failed = trials.filter(({ state }) => state === "failed");
  const more = failed.length - FAILURES;
  return [
    ...failed
      .slice(0, FAILURES)
      .flatMap(({ name, reason }) => warned(`${clean(name)} failed: ${clean(reason ?? "")}`, style)),
    ...(more > 0 ? warned(`and ${trialsOf(more)} more: result.json`, style) : []),
  ];
}

/** What each regularizer of the winner brings; or why that was not measured, and what does. */
function receiptLines({ receipt, task, metric, run, winner }: TuneResult, style: Style): string[] {
  if (receipt === undefined) return [];
  const later = `regularize ablate ${quoted(run)}`;
  if ("skipped" in receipt) {
    const line = labelled("receipt", `not measured: ${clean(receipt.skipped)}`, style);
    return receipt.later ? [...line, ...continued(clean(later), style)] : line;
  }
  const on = `of ${clean(winner)} on ${some(receipt.repeats, "repeat")}, those that chose it`;
  return [
    ...labelled("receipt", `${clean(receipt.conclusion)}: ${on}`, style),
    ...partsTable({ ...receipt, task, metric }, { ...style, width: style.width - INDENT }).map(
      (line) => " ".repeat(INDENT) + line,
    ),
    ...continued(clean(`on fresh repeats, with pairs: ${later}`), style),
  ];
}

/** Scores of a search are too good: the best of many was chosen by them. */
function flattery(result: TuneResult, style: Style): string[] {
  const { flattered } = result.search;
  const format = formatOf(result);
  if (!(flattered > 0)) return [];
  return continued(
    `the search made it look ${showChange(flattered, format).replace("+", "")} better than it is`,
    style,
  );
}
