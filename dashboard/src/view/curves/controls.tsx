import type { Signal } from "@preact/signals";
import { show } from "../../text/format.ts";
import { Check } from "../../ui/control/check.tsx";
import { Segments } from "../../ui/control/segments.tsx";
import type { Axis } from "./draw.ts";

const AXES = [
  ["epoch", "Epoch"],
  ["step", "Step"],
  ["time", "Time"],
] as const;

const KINDS = [
  ["loss", "Loss"],
  ["metric", "Metric"],
] as const;

/** How the curves are drawn. */
export interface Choices {
  readonly kind: Signal<"loss" | "metric">;
  readonly axis: Signal<Axis>;
  readonly log: Signal<boolean>;
  readonly smoothing: Signal<number>;
  /** The repeat that is drawn; the mean of all when undefined. */
  readonly repeat: Signal<number | undefined>;
}

function Repeats({ repeat, repeats }: Pick<Choices, "repeat"> & { readonly repeats: readonly number[] }) {
  return (
    <label class="field line">
      repeat
      <select
        value={repeat.value ?? ""}
        onChange={(event) =>
          (repeat.value = event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value))
        }
      >
        <option value="">mean of {repeats.length}</option>
        {repeats.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

export const Controls = ({ kind, axis, log, smoothing, repeat, repeats }: Choices & Parameters<typeof Repeats>[0]) => (
  <div class="bar">
    <Segments label="What is drawn" value={kind.value} options={KINDS} onChange={(value) => (kind.value = value)} />
    <Segments label="Horizontal axis" value={axis.value} options={AXES} onChange={(value) => (axis.value = value)} />
    <Check text="log axis" on={log.value} onChange={(on) => (log.value = on)} />
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
    {repeats.length > 1 && <Repeats repeat={repeat} repeats={repeats} />}
  </div>
);
