import type { RunSummary, TrialRow } from "../../../../src/serve/types.ts";
import { signOf } from "../../state/order.ts";
import { addressOf, brushed, isNarrow } from "../../state/store.ts";
import { clean, percent, setting, show } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";
import { Scroll } from "../../ui/scroll.tsx";
import { Head } from "../../ui/head.tsx";
import { intervalText, EffectCell } from "./effect.tsx";
import { titleOf } from "./title.ts";

const TITLES: Readonly<Record<string, string>> = {
  "learning-curve": "Sizes",
  sweep: "Strengths",
  ablate: "Without each part",
};

interface Ranked {
  readonly trial: TrialRow;
}

/** The strength that a sweep is measured against goes by its value, as the others do. */
const nameOf = ({ job, reference }: RunSummary, { name, effect, state }: TrialRow): string =>
  job === "sweep" && state === "done" && effect === undefined && reference.trim() !== "" ? reference : name;

export function Leaderboard({ run }: { readonly run: RunSummary }) {
  const better = run.metric?.better ?? "higher";
  const rank = (row: TrialRow): number =>
    row.validation === null ? Number.POSITIVE_INFINITY : -signOf(better) * row.validation;
  // Scored on fewer repeats than the others: not to be ranked among them.
  const isPart = (row: TrialRow): boolean => row.state === "pruned" || row.state === "stopped";
  const order = (a: Ranked, b: Ranked): number =>
    Number(isPart(a.trial)) - Number(isPart(b.trial)) || rank(a.trial) - rank(b.trial);
  const isGrowth = run.job === "learning-curve";
  // Strengths and sizes have an order of their own.
  const isOrdered = isGrowth || run.job === "sweep";
  const given = run.trials.map((trial, i) => ({ trial, key: `${run.id}/${i}` }));
  const rows = (isGrowth ? given.toReversed() : isOrdered ? given : given.toSorted(order)).slice(0, 60);
  const reaches = rows.flatMap(({ trial }) =>
    trial.effect === undefined ? [] : [Math.abs(trial.effect.low ?? 0), Math.abs(trial.effect.high ?? 0)],
  );
  const sorted = reaches.sort((a, b) => a - b);
  const reach = sorted[Math.floor(sorted.length * 0.92)] || 1;
  const hasEffects = reaches.length > 0;
  const has = (key: "train" | "gap" | "epochs"): boolean => rows.some(({ trial }) => trial[key] !== null);
  const hasZeros = rows.some(({ trial }) => (trial.zeros ?? 0) > 0);
  const hasFresh = rows.some(({ trial }) => trial.fresh !== undefined);
  // Where there is little room the score stands next to the name, then its gap and what it gains.
  const trainAt = isNarrow.value ? "behind" : "ahead";
  const mark = run.job === "sweep" ? "chosen" : "best";
  if (rows.length < 2) return null;
  return (
    <section>
      <div class="head">
        <h2>{TITLES[run.job] ?? "Leaderboard"}</h2>
        <span class="note">
          {titleOf(run)}
          {run.job === "sweep" && " · ★ chosen: the reference, unless another is surely better"}
          {["compare", "tune"].includes(run.job) && " · ★ best on validation · ≈ within one standard error of it"}
          {hasEffects ? ` · effect against ${clean(run.reference, 30) || "the reference"}, 95 % interval` : ""}
        </span>
      </div>
      <Scroll label="Leaderboard" kind="board">
        <table>
          <Head
            of={[
              ["Recipe", "name"],
              isGrowth && ["Training rows", "number"],
              trainAt === "ahead" && has("train") && ["Train", "number"],
              ["Validation", "number"],
              hasFresh && ["Fresh repeats", "number"],
              has("gap") && ["Gap", "number"],
              hasEffects && "Effect",
              hasEffects && ["95 %", "number"],
              trainAt === "behind" && has("train") && ["Train", "number"],
              hasZeros && ["Zeros", "number"],
              has("epochs") && ["Epochs", "number"],
            ]}
          />
          <tbody>
            {rows.map(({ trial, key }) => (
              <tr key={key} class={`${trial.isWinner ? "on" : ""} ${brushed.value?.has(key) === false ? "dim" : ""}`}>
                <th scope="row" class="name">
                  <Name text={nameOf(run, trial)} limit={48} />{" "}
                  {trial.isWinner && <span class="chip best">★ {mark}</span>}
                  {trial.tied && <span class="chip">≈ tied</span>}
                  {trial.state === "failed" && (
                    <span class="chip bad" title={clean(trial.reason ?? "", 300)}>
                      failed
                    </span>
                  )}
                  {trial.state === "pruned" && <span class="chip">given up</span>}
                  {trial.state === "stopped" && <span class="chip">stopped</span>}
                </th>
                {isGrowth && <td class="number">{setting(trial.settings["training rows"])}</td>}
                {trainAt === "ahead" && has("train") && <td class="number">{show(trial.train)}</td>}
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
                {trainAt === "behind" && has("train") && <td class="number">{show(trial.train)}</td>}
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
