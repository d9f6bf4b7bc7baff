import { useComputed, useSignal } from "@preact/signals";
import type { AlignedData } from "uplot";
import type { HealthView } from "../../../src/serve/types.ts";
import { Bins } from "../chart/bins.tsx";
import { colourOf, MOST_COLOURS, token } from "../chart/colours.ts";
import { Plot } from "../chart/plot.tsx";
import { getView } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { current, dark } from "../state/store.ts";
import { clean, percent, setting, whole } from "../text/format.ts";
import { Name } from "../ui/name.tsx";
import { Segments } from "../ui/segments.tsx";
import { Frame } from "../chart/frame.tsx";

type Parameter = HealthView["epochs"][number]["parameters"][number];
type Kind = "weight" | "gradient";

/** Histograms of one parameter, an epoch a column: the brighter, the more numbers. */
function Ridge({
  epochs,
  name,
  kind,
}: {
  readonly epochs: HealthView["epochs"];
  readonly name: string;
  readonly kind: Kind;
}) {
  const found = epochs.flatMap(({ epoch, parameters }) => {
    const parameter = parameters.find((one) => one.name === name);
    return parameter === undefined ? [] : [{ epoch, spread: parameter[kind] }];
  });
  if (found.length === 0) return null;
  const reach = Math.max(...found.map(({ spread }) => spread.reach));
  const rows = 31;
  const [width, height] = [260, 96];
  const step = width / found.length;
  const blue = token("better");
  const shown = found.map(({ epoch, spread }) => {
    const cells = new Array<number>(rows).fill(0);
    spread.bins.forEach((count, i) => {
      const value = (((i + 0.5) / spread.bins.length) * 2 - 1) * spread.reach;
      cells[Math.min(rows - 1, Math.max(0, Math.floor(((value + reach) / (2 * reach)) * rows)))]! += count;
    });
    const most = Math.max(...cells, 1);
    return { epoch, cells: cells.map((count) => Math.sqrt(count / most)) };
  });
  return (
    <figure class="panel ridge">
      <figcaption class="small">
        <Name text={name} limit={34} />{" "}
        <span class="soft">
          ± {setting(Number(reach.toPrecision(2)))} · zeros {percent(found.at(-1)!.spread.zeros)}
        </span>
      </figcaption>
      <Frame
        width={width}
        height={height}
        label={`${kind} histogram of ${clean(name, 40)} over ${found.length} epochs, within ± ${setting(reach)}`}
        stretches
      >
        {shown.map(({ epoch, cells }, i) =>
          cells.map((share, row) =>
            share < 0.03 ? null : (
              <rect
                key={`${epoch} ${row}`}
                x={i * step}
                width={step + 0.3}
                y={((rows - 1 - row) / rows) * height}
                height={height / rows + 0.3}
                fill={blue}
                fill-opacity={share}
              />
            ),
          ),
        )}
      </Frame>
    </figure>
  );
}

const isMatrix = ({ shape }: Parameter): boolean => shape.length >= 2;

/** Norms, zeros or silent units over the epochs, a line a parameter. */
function Lines({
  epochs,
  what,
}: {
  readonly epochs: HealthView["epochs"];
  readonly what: "norm" | "gradient" | "zeros" | "silent";
}) {
  const last = epochs.at(-1)!.parameters;
  const wanted = last
    .filter((parameter) => (what === "silent" ? !isMatrix(parameter) : isMatrix(parameter)))
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

function Final({ layers }: Pick<HealthView, "layers">) {
  return (
    <section>
      <div class="head">
        <h2>Weights of the kept model</h2>
        <span class="note">exact zeros are counted apart</span>
      </div>
      <div class="grids">
        {layers.map(({ name, shape, reach, models }) => {
          const model = models[0]!;
          return (
            <figure class="panel" key={name}>
              <figcaption class="small">
                <Name text={name} limit={34} /> <span class="soft">{shape.join(" × ")}</span>
              </figcaption>
              <Bins
                bins={model.bins}
                label={`Weights of ${clean(name, 40)}: ${whole(model.count)}, ${percent(model.zero / model.count)} zero, within ± ${setting(reach)}`}
              />
              <p class="note spread">
                <span>−{setting(Number(reach.toPrecision(2)))}</span>
                <span>zeros {percent(model.zero / Math.max(1, model.count))}</span>
                <span>{setting(Number(reach.toPrecision(2)))}</span>
              </p>
            </figure>
          );
        })}
      </div>
    </section>
  );
}

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
      .map(({ name }) => name) ?? [];
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
