import { afterAll, describe, expect, it } from "vitest";
import { mul, sqrt, sum, unsqueeze, type Value } from "../../src/graph/index.ts";
import { batchNorm1d, dropout, gaussianNoise, linear, module, relu, sequential } from "../../src/nn/index.ts";
import { filled } from "../../src/nn/init.ts";
import { adam, adamW, sgd } from "../../src/optim/index.ts";
import { l1, l2, penalty } from "../../src/penalty/index.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { allRows, hashOf, linearTable, mlp, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);
const rich = () => ({
  model: sequential(linear(8), batchNorm1d(), relu(), dropout(), gaussianNoise(), linear(1)),
  penalties: [l1(1e-3), l2(1e-2)],
});

describe("seeds", () => {
  it("decide the weights: the same twice is one hash, another is another", async () => {
    const hashes: string[] = [];
    for (const seed of [1, 1, 2]) {
      const trainer = await trainerOf(runtime, { ...rich(), optimizer: adamW(0.01), seed });
      await train(trainer, data, 20);
      hashes.push(hashOf(trainer));
    }
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it("do not depend on the other layers: a new layer leaves first weights alone", async () => {
    const first = sequential(linear(8), linear(1));
    const more = sequential(linear(8), linear(1), dropout(), linear(1));
    const [a, b] = [await trainerOf(runtime, { model: first }), await trainerOf(runtime, { model: more })];
    expect(b.tensors()["1.weight"]).toEqual(a.tensors()["1.weight"]);
    expect(b.tensors()["3.weight"]).not.toEqual(a.tensors()["1.weight"]);
  });
});

describe("snapshots", () => {
  it.each([
    ["sgd", sgd(0.05)],
    ["adam", adam(0.01)],
  ] as const)("continue bit for bit under %s, in another trainer too", async (_, optimizer) => {
    const trainer = await trainerOf(runtime, { ...rich(), optimizer });
    await train(trainer, data, 7);
    trainer.setStrength("3.rate", 0.25);
    const snapshot = trainer.snapshot();
    const losses = await train(trainer, data, 6);
    const hash = hashOf(trainer);
    trainer.restore(snapshot);
    expect(trainer.steps).toBe(7);
    expect(await train(trainer, data, 6)).toEqual(losses);
    expect(hashOf(trainer)).toBe(hash);
    const other = await trainerOf(runtime, { ...rich(), optimizer });
    other.restore(snapshot);
    expect(other.strengths()["3.rate"]).toBe(0.25);
    expect(await train(other, data, 6)).toEqual(losses);
    expect(hashOf(other)).toBe(hash);
  });

  it("are copies: later steps do not reach them, nor do writes to tensors() reach the model", async () => {
    const trainer = await trainerOf(runtime);
    const [snapshot, tensors] = [trainer.snapshot(), trainer.tensors()];
    const [state, weight] = [snapshot.state.slice(), tensors["0.weight"]!.data.slice()];
    await train(trainer, data, 2);
    expect(snapshot.state).toEqual(state);
    expect(tensors["0.weight"]!.data).toEqual(weight);
    const hash = hashOf(trainer);
    trainer.tensors()["0.weight"]!.data.fill(0);
    expect(hashOf(trainer)).toBe(hash);
  });

  it("of another model or optimizer are refused", async () => {
    const snapshot = (await trainerOf(runtime, { optimizer: sgd(0.1) })).snapshot();
    for (const given of [{ optimizer: adam(0.1) }, { model: linear(1) }]) {
      const other = await trainerOf(runtime, given);
      const before = hashOf(other);
      expect(() => other.restore(snapshot)).toThrow(expect.objectContaining({ code: "E332" }));
      expect(hashOf(other)).toBe(before);
    }
  });
});

describe("load", () => {
  it("takes what tensors() gives", async () => {
    const [a, b] = [await trainerOf(runtime, { ...rich(), seed: 1 }), await trainerOf(runtime, { ...rich(), seed: 2 })];
    await train(a, data, 5);
    b.load(a.tensors());
    expect(hashOf(b)).toBe(hashOf(a));
    expect((await b.score(data)).loss).toBe((await a.score(data)).loss);
  });

  it("lists everything that is missing, extra or misshapen at once, and changes nothing", async () => {
    const trainer = await trainerOf(runtime);
    const before = hashOf(trainer);
    const { "0.bias": bias, "2.weight": _, ...rest } = trainer.tensors();
    const wrong = {
      ...rest,
      "0.weight": { shape: [8, 4], data: new Float32Array(32) },
      "0.bias": { shape: [8], data: bias!.data.subarray(1) },
      "9.weight": { shape: [1], data: new Float32Array(1) },
    };
    let found: unknown;
    try {
      trainer.load(wrong);
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({
      code: "E332",
      details: [
        "missing: 2.weight [8, 1]",
        "extra: 9.weight",
        "0.weight: expected [4, 8], found [8, 4]",
        "0.bias: expected [8], found 7 numbers",
      ],
    });
    expect(hashOf(trainer)).toBe(before);
  });
});

describe("a step that fails changes nothing and says which rows", () => {
  const rows = Int32Array.of(5, 3, 40);
  it("NaN in a target", async () => {
    const trainer = await trainerOf(runtime, rich());
    await train(trainer, data, 3);
    const before = trainer.snapshot();
    const y = data.y.slice();
    y[3] = Number.NaN;
    await expect(trainer.step({ ...data, y }, rows)).rejects.toMatchObject({
      ...{ code: "E403", where: "step 4", exitCode: 4, details: ["Batch rows: 5, 3, 40"], todo: "--lr 0.005" },
      message: "loss became NaN at step 4 (lr 0.05)",
    });
    expect(trainer.snapshot()).toEqual(before);
    await trainer.step(data, rows);
    expect(trainer.steps).toBe(4);
  });

  it("a learning rate of 1e30: the step after it fails, with the weights of before it", async () => {
    const trainer = await trainerOf(runtime, { optimizer: sgd({ learningRate: 0.1 }) });
    trainer.learningRate = 1e30;
    await trainer.step(data, rows);
    const before = trainer.snapshot();
    await expect(trainer.step(data, rows)).rejects.toMatchObject({ code: "E403", where: "step 2" });
    expect(trainer.snapshot()).toEqual(before);
  });

  it("a gradient that is not a number behind a loss that is", async () => {
    const root = penalty("root", (w: Value) => mul(0.1, sqrt(sum(mul(w, w)))));
    const zero = module("zero", (x, { parameter, call }) => {
      const weight = parameter("w", [4], filled(0), "weight");
      return call("fc", linear(1), mul(x, weight));
    });
    const trainer = await trainerOf(runtime, { model: zero, penalties: [root] });
    const before = hashOf(trainer);
    await expect(trainer.step(data, rows)).rejects.toMatchObject({
      ...{ code: "E403", message: "gradient of w became NaN at step 1 (lr 0.05)" },
    });
    expect(hashOf(trainer)).toBe(before);
  });

  it("statistics beyond float32", async () => {
    const trainer = await trainerOf(runtime, { model: sequential(batchNorm1d(), linear(1)) });
    const x = data.x.map((v) => v * 1e25);
    const before = hashOf(trainer);
    await expect(trainer.step({ ...data, x }, rows)).rejects.toMatchObject({ code: "E403" });
    expect(hashOf(trainer)).toBe(before);
  });
});

/** [batch, 1, 1] */
const embedded = module("embedded", (x, { call }) => unsqueeze(call("fc", linear(1), x), 2));

describe("batches", () => {
  it("of any size up to the largest learn", async () => {
    const trainer = await trainerOf(runtime, rich());
    for (const size of [16, 2, 5, 15, 16])
      expect(await trainer.step(data, allRows(data).subarray(0, size))).toBeGreaterThan(0);
    expect(trainer.steps).toBe(5);
  });

  it.each([
    ["more rows than the largest", new Int32Array(17), "E312"],
    ["no rows", new Int32Array(0), "E312"],
    ["a row that is not there", Int32Array.of(1, 64), "E312"],
    ["a negative row", Int32Array.of(-1, 1), "E312"],
    ["one row under batch norm", Int32Array.of(1), "E331"],
  ] as const)("%s: refused", async (_, rows, code) => {
    const trainer = await trainerOf(runtime, rich());
    await expect(trainer.step(data, rows)).rejects.toMatchObject({ code });
    expect(trainer.steps).toBe(0);
  });

  it("one after the other: a step that is not awaited refuses the next, and still learns", async () => {
    const [hasty, patient] = [await trainerOf(runtime, rich()), await trainerOf(runtime, rich())];
    const rows = Int32Array.of(1, 2, 3);
    const first = hasty.step(data, rows);
    await expect(hasty.step(data, rows)).rejects.toMatchObject({ code: "E325" });
    expect(await first).toBe(await patient.step(data, rows));
    expect(hashOf(hasty)).toBe(hashOf(patient));
    expect(await hasty.step(data, rows)).toBe(await patient.step(data, rows));
  });

  it.each([Number.NaN, -0.1, Number.POSITIVE_INFINITY])(
    "a learning rate of %d is refused before the step",
    async (rate) => {
      const trainer = await trainerOf(runtime);
      const before = hashOf(trainer);
      trainer.learningRate = rate;
      await expect(trainer.step(data, Int32Array.of(1))).rejects.toMatchObject({ code: "E311", where: "learningRate" });
      expect(hashOf(trainer)).toBe(before);
    },
  );

  it.each([
    ["0", { batchSize: 0 }, "E312"],
    ["1.5", { batchSize: 1.5 }, "E312"],
    ["1 with batch norm", { ...rich(), batchSize: 1 }, "E331"],
    ["16 and a clipNorm of 0", { clipNorm: 0 }, "E311"],
    ["16 and a clipNorm of NaN", { clipNorm: Number.NaN }, "E311"],
    ["16 and three outputs for a target of one, which would broadcast", { model: linear(3) }, "E333"],
    ["16 and a prediction of one axis too many", { model: embedded }, "E333"],
  ] as const)("a largest batch of %s is refused before the first step", async (_, given, code) => {
    await expect(trainerOf(runtime, given)).rejects.toMatchObject({ code });
  });
});

/** A runtime that counts the sessions it gives. */
function counting(): { runtime: Runtime; sessions: Set<unknown> } {
  const sessions = new Set<unknown>();
  const load: Runtime["load"] = async (program) => {
    const session = await runtime.load(program);
    sessions.add(session);
    return session;
  };
  return { runtime: Object.assign(Object.create(runtime) as Runtime, { load, provider: runtime.provider }), sessions };
}

describe("strengths", () => {
  it("change without recompiling: one session serves all of them and all trainers of one structure", async () => {
    const { runtime: counted, sessions } = counting();
    const losses = new Set<number>();
    for (const rate of [0.1, 0.3, 0.5]) {
      const model = mlp(dropout(rate), gaussianNoise(rate));
      const trainer = await trainerOf(counted, { model, penalties: [l2(rate)], optimizer: sgd(0) });
      losses.add((await train(trainer, data, 1))[0]!);
      for (const later of [0, 0.2, 0.9]) {
        trainer.setStrength("2.rate", later);
        trainer.setStrength("3.deviation", later);
        losses.add((await train(trainer, data, 1))[0]!);
      }
    }
    expect(sessions.size).toBe(1);
    // The later strengths are the same three for each trainer, at the same steps.
    expect(losses.size).toBe(6);
  });

  it("of penalties act at once, in the kernel and in the reported cost", async () => {
    const given = { penalties: [l2(0)], optimizer: sgd(0.05) };
    const [changed, fixed] = [
      await trainerOf(runtime, given),
      await trainerOf(runtime, { ...given, penalties: [l2(0.5)] }),
    ];
    changed.setStrength("penalty.l2.strength", 0.5);
    expect(await changed.penaltyCosts()).toEqual(await fixed.penaltyCosts());
    for (const trainer of [changed, fixed]) await train(trainer, data, 5);
    expect(hashOf(changed)).toBe(hashOf(fixed));
  });

  it.each([
    ["an unknown name", "5.rate", 0.5, "E310"],
    ["a rate of one", "3.rate", 1, "E311"],
    ["a negative deviation", "4.deviation", -0.1, "E311"],
    ["NaN", "penalty.l2.strength", Number.NaN, "E311"],
  ] as const)("refuse %s", async (_, name, value, code) => {
    const trainer = await trainerOf(runtime, rich());
    const before = trainer.strengths();
    expect(() => trainer.setStrength(name, value)).toThrow(expect.objectContaining({ code }));
    expect(trainer.strengths()).toEqual(before);
  });
});

describe("layout", () => {
  it("puts weights first, then biases, states and strengths, without a gap", async () => {
    const model = sequential(linear(130), batchNorm1d(), relu(), linear(1));
    const { layout } = await trainerOf(runtime, { model, optimizer: adam(0.01), penalties: [l2(1e-4)] });
    const { parameters, states, strengths } = layout;
    const places = [...parameters, ...states, ...strengths];
    expect(places.map((place) => place.offset)).toEqual(
      places.map((_, i) => places.slice(0, i).reduce((total, { size }) => total + size, 0)),
    );
    expect(parameters.map((place) => place.offset < layout.weights)).toEqual(
      parameters.map((place) => place.role === "weight"),
    );
    expect([states[0]!.offset, strengths[0]!.offset]).toEqual([layout.learned, layout.carried]);
  });
});
