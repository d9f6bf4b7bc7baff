import { describe, expect, it } from "vitest";
import type { Random } from "../../../src/core/index.ts";
import { meanAtMost } from "../../../src/decide/audit/figure.ts";
import { FALSE_ALARMS, LARGEST_FALL } from "../../../src/decide/audit/judge/limits.ts";
import {
  type AuditOperation,
  auditOperations,
  type ClassEvaluation,
  type OperationAudit,
} from "../../../src/decide/index.ts";
import { answers, flip, labels, noisy, options, randomFor, turn } from "./make.ts";

const first = ({ operations }: { readonly operations: readonly OperationAudit[] }): OperationAudit => operations[0]!;
const classesOf = (audit: OperationAudit): ClassEvaluation => audit.evaluations[0] as ClassEvaluation;

/** Class 6 is taken for 9 in `share` of its rows, the others stay. */
const sixForNine = (targets: Float32Array, share: number, random = randomFor(5)) =>
  answers(targets, (row) => (targets[row] === 6 && random.uniform() < share ? 9 : targets[row]!));

describe("an audit of classes", () => {
  it("finds the class that breaks and what it is taken for", async () => {
    const targets = labels(100);
    const audit = first(
      await auditOperations(
        options({ clean: answers(targets, (row) => targets[row]!), score: async () => sixForNine(targets, 0.8) }),
      ),
    );
    expect(audit.verdict).toBe("breaks labels");
    expect(audit.sentence).toMatch(/^accuracy of class 6 falls \d\d points \(\d\d to \d\d\), mostly taken for 9$/u);
    const { affinity, classes, confusions } = classesOf(audit);
    expect(affinity.value).toBeCloseTo(1 - (classes[6]!.change.value * -1) / 10, 9);
    expect(confusions[0]).toMatchObject({ from: "6", to: "9" });
    expect(confusions[0]!.rise.value).toBeCloseTo(-classes[6]!.change.value, 9);
    expect(classes.filter(({ change }) => change.value < 0).map(({ name }) => name)).toEqual(["6"]);
  });

  it("calls what changes nothing safe, and says so", async () => {
    const given = options({ score: async () => given.clean });
    const audit = first(await auditOperations(given));
    expect(audit).toMatchObject({ verdict: "safe", sentence: "the model sees no difference" });
    expect(classesOf(audit)).toMatchObject({ unchanged: true, draws: 1, affinity: { value: 1 } });
  });

  it("calls nothing safe by a model that says the same of every row", async () => {
    const targets = labels(50);
    const clean = answers(targets, () => 3);
    const audit = first(await auditOperations(options({ clean, score: async () => clean })));
    expect(audit).toMatchObject({ verdict: "can't tell", sentence: expect.stringMatching(/the same of every row/u) });
  });

  it("calls a fall that is spread over all classes risky", async () => {
    const targets = labels(100);
    const audit = first(
      await auditOperations(
        options({
          clean: answers(targets, (row) => targets[row]!),
          score: async (_o, _s, draw) => noisy(targets, 0.84, randomFor(draw)),
        }),
      ),
    );
    expect(audit.verdict).toBe("risky");
    expect(audit.sentence).toMatch(/^affinity \.8\d\d \(/u);
  });

  it("says that some class breaks where only their average is sure", async () => {
    const targets = labels(8);
    const audit = first(
      await auditOperations(
        options({
          clean: answers(targets, (row) => targets[row]!),
          score: async (_o, _s, draw) => noisy(targets, 0.45, randomFor(draw)),
        }),
      ),
    );
    expect(audit.verdict).toBe("breaks labels");
    expect(audit.sentence).toContain("some class falls by over 20 points");
  });

  it("cannot tell from a few rows of a class, however good they look", async () => {
    const targets = labels(9);
    const score = async () => answers(targets, (row) => (row === 0 ? 1 : targets[row]!));
    const audit = first(await auditOperations(options({ clean: answers(targets, (row) => targets[row]!), score })));
    expect(audit).toMatchObject({ verdict: "can't tell" });
    expect(audit.sentence).toMatch(/^class 0 may fall by \d\d points: its 9 rows cannot tell$/u);
  });

  it("cannot tell of a class that the clean model does not know", async () => {
    const targets = labels(100);
    const clean = answers(targets, (row) => (targets[row] === 3 && row % 4 > 0 ? 5 : targets[row]!));
    const score = async () =>
      answers(targets, (row) => (row === 0 ? 1 : targets[row] === 3 && row % 4 > 0 ? 5 : targets[row]!));
    const audit = first(await auditOperations(options({ clean, score })));
    expect(audit.verdict).toBe("can't tell");
    expect(audit.sentence).toBe("the clean model gets only 25 % of class 3 right: a fall would not show");
  });

  it("names an empty class", async () => {
    const targets = labels(60).map((k) => (k === 4 ? 3 : k));
    const score = async () => answers(targets, (row) => (row === 0 ? 1 : targets[row]!));
    const audit = first(await auditOperations(options({ clean: answers(targets, (row) => targets[row]!), score })));
    expect(audit).toMatchObject({ verdict: "can't tell", sentence: "class 4 has no rows here" });
  });

  it("counts an answer as right that fits the label which the operation made", async () => {
    const targets = labels(60);
    const mixed = targets.map((k) => (k + 1) % 10);
    const audit = first(
      await auditOperations(
        options({
          clean: answers(targets, (row) => targets[row]!),
          score: async () => answers(mixed, (row) => mixed[row]!),
        }),
      ),
    );
    expect(audit.verdict).toBe("safe");
    expect(classesOf(audit)).toMatchObject({ affinity: { value: 1 }, confusions: [] });
  });

  it("averages draws, and makes one where nothing is drawn", async () => {
    const targets = labels(50);
    const clean = answers(targets, (row) => targets[row]!);
    const seen: number[] = [];
    const drawn = first(
      await auditOperations(
        options({
          clean,
          draws: 5,
          score: async (_o, _s, draw) => {
            seen.push(draw);
            return noisy(targets, 0.97, randomFor(draw));
          },
        }),
      ),
    );
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(classesOf(drawn).draws).toBe(5);
    const fixed = first(await auditOperations(options({ clean, draws: 5, score: async () => sixForNine(targets, 1) })));
    expect(classesOf(fixed).draws).toBe(1);
  });

  it("decides at the classes' shares for a ranking, so that a rare class counts", async () => {
    // 10 % positives, with probability .3 where positive and .05 where not: never above one half.
    const targets = Float32Array.from({ length: 1000 }, (_, row) => (row < 100 ? 1 : 0));
    const of = (chance: (row: number) => number) => ({
      ...{ kind: "binary" as const, rows: 1000, classes: 2, targets },
      probabilities: Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 1 ? chance(i >> 1) : 1 - chance(i >> 1))),
    });
    const clean = of((row) => (row < 100 ? 0.3 : 0.05));
    const lost = of((row) => (row < 100 ? (row % 2 === 0 ? 0.05 : 0.3) : 0.05));
    const labelsOnly = first(await auditOperations(options({ clean, score: async () => lost })));
    expect(labelsOnly.verdict).toBe("can't tell");
    const ranked = first(await auditOperations(options({ clean, ranking: true, score: async () => lost })));
    expect(ranked.verdict).toBe("breaks labels");
    expect(ranked.sentence).toContain("class 1 falls 50 points");
    expect(classesOf(ranked).logLossRise.value).toBeGreaterThan(0);
  });

  it("gives the same result again", async () => {
    const targets = labels(30);
    const run = () =>
      auditOperations(
        options({
          operations: [flip, turn],
          clean: noisy(targets, 0.9, randomFor(1)),
          score: async (_o, s = 0, draw) => noisy(targets, 0.9 - s / 200, randomFor(s * 10 + draw)),
        }),
      );
    expect(await run()).toEqual(await run());
    expect(JSON.parse(JSON.stringify(await run()))).toEqual(await run());
  });

  it("refuses answers that are not for its rows", async () => {
    await expect(
      auditOperations(options({ score: async () => noisy(labels(3), 1, randomFor(1)) })),
    ).rejects.toMatchObject({
      code: "E340",
      where: "flip",
    });
  });
});

/** How many of `audits` × 9 operations × 10 classes have a class said to fall by over 20 points, when each class's rows change as `change` draws. */
function alarms(audits: number, rows: number, change: (random: Random) => number): number {
  const random = randomFor(rows);
  const questions = 9 * 11;
  const alarmed = (): boolean => {
    const falls = Array.from({ length: rows }, () => change(random));
    const sum = falls.reduce((total, v) => total + v, 0);
    // A mean of no more than the limit is no evidence against it: only the others are worth the time.
    return sum > LARGEST_FALL * rows && questions * meanAtMost(falls, LARGEST_FALL, -1) <= FALSE_ALARMS;
  };
  let count = 0;
  for (let audit = 0; audit < audits; audit++) {
    const classes = Array.from({ length: 90 }, alarmed);
    if (classes.some(Boolean)) count++;
  }
  return count;
}

describe("false alarms and misses", () => {
  it("are under 1 % of audits where nothing falls, and where every class falls by exactly what is allowed", () => {
    // 15 of 100 rows are lost and as many won.
    const none = (random: Random): number => {
      const u = random.uniform();
      return u < 0.15 ? 1 : u < 0.3 ? -1 : 0;
    };
    for (const rows of [2, 6, 25, 60]) expect(alarms(200, rows, none), `${rows} rows`).toBe(0);
    const limit = (random: Random): number => {
      const u = random.uniform();
      return u < 0.3 ? 1 : u < 0.4 ? -1 : 0;
    };
    for (const rows of [6, 25, 60]) expect(alarms(100, rows, limit), `${rows} rows`).toBeLessThanOrEqual(4);
  });

  const nine = Array.from({ length: 9 }, (_, i): AuditOperation => ({ name: `null ${i}` }));

  it("blocks no operation that does nothing, even of few rows", async () => {
    const random = randomFor(21);
    let blocked = 0;
    for (let audit = 0; audit < 12; audit++) {
      const targets = labels(audit % 2 === 0 ? 6 : 25);
      // As right as on clean rows, but on other rows: 15 of 100 are lost and as many won.
      const result = await auditOperations({
        operations: nine,
        clean: noisy(targets, 0.82, random),
        draws: 1,
        score: async () => noisy(targets, 0.82, random),
      });
      if (result.operations.some(({ verdict }) => verdict === "breaks labels")) blocked++;
    }
    expect(blocked).toBe(0);
  }, 30_000);

  it("finds one class of ten that breaks, from 100 rows of it, in every audit of 40", async () => {
    const random = randomFor(22);
    let found = 0;
    for (let audit = 0; audit < 40; audit++) {
      const targets = labels(100);
      const clean = noisy(targets, 0.95, random);
      const score = async () =>
        answers(targets, (row) =>
          targets[row] === 6 && random.uniform() < 0.75 ? 9 : (targets[row]! + (random.uniform() < 0.95 ? 0 : 1)) % 10,
        );
      const result = await auditOperations({ operations: [flip], clean, draws: 1, score });
      if (first(result).verdict === "breaks labels" && first(result).sentence.includes("class 6 falls")) found++;
    }
    expect(found).toBe(40);
  }, 30_000);
});

describe("a second look", () => {
  const targets = labels(100);
  const clean = noisy(targets, 0.86, randomFor(3));
  const unfamiliar = answers(targets, (row) => (targets[row] === 9 ? 8 : targets[row]!));

  it("lets pass what a clean model fails on but a model trained with it does not", async () => {
    const relearn = async () => ({ clean: clean, changed: noisy(targets, 0.87, randomFor(6)) });
    const audit = first(await auditOperations(options({ clean, score: async () => unfamiliar, relearn })));
    expect(audit.verdict).toBe("safe");
    expect(audit.sentence).toMatch(/^only unfamiliar: /u);
    expect(audit.evaluations[0]!.secondLook).toMatchObject({ passes: true });
  });

  it("confirms classes that became alike: no training tells them apart", async () => {
    const coin = randomFor(8);
    const mixedUp = () =>
      answers(targets, (row) => (targets[row]! >= 8 && coin.uniform() < 0.5 ? 17 - targets[row]! : targets[row]!));
    const audit = first(
      await auditOperations(
        options({
          clean,
          score: async () => unfamiliar,
          relearn: async () => ({ clean: mixedUp(), changed: mixedUp() }),
        }),
      ),
    );
    expect(audit.verdict).toBe("breaks labels");
    expect(audit.sentence).toMatch(/mostly taken for 8; a model trained with it does worse/u);
  });

  it("leaves open what its rows cannot tell", async () => {
    const few = labels(8);
    const half = randomFor(10);
    const relearn = async () => ({ clean: noisy(few, 0.86, half), changed: noisy(few, 0.86, half) });
    const audit = first(
      await auditOperations(
        options({ clean: noisy(few, 0.86, half), score: async () => noisy(few, 0.3, half), relearn }),
      ),
    );
    expect(audit).toMatchObject({
      ...{ verdict: "can't tell", sentence: expect.stringContaining("; perhaps only unfamiliar: ") as string },
      evaluations: [{ secondLook: { passes: false, confirms: false } }],
    });
  });

  it("is not asked of rows so few that its answer could change nothing, which is told at once", async () => {
    const [few, told] = [labels(2), [] as string[]];
    const clean = answers(few, (row) => few[row]!);
    const relearn = () => Promise.reject(new Error("it was trained again"));
    const foretell = (limits: string) => told.push(limits);
    const observe = () => expect(told).toHaveLength(1);
    const score = async () => noisy(few, 0.9, randomFor(12));
    const result = await auditOperations(
      options({ clean, score, relearn, foretell, observe, operations: [flip, turn] }),
    );
    expect(result.operations.map(({ verdict }) => verdict)).toEqual(["can't tell", "can't tell"]);
    expect(told).toEqual([result.limits]);
    // (1 − .1)^36 < .025 < (1 − .1)^35, and (1 − .2)^17 < .025 < (1 − .2)^16.
    expect(result.limits).toMatch(
      /^20 validation rows cannot show .*, still affinity 1 \(.*; it takes 36 rows .* right, and 17 of each class$/u,
    );
    // What surely breaks labels is looked at again even so.
    const broken = async () => answers(few, (row) => 9 - few[row]!);
    await expect(auditOperations(options({ clean, score: broken, relearn }))).rejects.toThrow("it was trained again");
    const enough = await auditOperations(options({ score: async () => noisy(labels(50), 0.9, randomFor(12)) }));
    expect(enough).not.toHaveProperty("limits");
  });

  it("is not asked for what is safe, and once for a grid", async () => {
    const asked: (number | undefined)[] = [];
    const relearn = async (_: AuditOperation, strength: number | undefined) => {
      asked.push(strength);
      return { clean, changed: clean };
    };
    await auditOperations(options({ clean, score: async () => clean, relearn, operations: [flip, turn] }));
    expect(asked).toEqual([]);
    const audit = first(
      await auditOperations(options({ clean, score: async () => unfamiliar, relearn, operations: [turn] })),
    );
    expect(asked).toEqual([5]);
    expect(audit).toMatchObject({ verdict: "safe", largestSafe: 5 });
  });
});
