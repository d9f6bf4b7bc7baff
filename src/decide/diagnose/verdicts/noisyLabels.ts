import { type Rule, percent } from "./define.ts";
import type { Bounds, Labels } from "../story.ts";

const LEAST = 0.03;

/** The share by Wald's interval, where nothing but a count of suspects is known. */
function counted({ suspects, rows }: Labels): Bounds {
  const value = suspects / rows;
  const width = 1.96 * Math.sqrt((value * (1 - value)) / rows);
  return { value, low: value - width, high: value + width };
}

/** Noisy labels suspected: more rows contradict their label than chance, or a model that is unsure, explains. */
export const noisyLabels: Rule = ({ story: { labels } }) => {
  if (labels === undefined || labels.rows === 0) return undefined;
  const { suspects, rows, noise, file } = labels;
  const { value, low, high } = noise ?? counted(labels);
  const claimed = noise === undefined ? low >= LEAST : noise.claimed;
  if (!claimed) return undefined;
  const where = file === undefined ? "" : `; the likeliest ${suspects} are listed in ${file}`;
  const sentence =
    noise === undefined
      ? `noisy labels suspected: ${suspects} of ${rows} rows (${percent(value)}) contradict their label`
      : `noisy labels suspected: where the model is surest, ${percent(value)} of validation rows contradict their label${where}`;
  return {
    kind: "noisyLabels",
    sentence,
    evidence: { suspects, rows, share: value },
    interval: { of: "share of suspect labels", value, low, high },
    next: {
      edit: `look at the suspects${file === undefined ? "" : ` in ${file}`}; then loss generalizedCrossEntropy or labelSmoothing: 0.1`,
      expect: "a training score that falls while validation stays or rises",
    },
  };
};
