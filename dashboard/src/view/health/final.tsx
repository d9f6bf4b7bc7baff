import { useSignal } from "@preact/signals";
import type { HealthView } from "../../../../src/serve/types.ts";
import { Bins } from "../../chart/bins.tsx";
import { clean, percent, setting, whole } from "../../text/format.ts";
import { More } from "../../ui/control/more.tsx";
import { Name } from "../../ui/name.tsx";

/** Networks that are averaged are alike to look at: the first is shown, the others when they are asked for. */
const isFirst = (name: string): boolean => !name.startsWith("member ");

export function Final({ layers }: Pick<HealthView, "layers">) {
  const all = useSignal(false);
  const first = layers.filter(({ name }) => isFirst(name));
  const networks = 1 + new Set(layers.flatMap(({ name }) => /^member \d+/u.exec(name)?.[0] ?? [])).size;
  return (
    <section>
      <div class="head">
        <h2>Weights of the kept model</h2>
        <span class="note">
          {networks > 1 && !all.value ? `the first of ${networks} networks that are averaged; ` : ""}exact zeros are
          counted apart
        </span>
      </div>
      <div class="grids">
        {(all.value ? layers : first).map(({ name, shape, reach, models }) => {
          const model = models[0]!;
          return (
            <figure class="panel" key={name}>
              <figcaption class="small">
                <Name text={name} limit={34} /> <span class="soft">{shape.map(whole).join(" × ")}</span>
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
      {networks > 1 && <More all={all} less="Only the first network" more={`All ${networks} networks`} />}
    </section>
  );
}
