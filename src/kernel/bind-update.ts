import { invariant } from "../core/index.ts";
import { type Locate, sameLength } from "./place.ts";
import { type Raw, TINY } from "./raw.ts";
import type { AdamArrays, AdamStep, UpdateKernels } from "./updates.ts";

/** Steps between two that turn denormal moments into zeros: rare enough to cost nothing. */
const FLUSH_STEPS = 64;
const tinyAt = (step: number): number => (step % FLUSH_STEPS === 0 ? TINY : 0);

/** An ε so large that √v + ε is ε: the second moment is silenced, and what is divided by it scaled by a power of two. */
const SILENCING = 2 ** 60;

/** Places of arrays that must be as long as the parameters. */
function placesOf<P>(at: Locate<P>, owner: string, arrays: Readonly<Record<string, Float32Array>>): P[] {
  const n = arrays["parameters"]!.length;
  return Object.entries(arrays).map(([name, view]) => {
    sameLength(n, view, `${owner} ${name}`);
    return at(view);
  });
}

function momentumUpdates<P>(raw: Raw<P>, at: Locate<P>): Pick<UpdateKernels, "sgd" | "lion"> {
  return {
    sgd: ({ parameters, gradients, velocity }, s) => {
      const n = parameters.length;
      const [p, g] = placesOf(at, "sgd", { parameters, gradients }) as [P, P];
      const rate = s.learningRate;
      const [decay, l1] = [rate * s.decay, rate * s.l1];
      if (s.momentum === 0) {
        raw.sgd(n, p, g, s.gradientScale, s.l2, decay, rate, l1);
        return;
      }
      invariant(velocity !== undefined, "sgd with momentum needs a velocity");
      sameLength(n, velocity, "sgd velocity");
      if (s.firstStep) velocity.fill(0);
      const fresh = s.firstStep ? 1 : 1 - s.dampening;
      const byVelocity = s.nesterov ? rate * s.momentum : rate;
      const byGradient = s.nesterov ? rate : 0;
      raw.momentum(n, p, g, at(velocity), s.gradientScale, s.l2, decay, s.momentum, fresh, byVelocity, byGradient, l1);
    },
    lion: ({ parameters, gradients, momentum }, s) => {
      const [p, g, m] = placesOf(at, "lion", { parameters, gradients, momentum }) as [P, P, P];
      const { gradientScale, l2, learningRate: lr } = s;
      raw.lion(parameters.length, p, g, m, gradientScale, l2, lr * s.decay, 1 - s.beta1, 1 - s.beta2, lr, lr * s.l1);
    },
  };
}

function adamUpdates<P>(raw: Raw<P>, at: Locate<P>): Pick<UpdateKernels, "adam" | "nadam" | "radam"> {
  type Places = [p: P, g: P, m: P, v: P];
  // Written out: lists of entries would cost as much as the kernel on a small network.
  const places = (owner: string, { parameters, gradients, firstMoment, secondMoment }: AdamArrays): Places => {
    const n = parameters.length;
    sameLength(n, gradients, `${owner} gradients`);
    sameLength(n, firstMoment, `${owner} firstMoment`);
    sameLength(n, secondMoment, `${owner} secondMoment`);
    return [at(parameters), at(gradients), at(firstMoment), at(secondMoment)];
  };
  /** Adam's pass: p moves by lr·(m / unbias) / (√v/root + ε). */
  const adamPass = (n: number, at4: Places, s: AdamStep, root: number, unbias: number): void => {
    const lr = s.learningRate;
    const [decay, epsilon, l1] = [lr * s.decay, s.epsilon * root, lr * s.l1 * root];
    const [fresh, fresh2] = [1 - s.beta1, 1 - s.beta2];
    const rate = (lr * root) / unbias;
    raw.adam(n, ...at4, s.gradientScale, s.l2, decay, fresh, s.beta2, fresh2, rate, epsilon, l1, tinyAt(s.step));
  };
  return {
    adam: (arrays, s) => {
      const root = Math.sqrt(1 - s.beta2 ** s.step);
      adamPass(arrays.parameters.length, places("adam", arrays), s, root, 1 - s.beta1 ** s.step);
    },
    nadam: (arrays, s) => {
      const [n, at4] = [arrays.parameters.length, places("nadam", arrays)];
      const root = Math.sqrt(1 - s.beta2 ** s.step);
      const rate = s.learningRate * root;
      const [decay, byMoment, byGradient] = [s.learningRate * s.decay, rate * s.byMoment, rate * s.byGradient];
      const [fresh, fresh2, epsilon] = [1 - s.beta1, 1 - s.beta2, s.epsilon * root];
      raw.nadam(
        ...([n, ...at4, s.gradientScale, s.l2, decay, fresh, s.beta2, fresh2] as const),
        ...([byMoment, byGradient, epsilon, rate * s.l1, tinyAt(s.step)] as const),
      );
    },
    radam: (arrays, s) => {
      const rectified = rectification(s.beta2, s.step);
      const [root, epsilon] = rectified === undefined ? [SILENCING, 1] : [rectified, s.epsilon / rectified];
      adamPass(arrays.parameters.length, places("radam", arrays), { ...s, epsilon }, root, 1 - s.beta1 ** s.step);
    },
  };
}

/** √(1 − β₂ᵗ) times the rectification of the variance of 1/√v; undefined while that variance is not tractable (ρ ≤ 5). */
export function rectification(beta2: number, step: number): number | undefined {
  const most = 2 / (1 - beta2) - 1;
  const unbias = 1 - beta2 ** step;
  const rho = most - (2 * step * beta2 ** step) / unbias;
  if (rho <= 5) return undefined;
  return Math.sqrt((unbias * ((rho - 4) * (rho - 2) * most)) / ((most - 4) * (most - 2) * rho));
}

function squareUpdates<P>(raw: Raw<P>, at: Locate<P>): Pick<UpdateKernels, "rmsprop" | "adagrad"> {
  return {
    rmsprop: ({ parameters, gradients, secondMoment, meanGradient, velocity }, s) => {
      const [p, g, v, a, b] = placesOf(at, "rmsprop", {
        ...{ parameters, gradients, secondMoment },
        ...{ meanGradient: meanGradient ?? parameters, velocity: velocity ?? parameters },
      }) as [P, P, P, P, P];
      invariant((velocity === undefined) === (s.momentum === 0), "rmsprop with momentum needs a velocity");
      const { learningRate: lr, alpha, epsilon, momentum } = s;
      const l1 = (lr * s.l1) / (1 - momentum);
      raw.rmsprop(
        ...([parameters.length, p, g, v, a, b, s.gradientScale, s.l2, lr * s.decay, alpha, 1 - alpha] as const),
        ...([0, epsilon, lr, momentum, l1, tinyAt(s.step), meanGradient === undefined ? 0 : 1] as const),
      );
    },
    adagrad: ({ parameters, gradients, sumSquares }, s) => {
      const [p, g, v] = placesOf(at, "adagrad", { parameters, gradients, sumSquares }) as [P, P, P];
      const lr = s.learningRate;
      raw.rmsprop(
        ...([parameters.length, p, g, v, p, p, s.gradientScale, s.l2, lr * s.decay, 1, 1] as const),
        ...([s.initial, s.epsilon, lr, 0, lr * s.l1, 0, 0] as const),
      );
    },
  };
}

/** The updates over one implementation: settings become coefficients. */
export const updates = <P>(raw: Raw<P>, at: Locate<P>): UpdateKernels => ({
  ...momentumUpdates(raw, at),
  ...adamUpdates(raw, at),
  ...squareUpdates(raw, at),
});
