import { type Rule, percent } from "./define.ts";

const LEAST = 0.03;

/** Noisy labels suspected: more rows contradict their label than chance explains (lower 95 % bound above 3 %). */
export const noisyLabels: Rule = ({ story }) => {
  const { suspects, rows } = story.labels ?? { suspects: 0, rows: 0 };
  if (rows === 0) return undefined;
  const share = suspects / rows;
  const width = 1.96 * Math.sqrt((share * (1 - share)) / rows);
  if (share - width < LEAST) return undefined;
  return {
    kind: "noisyLabels",
    sentence: `noisy labels suspected: ${suspects} of ${rows} rows (${percent(share)}) contradict their label`,
    evidence: { suspects, rows, share },
    interval: { of: "share of suspect labels", value: share, low: share - width, high: share + width },
    next: {
      edit: "look at the suspects; then loss generalizedCrossEntropy or labelSmoothing: 0.1",
      expect: "a training score that falls while validation stays or rises",
    },
  };
};
