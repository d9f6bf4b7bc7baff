import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BestOptions, type BestState, bestTracker, type Mark } from "../../src/train/best.ts";

const scores = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -5, max: 5, noNaN: true })), {
  minLength: 1,
  maxLength: 40,
});
const better = fc.constantFrom("higher" as const, "lower" as const);
function follow(options: BestOptions, values: readonly number[]): BestState {
  const tracker = bestTracker(options);
  return values.reduce((state, score, epoch) => tracker.observe(state, { epoch, score }).state, tracker.init());
}

describe("bestTracker", () => {
  it("best is the first (or last) of the extreme scores", () => {
    fc.assert(
      fc.property(scores, better, (values, direction) => {
        const extreme = direction === "higher" ? Math.max(...values) : Math.min(...values);
        const find = (ties: "first" | "last"): Mark | null => follow({ better: direction, ties }, values).best;
        expect(find("first")?.epoch).toBe(values.indexOf(extreme));
        expect(find("last")?.epoch).toBe(values.lastIndexOf(extreme));
      }),
    );
  });

  it("`improved` is true exactly when the best epoch changes", () => {
    fc.assert(
      fc.property(scores, better, (values, direction) => {
        const tracker = bestTracker({ better: direction });
        let state = tracker.init();
        for (const [epoch, score] of values.entries()) {
          const step = tracker.observe(state, { epoch, score });
          expect(step.improved).toBe(step.state.best?.epoch === epoch);
          state = step.state;
        }
      }),
    );
  });

  it("NaN never improves and never hides what follows", () => {
    const state = follow({ better: "lower" }, [Number.NaN, 2, Number.NaN, 1, Number.NaN]);
    expect(state.best).toEqual({ epoch: 3, score: 1 });
  });
});
