import type { Ends, RunSummary, TrialRow } from "../../../src/serve/types.ts";
import { linear } from "../chart/scale.ts";
import { useWidth } from "../chart/width.ts";
import { addressOf, brushed } from "../state/store.ts";
import { current } from "../state/store.ts";
import { fileAddress, getDetail } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { change, clean, duration, percent, show, tickText } from "../text/format.ts";
import { Name } from "../ui/name.tsx";
import { Progress } from "../ui/progress.tsx";
import { Scroll } from "../ui/scroll.tsx";
import { Frame } from "../chart/frame.tsx";
import { Head } from "../ui/head.tsx";
import { Words } from "../ui/words.tsx";

/** `AUC ↑`. */
export const titleOf = ({ metric }: RunSummary): string =>
  metric === null ? "score" : `${metric.title} ${metric.better === "higher" ? "↑" : "↓"}`;

/** The ends of an effect's interval, or that too few repeats gave none. */
const intervalText = (effect: TrialRow["effect"]): string =>
  effect === undefined
    ? ""
    : effect.low === null || effect.high === null
      ? "no interval"
      : `${change(effect.low)} to ${change(effect.high)}`;

function nextEdit(run: RunSummary): string {
  if (run.state !== "done" || / try /u.test(run.conclusion)) return "";
  if (run.job === "fit") return "Whether the gap costs anything: compare the ladder of regularizers on the same data.";
  const best = run.trials.find(({ isWinner }) => isWinner);
  const isSure = (row: TrialRow): boolean => {
    const { low, high } = row.effect ?? { low: null, high: null };
    return low !== null && high !== null && (low > 0 || high < 0);
  };
  if (run.job === "compare" && best !== undefined && best.effect !== undefined && !isSure(best))
    return "The effects are smaller than their errors: more repeats, or tune, would tell.";
  if (run.job === "compare") return "Search the strengths of what helped: tune.";
  return "";
}

function Verdict({ run }: { readonly run: RunSummary }) {
  const detail = useRun("detail", getDetail).value?.answer;
  const report = detail?.ok ? detail.value.files.find(({ name }) => name === "report.html") : undefined;
  const edit = nextEdit(run);
  const sentence =
    run.conclusion ||
    (run.state === "running"
      ? "Training; the verdict comes with the last repeat."
      : clean(run.reason ?? "There is no result.", 600));
  return (
    <>
      <h1>
        <Words text={sentence} limit={900} />
      </h1>
      {edit !== "" && (
        <p class="soft">
          <b>Next</b> {edit}
        </p>
      )}
      {report !== undefined && (
        <p class="small">
          <a href={fileAddress(run.id, report.id)} target="_blank" rel="noreferrer">
            Report
          </a>{" "}
          for printing and sending
        </p>
      )}
    </>
  );
}

const NOUNS: Readonly<Record<string, string>> = {
  fit: "Epochs",
  tune: "Trials",
  sweep: "Strengths",
  "learning-curve": "Sizes",
  ablate: "Variants",
};

/** The line that stands for the run, and what it is. */
function foremost({ job, trials }: RunSummary): { readonly title: string; readonly line: TrialRow | undefined } {
  // Sizes rise: the last is all rows.
  if (job === "learning-curve") return { title: "Validation, all rows", line: trials.at(-1) };
  if (job === "ablate") return { title: "Validation, full recipe", line: trials[0] };
  const title = job === "sweep" ? "Chosen strength" : job === "fit" ? "Validation" : "Best on validation";
  return { title, line: trials.find(({ isWinner }) => isWinner) ?? trials[0] };
}

function Cards({ run }: { readonly run: RunSummary }) {
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
      <div class="card">
        <dt>Train/validation gap</dt>
        <dd>{show(best?.gap)}</dd>
        <dd class="note">training {show(best?.train)}</dd>
      </div>
      <div class="card">
        <dt>Sealed test</dt>
        <dd>{show(test?.winner.value)}</dd>
        <dd class="note">{test === undefined ? "not opened" : interval(test.winner)}</dd>
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

/** Plain and winner on the sealed rows, and what lies between them. */
function Interval({ run }: { readonly run: RunSummary }) {
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const { test } = run;
  if (test === undefined || test.reference.value === null || test.winner.value === null || run.winner === run.reference)
    return null;
  // The reference was kept: there is nothing between the two.
  if (test.difference.low === 0 && test.difference.high === 0) return null;
  const rows = [
    { name: run.reference || "reference", ends: test.reference, kind: "reference" },
    { name: run.winner || "chosen", ends: test.winner, kind: "best" },
  ];
  const narrow = width.value < 520;
  const left = narrow ? 8 : Math.min(190, 24 + 7 * Math.max(...rows.map(({ name }) => Math.min(24, name.length))));
  const right = width.value - 46;
  const all = rows.flatMap(({ ends }) => [ends.low ?? ends.value!, ends.high ?? ends.value!]);
  const scale = linear(all, left, right, { count: Math.max(3, Math.floor((right - left) / 90)) });
  const step = narrow ? 46 : 34;
  const height = 12 + rows.length * step + 26;
  return (
    <section>
      <div class="head">
        <h2>On rows that nothing else has seen</h2>
        <span class="note">
          {titleOf(run)} on {test.rows.toLocaleString("en")} test rows, mean and 95 % interval over rows. Difference{" "}
          <b>{change(test.difference.value)}</b>
          {test.difference.low !== null && ` [${change(test.difference.low)}, ${change(test.difference.high)}]`}
        </span>
      </div>
      <div class="panel">
        <div ref={ref}>
          <Frame
            width={width.value}
            height={height}
            label={`Test score: ${rows.map(({ name, ends }) => `${clean(name)} ${show(ends.value)}`).join(", ")}`}
          >
            {scale.ticks.map((tick) => (
              <g key={tick}>
                <line class="grid" x1={scale.at(tick)} x2={scale.at(tick)} y1={4} y2={height - 22} />
                <text class="mid" x={scale.at(tick)} y={height - 6}>
                  {tickText(tick)}
                </text>
              </g>
            ))}
            {rows.map(({ name, ends, kind }, i) => {
              const y = (narrow ? 30 : 22) + i * step;
              const [low, high] = [ends.low ?? ends.value!, ends.high ?? ends.value!];
              return (
                <g key={kind}>
                  <text class="ink" x={narrow ? left : 0} y={narrow ? y - 12 : y + 4}>
                    {clean(name, 26)}
                  </text>
                  <line
                    class={`whisker line-${kind}`}
                    x1={scale.at(low)}
                    x2={scale.at(high)}
                    y1={y}
                    y2={y}
                    stroke-width="2"
                    stroke-linecap="round"
                  />
                  <circle class={`fill-${kind}`} cx={scale.at(ends.value!)} cy={y} r="5" />
                  <text class="ink" x={right + 10} y={y + 4}>
                    {show(ends.value)}
                  </text>
                </g>
              );
            })}
          </Frame>
        </div>
      </div>
    </section>
  );
}

/** Effects as bars with whiskers in the cell, on one scale for the table. */
function EffectCell({
  row,
  reach,
  better,
}: {
  readonly row: TrialRow;
  readonly reach: number;
  readonly better: "higher" | "lower";
}) {
  const { effect } = row;
  if (effect === undefined || effect.mean === null) return <td />;
  const at = (value: number): number => 70 + (Math.max(-1, Math.min(1, value / reach)) * 64 || 0);
  const [low, high] = [effect.low ?? effect.mean, effect.high ?? effect.mean];
  const good = better === "higher" ? low > 0 : high < 0;
  const bad = better === "higher" ? high < 0 : low > 0;
  const kind = good ? "best" : bad ? "reference" : "other";
  return (
    <td>
      <svg
        width="140"
        height="18"
        viewBox="0 0 140 18"
        role="img"
        aria-label={`${change(effect.mean)}, 95 % ${intervalText(effect)}`}
      >
        <line class="axis" x1="70" x2="70" y1="1" y2="17" />
        <line
          class={`whisker line-${kind}`}
          x1={at(low)}
          x2={at(high)}
          y1="9"
          y2="9"
          stroke-width="2"
          stroke-linecap="round"
        />
        <circle class={`fill-${kind}`} cx={at(effect.mean)} cy="9" r="3.6" />
      </svg>
    </td>
  );
}

interface Ranked {
  readonly trial: TrialRow;
}

function Leaderboard({ run }: { readonly run: RunSummary }) {
  const better = run.metric?.better ?? "higher";
  const sign = better === "higher" ? -1 : 1;
  const rank = (row: TrialRow): number => (row.validation === null ? Number.POSITIVE_INFINITY : sign * row.validation);
  // Scored on fewer repeats than the others: not to be ranked among them.
  const isPart = (row: TrialRow): boolean => row.state === "pruned" || row.state === "stopped";
  const order = (a: Ranked, b: Ranked): number =>
    Number(isPart(a.trial)) - Number(isPart(b.trial)) || rank(a.trial) - rank(b.trial);
  const isGrowth = run.job === "learning-curve";
  const given = run.trials.map((trial, i) => ({ trial, key: `${run.id}/${i}` }));
  const rows = (isGrowth ? given.toReversed() : given.toSorted(order)).slice(0, 60);
  const reaches = rows.flatMap(({ trial }) =>
    trial.effect === undefined ? [] : [Math.abs(trial.effect.low ?? 0), Math.abs(trial.effect.high ?? 0)],
  );
  const sorted = reaches.sort((a, b) => a - b);
  const reach = sorted[Math.floor(sorted.length * 0.92)] || 1;
  const hasEffects = reaches.length > 0;
  const has = (key: "train" | "gap" | "epochs"): boolean => rows.some(({ trial }) => trial[key] !== null);
  const hasZeros = rows.some(({ trial }) => (trial.zeros ?? 0) > 0);
  const hasFresh = rows.some(({ trial }) => trial.fresh !== undefined);
  const mark = run.job === "sweep" ? "chosen" : "best";
  if (rows.length < 2) return null;
  return (
    <section>
      <div class="head">
        <h2>{isGrowth ? "Sizes" : run.job === "ablate" ? "Without each part" : "Leaderboard"}</h2>
        <span class="note">
          {titleOf(run)}
          {run.job === "sweep" && " · ★ chosen: the reference, unless another is surely better"}
          {["compare", "tune"].includes(run.job) && " · ★ best on validation · ≈ within one standard error of it"}
          {hasEffects ? ` · effect against ${clean(run.reference, 30) || "the reference"}, 95 % interval` : ""}
        </span>
      </div>
      <Scroll label="Leaderboard">
        <table>
          <Head
            of={[
              ["Recipe", "name"],
              has("train") && ["Train", "number"],
              ["Validation", "number"],
              hasFresh && ["Fresh repeats", "number"],
              has("gap") && ["Gap", "number"],
              hasEffects && "Effect",
              hasEffects && ["95 %", "number"],
              hasZeros && ["Zeros", "number"],
              has("epochs") && ["Epochs", "number"],
            ]}
          />
          <tbody>
            {rows.map(({ trial, key }) => (
              <tr key={key} class={`${trial.isWinner ? "on" : ""} ${brushed.value?.has(key) === false ? "dim" : ""}`}>
                <th scope="row" class="name">
                  <Name text={trial.name} limit={48} /> {trial.isWinner && <span class="chip best">★ {mark}</span>}
                  {trial.tied && <span class="chip">≈ tied</span>}
                  {trial.state === "failed" && (
                    <span class="chip bad" title={clean(trial.reason ?? "", 300)}>
                      failed
                    </span>
                  )}
                  {trial.state === "pruned" && <span class="chip">given up</span>}
                  {trial.state === "stopped" && <span class="chip">stopped</span>}
                </th>
                {has("train") && <td class="number">{show(trial.train)}</td>}
                <td class="number">
                  {show(trial.validation)} {trial.se !== null && <span class="soft">± {show(trial.se)}</span>}
                </td>
                {hasFresh && (
                  <td class="number">
                    {show(trial.fresh?.mean)}{" "}
                    {(trial.fresh?.se ?? null) !== null && <span class="soft">± {show(trial.fresh?.se)}</span>}
                  </td>
                )}
                {has("gap") && <td class="number">{show(trial.gap)}</td>}
                {hasEffects && <EffectCell row={trial} reach={reach} better={better} />}
                {hasEffects && <td class="number soft">{intervalText(trial.effect)}</td>}
                {hasZeros && <td class="number">{percent(trial.zeros)}</td>}
                {has("epochs") && <td class="number">{trial.epochs ?? "–"}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {run.trials.length > rows.length && (
        <p class="note">
          The best {rows.length} of {run.trials.length}:{" "}
          <a href={addressOf({ view: "runs", run: run.id })}>all of them</a>
        </p>
      )}
    </section>
  );
}

export function Overview() {
  const run = current.value!;
  return (
    <>
      <Verdict run={run} />
      {run.progress !== undefined && run.state !== "done" && <Progress run={run} />}
      <Cards run={run} />
      <Interval run={run} />
      <Leaderboard run={run} />
    </>
  );
}
