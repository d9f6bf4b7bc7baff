import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { CurveColumns } from "../../../src/serve/types.ts";
import { MOST_COLOURS } from "../chart/colours.ts";
import { meanCurves } from "../chart/mean.ts";
import { expectPlots } from "../chart/plot.tsx";
import { getCurves } from "../state/curves.ts";
import { useRun } from "../state/load.ts";
import { brushed, current, dark, stands } from "../state/store.ts";
import { show } from "../text/format.ts";
import { Segments } from "../ui/segments.tsx";
import { Chart } from "./curves/chart.tsx";
import { type Axis, type Drawn, draw } from "./curves/draw.ts";
import { RecipeLegend } from "./curves/legend.tsx";

const AXES = [
  ["epoch", "Epoch"],
  ["step", "Step"],
  ["time", "Time"],
] as const;

const KINDS = [
  ["loss", "Loss"],
  ["metric", "Metric"],
] as const;

/** Recipes that are drawn unless others are chosen: the reference and the winner, or the first few, or the first and the last of many. */
function usual(recipes: readonly string[], winner: string, reference: string): readonly string[] {
  const told = recipes.filter((name) => name === winner || name === reference);
  return told.length > 0 ? told : recipes.length > 4 ? [recipes[0]!, recipes.at(-1)!] : recipes;
}

/** A list that is another one only when it reads otherwise. */
function useLasting<T extends readonly (string | number)[]>(list: () => T): ReadonlySignal<T> {
  const text = useComputed(() => JSON.stringify(list()));
  return useComputed(() => JSON.parse(text.value) as T);
}

export function Curves() {
  expectPlots();
  const answer = useRun("curves", getCurves);
  const kind = useSignal<"loss" | "metric">("loss");
  const axis = useSignal<Axis>("epoch");
  const log = useSignal(false);
  const smoothing = useSignal(0.6);
  const repeat = useSignal<number | undefined>(undefined);
  const chosen = useSignal<{ readonly run: string; readonly names: readonly string[] } | undefined>(undefined);
  const curves = useComputed<readonly CurveColumns[]>(() => {
    const found = answer.value?.answer;
    return found?.ok ? found.value.curves : [];
  });
  const repeats = useLasting(() => [...new Set(curves.value.map((curve) => curve.repeat))].sort((a, b) => a - b));
  const means = useComputed(() => meanCurves(curves.value, kind.value, repeat.value));
  // What a run tells of itself while it trains draws nothing anew before its curves have come.
  const names = useLasting<readonly string[]>(() => {
    const known = means.value.map(({ recipe }) => recipe);
    const now = current.value;
    if (now === undefined) return [];
    if (chosen.value?.run === now.id) return chosen.value.names.filter((name) => known.includes(name));
    const keys = brushed.value;
    if (keys !== undefined)
      return known
        .filter((name) => now.trials.some((trial, i) => trial.name === name && keys.has(`${now.id}/${i}`)))
        .slice(0, MOST_COLOURS);
    return usual(known, now.winner, now.reference);
  });
  const total = useComputed(() =>
    axis.value === "time" ? (current.value?.seconds ?? current.value?.progress?.seconds ?? null) : null,
  );
  const drawn = useComputed<Drawn>(() => {
    const shown = names.value.flatMap((name, colour) => {
      const curve = means.value.find(({ recipe }) => recipe === name);
      return curve === undefined ? [] : [{ ...curve, colour }];
    });
    const share = total.value === null ? null : total.value / Math.max(1, curves.value.length);
    return draw(shown, { axis: axis.value, smoothing: smoothing.value, isDark: dark.value, seconds: () => share });
  });
  const yTitle = useComputed(() => (kind.value === "loss" ? "loss" : (current.value?.metric?.title ?? "metric")));
  /** What stands in place of the curves; none while they are drawn. */
  const instead = useComputed(() => {
    const found = answer.value?.answer;
    if (found === undefined) return "Reading the curves…";
    if (!found.ok) return found.error;
    if (curves.value.length > 0) return "";
    return stands.value === "running" ? "No epoch is finished yet; it will appear here." : "This run holds no curves.";
  });
  const isRefused = useComputed(() => answer.value?.answer.ok === false);
  // All of this is drawn anew when one of it changes; the curves alone when an epoch has come.
  if (instead.value !== "") return <p class={isRefused.value ? "alert" : "soft"}>{instead.value}</p>;
  const toggle = (name: string): void => {
    const now = names.value.includes(name) ? names.value.filter((one) => one !== name) : [...names.value, name];
    chosen.value = { run: current.peek()?.id ?? "", names: now.slice(-MOST_COLOURS) };
  };
  return (
    <>
      <div class="bar">
        <Segments label="What is drawn" value={kind.value} options={KINDS} onChange={(value) => (kind.value = value)} />
        <Segments
          label="Horizontal axis"
          value={axis.value}
          options={AXES}
          onChange={(value) => (axis.value = value)}
        />
        <label class="field line">
          <input type="checkbox" checked={log.value} onChange={(event) => (log.value = event.currentTarget.checked)} />
          log axis
        </label>
        <label class="field line">
          smoothing
          <input
            type="range"
            min="0"
            max="0.98"
            step="0.02"
            value={smoothing.value}
            onInput={(event) => (smoothing.value = Number(event.currentTarget.value))}
          />
          <output>{show(smoothing.value)}</output>
        </label>
        {repeats.value.length > 1 && (
          <label class="field line">
            repeat
            <select
              value={repeat.value ?? ""}
              onChange={(event) =>
                (repeat.value = event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value))
              }
            >
              <option value="">mean of {repeats.value.length}</option>
              {repeats.value.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div class="columns">
        <div class="panel">
          <Chart drawn={drawn} names={names} kind={kind} axis={axis} log={log} yTitle={yTitle} />
          <p class="bar keys">
            <span class="key">
              <svg viewBox="0 0 28 8" aria-hidden="true">
                <path d="M0 4h28" stroke="currentColor" stroke-width="2" stroke-dasharray="5 3" />
              </svg>
              training rows
            </span>
            <span class="key">
              <svg viewBox="0 0 28 8" aria-hidden="true">
                <path d="M0 4h28" stroke="currentColor" stroke-width="2.5" />
              </svg>
              validation rows
            </span>
            <span class="key">
              <svg viewBox="0 0 28 8" aria-hidden="true">
                <circle cx="14" cy="4" r="3" fill="none" stroke="currentColor" stroke-width="2" />
              </svg>
              epoch whose weights are kept
            </span>
            <span class="key">both scored alike: inference mode, clean data, no penalty</span>
          </p>
        </div>
        <RecipeLegend means={means} names={names} toggle={toggle} />
      </div>
    </>
  );
}
