import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagnose, type DiagnosisKind, type Story } from "../../../src/decide/diagnose/index.ts";
import { keyFor, simulate, TRUTHS, type Truth } from "./simulate.ts";

const EACH = 100;
/** The thresholds were written down before these curves were drawn, and none was moved afterwards. */
const held = Array.from({ length: EACH }, (_, i) => 2 * i + 1);
const kindOf = (story: Story): DiagnosisKind => diagnose(story).kind;

function confusion(
  options: Parameters<typeof simulate>[2] = {},
): Record<Truth, Partial<Record<DiagnosisKind, number>>> {
  const table = Object.fromEntries(TRUTHS.map((truth) => [truth, {}])) as ReturnType<typeof confusion>;
  for (const truth of TRUTHS)
    for (const i of held) {
      const kind = kindOf(simulate(truth, keyFor(truth, i), options));
      table[truth][kind] = (table[truth][kind] ?? 0) + 1;
    }
  return table;
}

describe("verdicts on curves of known truth", () => {
  it("are right in 95 of 100 of each kind that is clear, and a healthy run never overfits", () => {
    const table = confusion();
    for (const truth of TRUTHS)
      expect(table[truth][truth] ?? 0, JSON.stringify(table[truth])).toBeGreaterThanOrEqual(95);
    expect(table.good.harmfulOverfitting ?? 0).toBe(0);
    expect(table.notFinished.harmfulOverfitting ?? 0).toBe(0);
    expect(table.underfitting.harmfulOverfitting ?? 0).toBe(0);
  });

  it("stay so with five times the unrest: a healthy run is never said to overfit", () => {
    const table = confusion({ unrest: 5 });
    for (const truth of ["good", "underfitting", "notFinished"] as const)
      expect(table[truth].harmfulOverfitting ?? 0, JSON.stringify(table[truth])).toBe(0);
  });

  it("at the line of 5 % say that they can't tell, or either, but never anything else", () => {
    const found = held.map((i) =>
      kindOf(simulate("harmfulOverfitting", keyFor("line", i), { height: 0.055, unrest: 2 })),
    );
    expect(new Set(found)).toEqual(
      new Set(["cannotTell", "benignGap", "harmfulOverfitting"].filter((k) => found.includes(k as DiagnosisKind))),
    );
    expect(found.filter((kind) => kind === "harmfulOverfitting").length).toBeLessThan(0.5 * EACH);
  });
});

describe("laws", () => {
  const story = fc
    .record({ truth: fc.constantFrom(...TRUTHS), i: fc.nat(1000) })
    .map(({ truth, i }) => simulate(truth, keyFor(truth, i)));

  it("the unit of the losses changes nothing", () => {
    fc.assert(
      fc.property(story, fc.constantFrom(2 ** -20, 2 ** -3, 2 ** 5, 2 ** 20), (of, by) => {
        const times = ({ train, validation }: { train: number; validation: number }) => ({
          train: by * train,
          validation: by * validation,
        });
        const rescaled: Story = {
          ...of,
          epochs: of.epochs.map((e) => ({
            ...e,
            loss: times(e.loss),
            ...(e.metric === undefined ? {} : { metric: times(e.metric) }),
          })),
          ...(of.baseline === undefined
            ? {}
            : { baseline: Object.fromEntries(Object.entries(of.baseline).map(([k, v]) => [k, by * v])) }),
          ...(of.standardError === undefined ? {} : { standardError: by * of.standardError }),
        };
        expect(kindOf(rescaled)).toBe(kindOf(of));
      }),
      { numRuns: 100 },
    );
  });

  it("what restores its best epoch is never said to be harmed by later ones", () => {
    fc.assert(
      fc.property(story, (of) => {
        expect(kindOf({ ...of, restores: true })).not.toBe("harmfulOverfitting");
      }),
      { numRuns: 100 },
    );
  });

  it("a loss that is not finite is divergence, wherever it stands", () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY), (of, at, value) => {
        const epochs = of.epochs.map((e, i) =>
          i === at % of.epochs.length ? { ...e, loss: { ...e.loss, train: value } } : e,
        );
        expect(kindOf({ ...of, epochs })).toBe("diverged");
      }),
      { numRuns: 50 },
    );
  });

  it("every verdict has a sentence, evidence without holes, an interval in order, and one edit with what it brings", () => {
    fc.assert(
      fc.property(story, (of) => {
        const { sentence, evidence, interval, next, also } = diagnose(of);
        for (const text of [sentence, next.edit, next.expect]) expect(text).not.toMatch(/NaN|undefined|Infinity|^$/u);
        expect(Object.keys(evidence).length).toBeGreaterThan(0);
        if (interval !== undefined) {
          expect(interval.low).toBeLessThanOrEqual(interval.value);
          expect(interval.value).toBeLessThanOrEqual(interval.high);
        }
        expect(Array.isArray(also)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("curves of any numbers get a verdict: nothing is thrown", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e-320),
    );
    const epoch = fc.record({ train: number, validation: number });
    fc.assert(
      fc.property(fc.array(epoch, { minLength: 1, maxLength: 30 }), fc.boolean(), (losses, restores) => {
        const epochs = losses.map((loss, i) => ({ epoch: i + 1, loss }));
        expect(diagnose({ source: "keras", epochs, restores, scoredAlike: false }).sentence).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });
});
