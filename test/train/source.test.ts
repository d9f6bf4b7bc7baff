import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { fold, type Key, keyOf, permutation, RegularizeError } from "../../src/core/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { rmse } from "../../src/train/metrics/index.ts";
import { type Checkpoint, type LoopOptions, type TrainEvent, trainLoop } from "../../src/train/loop.ts";
import { pickRows } from "../../src/train/pick.ts";
import type { AnyExamples, Examples } from "../../src/train/score.ts";
import type { BatchSource } from "../../src/train/source.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { hashOf, linearTable, trainerOf } from "../support/training.ts";

const runtime = await createRuntime({ threads: 1 });
afterAll(() => runtime.dispose());

const train: Examples = { ...linearTable(50, 4), ids: Int32Array.from({ length: 50 }, (_, i) => 1000 + i) };
const validation = linearTable(20, 4, 0.1, 9);

interface Asked {
  readonly rows: readonly number[];
  readonly epoch: number;
  readonly key: Key;
}

/** The clean rows, and a memory of what was asked for. */
function remembering(examples: AnyExamples = train): BatchSource & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    rows: examples.rows,
    draw: (rows, { epoch, key }) => {
      asked.push({ rows: [...rows], epoch, key });
      return pickRows(examples, rows);
    },
  };
}

const optionsOf = (trainer: Trainer, more: Partial<LoopOptions> = {}): LoopOptions => ({
  ...{ trainer, train, validation, metric: rmse, batchSize: 16, length: { epochs: 2 } },
  interpret: ({ rows, y }, values) => ({ kind: "regression", rows, values, targets: y }),
  ...more,
});

async function run(options: LoopOptions): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of trainLoop(options)) events.push(event);
  return events;
}

/** The training loss of the first epoch's event. */
async function firstLoss(options: LoopOptions): Promise<number> {
  const [first] = await run(options);
  return first?.type === "epoch" ? first.train.loss : expect.fail("no epoch");
}

/** What the process was told of failures that nobody waited for. */
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
let others: NodeJS.UnhandledRejectionListener[] = [];
beforeEach(() => {
  others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  // Node tells of them once the microtasks of a turn are done.
  await new Promise(setImmediate);
  process.removeListener("unhandledRejection", note);
  for (const other of others) process.on("unhandledRejection", other);
  expect(unhandled.splice(0)).toEqual([]);
});

describe("a source of batches", () => {
  it("is asked for every row once an epoch, in another order each epoch, with the epoch's own key", async () => {
    const source = remembering();
    const events = await run(optionsOf(await trainerOf(runtime), { source, seed: 3 }));
    expect(source.asked).toHaveLength(8);
    for (const epoch of [0, 1]) {
      const of = source.asked.filter((asked) => asked.epoch === epoch);
      expect(of.map(({ rows }) => rows.length)).toEqual([16, 16, 16, 2]);
      expect(of.flatMap(({ rows }) => rows).toSorted((a, b) => a - b)).toEqual([...train.y.keys()]);
      expect(of.flatMap(({ rows }) => rows)).toEqual([...permutation(50, fold(keyOf(3), "epoch", epoch))]);
      for (const { key } of of) expect(key).toEqual(of[0]!.key);
    }
    expect(source.asked[0]!.key).not.toEqual(source.asked.at(-1)!.key);
    expect(events.map(({ type }) => type)).toEqual(["epoch", "epoch", "end"]);
  });

  it("of clean rows trains to the weights of no source at all, whether it answers at once or later", async () => {
    const later: BatchSource = {
      rows: train.rows,
      draw: async (rows) => {
        await new Promise(setImmediate);
        return pickRows(train, rows);
      },
    };
    const hashes: string[] = [];
    for (const source of [undefined, remembering(), later]) {
      const trainer = await trainerOf(runtime);
      await run(optionsOf(trainer, source === undefined ? {} : { source }));
      hashes.push(hashOf(trainer));
    }
    expect(new Set(hashes).size).toBe(1);
  });

  it("may have more rows or fewer than the data: epochs are of its rows", async () => {
    for (const [rows, steps] of [
      [100, 7],
      [20, 2],
      [7, 1],
    ] as const) {
      const trainer = await trainerOf(runtime);
      const source: BatchSource = {
        rows,
        draw: (asked) =>
          pickRows(
            train,
            asked.map((row) => row % 50),
          ),
      };
      await run(optionsOf(trainer, { source, length: { epochs: 1 } }));
      expect(trainer.steps, `${rows} rows`).toBe(steps);
    }
  });

  it("is what steps learn from and nothing more: scores are of the clean rows", async () => {
    const wrong: BatchSource = {
      rows: 50,
      draw: (rows) => ({ ...pickRows(train, rows), y: new Float32Array(rows.length).fill(30) }),
    };
    const [trainer, clean] = [await trainerOf(runtime), await trainerOf(runtime)];
    for (const one of [trainer, clean]) one.learningRate = 1e-30;
    const misled = await firstLoss(optionsOf(trainer, { source: wrong, length: { epochs: 1 } }));
    expect(misled).toBe(await firstLoss(optionsOf(clean, { length: { epochs: 1 } })));
    expect(misled).toBeLessThan(10);
    trainer.learningRate = 0.02;
    const moved = await firstLoss(optionsOf(trainer, { source: wrong, length: { epochs: 1 } }));
    expect(moved).toBeGreaterThan(100);
  });
});

describe("batches are made ahead", () => {
  it("the next one while a step runs, never two, and none beyond the epoch", async () => {
    const log: string[] = [];
    const trainer = await trainerOf(runtime);
    const step = trainer.step.bind(trainer);
    let steps = 0;
    trainer.step = async (examples, rows) => {
      log.push(`step ${++steps}`);
      const loss = await step(examples, rows);
      log.push(`done ${steps}`);
      return loss;
    };
    let draws = 0;
    const source: BatchSource = {
      rows: 50,
      draw: (rows) => {
        log.push(`draw ${++draws}`);
        return pickRows(train, rows);
      },
    };
    await run(optionsOf(trainer, { source, length: { epochs: 1 } }));
    expect(log).toEqual([
      ...["draw 1", "step 1", "draw 2", "done 1", "step 2", "draw 3", "done 2"],
      ...["step 3", "draw 4", "done 3", "step 4", "done 4"],
    ]);
  });

  const broken = new Error("no such picture");
  it.each([
    ["at once", () => Promise.reject(broken)],
    [
      "by throwing",
      () => {
        throw broken;
      },
    ],
  ] as const)("one that fails %s surfaces as itself, after the step that ran meanwhile", async (_, fail) => {
    for (const failing of [1, 2, 4]) {
      const trainer = await trainerOf(runtime);
      let draws = 0;
      const source: BatchSource = {
        rows: 50,
        draw: (rows) => (++draws === failing ? fail() : pickRows(train, rows)),
      };
      await expect(run(optionsOf(trainer, { source }))).rejects.toBe(broken);
      expect(trainer.steps).toBe(failing - 1);
      // The trainer is whole: no step is left running.
      await trainer.step(train, Int32Array.of(0, 1));
    }
  });

  it("a step that fails is what is told, whatever becomes of the batch that was being made", async () => {
    const bad = { ...train, y: train.y.map(() => Number.NaN) };
    for (const next of [
      () => Promise.reject(broken),
      () => {
        throw broken;
      },
      () => new Promise<AnyExamples>((resolve) => setImmediate(() => resolve(pickRows(train, Int32Array.of(0, 1))))),
    ]) {
      let draws = 0;
      const source: BatchSource = { rows: 50, draw: (rows) => (++draws === 1 ? pickRows(bad, rows) : next()) };
      const error: unknown = await run(optionsOf(await trainerOf(runtime), { source })).catch(
        (cause: unknown) => cause,
      );
      expect(error).toMatchObject({ code: "E403", where: "epoch 1, step 1" });
    }
  });

  it("E403 names the rows by their ids, in the order that they were drawn", async () => {
    const source: BatchSource = {
      rows: 50,
      draw: (rows) => {
        const batch = pickRows(train, rows);
        return { ...batch, y: batch.y.map((v, i) => (train.ids![rows[i]!] === 1017 ? Number.POSITIVE_INFINITY : v)) };
      },
    };
    const error: unknown = await run(optionsOf(await trainerOf(runtime), { source })).catch((cause: unknown) => cause);
    if (!(error instanceof RegularizeError)) throw error;
    const order = permutation(50, fold(keyOf(42), "epoch", 0));
    const batch = Math.floor(order.indexOf(17) / 16);
    expect(error).toMatchObject({ code: "E403", where: `epoch 1, step ${batch + 1}` });
    const told = [error.message, ...(error.details ?? [])].join("\n");
    expect(told).toContain("10");
    const named = [...told.matchAll(/\b10\d\d\b/gu)].map(([id]) => Number(id));
    const ids = [...order.subarray(16 * batch, 16 * (batch + 1))].map((row) => 1000 + row);
    expect(named.length).toBeGreaterThan(0);
    for (const id of named) expect(ids).toContain(id);
  });
});

describe("a loop that goes on", () => {
  it("draws what it would have drawn, from the middle of an epoch, and ends at the same weights", async () => {
    /** Noise by the epoch's key and the row: a per-row augmentation. */
    const noisy = (asked: Asked[] = []): BatchSource => ({
      rows: 50,
      draw: (rows, { epoch, key }) => {
        asked.push({ rows: [...rows], epoch, key });
        const batch = pickRows(train, rows);
        return { ...batch, x: batch.x.map((v, i) => v + (fold(key, rows[Math.floor(i / 4)]!).low % 100) / 500) };
      },
    });
    const [whole, all] = [await trainerOf(runtime), [] as Asked[]];
    const events = await run(optionsOf(whole, { source: noisy(all) }));
    for (const stop of [1, 3, 4, 6]) {
      let saved: Checkpoint | undefined;
      let due = 0;
      const stopped = new Error("stopped");
      await expect(
        run(
          optionsOf(await trainerOf(runtime), {
            source: noisy(),
            checkpoint: {
              due: () => ++due === stop,
              save: async (checkpoint) => {
                saved = checkpoint;
                throw stopped;
              },
            },
          }),
        ),
      ).rejects.toBe(stopped);
      const [again, rest] = [await trainerOf(runtime), [] as Asked[]];
      const later = await run(optionsOf(again, { source: noisy(rest), resume: saved! }));
      expect(rest).toEqual(all.slice(stop));
      expect(hashOf(again)).toBe(hashOf(whole));
      expect(later.at(-1)).toEqual(events.at(-1));
    }
  });
});
