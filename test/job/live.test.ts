import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { fit as train } from "../../src/job/fit.ts";
import { watchOf } from "../../src/job/watch/live.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { logLoss } from "../../src/train/metrics/index.ts";
import { csv, scratch } from "./make.ts";

const { at, write } = scratch();
const plain = resolveRecipe({ name: "plain", earlyStopping: false });

/** Training falls for ever; validation turns after `turn` epochs. */
const line = (epoch: number, turn: number) => {
  const validation = 0.3 + 0.3 / epoch + 0.01 * Math.max(0, epoch - turn);
  const train = 0.6 / epoch;
  return { epoch, train: { loss: train, metric: train }, validation: { loss: validation, metric: validation } };
};
const told = (recipe: typeof plain, turn: number, epochs = 100): string[] => {
  const watch = watchOf(recipe, logLoss, 0.69);
  return Array.from({ length: epochs }, (_, i) => watch.note(line(i + 1, turn))).flatMap((notice) =>
    notice === undefined ? [] : [notice.message],
  );
};

describe("what a fit says while it runs", () => {
  it("tells harmful overfitting once, soon after it can be seen, with what to do", () => {
    const notices = told(plain, 20);
    expect(notices).toHaveLength(1);
    const epoch = Number(/^epoch (\d+): harmful overfitting/u.exec(notices[0]!)?.[1]);
    expect(epoch).toBeGreaterThan(20);
    expect(epoch).toBeLessThan(50);
    expect(notices[0]).toContain("earlyStopping: true");
  });

  it("is silent while validation falls, and where the best epoch is kept anyway", () => {
    expect(told(plain, 1000)).toEqual([]);
    expect(told(resolveRecipe({ name: "kept", earlyStopping: true }), 20)).toEqual([]);
  });

  it("reaches whoever listens to a fit of random labels by a large network", async () => {
    const random = randomOf(keyOf(5));
    const text = csv(["a", "b", "c", "y"], 300, () => [
      ...[random.uniform(), random.uniform(), random.uniform()].map((x) => x.toFixed(4)),
      random.uniform() < 0.5 ? "no" : "yes",
    ]);
    const recipe = resolveRecipe({
      name: "large",
      hidden: [64, 64],
      epochs: 60,
      learningRate: 0.01,
      earlyStopping: false,
    });
    const messages: string[] = [];
    const options = { data: write("coins.csv", text), target: "y", recipe, metric: "logLoss", out: at("live") };
    await train(options, (event) => void (event.type === "notice" && messages.push(event.message)));
    expect(messages.filter((message) => /^epoch \d+: harmful overfitting/u.test(message))).toHaveLength(1);
  });
});
