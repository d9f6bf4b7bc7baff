import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BestOptions, type BestState, bestTracker, type Mark } from "../../src/train/best.ts";

const scores = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -5, max: 5, noNaN: true })), {
  minLength: 1,
  maxLength: 40,
});
const better = fc.constantFrom("higher" as const, "lower" as const);
const minDelta = fc.double({ min: 0, max: 2, noNaN: true });
const minDeltaMode = fc.constantFrom("absolute" as const, "relative" as const);

function follow(options: BestOptions, values: readonly number[]): BestState {
  const tracker = bestTracker(options);
  return values.reduce((state, score, epoch) => tracker.observe(state, { epoch, score }).state, tracker.init());
}

describe("bestTracker", () => {
  it("best is the first (or last) of the extreme scores, whatever minDelta", () => {
    fc.assert(
      fc.property(scores, better, minDelta, minDeltaMode, (values, direction, delta, mode) => {
        const extreme = direction === "higher" ? Math.max(...values) : Math.min(...values);
        const options = { better: direction, minDelta: delta, minDeltaMode: mode };
        const find = (ties: "first" | "last"): Mark | null => follow({ ...options, ties }, values).best;
        expect(find("first")?.epoch).toBe(values.indexOf(extreme));
        expect(find("last")?.epoch).toBe(values.lastIndexOf(extreme));
      }),
    );
  });

  it("`improved` is true exactly when the best epoch changes, `advanced` when the milestone does", () => {
    fc.assert(
      fc.property(scores, better, minDelta, (values, direction, delta) => {
        const tracker = bestTracker({ better: direction, minDelta: delta });
        let state = tracker.init();
        for (const [epoch, score] of values.entries()) {
          const step = tracker.observe(state, { epoch, score });
          expect(step.improved).toBe(step.state.best?.epoch === epoch);
          expect(step.advanced).toBe(step.state.milestone?.epoch === epoch);
          state = step.state;
        }
      }),
    );
  });

  it("minDelta 0: the milestone is the best", () => {
    fc.assert(
      fc.property(scores, better, (values, direction) => {
        const { best, milestone } = follow({ better: direction }, values);
        expect(milestone).toEqual(best);
      }),
    );
  });

  it("NaN never improves and never hides what follows", () => {
    const state = follow({ better: "lower" }, [Number.NaN, 2, Number.NaN, 1, Number.NaN]);
    expect(state.best).toEqual({ epoch: 3, score: 1 });
  });

  it("slow progress adds up to a milestone", () => {
    const state = follow({ better: "higher", minDelta: 0.25 }, [0, 0.125, 0.25, 0.375, 0.5]);
    expect(state.milestone).toEqual({ epoch: 3, score: 0.375 });
    expect(state.best).toEqual({ epoch: 4, score: 0.5 });
  });
});
