import type { ReadonlySignal } from "@preact/signals";
import { colourOf, MOST_COLOURS } from "../../chart/colours.ts";
import type { MeanCurve } from "../../chart/mean.ts";
import { dark } from "../../state/store.ts";
import { Name } from "../../ui/name.tsx";

export function RecipeLegend(props: {
  readonly means: ReadonlySignal<readonly MeanCurve[]>;
  readonly names: ReadonlySignal<readonly string[]>;
  readonly toggle: (name: string) => void;
}) {
  const [means, names] = [props.means.value, props.names.value];
  const one = names.length === 1;
  return (
    <div class="panel">
      <div class="legend" role="group" aria-label="Recipes that are drawn">
        {means.slice(0, 300).map(({ recipe, kept }) => {
          const at = names.indexOf(recipe);
          const colour = at < 0 ? undefined : colourOf(one ? 1 : at, dark.value);
          return (
            <label key={recipe}>
              <input type="checkbox" checked={at >= 0} onChange={() => props.toggle(recipe)} />
              <i class="swatch" style={colour === undefined ? {} : { background: colour }} />
              <Name text={recipe} limit={40} />
              <span class="soft" title="epoch whose weights are kept">
                {kept > 0 ? kept : ""}
              </span>
            </label>
          );
        })}
      </div>
      <p class="note">at most {MOST_COLOURS} at a time; the number is the best epoch</p>
    </div>
  );
}
