import type { Ends, RunSummary, TrialRow } from "../../../../src/serve/types.ts";
import { bestFirst } from "../../state/order.ts";
import { duration, show } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";

const NOUNS: Readonly<Record<string, string>> = {
  fit: "Epochs",
  tune: "Trials",
  sweep: "Strengths",
  "learning-curve": "Sizes",
  ablate: "Variants",
};

/** Jobs that leave the test rows alone, and who opens them. */
const SEALED: Readonly<Record<string, string>> = {
  "learning-curve": "stays sealed: for the recipe that is kept",
  ablate: "stays sealed: for the recipe that is kept",
};

/** The line that stands for the run, and what it is. */
function foremost(run: RunSummary): { readonly title: string; readonly line: TrialRow | undefined } {
  const { job, trials } = run;
  // Sizes rise: the last is all rows.
  if (job === "learning-curve") return { title: "Validation, all rows", line: trials.at(-1) };
  if (job === "ablate") return { title: "Validation, full recipe", line: trials[0] };
  const title = job === "sweep" ? "Chosen strength" : job === "fit" ? "Validation" : "Best on validation";
  return { title, line: trials.find(({ isWinner }) => isWinner) ?? bestSoFar(run) };
}

/** While there is no winner: the best of what was scored. */
function bestSoFar({ trials, metric }: RunSummary): TrialRow | undefined {
  const scored = trials.filter(({ validation }) => validation !== null);
  return scored.toSorted(bestFirst(metric?.better))[0] ?? trials[0];
}

export function Cards({ run }: { readonly run: RunSummary }) {
  const { title, line: best } = foremost(run);
  const { test } = run;
  const interval = ({ low, high }: Ends): string => (low === null ? "" : `95 % ${show(low)} to ${show(high)}`);
  const done = run.trials.filter(({ state }) => state === "done").length;
  return (
    <dl class="cards">
      <div class="card">
        <dt>{title}</dt>
        <dd>{show(best?.fresh?.mean ?? best?.validation)}</dd>
        <dd class="note">{best === undefined ? "" : <Name text={best.name} limit={40} />}</dd>
      </div>
      {(run.state !== "done" || (best?.gap ?? null) !== null) && (
        <div class="card">
          <dt>Train/validation gap</dt>
          <dd>{show(best?.gap)}</dd>
          <dd class="note">training {show(best?.train)}</dd>
        </div>
      )}
      <div class="card">
        <dt>Sealed test</dt>
        <dd>{show(test?.winner.value)}</dd>
        <dd class="note">{test === undefined ? (SEALED[run.job] ?? "not opened yet") : interval(test.winner)}</dd>
      </div>
      <div class="card">
        <dt>{NOUNS[run.job] ?? "Recipes"}</dt>
        <dd>{run.job === "fit" ? (best?.epochs ?? "–") : run.trials.length}</dd>
        <dd class="note">
          {run.job === "fit" ? "best one kept" : done === run.trials.length ? "all finished" : `${done} finished`}
          {run.seconds === null ? "" : ` · ${duration(run.seconds)}`}
        </dd>
      </div>
    </dl>
  );
}
