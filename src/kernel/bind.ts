import { invariant, type Key } from "../core/index.ts";
import { byteKernels } from "./bind-bytes.ts";
import { pixels } from "./bind-pixels.ts";
import { updates } from "./bind-update.ts";
import type { Kernels, MatrixKernels, NoiseKernels, ReduceKernels, VectorKernels } from "./kernels.ts";
import { normKernels } from "./norms.ts";
import { pairKernels } from "./pairs.ts";
import { type Locate, sameLength } from "./place.ts";
import type { Raw } from "./raw.ts";
import { tableKernels } from "./tables.ts";

function reductions<P>(raw: Raw<P>, at: Locate<P>): ReduceKernels {
  return {
    sum: (x) => raw.sum(x.length, at(x)),
    sumAbs: (x) => raw.sumAbs(x.length, at(x)),
    sumSquares: (x) => raw.sumSquares(x.length, at(x)),
    dot: (x, y) => {
      sameLength(x.length, y, "dot");
      return raw.dot(x.length, at(x), at(y));
    },
    countZeros: (x) => raw.countZeros(x.length, at(x)),
    firstNonFinite: (x) => raw.firstNonFinite(x.length, at(x)),
  };
}

function vectors<P>(raw: Raw<P>, at: Locate<P>): VectorKernels {
  return {
    scale: (x, factor) => raw.scale(x.length, at(x), factor),
    // V8's own fill is as fast as a kernel (0.09 ns per element).
    fill: (x, value) => void x.fill(value),
    axpy: (y, x, factor) => {
      sameLength(y.length, x, "axpy");
      raw.axpy(y.length, at(y), at(x), factor);
    },
    lerp: (average, x, weight) => {
      sameLength(average.length, x, "lerp");
      const [a, b] = [at(average), at(x)];
      // From the nearer end, so that weights 0 and 1 are exact.
      if (weight < 0.5) raw.lerp(x.length, a, a, b, weight);
      else raw.lerp(x.length, a, b, a, 1 - weight);
    },
    clamp: (x, least, most) => {
      invariant(least <= most, `clamp between ${least} and ${most}`);
      raw.clamp(x.length, at(x), least, most);
    },
  };
}

function matrices<P>(raw: Raw<P>, at: Locate<P>): MatrixKernels {
  return {
    boundNorm: (w, { rows, columns, axis }, { least, most, share }) => {
      sameLength(rows * columns, w, "boundNorm");
      invariant(least >= 0 && least <= most, `boundNorm between ${least} and ${most}`);
      if (axis === 0) raw.boundNormColumns(rows, columns, at(w), least, most, share);
      else raw.boundNormRows(rows, columns, at(w), least, most, share);
    },
    clipUnits: (g, w, { rows, columns, axis }, { clip, least }) => {
      sameLength(rows * columns, g, "clipUnits");
      sameLength(rows * columns, w, "clipUnits");
      invariant(clip >= 0 && least >= 0, `clipUnits of ${clip} and ${least}`);
      if (axis === 0) raw.clipUnitColumns(rows, columns, at(g), at(w), clip, least);
      else raw.clipUnitRows(rows, columns, at(g), at(w), clip, least);
    },
    shrinkRows: (w, rows, strength, { rate, slot, start, epsilon }) => {
      const [columns, pull] = [w.length / rows, rate * strength];
      invariant(Number.isInteger(columns), `shrinkRows of ${rows} rows`);
      sameLength(w.length, slot ?? w, "shrinkRows");
      if (pull > 0)
        raw.shrinkRows(rows, columns, at(w), at(slot ?? w), start, epsilon, pull, slot === undefined ? 0 : 1);
    },
  };
}

function noises<P>(raw: Raw<P>, at: Locate<P>): NoiseKernels {
  const keepMask = (out: Float32Array, key: Key, rate: number): void => {
    invariant(rate >= 0 && rate < 1, `keepMask of rate ${rate}`);
    const threshold = Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1) - 2 ** 31;
    raw.keepMask(out.length, at(out), key.low, key.high, threshold, 1 / (1 - rate));
  };
  const uniform = (out: Float32Array, key: Key, low: number, high: number): void =>
    raw.uniform(out.length, at(out), key.low, key.high, low, (high - low) * 2 ** -24);
  const normal = (out: Float32Array, key: Key, mean: number, deviation: number): void =>
    raw.normal(out.length, at(out), key.low, key.high, mean, deviation);
  const addNormal = (out: Float32Array, key: Key, deviation: number): void =>
    raw.addNormal(out.length, at(out), key.low, key.high, deviation);
  return { keepMask, uniform, normal, addNormal };
}

/** The kernels over one implementation: checks lengths, turns settings into coefficients and views into places. */
export function bindKernels<P>(raw: Raw<P>, locate: Locate<P>): Kernels {
  return {
    ...updates(raw, locate),
    ...reductions(raw, locate),
    ...vectors(raw, locate),
    ...matrices(raw, locate),
    ...noises(raw, locate),
    ...normKernels(raw, locate),
    ...pairKernels(raw, locate),
    ...pixels(raw, locate),
    ...byteKernels(raw, locate),
    ...tableKernels(raw, locate),
  };
}
