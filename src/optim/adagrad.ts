import { decaysSetting, defineOptimizer, l2Setting, learningRateSetting } from "./define.ts";

/** s ← s + g²; w ← w − lr / (1 + (t − 1) learningRateDecay) · g / (√(initial + s) + ε). Rarely seen features keep a large step. */
export const adagrad = defineOptimizer({
  name: "adagrad",
  doc: "Divides the gradient by the root of all its squares: rare features keep a large step.",
  paper: "Duchi et al. 2011, JMLR 12:2121",
  advice: {
    when: "Sparse features: rare ones keep a large step.",
    pitfalls: ["The step only shrinks: a long training comes to a halt."],
  },
  settings: {
    learningRate: learningRateSetting(1e-2),
    learningRateDecay: { default: 0, range: [0, 1], doc: "How fast the step shrinks with the number of steps." },
    initialAccumulator: { default: 0, range: [0, 1e6], doc: "What the sum of squares starts from." },
    epsilon: { default: 1e-10, range: [0, 1], doc: "Added to the root of the sum." },
    l2: l2Setting,
    decays: decaysSetting,
  },
  slots: ["sumSquares"],
  update: (
    kernels,
    { parameters, gradients, slots },
    { learningRateDecay, initialAccumulator: initial, epsilon },
    { learningRate: rate, ...strengths },
  ) => {
    const learningRate = rate / (1 + (strengths.step - 1) * learningRateDecay);
    kernels.adagrad({ parameters, gradients, sumSquares: slots[0]! }, { ...strengths, learningRate, epsilon, initial });
  },
  metric: ({ slots }, { learningRateDecay, initialAccumulator: start, epsilon }, { learningRate, step }) => ({
    rate: learningRate / (1 + (step - 1) * learningRateDecay),
    ...{ slot: slots[0]!, start, epsilon },
  }),
});
