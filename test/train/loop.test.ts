import { afterAll, describe, expect, it } from "vitest";
import { earlyStopping } from "../../src/decide/earlyStopping.ts";
import { batchNorm1d, dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { sgd } from "../../src/optim/index.ts";
import { ema } from "../../src/optim/averaging/index.ts";
import { cosine, reduceOnPlateau } from "../../src/optim/schedule/index.ts";
import { l2 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { type EndEvent, type EpochEvent, type LoopOptions, type Said, trainLoop } from "../../src/train/loop.ts";
import { rmse } from "../../src/train/metrics/index.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { hashOf, linearTable, mlp, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(60, 4);
const validation = linearTable(40, 4, 0.1, 6);

const optionsOf = (trainer: Trainer, given: Partial<LoopOptions> = {}): LoopOptions => ({
  ...{ trainer, train: data, validation, length: { epochs: 6 }, batchSize: 16, metric: rmse },
  interpret: ({ rows, y }, values) => ({ kind: "regression", rows, values, targets: y }),
  ...given,
});

/** Runs a loop to its end, with the hash of the weights at each epoch. */
async function run(options: LoopOptions): Promise<{ epochs: EpochEvent[]; hashes: string[]; end: EndEvent }> {
  const epochs: EpochEvent[] = [];
  const hashes: string[] = [];
  for await (const event of trainLoop(options)) {
    if (event.type === "end") return { epochs, hashes, end: event };
    epochs.push(event);
    hashes.push(hashOf(options.trainer));
  }
  throw new Error("no end event");
}

/** Overfits at once: a large net, few rows, much noise. */
const overfitting = (): Promise<Trainer> =>
  trainerOf(runtime, { model: sequential(linear(64), relu(), linear(1)), optimizer: sgd(0.2) });
const noisy = { train: linearTable(16, 4, 2, 7), validation: linearTable(64, 4, 2, 8), batchSize: 16 };

describe("the best epoch", () => {
  it("is restored bit for bit, and is the best of what was reported", async () => {
    const trainer = await overfitting();
    const stopping = earlyStopping({ better: "lower", patience: 8 });
    const { epochs, hashes, end } = await run(optionsOf(trainer, { ...noisy, length: { epochs: 60 }, stopping }));
    const losses = epochs.map((e) => e.validation.loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(end.best).toEqual({ epoch: best + 1, score: losses[best] });
    expect(end.kept).toBe(best + 1);
    expect(best + 1).toBeLessThan(end.epochs);
    expect(end.stopped).toMatchObject({ reason: "patience" });
    expect(hashOf(trainer)).toBe(hashes[best]);
    expect((await trainer.score(noisy.validation)).loss).toBe(losses[best]);
    expect(epochs.filter((e) => e.improved).at(-1)!.epoch).toBe(best + 1);
  });

  it("is not restored when told so, nor without stopping", async () => {
    const stopping = earlyStopping({ better: "lower", patience: 8 });
    for (const given of [{ stopping, restoreBest: false }, {}]) {
      const trainer = await overfitting();
      const { hashes, end } = await run(optionsOf(trainer, { ...noisy, length: { epochs: 20 }, ...given }));
      expect(end.kept).toBe(end.epochs);
      expect(end.best.epoch).toBeLessThan(end.epochs);
      expect(hashOf(trainer)).toBe(hashes.at(-1));
    }
  });

  it("is restored without stopping when asked", async () => {
    const trainer = await overfitting();
    const { hashes, end } = await run(optionsOf(trainer, { ...noisy, length: { epochs: 20 }, restoreBest: true }));
    expect(end.stopped).toBeUndefined();
    expect(hashOf(trainer)).toBe(hashes[end.best.epoch - 1]);
  });
});

describe("an epoch's event", () => {
  it("scores train and validation in the same way", async () => {
    const trainer = await trainerOf(runtime, { model: mlp(dropout()), optimizer: sgd(0), penalties: [l2(3)] });
    const { epochs } = await run(optionsOf(trainer, { validation: data, length: { epochs: 2 } }));
    for (const { train, validation: same, penalty } of epochs) {
      expect(same).toEqual(train);
      expect(train.metric).toBeCloseTo(Math.sqrt(train.loss), 5);
      expect(penalty).toBe((await trainer.penaltyCosts())["l2"]);
      expect(penalty).toBeGreaterThan(0.1);
    }
  });

  it("reads without disturbing: the weights are those of the same steps without a loop", async () => {
    const [looped, silent] = [
      await trainerOf(runtime, { model: mlp(dropout()) }),
      await trainerOf(runtime, { model: mlp(dropout()) }),
    ];
    await run(optionsOf(looped));
    for await (const event of trainLoop(optionsOf(silent, { monitor: "metric" }))) void event;
    expect(hashOf(silent)).toBe(hashOf(looped));
  });
});

describe("length", () => {
  it.each([
    [{ epochs: 3 }, 60, 16, 12, 3],
    [{ steps: 7 }, 60, 16, 7, 2],
    [{ steps: 1 }, 60, 16, 1, 1],
    [{ epochs: 0 }, 60, 16, 0, 0],
    [{ epochs: 2 }, 60, 100, 2, 2],
    [{ epochs: 2 }, 49, 16, 6, 2],
    [{ steps: 6 }, 49, 16, 6, 2],
    [{ epochs: 2 }, 5, 1, 10, 2],
    [{ epochs: 2 }, 1, 16, 2, 2],
  ] as const)("%j of %i rows in batches of %i: %i steps, %i epochs", async (length, rows, batchSize, steps, epochs) => {
    const trainer = await trainerOf(runtime, { batchSize: 60 });
    const { end } = await run(optionsOf(trainer, { train: linearTable(rows, 4), length, batchSize }));
    expect(trainer.steps).toBe(steps);
    expect(end.epochs).toBe(epochs);
  });

  it("a last batch of one row is left out: batch norm could not learn from it", async () => {
    const trainer = await trainerOf(runtime, { model: sequential(batchNorm1d(), linear(1)) });
    await run(optionsOf(trainer, { train: linearTable(33, 4), length: { epochs: 2 } }));
    expect(trainer.steps).toBe(4);
  });

  it("no rows at all are an error", async () => {
    const trainer = await trainerOf(runtime);
    const empty = { rows: 0, x: new Float32Array(0), y: new Float32Array(0) };
    await expect(run(optionsOf(trainer, { train: empty }))).rejects.toMatchObject({ code: "E312" });
  });
});

describe("learning rates", () => {
  it("follow the schedule, and are the base again at the end", async () => {
    const trainer = await trainerOf(runtime, { optimizer: sgd(0.1) });
    const { epochs } = await run(optionsOf(trainer, { schedule: cosine({ per: "epoch" }), length: { epochs: 4 } }));
    const expected = [0, 1, 2, 3].map((e) => 0.05 * (1 + Math.cos((Math.PI * e) / 4)));
    epochs.forEach((event, i) => {
      expect(event.learningRate).toBeCloseTo(expected[i]!, 12);
    });
    expect(trainer.learningRate).toBe(0.1);
  });

  it("are cut on a plateau of the validation score", async () => {
    const trainer = await trainerOf(runtime, { optimizer: sgd({ learningRate: 1e-30 }) });
    const schedule = reduceOnPlateau({ patience: 1, factor: 0.1 });
    const { epochs } = await run(optionsOf(trainer, { schedule }));
    expect(epochs.map((e) => Math.round(Math.log10(e.learningRate)))).toEqual([-30, -30, -30, -31, -31, -32]);
  });

  it("are the base again when the consumer leaves the loop", async () => {
    const trainer = await trainerOf(runtime, { optimizer: sgd(0.1) });
    for await (const event of trainLoop(optionsOf(trainer, { schedule: cosine() }))) if (event.type === "epoch") break;
    expect(trainer.learningRate).toBe(0.1);
    expect(trainer.steps).toBe(4);
  });
});

describe("divergence", () => {
  it("stops within a step, names epoch and rows, and leaves the weights of before the step", async () => {
    const trainer = await trainerOf(runtime, { batchSize: 60 });
    const y = data.y.slice();
    y[11] = Number.POSITIVE_INFINITY;
    const before = hashOf(trainer);
    const loop = run(optionsOf(trainer, { train: { ...data, y }, batchSize: 60, length: { epochs: 3 } }));
    await expect(loop).rejects.toMatchObject({ code: "E403", where: "epoch 1, step 1" });
    await expect(loop).rejects.toThrow("at epoch 1, step 1 (lr 0.05)");
    expect(hashOf(trainer)).toBe(before);
    expect(trainer.learningRate).toBe(0.05);
  });
});

describe("what the loop hears of the weights that it ends with", () => {
  const cases: Readonly<Record<string, () => Partial<LoopOptions>>> = {
    "the last ones": () => ({}),
    "those of the best epoch": () => ({ stopping: earlyStopping({ better: "lower", patience: 8 }) }),
    "those of the best epoch, without stopping": () => ({ restoreBest: true }),
    "those that a schedule went back to": () => ({
      schedule: reduceOnPlateau({ patience: 0, factor: 0.5, rollback: true }),
      length: { epochs: 9 },
    }),
  };
  for (const averaging of [undefined, ema({ decay: 0.9 })])
    for (const [name, given] of Object.entries(cases))
      it(`${name}${averaging === undefined ? "" : ", averaged"}`, async () => {
        const model = sequential(linear(64), relu(), linear(1));
        const trainer = await trainerOf(runtime, { model, optimizer: sgd(0.05), ...(averaging && { averaging }) });
        const all: (Said | undefined)[] = [];
        const onKept = (said: Said | undefined): void => void all.push(said);
        const options = optionsOf(trainer, { ...noisy, length: { epochs: 30 }, ...given(), onKept });
        const { end } = await run(options);
        const heard = all.at(-1);
        for (const part of ["train", "validation"] as const) {
          const { predictions } = await trainer.score(noisy[part]);
          if (heard === undefined) expect(name).toMatch(/went back/u);
          else expect(heard[part], `epoch ${end.kept}`).toEqual(options.interpret(noisy[part], predictions));
        }
      });

  it("is unknown where nobody asked them", async () => {
    const trainer = await overfitting();
    const heard: (Said | undefined)[] = [];
    const schedule = { ...reduceOnPlateau({ patience: 0, factor: 0.5 }), rollsBack: () => true };
    await run(optionsOf(trainer, { ...noisy, length: { epochs: 4 }, schedule, onKept: (said) => heard.push(said) }));
    expect(heard.at(-1)).toBeUndefined();
  });
});
