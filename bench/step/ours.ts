import { mse } from "../../src/loss/index.ts";
import { batchNorm1d, dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { adam, adamW } from "../../src/optim/index.ts";
import { l1 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { createTrainer, type Trainer, type TrainerOptions } from "../../src/train/trainer.ts";
import { type Contestant, costOf } from "./contestant.ts";
import { LEARNING_RATE, type Net, type Task } from "./nets.ts";

export interface Ours extends Contestant {
  readonly trainer: Trainer;
}

type Chosen = Pick<TrainerOptions, "model" | "penalties" | "optimizer">;

/** Linear layers with ReLU between them, and nothing else. */
const plain = ({ sizes }: Net): Chosen => {
  const [first, ...rest] = sizes.slice(1).map((size) => linear(size));
  return {
    model: sequential(first!, ...rest.flatMap((layer) => [relu(), layer])),
    penalties: [],
    optimizer: adam(LEARNING_RATE),
  };
};

/** What a regularized network costs: batch norm and dropout after each hidden layer, decoupled decay, L1. */
const regularized = ({ sizes }: Net): Chosen => ({
  model: sequential(
    ...sizes.slice(1, -1).flatMap((size) => [linear(size), batchNorm1d(), relu(), dropout(0.2)]),
    linear(sizes.at(-1)!),
  ),
  penalties: [l1(1e-5)],
  optimizer: adamW(LEARNING_RATE),
});

const kinds = { ours: plain, "ours, regularized": regularized } as const;

/** A step as users call it: gathers the rows of a batch, runs the program, updates, gives the loss. */
export async function ours(name: keyof typeof kinds, net: Net, task: Task, threads: number): Promise<Ours> {
  const runtime = await createRuntime({ threads });
  const trainer = await createTrainer({
    ...kinds[name](net),
    ...{ loss: mse(), input: [net.sizes[0]!], outputs: net.sizes.at(-1)!, batchSize: net.batch, runtime },
  });
  const { examples, batches } = task;
  return {
    name,
    trainer,
    time: (steps) => costOf(steps, (i) => trainer.step(examples, batches[i % batches.length]!)),
    dispose: () => runtime.dispose(),
  };
}
