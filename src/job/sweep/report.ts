import { basename } from "node:path";
import { showStrength } from "../../decide/sweep/index.ts";
import { renderReport } from "../../observe/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { jobCommand } from "../command.ts";
import { curvesOf, plainOf } from "../report.ts";
import type { Draft } from "../evidence/index.ts";
import { type Outcome, summarize } from "../summarize.ts";
import type { NoticeEvent } from "../types.ts";
import { VERSION } from "../version.ts";
import { DEFAULT_POINTS, type Swept } from "./strengths.ts";
import type { SweepOptions, SweepResult } from "./types.ts";

/** What the report of a sweep shows beside its result. */
export interface SweepStory {
  readonly notices: readonly NoticeEvent[];
  readonly outcomes: readonly Outcome[];
  readonly swept: Swept;
  readonly metric: Metric;
  readonly testFraction: number;
  readonly repeats: readonly number[];
}

/** `report.html` of a sweep: the curve over strengths, the table, the test, curves of the reference and of the chosen. */
export function sweepReportOf(options: SweepOptions, result: SweepResult, story: SweepStory): Draft {
  const { outcomes, swept, metric, testFraction, repeats, notices } = story;
  const { chosen, reference, test } = result;
  const [winner, plain] = [chosen, reference].map((value) => outcomes[swept.values.indexOf(value)]!.name) as [
    string,
    string,
  ];
  const { points = DEFAULT_POINTS } = options;
  const shown = {
    ...{ task: result.task, metric: result.metric, baseline: result.baseline, conclusion: result.conclusion },
    ...{ rows: result.rows, seconds: result.seconds, run: basename(result.run), winner },
    recipes: summarize(outcomes, repeats, metric, testFraction),
    test: { ...test, winner: test.chosen, plain: test.reference },
    sweep: {
      ...{ name: swept.key, best: result.best, chosen, reference },
      points: result.strengths.map((of) => ({ ...of, label: showStrength(of.strength) })),
    },
  };
  const context = {
    ...{ notices, version: VERSION, curves: curvesOf(outcomes, [plain, winner]), job: "sweep" },
    command: jobCommand("sweep", { ...options, strength: { key: swept.key, range: swept.range }, points }),
    ...(result.next === undefined ? {} : { next: result.next }),
  };
  const beside = plainOf(plain, swept.recipes, outcomes);
  return {
    render: (evidence) => renderReport(shown, { ...context, evidence }),
    ...(beside === undefined ? {} : { plain: beside }),
    png: options.png === true,
  };
}
