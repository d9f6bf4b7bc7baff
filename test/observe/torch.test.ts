import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { crossEntropy } from "../../src/loss/index.ts";
import * as nn from "../../src/nn/index.ts";
import { decodeSafetensors, encodeSafetensors, loadTorch, saveTorch } from "../../src/observe/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { NamedTensor } from "../../src/train/state.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { expectClose } from "../support/close.ts";
import { hashOf, linearTable, train, trainerOf } from "../support/training.ts";

const folder = resolve(import.meta.dirname, "../fixtures/stateDict");
const file = (name: string): Uint8Array => readFileSync(resolve(folder, name));
const fixture = JSON.parse(new TextDecoder().decode(file("net.json"))) as {
  readonly x: readonly number[];
  readonly probabilities: readonly number[];
  readonly codes: readonly number[];
  readonly words: readonly number[];
  readonly names: Readonly<Record<string, readonly number[]>>;
};

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

/** The net of generate.py, child by child. */
const net = (): Promise<Trainer> =>
  trainerOf(runtime, {
    model: nn.sequential(
      ...[nn.conv2d({ features: 4, padding: 1, groups: 2 }), nn.batchNorm2d(), nn.relu(), nn.flatten()],
      ...[nn.linear({ features: 6, bias: false }), nn.batchNorm1d({ affine: false }), nn.tanh()],
      nn.sequential(nn.linear(6), nn.layerNorm()),
      ...[nn.weightNorm(nn.linear(5)), nn.spectralNorm(nn.linear(4)), nn.linear(3)],
    ),
    ...{ loss: crossEntropy(), input: [2, 3, 3], outputs: 3 },
  });

const tensorsOf = (bytes: Uint8Array): Record<string, NamedTensor> => ({
  ...decodeSafetensors(bytes, { foreign: true }).tensors,
});

function refusal(work: () => void): RegularizeError {
  try {
    work();
  } catch (error) {
    if (error instanceof RegularizeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a state_dict that PyTorch saved", () => {
  it("computes what it computed there", async () => {
    const trainer = await net();
    loadTorch(trainer, file("net.safetensors"));
    const found = await trainer.predict(Float32Array.from(fixture.x), 6);
    expectClose(found, fixture.probabilities, { relative: 1e-5, absolute: 1e-6 });
  });

  it("turns no embedding, though it is a matrix too", async () => {
    const words = nn.sequential(
      nn.embedding({ vocabulary: 5, features: 4 }),
      nn.flatten(),
      nn.weightNorm(nn.linear(2)),
    );
    const trainer = await trainerOf(runtime, { model: words, input: [2], outputs: 2 });
    loadTorch(trainer, file("words.safetensors"));
    const found = await trainer.predict(Float32Array.from(fixture.codes), 3);
    expectClose(found, fixture.words, { relative: 1e-5, absolute: 1e-6 });
  });

  it("comes back with PyTorch's names, shapes and numbers; only the count of batches is our own", async () => {
    const trainer = await net();
    loadTorch(trainer, file("net.safetensors"));
    const [given, saved] = [tensorsOf(file("net.safetensors")), tensorsOf(saveTorch(trainer))];
    expect(Object.fromEntries(Object.entries(saved).map(([name, { shape }]) => [name, shape]))).toEqual(fixture.names);
    const counts = Object.keys(given).filter((name) => name.endsWith("num_batches_tracked"));
    expect(counts).toHaveLength(2);
    for (const name of counts) {
      expect([...given[name]!.data]).toEqual([7]);
      saved[name] = given[name]!;
    }
    expect(saved).toEqual(given);
    expect(decodeSafetensors(saveTorch(trainer)).metadata).toEqual({ format: "pt" });
  });

  it("is found under a prefix and under the names of older versions", async () => {
    const [plain, prefixed] = [await net(), await net()];
    loadTorch(plain, file("net.safetensors"));
    const older = Object.entries(tensorsOf(file("net.safetensors"))).map(([name, tensor]) => {
      const old = name
        .replace("parametrizations.weight.original0", "weight_g")
        .replace("parametrizations.weight.original1", "weight_v")
        .replace("parametrizations.weight.original", "weight_orig")
        .replace("parametrizations.weight.0._", "weight_");
      return [`module.${old}`, tensor] as const;
    });
    const bytes = encodeSafetensors(Object.fromEntries(older));
    loadTorch(prefixed, bytes, { prefix: "module." });
    expect(hashOf(prefixed)).toBe(hashOf(plain));
    expect(refusal(() => loadTorch(prefixed, bytes)).todo).toBe('pass { prefix: "module." }');
  });

  it("that does not fit: everything missing, extra and misshapen is listed at once, and the model is as it was", async () => {
    const trainer = await net();
    const before = hashOf(trainer);
    const { "0.bias": _, "7.0.weight": __, ...tensors } = tensorsOf(file("net.safetensors"));
    const turned: NamedTensor = { shape: [36, 6], data: tensors["4.weight"]!.data };
    const odd = { shape: [1], data: Float32Array.of(1) };
    const bytes = encodeSafetensors({ ...tensors, "4.weight": turned, "11.weight": odd, "5.weight": odd });
    const error = refusal(() => loadTorch(trainer, bytes));
    expect(error).toMatchObject({ code: "E332", exitCode: 2 });
    expect(error.details.toSorted()).toEqual([
      "4.weight: expected [6, 36], found [36, 6]",
      "extra: 11.weight [1]",
      "extra: 5.weight [1]",
      "missing: 0.bias [4]",
      "missing: 7.0.weight [6, 6]",
    ]);
    expect(hashOf(trainer)).toBe(before);
  });

  it("that is none is refused, and the model is as it was", async () => {
    const trainer = await net();
    const before = hashOf(trainer);
    const bytes = file("net.safetensors");
    for (const length of [0, 7, 100, bytes.length - 1])
      expect(refusal(() => loadTorch(trainer, bytes.subarray(0, length))).code).toBe("E820");
    expect(hashOf(trainer)).toBe(before);
  });
});

describe("a model of ours", () => {
  it("goes to PyTorch's form and back bit for bit, also when it goes on learning", async () => {
    const model = () => nn.sequential(nn.linear(4), nn.batchNorm1d(), nn.relu(), nn.dropConnect(nn.linear(1)));
    const [from, to] = [
      await trainerOf(runtime, { model: model() }),
      await trainerOf(runtime, { model: model(), seed: 9 }),
    ];
    await train(from, linearTable(48, 4), 5);
    const saved = saveTorch(from);
    expect([...tensorsOf(saved)["1.num_batches_tracked"]!.data]).toEqual([5]);
    expect(tensorsOf(saved)["3.weight"]!.shape).toEqual([1, 4]);
    loadTorch(to, saved);
    expect(hashOf(to)).toBe(hashOf(from));
    await train(to, linearTable(48, 4), 1);
    expect(hashOf(to)).not.toBe(hashOf(from));
  });

  it("frozen batch norm's scale and shift have the names that learned ones have", async () => {
    const made = (frozen: boolean): Promise<Trainer> =>
      trainerOf(runtime, { model: nn.sequential(nn.batchNorm1d({ frozen }), nn.linear(1)) });
    const [learned, frozen] = [await made(false), await made(true)];
    await train(learned, linearTable(48, 4), 3);
    loadTorch(frozen, saveTorch(learned));
    expect(tensorsOf(saveTorch(frozen))["0.weight"]).toEqual(tensorsOf(saveTorch(learned))["0.weight"]);
  });
});
