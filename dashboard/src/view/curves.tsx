import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { CurveColumns } from "../../../src/serve/types.ts";
import { MOST_COLOURS } from "../chart/colours.ts";
import { meanCurves } from "../chart/mean.ts";
import { expectPlots } from "../chart/plot.tsx";
import { getCurves } from "../state/curves.ts";
import { useRun } from "../state/load.ts";
import { brushed, current, dark, stands } from "../state/store.ts";
import { Chart } from "./curves/chart.tsx";
import { Controls } from "./curves/controls.tsx";
import { type Axis, type Drawn, draw } from "./curves/draw.ts";
import { Keys } from "./curves/keys.tsx";
import { RecipeLegend } from "./curves/legend.tsx";

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
      <Controls {...{ kind, axis, log, smoothing, repeat }} repeats={repeats.value} />
      <div class="columns">
        <div class="panel">
          <Chart drawn={drawn} names={names} kind={kind} axis={axis} log={log} yTitle={yTitle} />
          <Keys />
        </div>
        <RecipeLegend means={means} names={names} toggle={toggle} />
      </div>
    </>
  );
}
