import { defineRule } from "../define.ts";
import { drops, layersOf, rateOf } from "../layers.ts";

const MOST = { dropout2d: 0.3, dropout1d: 0.3, dropBlock2d: 0.3 } as const;

export const strongDropout = defineRule({
  id: "strongDropout",
  title: "very strong dropout",
  severity: "hint",
  why: "beyond one half, most units are silent most of the time; of channels, .1 to .2 is what helps",
  paper: "Srivastava et al. 2014, JMLR 15:1929, fig. 9",
  fix: "dropout: 0.5 at most, spatialDropout: 0.2",
  check: ({ model }) => {
    const strong = (model === undefined ? [] : layersOf(model)).find(
      (layer) => drops(layer) && rateOf(layer) > (MOST[layer.name as keyof typeof MOST] ?? 0.6),
    );
    if (strong === undefined) return undefined;
    return { message: `${strong.name} ${rateOf(strong)}`, evidence: { rate: rateOf(strong) } };
  },
});
