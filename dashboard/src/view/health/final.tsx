import type { HealthView } from "../../../../src/serve/types.ts";
import { Bins } from "../../chart/bins.tsx";
import { clean, percent, setting, whole } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";

export function Final({ layers }: Pick<HealthView, "layers">) {
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
    </section>
  );
}
