import type { ReadonlySignal } from "@preact/signals";
import { Plot } from "../../chart/plot.tsx";
import { clean } from "../../text/format.ts";
import type { Axis, Drawn } from "./draw.ts";

const hasNumber = (column: unknown): boolean =>
  (column as readonly unknown[]).some((value) => typeof value === "number");

/** The curves that were chosen, drawn anew by themselves when an epoch has come. */
export function Chart(props: {
  readonly drawn: ReadonlySignal<Drawn>;
  readonly names: ReadonlySignal<readonly string[]>;
  readonly kind: ReadonlySignal<"loss" | "metric">;
  readonly axis: ReadonlySignal<Axis>;
  readonly log: ReadonlySignal<boolean>;
  readonly yTitle: ReadonlySignal<string>;
}) {
  const [drawn, names, axis, yTitle] = [props.drawn.value, props.names.value, props.axis.value, props.yTitle.value];
  if (!drawn.data.slice(1).some(hasNumber))
    return (
      <p class="soft plot">
        {names.length === 0 ? "Choose a recipe to draw." : "There is no number in these curves: every value is NaN."}
      </p>
    );
  return (
    <Plot
      {...drawn}
      log={props.log.value && props.kind.value === "loss"}
      label={`${yTitle} of training and validation rows by ${axis}: ${names.map((name) => clean(name, 30)).join(", ")}`}
      xTitle={axis === "time" ? "seconds" : axis}
      yTitle={yTitle}
    />
  );
}
