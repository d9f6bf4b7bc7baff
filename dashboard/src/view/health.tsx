import { useComputed, useSignal } from "@preact/signals";
import type { HealthView } from "../../../src/serve/types.ts";
import { getView } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { current } from "../state/store.ts";
import { Segments } from "../ui/control/segments.tsx";
import { type Kind, Ridge, byPlace, isMatrix } from "./health/ridge.tsx";
import { Lines } from "./health/lines.tsx";
import { Final } from "./health/final.tsx";

const WHAT = [
  ["norm", "Weights"],
  ["gradient", "Gradients"],
  ["zeros", "Zeros"],
  ["silent", "Silent units"],
] as const;

const KINDS = [
  ["weight", "Weights"],
  ["gradient", "Gradients"],
] as const;

export function Health() {
  const answer = useRun("health", (run) => getView<HealthView>(run, "health"));
  const what = useSignal<(typeof WHAT)[number][0]>("norm");
  const kind = useSignal<Kind>("weight");
  const found = useComputed(() => answer.value?.answer);
  const now = found.value;
  if (now === undefined) return <p class="soft">Reading the weights…</p>;
  if (!now.ok) return <p class="alert">{now.error}</p>;
  const { layers, epochs } = now.value;
  if (layers.length === 0 && epochs.length === 0)
    return (
      <p class="soft">
        {current.value?.state === "done"
          ? "This run keeps no model: it trained to judge parts of one, and fit trains what it recommends."
          : "The weights are kept when the run is finished; a fit shows them while it trains."}
      </p>
    );
  const names =
    epochs
      .at(-1)
      ?.parameters.filter(isMatrix)
      .map(({ name }) => name)
      .sort(byPlace) ?? [];
  return (
    <>
      {epochs.length > 1 ? (
        <>
          <div class="bar">
            <Segments
              label="What is drawn over the epochs"
              value={what.value}
              options={WHAT}
              onChange={(value) => (what.value = value)}
            />
            {what.value === "silent" && (
              <span class="note">units that answered no row of the last batch: dead when they stay so</span>
            )}
          </div>
          <Lines epochs={epochs} what={what.value} />
          <section>
            <div class="head">
              <h2>Histograms over the epochs</h2>
              <Segments
                label="Histograms of"
                value={kind.value}
                options={KINDS}
                onChange={(value) => (kind.value = value)}
              />
            </div>
            <div class="grids">
              {names.slice(0, 24).map((name) => (
                <Ridge key={name} epochs={epochs} name={name} kind={kind.value} />
              ))}
            </div>
          </section>
        </>
      ) : (
        <p class="note">
          Weights over the epochs are noted by fit: regularize fit … --recipe recipe.json trains this model by itself.
        </p>
      )}
      {layers.length > 0 && <Final layers={layers} />}
    </>
  );
}
