import { defineSchedule, type Observation } from "./define.ts";

/**
 * Multiplies by `factor` when the monitored score has not improved for more than `patience` epochs. An improvement is a
 * change by more than `minDelta`, relative to |best| or absolute. Starts to count anew after each cut, and after `cooldown` epochs.
 */
export const reduceOnPlateau = defineSchedule({
  name: "reduceOnPlateau",
  doc: "Cuts the rate when validation stops improving.",
  aliases: ["plateau", "ReduceLROnPlateau"],
  advice: {
    when: "The number of epochs is not known, beside early stopping.",
    typical: "factor 0.5, patience 5; PyTorch: 0.1 and 10",
    pitfalls: ["Its patience must be shorter than that of early stopping, or it never cuts."],
  },
  settings: {
    factor: { default: 0.5, range: [0.01, 0.99], search: [0.1, 0.7, "linear"], doc: "What a cut multiplies with." },
    patience: {
      default: 5,
      range: [0, 1e6],
      integer: true,
      search: [2, 20, "log"],
      doc: "Epochs without improvement.",
    },
    minDelta: { default: 1e-4, range: [0, 1e6], doc: "Improvement that counts." },
    mode: { default: "relative", choices: ["relative", "absolute"], doc: "How minDelta is meant." },
    cooldown: { default: 0, range: [0, 1e6], integer: true, doc: "Epochs after a cut that do not count." },
    least: { default: 0, range: [0, 1], doc: "Smallest share of the base value." },
    rollback: { default: false, doc: "Go back to the best weights at each cut, instead of on from the last." },
  },
  init: () => ({ factor: 1, badEpochs: 0, cooldownLeft: 0 }),
  factor: (_, __, state) => state["factor"]!,
  rollsBack: (before, after, { rollback }) => rollback && after["factor"]! < before["factor"]!,
  observe: (state, seen, settings) => {
    const best = state["best"];
    const improved = isBetter(seen, best, settings.minDelta, settings.mode === "relative");
    const cooling = state["cooldownLeft"]! > 0;
    const badEpochs = improved || cooling ? 0 : state["badEpochs"]! + 1;
    const cut = badEpochs > settings.patience;
    return {
      factor: cut ? Math.max(settings.least, state["factor"]! * settings.factor) : state["factor"]!,
      badEpochs: cut ? 0 : badEpochs,
      cooldownLeft: cut ? settings.cooldown : Math.max(0, state["cooldownLeft"]! - 1),
      ...(improved ? { best: seen.score } : best === undefined ? {} : { best }),
    };
  },
});

/** Whether a score counts as an improvement; one that is not finite never does. `best` is absent until there is one. */
function isBetter(
  { score, better }: Observation,
  best: number | undefined,
  minDelta: number,
  relative: boolean,
): boolean {
  if (!Number.isFinite(score) || best === undefined) return Number.isFinite(score);
  const needed = relative ? minDelta * Math.abs(best) : minDelta;
  return better === "lower" ? score < best - needed : score > best + needed;
}
