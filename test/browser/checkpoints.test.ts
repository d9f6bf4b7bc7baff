import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moons } from "../../dashboard/playground/data/synthetic.ts";
import type { News, Point } from "../../dashboard/playground/engine/messages.ts";
import { gridOf, planeOf } from "../../dashboard/playground/engine/look.ts";
import { splitOf } from "../../dashboard/playground/engine/rows.ts";
import { Training } from "../../dashboard/playground/engine/training.ts";
import { plain, type Settings } from "../../dashboard/playground/settings.ts";
import type { Runtime } from "../../src/browser.ts";
import { createRuntime } from "../../src/run/index.ts";

const EPOCHS = 60;
/** Everything that could come back wrong: an average, running statistics, a schedule with a memory, noise. */
const page: Settings = {
  ...{ ...plain, data: "moons", rows: 40, width: 8, depth: 2, epochs: EPOCHS, rate: 0.03 },
  ...{ dropout: 0.2, noise: 0.2, norm: "batch", ema: 0.9, schedule: "reduceOnPlateau" },
};

describe("checkpoints of the playground", () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await createRuntime();
  });
  afterAll(() => runtime.dispose());

  async function begin(settings: Settings): Promise<Training> {
    const split = splitOf(moons(), settings);
    return Training.begin(settings, split, { runtime, grid: gridOf(planeOf(split)!, split) });
  }
  async function train(training: Training, epochs: number): Promise<void> {
    for (let epoch = 0; epoch < epochs && !training.done; epoch++) await training.epoch();
  }
  const losses = (points: readonly Point[]) => points.map(({ epoch, train: { loss } }) => [epoch, loss]);

  let whole: News;
  it("are few, hold the best and the last, and show the network as it was", async () => {
    const training = await begin(page);
    await train(training, 7);
    const seventh = await training.news();
    await train(training, EPOCHS);
    whole = await training.news();
    expect([...seventh.points, ...whole.points].map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: EPOCHS }, (_, i) => i + 1),
    );
    expect(whole.saved.length).toBeLessThanOrEqual(26);
    expect(whole.saved).toContain(whole.best!.epoch);
    expect(whole.saved.at(-1)).toBe(EPOCHS);
    training.show("best");
    const best = await training.news();
    expect(best.shown).toBe(whole.best!.epoch);
    expect(best.look.grid).not.toEqual(whole.look.grid);
    training.show("last");
    expect((await training.news()).look).toEqual(whole.look);
  });

  it("trained on from, they give the losses of a training that never stopped, to the bit", async () => {
    const training = await begin(page);
    await train(training, 7);
    const seventh = await training.news();
    await train(training, 17);
    training.show(7);
    const back = await training.news();
    expect([back.shown, back.look]).toEqual([7, seventh.look]);
    await training.goOn();
    await train(training, EPOCHS);
    const again = await training.news();
    expect(again.after).toBe(7);
    expect(losses(again.points)).toEqual(losses(whole.points));
    expect(again.look).toEqual(whole.look);
  });

  it("looked at in between, they change nothing", async () => {
    const training = await begin(page);
    for (const place of [3, "best", "last", 1] as const) {
      await train(training, 5);
      training.show(place);
    }
    await train(training, EPOCHS);
    expect((await training.news()).look).toEqual(whole.look);
  });

  it("trained on from with other strengths, they take those", async () => {
    const ends = await Promise.all(
      [0, 0.5].map(async (l2) => {
        const training = await begin(page);
        await train(training, 12);
        training.move({ ...page, l2 });
        training.show(5);
        await training.goOn();
        await train(training, 10);
        return training.news();
      }),
    );
    expect(ends[1]!.look.weights.norm).toBeLessThan(0.9 * ends[0]!.look.weights.norm);
  });

  it("keep the best epoch's network where that is asked for", async () => {
    const training = await begin({ ...page, ema: 0, keep: "best" });
    await train(training, EPOCHS + 1);
    const { shown, best, look } = await training.news();
    expect(shown).toBe(best!.epoch);
    expect(shown).toBeLessThan(EPOCHS);
    training.show("last");
    const last = await training.news();
    expect([last.shown, last.look.grid]).not.toEqual([shown, look.grid]);
    training.show("best");
    expect((await training.news()).look).toEqual(look);
  });
});
