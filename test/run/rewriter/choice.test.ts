import { Tensor } from "@huggingface/transformers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../../src/core/index.ts";
import { chooserOf, chosenToken, largest } from "../../../src/run/rewriter/choice.ts";

const score = fc.oneof(
  fc.float({ min: -20, max: 20, noNaN: true }),
  fc.constantFrom(0, 1, Number.NEGATIVE_INFINITY, Number.NaN),
);

describe("the choice of a token", () => {
  it("is among the largest scores, of equal ones the earlier", () => {
    fc.assert(
      fc.property(fc.array(score, { maxLength: 200 }), fc.integer({ min: 1, max: 70 }), (scores, k) => {
        const sorted = [...scores.keys()].filter((i) => scores[i]! > Number.NEGATIVE_INFINITY);
        sorted.sort((a, b) => scores[b]! - scores[a]! || a - b);
        expect(largest(scores, k)).toEqual(sorted.slice(0, k));
      }),
    );
  });

  it("is a draw from the nucleus of the softmax", () => {
    const property = fc.property(
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 8 }),
      fc.double({ min: 0.3, max: 2, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      fc.nat(),
      (scores, temperature, topP, seed) => {
        const weights = scores.map((s) => Math.exp(s / temperature));
        const total = weights.reduce((a, b) => a + b);
        const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
        const before = order.map((_, i) => order.slice(0, i).reduce((sum, j) => sum + weights[j]! / total, 0));
        fc.pre(before.every((mass) => Math.abs(mass - topP) > 1e-9));
        const nucleus = order.filter((_, i) => before[i]! < topP);
        const kept = nucleus.reduce((sum, i) => sum + weights[i]!, 0);
        const n = 2000;
        const counts = new Map<number, number>();
        const random = randomOf(keyOf(seed));
        for (let i = 0; i < n; i++) {
          const token = chosenToken(scores, { temperature, topP }, random);
          counts.set(token, (counts.get(token) ?? 0) + 1);
        }
        expect(nucleus).toEqual(expect.arrayContaining([...counts.keys()]));
        for (const i of nucleus) {
          const p = weights[i]! / kept;
          expect(Math.abs((counts.get(i) ?? 0) - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)) + 1);
        }
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it("is the likeliest at temperature 0, and none where nothing is left", () => {
    const random = randomOf(keyOf(1));
    expect(chosenToken([1, 3, 3, 2], { temperature: 0, topP: 0.1 }, random)).toBe(1);
    expect(chosenToken([Number.NEGATIVE_INFINITY, Number.NaN], { temperature: 1, topP: 1 }, random)).toBe(-1);
    expect(chosenToken([-1e4, 1e4, 1e4], { temperature: 1e-3, topP: 1 }, random)).toBeGreaterThan(0);
  });
});

describe("a batch", () => {
  const step = (chooser: ReturnType<typeof chooserOf>, rows: readonly (readonly number[])[]): number[] => {
    const logits = new Tensor("float32", Float32Array.from(rows.flat()), [rows.length, rows[0]!.length]);
    const scores = chooser.process([], logits).data as Float32Array;
    const size = rows[0]!.length;
    return rows.map((_, row) => scores.subarray(row * size, (row + 1) * size).indexOf(Number.POSITIVE_INFINITY));
  };

  it("keeps a text at its end once it has come to it", () => {
    const chooser = chooserOf(
      [0, 1].map((i) => randomOf(keyOf(i))),
      { temperature: 0, topP: 1 },
      new Set([2, 3]),
    );
    expect(
      step(chooser, [
        [0, 5, 1, 9],
        [7, 5, 1, 0],
      ]),
    ).toEqual([3, 0]);
    expect(chooser.ended).toEqual([true, false]);
    expect(
      step(chooser, [
        [9, 5, 1, 0],
        [0, 5, 1, 0],
      ]),
    ).toEqual([2, 1]);
    expect(
      step(chooser, [
        [9, 5, 1, 0],
        [0, 1, 5, 0],
      ]),
    ).toEqual([2, 2]);
    expect(chooser.ended).toEqual([true, true]);
  });

  it("draws for each text from its own numbers", () => {
    const keys = [0, 1, 2].map((i) => fold(keyOf(3), i));
    const scores = Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const run = (rows: readonly number[]): number[][] => {
      const chooser = chooserOf(
        rows.map((i) => randomOf(keys[i]!)),
        { temperature: 1.5, topP: 1 },
        new Set([99]),
      );
      return Array.from({ length: 12 }, () =>
        step(
          chooser,
          rows.map(() => scores),
        ),
      );
    };
    const together = run([0, 1, 2]);
    for (const i of [0, 1, 2]) expect(run([i]).flat()).toEqual(together.map((tokens) => tokens[i]));
    expect(new Set([0, 1, 2].map((i) => run([i]).join())).size).toBe(3);
  });
});
