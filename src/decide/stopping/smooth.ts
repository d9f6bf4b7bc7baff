// Smoothed monitors. State in, state out: plain numbers.

/** The sums of an exponential average, or the scores of a median's window. */
export type Smoothed = readonly number[];

export interface Smoother {
  init(): Smoothed;
  observe(state: Smoothed, score: number): { readonly state: Smoothed; readonly value: number };
}

const none: Smoother = { init: () => [], observe: (state, score) => ({ state, value: score }) };

/** Σ (1−α)^i s_{t−i} / Σ (1−α)^i, α = 2 / (k + 1): corrected for its start, as pandas' `ewm(span=k)`. */
const average = (epochs: number): Smoother => {
  const keep = 1 - 2 / (epochs + 1);
  return {
    init: () => [0, 0],
    observe: ([total, weight], score) => {
      const state = [keep * total! + score, keep * weight! + 1];
      return { state, value: state[0]! / state[1]! };
    },
  };
};

/** The median of the last k scores, or of as many as there are. */
const median = (epochs: number): Smoother => ({
  init: () => [],
  observe: (before, score) => {
    const state = [...before, score].slice(-epochs);
    const sorted = state.toSorted((a, b) => a - b);
    const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
    return { state, value: low + (high - low) / 2 };
  },
});

export const smootherOf = (smoothing: "none" | "average" | "median", epochs: number): Smoother =>
  smoothing === "none" ? none : smoothing === "average" ? average(epochs) : median(epochs);
