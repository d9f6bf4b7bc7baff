import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/core/index.ts";
import {
  createStudy,
  parseSpace,
  replayStudy,
  type Study,
  type StudyEvent,
  type StudyOptions,
} from "../../../src/decide/index.ts";

const space = parseSpace({ x: [0, 1, "linear"], y: [0, 1, "linear"] });
const optionsOf = (count: number, folds: number, rounds: number[]): StudyOptions => ({
  ...{ space, key: keyOf(3), better: "lower", folds, lag: 3, budget: count + 4, prune: { p: 0.26, least: 2 } },
  fixed: Array.from({ length: count + 1 }, (_, i) => ({ name: `f${i}`, values: { x: i / 10, y: 0.5 } })),
  race: { rounds, count },
});
/** A score that follows from the trial and the fold alone; every seventh fails. */
const outcomeOf = (id: number, fold: number, salt: number) => {
  const n = (id * 7919 + fold * 104_729 + salt * 31) % 1009;
  return n % 7 === 0 ? { failed: "E403" } : { score: n };
};

/** The table, but for what was handed out, and what was told of folds behind a failure. */
const tableOf = (study: Study): unknown => study.rows().map((row) => ({ ...row, asked: [], outcomes: [] }));

/** Runs a study with so many folds out at a time, answered in an order that `pick` decides. */
function runWith(options: StudyOptions, size: number, salt: number, pick: (n: number) => number) {
  const study = createStudy(options);
  const events: StudyEvent[] = [];
  const out: { id: number; fold: number }[] = [];
  for (;;) {
    while (out.length < size) {
      const next = study.ask();
      if (next.status !== "run") break;
      const { status: _, ...asked } = next;
      events.push({ type: "asked", ...asked });
      out.push(asked);
    }
    if (out.length === 0) break;
    const [{ id, fold }] = out.splice(pick(out.length), 1) as [{ id: number; fold: number }];
    const outcome = outcomeOf(id, fold, salt);
    study.tell(id, fold, outcome);
    events.push({ type: "told", id, fold, outcome });
  }
  return { study, events };
}

describe("a race of fixed trials", () => {
  it("comes out the same for any number of workers and any order of answers, and from its journal", () => {
    fc.assert(
      fc.property(
        ...[fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 })],
        ...[fc.integer({ min: 0, max: 99 }), fc.infiniteStream(fc.nat(1000))],
        (count, folds, size, salt, random) => {
          const options = optionsOf(count, folds, [1, 3]);
          const { study: one } = runWith(options, 1, salt, () => 0);
          const pick = (n: number): number => (random.next().value as number) % n;
          const { study, events } = runWith(options, size, salt, pick);
          const rows = tableOf(one);
          expect(tableOf(study)).toEqual(rows);
          const cut = pick(events.length + 1);
          expect(() => replayStudy(options, events.slice(0, cut))).not.toThrow();
          expect(tableOf(replayStudy(options, events))).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("gives the better half of each round more folds, one at a time, and estimates the score of those that are out", () => {
    const options = optionsOf(4, 3, [1]);
    const study = createStudy(options);
    const asked: string[] = [];
    for (let next = study.ask(); next.status === "run" && next.id < 4; next = study.ask()) {
      asked.push(`${next.id} ${next.fold}`);
      // Trial 2 is best, then 0; folds get harder.
      study.tell(next.id, next.fold, [2, 4, 1, 3][next.id]! + 10 * next.fold);
    }
    expect(asked).toEqual(["0 0", "1 0", "2 0", "3 0", "0 1", "2 1", "0 2", "2 2"]);
    const rows = study.rows();
    expect(rows.slice(0, 4).map(({ state }) => state)).toEqual(["done", "pruned", "done", "pruned"]);
    expect(rows[1]).toMatchObject({ score: 14, reason: "not among the best 2 after 1 fold: trial 2 leads" });
    expect(study.best()!.id).toBe(2);
  });

  it("lets as many go on as are wanted, however many that leaves behind", () => {
    const options = { ...optionsOf(4, 2, [1]), race: { rounds: [1], count: 4, least: 3 } };
    const { study } = runWith(options, 2, 5, () => 0);
    const folds = study
      .rows()
      .slice(0, 4)
      .map(({ scores }) => scores.length);
    expect(folds.toSorted((a, b) => a - b)).toEqual([1, 2, 2, 2]);
    expect(() => createStudy({ ...options, race: { rounds: [1], count: 4, least: 0 } })).toThrow(/race/u);
  });
});
