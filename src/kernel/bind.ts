import { invariant, type Key, RegularizeError } from "../core/index.ts";
import type { AdamArrays, AdamStep, Kernels, NoiseKernels, ReduceKernels, SgdArrays, SgdStep } from "./kernels.ts";
import type { UpdateKernels, VectorKernels } from "./kernels.ts";
import { type Raw, TINY } from "./raw.ts";

type Locate<P> = (view: Float32Array) => P;

/** Steps between two that turn denormal moments into zeros: rare enough to cost nothing. */
const FLUSH_STEPS = 64;

function sameLength(n: number, view: Float32Array, what: string): void {
  if (view.length === n) return;
  throw new RegularizeError({
    code: "E911",
    where: what,
    message: `Internal: ${what} has the wrong length`,
    expected: `${n} floats`,
    received: `${view.length}`,
    todo: "please report it",
  });
}

function updates<P>(raw: Raw<P>, at: Locate<P>): UpdateKernels {
  const sgd = ({ parameters, gradients, velocity }: SgdArrays, s: SgdStep): void => {
    const n = parameters.length;
    sameLength(n, gradients, "sgd gradients");
    const rate = s.learningRate;
    const decay = rate * s.decay;
    const p = at(parameters);
    const g = at(gradients);
    if (s.momentum === 0) {
      raw.sgd(n, p, g, s.gradientScale, s.l2, decay, rate, rate * s.l1);
      return;
    }
    invariant(velocity !== undefined, "sgd with momentum needs a velocity");
    sameLength(n, velocity, "sgd velocity");
    if (s.firstStep) velocity.fill(0);
    const fresh = s.firstStep ? 1 : 1 - s.dampening;
    const byVelocity = s.nesterov ? rate * s.momentum : rate;
    const byGradient = s.nesterov ? rate : 0;
    const v = at(velocity);
    raw.momentum(n, p, g, v, s.gradientScale, s.l2, decay, s.momentum, fresh, byVelocity, byGradient, rate * s.l1);
  };
  const adam = ({ parameters, gradients, firstMoment, secondMoment }: AdamArrays, s: AdamStep): void => {
    const n = parameters.length;
    sameLength(n, gradients, "adam gradients");
    sameLength(n, firstMoment, "adam firstMoment");
    sameLength(n, secondMoment, "adam secondMoment");
    const [p, g, m, v] = [at(parameters), at(gradients), at(firstMoment), at(secondMoment)];
    const lr = s.learningRate;
    const root = Math.sqrt(1 - s.beta2 ** s.step);
    const rate = (lr * root) / (1 - s.beta1 ** s.step);
    const tiny = s.step % FLUSH_STEPS === 0 ? TINY : 0;
    const [decay, epsilon, l1] = [lr * s.decay, s.epsilon * root, lr * s.l1 * root];
    const [fresh, fresh2] = [1 - s.beta1, 1 - s.beta2];
    raw.adam(n, p, g, m, v, s.gradientScale, s.l2, decay, fresh, s.beta2, fresh2, rate, epsilon, l1, tiny);
  };
  return { sgd, adam };
}

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
    maxNorm: (w, rows, columns, axis, limit) => {
      sameLength(rows * columns, w, "maxNorm");
      invariant(limit >= 0, `maxNorm of limit ${limit}`);
      if (axis === 0) raw.maxNormColumns(rows, columns, at(w), limit);
      else raw.maxNormRows(rows, columns, at(w), limit);
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
  return { keepMask, uniform, normal };
}

/** The kernels over one implementation: checks lengths, turns settings into coefficients and views into places. */
export function bindKernels<P>(raw: Raw<P>, locate: Locate<P>): Kernels {
  return { ...updates(raw, locate), ...reductions(raw, locate), ...vectors(raw, locate), ...noises(raw, locate) };
}
