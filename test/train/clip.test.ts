import { afterAll, describe, expect, it } from "vitest";
import { sgd } from "../../src/optim/index.ts";
import { l2 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { expectClose } from "../support/close.ts";
import { hashOf, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);

/** What one step of size 1 subtracts from all parameters. */
async function stepOf(clipNorm: number): Promise<number[]> {
  const trainer = await trainerOf(runtime, { optimizer: sgd({ learningRate: 1, momentum: 0 }), clipNorm });
  const before = trainer.tensors();
  await train(trainer, data, 1);
  const after = trainer.tensors();
  return Object.keys(before).flatMap((name) => [...before[name]!.data].map((w, i) => w - after[name]!.data[i]!));
}

describe("clipNorm", () => {
  it("scales the whole gradient to the bound, and only when it is longer", async () => {
    const free = await stepOf(Number.POSITIVE_INFINITY);
    const norm = Math.hypot(...free);
    for (const share of [0.9, 0.1]) {
      const clipped = await stepOf(share * norm);
      expectClose([Math.hypot(...clipped)], [share * norm], { relative: 1e-5, absolute: 0 });
      const expected = free.map((g) => g * share);
      expectClose(clipped, expected, { relative: 1e-4, absolute: 1e-6 });
    }
    expect(await stepOf(1.01 * norm)).toEqual(free);
  });

  it("bounds the gradient of the loss, not the pull of L2, as PyTorch's", async () => {
    const given = { optimizer: sgd({ learningRate: 1, momentum: 0 }), penalties: [l2(0.5)] };
    const [clipped, shrunk] = [
      await trainerOf(runtime, { ...given, clipNorm: 1e-12 }),
      await trainerOf(runtime, given),
    ];
    const before = clipped.tensors()["0.weight"]!.data;
    for (const trainer of [clipped, shrunk]) await train(trainer, data, 1);
    expectClose(
      clipped.tensors()["0.weight"]!.data,
      [...before].map((w) => w / 2),
      { relative: 1e-5, absolute: 1e-7 },
    );
    expect(hashOf(clipped)).not.toBe(hashOf(shrunk));
  });
});
