import type { AlignedData } from "uplot";
import type { HealthView } from "../../../../src/serve/types.ts";
import { colourOf, MOST_COLOURS } from "../../chart/colours.ts";
import { Plot } from "../../chart/plot.tsx";
import { dark } from "../../state/store.ts";
import { clean } from "../../text/format.ts";
import { type Parameter, byPlace, isMatrix } from "./ridge.tsx";

/** Norms, zeros or silent units over the epochs, a line a parameter. */
export function Lines({
  epochs,
  what,
}: {
  readonly epochs: HealthView["epochs"];
  readonly what: "norm" | "gradient" | "zeros" | "silent";
}) {
  const last = epochs.at(-1)!.parameters;
  const wanted = last
    .filter((parameter) => (what === "silent" ? !isMatrix(parameter) : isMatrix(parameter)))
    .sort((a, b) => byPlace(a.name, b.name))
    .slice(0, MOST_COLOURS);
  const numberOf = (parameter: Parameter | undefined): number | null => {
    if (parameter === undefined) return null;
    if (what === "norm") return parameter.weight.norm;
    if (what === "gradient") return parameter.gradient.norm;
    return what === "zeros" ? parameter.weight.zeros : parameter.gradient.zeros;
  };
  const columns = wanted.map(({ name }) =>
    epochs.map(({ parameters }) => numberOf(parameters.find((one) => one.name === name))),
  );
  const data = [epochs.map(({ epoch }) => epoch), ...columns] as unknown as AlignedData;
  const lines = wanted.map(({ name }, i) => ({
    label: clean(name, 40),
    colour: colourOf(i, dark.value),
    width: 1.75,
    speaks: true,
  }));
  const titles = {
    norm: "length of the weights",
    gradient: "length of the gradient",
    zeros: "share of zero weights",
    silent: "share of silent units",
  };
  return (
    <div class="panel">
      <Plot
        data={data}
        lines={lines}
        marks={[]}
        log={what === "gradient"}
        label={`${titles[what]} by epoch`}
        xTitle="epoch"
        yTitle={titles[what]}
      />
      <p class="bar keys">
        {lines.map(({ label, colour }) => (
          <span class="key" key={label}>
            <i class="swatch" style={{ background: colour }} />
            {label}
          </span>
        ))}
      </p>
    </div>
  );
}
