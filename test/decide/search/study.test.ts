import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf, RegularizeError } from "../../../src/core/index.ts";
import {
  samplers,
  parseSpace,
  type StudyEvent,
  type StudyOptions,
  createStudy,
  replayStudy,
  restoreStudy,
  type Study,
} from "../../../src/decide/search/index.ts";

const space = parseSpace({
  learningRate: [1e-4, 1, "log"],
  optimizer: ["adam", "sgd"],
  momentum: { low: 0.5, high: 0.99, when: { optimizer: "sgd" } },
});
const base: StudyOptions = { space, key: keyOf(4), better: "lower", folds: 5, prune: {}, budget: 30 };
const plain = { name: "plain", values: { learningRate: 1e-3, optimizer: "adam" } };

type Run = Extract<ReturnType<Study["ask"]>, { status: "run" }>;

/** The score of a fold: of its values and the fold alone; every so often a failure. */
function scoreOf({ values, fold: at }: Run): number | { failed: string } {
  const noise = randomOf(fold(keyOf(9), JSON.stringify(values), at));
  if (noise.uniform() < 0.02) return { failed: "out of memory" };
  return (
    (Math.log10(values["learningRate"] as number) + 2) ** 2 +
    (values["optimizer"] === "sgd" ? 0.3 : 0) +
    0.1 * noise.normal()
  );
}

/** Runs a study with so many workers, which finish in an order of chance. */
function run(
  study: Study,
  workers: number,
  seed: number,
  events: StudyEvent[] = [],
  most = Number.POSITIVE_INFINITY,
): Study {
  const order = randomOf(keyOf(seed));
  const busy: Run[] = [];
  for (let told = 0; told < most; told++) {
    for (let next: ReturnType<Study["ask"]>; busy.length < workers; ) {
      next = study.ask();
      if (next.status !== "run") break;
      const { status: _, ...question } = next;
      events.push({ type: "asked", ...question });
      busy.push(next);
    }
    const [job] = busy.splice(order.below(busy.length), 1);
    if (job === undefined) break;
    const outcome = scoreOf(job);
    study.tell(job.id, job.fold, outcome);
    events.push({
      type: "told",
      id: job.id,
      fold: job.fold,
      outcome: typeof outcome === "number" ? { score: outcome } : outcome,
    });
  }
  return study;
}

const table = (study: Study): unknown =>
  study.rows().map(({ id, source, values, state, scores, score, reason }) => ({
    id,
    source,
    values,
    state,
    scores,
    score,
    reason,
  }));

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof RegularizeError) return error.code;
  }
  return "none";
};

describe("a study", () => {
  it("asks the fixed recipes first, then the sampler, until the budget is spent", () => {
    const elsewhere = { name: "ensemble", values: { members: 32 } };
    const study = run(createStudy({ ...base, fixed: [plain, elsewhere] }), 1, 0);
    expect(
      study
        .rows()
        .map(({ source }) => source)
        .slice(0, 3),
    ).toEqual(["fixed plain", "fixed ensemble", "tpe"]);
    expect(study.rows()[1]!.assignment).toBeNull();
    expect(study.rows()[0]!.assignment).toEqual(plain.values);
    expect(study.rows()).toHaveLength(30);
    expect(study.ask()).toEqual({ status: "done", reason: "budget" });
  });

  it("finds the optimum, and gives hopeless trials up at their fourth fold", () => {
    const study = run(createStudy(base), 1, 0);
    expect(study.best()!.score).toBeLessThan(0.1);
    const pruned = study.rows().filter(({ state }) => state === "pruned");
    expect(pruned.length).toBeGreaterThan(10);
    for (const row of pruned) {
      expect(row.scores).toHaveLength(4);
      expect(row.asked[4]).toBe(false);
      expect(row.reason).toMatch(/^worse than trial \d+ on 4 folds, p = 0\.06/u);
      expect(row.score).toBeGreaterThan(study.best()!.score);
    }
  });

  it("gives the same table for any number of workers up to its lag", () => {
    for (const [lag, workers] of [
      [1, 3],
      [4, 2],
      [4, 4],
    ] as const) {
      const alone = table(run(createStudy({ ...base, lag, budget: 20 }), 1, 1));
      expect(table(run(createStudy({ ...base, lag, budget: 20 }), workers, workers))).toEqual(alone);
    }
  });

  it("without a lag suggests from what is known: the order in which it was told does not matter", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], { minLength: 1 }), (order) => {
        const next = (told: readonly number[]): unknown => {
          const study = createStudy({ ...base, folds: 1, sampler: samplers.tpe({ startUps: 3 }) });
          const asked = Array.from({ length: 12 }, () => study.ask() as Run);
          for (const i of told) study.tell(asked[i]!.id, 0, scoreOf(asked[i]!));
          return study.ask();
        };
        expect(next(order)).toEqual(next([...order].sort((a, b) => a - b)));
      }),
      { numRuns: 20 },
    );
  });

  it("replays its journal, cut anywhere, to the same state, and goes on to the same table", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(100),
        (cut, workers, seed) => {
          const options = { ...base, budget: 15, lag: 4, fixed: [plain] };
          const whole = table(run(createStudy(options), 1, 0));
          const events: StudyEvent[] = [];
          run(createStudy(options), workers, seed, events, cut);
          const resumed = replayStudy(options, JSON.parse(JSON.stringify(events)) as StudyEvent[]);
          expect(table(run(resumed, 2, seed, events))).toEqual(whole);
          expect(table(replayStudy(options, events))).toEqual(whole);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("restores from its JSON, and hands lost folds out again", () => {
    const study = run(createStudy(base), 3, 5, [], 40);
    const state = JSON.parse(JSON.stringify(study.state())) as ReturnType<Study["state"]>;
    const lost = study
      .rows()
      .flatMap(({ id, asked, outcomes }) => asked.flatMap((is, f) => (is && outcomes[f] === null ? [[id, f]] : [])));
    const restored = restoreStudy(base, state);
    expect(lost.length).toBeGreaterThan(0);
    const again = lost.map(() => restored.ask() as Run).map(({ id, fold: f }) => [id, f]);
    expect(again).toEqual(lost);
    expect(restoreStudy({ ...base, budget: 99 }, state).rows()).toHaveLength(study.rows().length);
    expect(codeOf(() => restoreStudy({ ...base, key: keyOf(5) }, state))).toBe("E158");
    expect(codeOf(() => restoreStudy({ ...base, sampler: samplers.tpe({ candidates: 25 }) }, state))).toBe("E158");
  });

  it("refuses an edited journal", () => {
    const events: StudyEvent[] = [];
    run(createStudy(base), 1, 0, events, 30);
    const edited = events.map((event, i) =>
      i === 20 && event.type === "told"
        ? event
        : event.type === "asked"
          ? { ...event, values: { ...event.values, learningRate: 0.5 } }
          : event,
    );
    expect(codeOf(() => replayStudy(base, edited))).toBe("E158");
  });

  it("shows failures with their cause and counts them as worst", () => {
    const study = createStudy({ ...base, better: "higher", prune: undefined as never, folds: 2 });
    const first = study.ask() as Run;
    const second = study.ask() as Run;
    study.tell(second.id, second.fold, Number.NaN);
    expect(study.rows()[0]!.state).toBe("running");
    study.tell(first.id, first.fold, 0.5);
    expect(study.rows()[0]).toMatchObject({
      state: "failed",
      scores: [0.5],
      reason: "the score of fold 1 is not a finite number",
    });
    expect(study.best()).toBeUndefined();
  });

  it("fails a trial for the same cause when its journal turned NaN into null", () => {
    const journal = JSON.parse(JSON.stringify({ score: Number.NaN })) as { score: number };
    const reasons = [{ score: Number.NaN }, journal].map((outcome) => {
      const study = createStudy({ ...base, folds: 1 });
      study.tell((study.ask() as Run).id, 0, outcome);
      return study.rows()[0]!.reason;
    });
    expect(reasons[1]).toBe(reasons[0]);
  });

  it("takes higher scores as better where they are", () => {
    const study = createStudy({ space, key: keyOf(1), better: "higher", budget: 3 });
    for (const score of [0.2, 0.9, 0.5]) study.tell((study.ask() as Run).id, 0, score);
    expect(study.top(2).map(({ score }) => score)).toEqual([0.9, 0.5]);
  });

  it("is over when a finite space is exhausted", () => {
    const study = createStudy({ space: parseSpace({ a: ["x", "y"] }), key: keyOf(1), better: "lower" });
    const asked = [study.ask(), study.ask()] as Run[];
    expect(study.ask()).toEqual({ status: "wait" });
    for (const { id } of asked) study.tell(id, 0, id);
    expect(study.ask()).toEqual({ status: "done", reason: "exhausted" });
  });

  it("refuses answers that were not asked for, and options that make no sense", () => {
    const study = createStudy({ ...base, prune: {} });
    expect(codeOf(() => study.tell(0, 0, 1))).toBe("E159");
    study.ask();
    expect(codeOf(() => study.tell(0, 1, 1))).toBe("E159");
    study.tell(0, 0, 1);
    study.tell(0, 0, 1);
    expect(codeOf(() => study.tell(0, 0, 2))).toBe("E159");
    expect(codeOf(() => createStudy({ ...base, folds: 0 }))).toBe("E311");
    expect(codeOf(() => createStudy({ ...base, prune: { p: 2 } }))).toBe("E311");
    expect(codeOf(() => createStudy({ ...base, fixed: [plain, plain] }))).toBe("E154");
  });

  it("hands a released fold out again", () => {
    const study = createStudy(base);
    const { id, fold: at, values } = study.ask() as Run;
    study.release(id, at);
    expect(study.ask()).toMatchObject({ id, fold: at, values });
  });
});
