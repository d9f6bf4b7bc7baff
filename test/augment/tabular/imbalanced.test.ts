import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/core/index.ts";
import {
  adasyn,
  borderlineSmote,
  type Resampled,
  randomOverSampler,
  smote,
  smotenc,
} from "../../../src/augment/tabular/index.ts";
import { medianDeviation, mixedNeighbours, modesOf } from "../../../src/augment/tabular/smotenc.ts";
import { classNeighbours } from "../../../src/augment/tabular/synthesis.ts";
import { foldOf, imbalanced } from "./support.ts";

const fold = foldOf(imbalanced.x, imbalanced.y);
const mixed = foldOf(imbalanced.mixed.x, imbalanced.mixed.y, [0, 4]);

/** The new rows, [new rows][width]. */
const madeBy = ({ x, rows, width, kept }: Resampled): number[][] =>
  Array.from({ length: rows - kept }, (_, i) => Array.from(x.subarray((kept + i) * width, (kept + i + 1) * width)));

/** Equal but for the one rounding to float32. */
function expectClose(got: readonly (readonly number[])[], want: readonly (readonly number[])[]): void {
  expect(got.length).toBe(want.length);
  for (const [i, row] of got.entries())
    for (const [c, value] of row.entries()) expect(Math.abs(value - want[i]![c]!)).toBeLessThan(3e-7 * 8);
}

const drawnOf = (
  parts: readonly { base: readonly number[]; neighbour: readonly number[]; step: readonly number[] }[],
) => ({
  base: Int32Array.from(parts.flatMap(({ base }) => base)),
  neighbour: Int32Array.from(parts.flatMap(({ neighbour }) => neighbour)),
  step: Float64Array.from(parts.flatMap(({ step }) => step)),
});

const histogram = (rows: Iterable<number>): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => a - b));
};

describe("against imbalanced-learn", () => {
  it("SMOTE has its neighbours and, with its draws, its rows", () => {
    for (const { label, starts, nearest } of imbalanced.smote) {
      const hood = classNeighbours("smote", fold, { label, k: 5 });
      expect(Array.from(hood.rows)).toEqual(starts);
      expect(Array.from(hood.nearest)).toEqual(nearest.flat());
    }
    const made = smote().apply(fold, drawnOf(imbalanced.smote));
    expectClose(
      madeBy(made),
      imbalanced.smote.flatMap((part) => part.made),
    );
    const labels = imbalanced.smote.flatMap(({ label, base }) => base.map(() => label));
    expect(Array.from(made.labels.subarray(made.kept))).toEqual(labels);
  });

  it("BorderlineSMOTE starts from the same rows in danger, towards the same neighbours", () => {
    const drawn = borderlineSmote().sample(keyOf(1), fold);
    for (const { label, starts, nearest, base } of imbalanced.borderlineSmote) {
      const ours = Array.from(drawn.base).filter((row) => fold.labels[row] === label);
      expect(ours.length).toBe(base.length);
      expect([...histogram(ours).keys()].filter((row) => !starts.includes(row))).toEqual([]);
      const hood = classNeighbours("borderlineSmote", fold, { label, k: 5, of: Int32Array.from(starts) });
      expect(Array.from(hood.nearest)).toEqual(nearest.flat());
      for (const [i, row] of drawn.base.entries())
        if (fold.labels[row] === label) expect(nearest[starts.indexOf(row)]).toContain(drawn.neighbour[i]);
    }
    const many = Array.from({ length: 20 }, (_, i) => borderlineSmote().sample(keyOf(i), fold).base).flatMap((b) => [
      ...b,
    ]);
    expect([...histogram(many).keys()]).toEqual(
      imbalanced.borderlineSmote.flatMap((p) => p.starts).sort((a, b) => a - b),
    );
    const made = borderlineSmote().apply(fold, drawnOf(imbalanced.borderlineSmote));
    expectClose(
      madeBy(made),
      imbalanced.borderlineSmote.flatMap((part) => part.made),
    );
  });

  it("ADASYN gives every row as many new ones, and with its draws the same", () => {
    const theirs = histogram(imbalanced.adasyn.flatMap(({ base }) => base));
    expect(histogram(adasyn().sample(keyOf(1), fold).base)).toEqual(theirs);
    const made = adasyn().apply(fold, drawnOf(imbalanced.adasyn));
    expectClose(
      madeBy(made),
      imbalanced.adasyn.flatMap((part) => part.made),
    );
  });

  it("random over-sampling with shrinkage spreads by the same amount", () => {
    const parts = imbalanced.randomOverSampler;
    const drawn = {
      base: Int32Array.from(parts.flatMap(({ base }) => base)),
      noise: Float32Array.from(parts.flatMap(({ noise }) => noise.flat())),
    };
    const made = randomOverSampler({ shrinkage: 0.7 }).apply(fold, drawn);
    expectClose(
      madeBy(made),
      parts.flatMap((part) => part.made),
    );
  });

  it("SMOTENC weighs categories by the same median, has the same neighbours and numbers", () => {
    const [theirs] = imbalanced.mixed.smotenc;
    const rows = imbalanced.mixed.x.filter((_, i) => imbalanced.mixed.y[i] === 1).map((row) => row.slice(1, 4));
    expect(medianDeviation(Float32Array.from(rows.flat()), 3)).toBeCloseTo(imbalanced.mixed.median, 12);
    const hood = mixedNeighbours(mixed, 1, 5);
    expect(Array.from(hood.nearest)).toEqual(theirs!.nearest.flat());
    const made = smotenc().apply(mixed, { ...drawnOf([theirs!]), codes: codesOf(theirs!.made) });
    expectClose(madeBy(made), theirs!.made);
  });

  it("SMOTENC takes the categories that theirs may take: those most frequent among the neighbours", () => {
    const [theirs] = imbalanced.mixed.smotenc;
    const modes = (base: number, column: number): readonly number[] =>
      modesOf(theirs!.nearest[theirs!.starts.indexOf(base)]!.map((row) => imbalanced.mixed.x[row]![column]!));
    for (const [i, base] of theirs!.base.entries())
      for (const column of [0, 4]) expect(modes(base, column)).toContain(theirs!.made[i]![column]);
    const chosen = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const { base, codes } = smotenc().sample(keyOf(seed), mixed);
      for (const [i, row] of base.entries())
        for (const [j, column] of [0, 4].entries()) {
          expect(modes(row, column)).toContain(codes[i * 2 + j]);
          chosen.add(`${row} ${column} ${codes[i * 2 + j]}`);
        }
    }
    const possible = theirs!.starts.flatMap((row) => [0, 4].flatMap((column) => modes(row, column).length));
    expect(chosen.size, "every one of equals is drawn").toBe(possible.reduce((a, b) => a + b, 0));
  });
});

const codesOf = (made: readonly (readonly number[])[]): Float32Array =>
  Float32Array.from(made.flatMap((row) => [row[0]!, row[4]!]));
