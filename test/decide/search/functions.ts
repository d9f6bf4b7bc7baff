import { type Assignment, parseSpace, type Space } from "../../../src/decide/search/space/index.ts";

interface TestFunction {
  readonly space: Space;
  /** The true loss, and the standard deviation of the noise on what a search sees of it. */
  readonly loss: (values: Assignment) => { readonly truth: number; readonly noise: number };
}

const box = (d: number, half: number): Space =>
  parseSpace(Object.fromEntries(Array.from({ length: d }, (_, i) => [`x${i}`, [-half, half, "linear"]])));
const numbers = (values: Assignment): number[] => Object.values(values) as number[];
const exact = (truth: number): { truth: number; noise: number } => ({ truth, noise: 0 });

const sphere = (d: number): TestFunction => ({
  space: box(d, 5),
  loss: (values) => exact(numbers(values).reduce((sum, x) => sum + x * x, 0)),
});

const rosenbrock = (d: number): TestFunction => ({
  space: box(d, 2),
  loss: (values) => {
    const x = numbers(values);
    return exact(x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0));
  },
});

/** Choices, whole numbers and two gated parameters, as in a recipe. */
const mixed: TestFunction = {
  space: parseSpace({
    optimizer: ["adam", "sgd", "rmsprop"],
    learningRate: [1e-5, 1, "log"],
    layers: [1, 8, "linear", "integer"],
    width: [8, 512, "log", "integer"],
    momentum: { low: 0, high: 0.99, when: { optimizer: "sgd" } },
    drops: "flag",
    dropout: { low: 0.05, high: 0.6, when: { drops: true } },
  }),
  loss: (values) => {
    const v = values as { optimizer: "adam"; learningRate: number; layers: number; width: number; momentum?: number };
    const bestRate = { adam: -3, sgd: -1.5, rmsprop: -3.5 }[v.optimizer];
    let loss = { adam: 0.1, sgd: 0.05, rmsprop: 0.2 }[v.optimizer] + 0.3 * (Math.log10(v.learningRate) - bestRate) ** 2;
    if (v.momentum !== undefined) loss += 2 * (v.momentum - 0.9) ** 2;
    loss += 0.05 * (v.layers - 3) ** 2 + 0.1 * (Math.log2(v.width) - 7) ** 2;
    const dropout = values["dropout"] as number | undefined;
    return exact(loss + (dropout === undefined ? 0.15 : 2 * (dropout - 0.25) ** 2));
  },
};

/** A U-curve of a strength and one of a learning rate, seen through noise. */
const noisy: TestFunction = {
  space: parseSpace({ strength: [1e-5, 1, "log"], learningRate: [1e-4, 1e-1, "log"] }),
  loss: (values) => {
    const [strength, rate] = numbers(values).map(Math.log10) as [number, number];
    return { truth: 0.1 * (strength + 2) ** 2 + 0.1 * (rate + 2.5) ** 2, noise: 0.05 };
  },
};

export const functions: { readonly [name: string]: TestFunction } = {
  sphere2: sphere(2),
  sphere6: sphere(6),
  rosenbrock2: rosenbrock(2),
  rosenbrock4: rosenbrock(4),
  mixed,
  noisy,
};
