import { moments, rootMetric } from "./adam.ts";
import { decaysSetting, decoupledDecaySetting, defineOptimizer, l2Setting, learningRateSetting } from "./define.ts";

/** μₜ = β₁ (1 − ½ · 0.96^(t ψ)), which warms the momentum up. */
const momentumAt = (step: number, beta1: number, decay: number): number => beta1 * (1 - 0.5 * 0.96 ** (step * decay));

/** Where a product is nothing beside 1, in float32 and in float64. */
const NOTHING = 1e-20;

/** μ₁ · … · μₜ. The last products are kept, so that a step costs one multiplication; what is kept changes no result. */
function productOf(beta1: number, decay: number): (step: number) => number {
  let kept = { step: 0, product: 1 };
  return (step) => {
    if (kept.step > step) kept = { step: 0, product: 1 };
    while (kept.step < step && kept.product > NOTHING)
      kept = { step: kept.step + 1, product: kept.product * momentumAt(kept.step + 1, beta1, decay) };
    return kept.product;
  };
}

const products = new WeakMap<object, (step: number) => number>();

interface Warming {
  readonly beta1: number;
  readonly momentumDecay: number;
}

/** The factors of g and of m at a step: the share of the present gradient, and Nesterov's look ahead, each unbiased. */
function factorsAt(step: number, settings: Warming): { byGradient: number; byMoment: number } {
  const { beta1, momentumDecay } = settings;
  const product = products.get(settings) ?? productOf(beta1, momentumDecay);
  products.set(settings, product);
  const [now, next] = [momentumAt(step, beta1, momentumDecay), momentumAt(step + 1, beta1, momentumDecay)];
  const soFar = product(step);
  return { byGradient: (1 - now) / (1 - soFar), byMoment: next / (1 - soFar * next) };
}

/** Adam with Nesterov's momentum: w ← w − lr ((1 − μₜ) g / (1 − Πμ) + μₜ₊₁ m / (1 − Πμ μₜ₊₁)) / (√v̂ + ε). */
export const nadam = defineOptimizer({
  name: "nadam",
  doc: "Adam that looks one step ahead along its momentum.",
  paper: "Dozat 2016, ICLR workshop",
  advice: {
    when: "As adam, with Nesterov's momentum.",
  },
  settings: {
    learningRate: learningRateSetting(2e-3),
    ...moments,
    momentumDecay: { default: 4e-3, range: [0, 1], doc: "ψ, how fast the momentum warms up to β₁." },
    l2: l2Setting,
    weightDecay: decoupledDecaySetting,
    decays: decaysSetting,
  },
  slots: ["firstMoment", "secondMoment"],
  update: (kernels, { parameters, gradients, slots }, settings, strengths) => {
    const { beta1, beta2, epsilon } = settings;
    kernels.nadam(
      { parameters, gradients, firstMoment: slots[0]!, secondMoment: slots[1]! },
      { ...strengths, beta1, beta2, epsilon, ...factorsAt(strengths.step, settings) },
    );
  },
  metric: rootMetric,
});
