import { afterAll, describe, expect, it } from "vitest";
import { ANY, fold, keyOf, randomOf } from "../../src/core/index.ts";
import { constant, evaluate, input } from "../../src/graph/index.ts";
import type { Loss } from "../../src/loss/define.ts";
import { bceWithLogits, crossEntropy, meanOverMembers, mse } from "../../src/loss/index.ts";
import { dropout, ensembleOf, linear, relu, sequential } from "../../src/nn/index.ts";
import { adamW } from "../../src/optim/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { onRuntime } from "../support/engines.ts";
import { allRows, classTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const [ROWS, MEMBERS, OUTPUTS] = [4, 3, 2];
const strength = (_: string, value: number) => constant(value);
const random = randomOf(fold(keyOf(2), "members"));
const prediction = Float64Array.from({ length: ROWS * MEMBERS * OUTPUTS }, () => random.normal());
const target = Float64Array.from({ length: ROWS * OUTPUTS }, (_, i) => Number(i % OUTPUTS === (i >> 1) % 2));

/** Member m's columns of the prediction. */
const ofMember = (m: number): Float64Array =>
  prediction.filter((_, i) => Math.floor((i % (MEMBERS * OUTPUTS)) / OUTPUTS) === m);

function rowsAlone(loss: Loss, m: number): Float64Array {
  const [z, y] = [input("z", [ROWS, OUTPUTS]), input("y", [ROWS, OUTPUTS])];
  return evaluate([loss.rows(z, y, "learn", strength)], { z: ofMember(m), y: target })[0]!.data;
}

const inner = { mse: mse(), crossEntropy: crossEntropy(0.1), bceWithLogits: bceWithLogits(0.2) };

describe("meanOverMembers", () => {
  it.each(Object.entries(inner))(
    "of %s is the mean of the members' own losses, in learn mode and in infer mode",
    async (_, loss) => {
      const wrapped = meanOverMembers(loss, MEMBERS);
      const alone = Array.from({ length: MEMBERS }, (__, m) => rowsAlone(loss, m));
      const expected = Array.from({ length: ROWS }, (__, row) => alone.reduce((sum, x) => sum + x[row]!, 0) / MEMBERS);
      for (const batch of [ROWS, ANY]) {
        const [z, y] = [input("z", [batch, MEMBERS * OUTPUTS]), input("y", [batch, OUTPUTS])];
        const rows = wrapped.rows(z, y, "learn", strength);
        const found = (await onRuntime(runtime)({ rows }, { z: prediction, y: target }))["rows"]!.data;
        expect([...found]).toEqual(expected.map((v) => expect.closeTo(v, 5)));
      }
    },
  );

  it("averages probabilities, not logits", () => {
    const z = input("z", [ROWS, MEMBERS * OUTPUTS]);
    const head = meanOverMembers(crossEntropy(), MEMBERS).head(z);
    expect(head.shape).toEqual([ROWS, OUTPUTS]);
    const found = evaluate([head], { z: prediction })[0]!.data;
    const one = input("z", [ROWS, OUTPUTS]);
    const each = Array.from(
      { length: MEMBERS },
      (_, m) => evaluate([crossEntropy().head(one)], { z: ofMember(m) })[0]!.data,
    );
    for (const [i, p] of found.entries()) expect(p).toBeCloseTo(each.reduce((sum, x) => sum + x[i]!, 0) / MEMBERS, 12);
  });

  it("refuses a prediction that does not divide, and no members", () => {
    const z = input("z", [ROWS, 7]);
    expect(() => meanOverMembers(mse(), MEMBERS).head(z)).toThrow(expect.objectContaining({ code: "E333" }));
    expect(() => meanOverMembers(mse(), 0)).toThrow(expect.objectContaining({ code: "E311" }));
  });

  it("trains a TabM-mini: the ensemble learns, and its members differ", async () => {
    const data = classTable(128, 4);
    const model = ensembleOf(sequential(linear(16), relu(), dropout(0.1)), { members: 8, outputs: 2 });
    const given = {
      model,
      loss: meanOverMembers(crossEntropy(), 8),
      outputs: 2,
      optimizer: adamW({ learningRate: 1e-2 }),
    };
    const trainer = await trainerOf(runtime, given);
    await train(trainer, data, 120);
    const { predictions, loss } = await trainer.score(data);
    const right = allRows(data).filter((row) => predictions[row * 2]! > 0.5 === (data.y[row * 2] === 1)).length;
    expect(right / data.rows).toBeGreaterThan(0.9);
    expect(loss).toBeLessThan(0.35);
    for (const row of allRows(data)) expect(predictions[row * 2]! + predictions[row * 2 + 1]!).toBeCloseTo(1, 5);
  });
});
