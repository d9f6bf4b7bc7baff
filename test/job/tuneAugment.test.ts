import { describe, expect, it } from "vitest";
import { showSteps } from "../../src/job/augment/steps.ts";
import { usualAugment } from "../../src/job/ladder.ts";
import type { Fold, Input } from "../../src/job/prepare.ts";
import type { Order } from "../../src/job/queue/protocol.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import type { Recipe } from "../../src/job/recipe.ts";
import { augmentFor } from "../../src/job/tune/begin/augment.ts";
import { fixedRecipes } from "../../src/job/tune/begin/fixed.ts";
import { spaceFor } from "../../src/job/tune/begin/space.ts";
import type { NoticeEvent } from "../../src/job/types.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";

const metric = metricFor("multiclass", "accuracy");
const usual = usualAugment("image");

/** A queue whose audit says so of each step, in order. */
function auditing(...verdicts: readonly string[]): { queue: Queue; asked: Order[] } {
  const asked: Order[] = [];
  const queue: Queue = async (orders, { onAnswer }) => {
    for (const order of "next" in orders ? [] : orders) {
      asked.push(order);
      const steps = order.type === "audit" ? order.steps : [];
      const lines = steps.map((step, i) => ({
        ...{ operation: showSteps([step]), verdict: verdicts[i]!, safeUpTo: "", affinity: "", worst: "" },
        why: `${verdicts[i]!} it is`,
      }));
      const isBad = (i: number): boolean => ["risky", "breaks labels"].includes(verdicts[i]!);
      const leftOut = lines.filter((_, i) => isBad(i)).map(({ operation, why }) => ({ name: operation, why }));
      const audit = { lines, leftOut, steps: steps.filter((_, i) => !isBad(i)), rows: 300, guarantee: "" };
      await onAnswer(order, { type: "audit", audit });
    }
  };
  return { queue, asked };
}

async function augmentOf(queue: Queue, more: object = {}, base: Partial<Recipe> = {}) {
  const told: NoticeEvent[] = [];
  const part = { input: { kind: "image" }, train: { rows: 900 } } as unknown as Fold<Input>;
  const options = { data: "photos", base };
  const of = {
    options,
    metric,
    sha256: "0",
    queue,
    epochSeconds: 0,
    onEvent: (event: NoticeEvent) => told.push(event),
  };
  return { ...(await augmentFor(part, { ...of, ...more })), told };
}

describe("augmentation of a search", () => {
  it("is what the audit found safe: what breaks labels never enters, what it can't tell neither, and both are said", async () => {
    const { queue, asked } = auditing("safe", "can't tell", "breaks labels");
    const { augment, audit, notices, told } = await augmentOf(queue);
    expect(augment).toEqual([usual[0]]);
    expect(audit!.steps).toEqual(augment);
    expect(audit!.leftOut.map(({ name }) => name)).toEqual([showSteps([usual[2]!]), showSteps([usual[1]!])]);
    const warned = notices.filter(({ topic }) => topic === "warning").map(({ message }) => message);
    expect(warned).toEqual([
      expect.stringContaining("breaks labels it is"),
      expect.stringContaining("can't tell it is"),
    ]);
    expect(told[0]!.message).toMatch(/^auditing .*do labels survive/u);
    expect(asked).toEqual([expect.objectContaining({ type: "audit", base: { epochs: 20 } })]);
  });

  it("is decided where the user named it, and not looked at where the budget has no time for the audit", async () => {
    const { queue, asked } = auditing("safe", "safe", "safe");
    expect(await augmentOf(queue, {}, { augment: [usual[1]!] })).toMatchObject({ augment: [], notices: [] });
    // 2 trainings of 20 epochs of half a second: 20 of 100 seconds.
    const short = await augmentOf(queue, { epochSeconds: 0.5, budgetSeconds: 100 });
    expect(short.augment).toEqual([]);
    expect(short.notices[0]!.message).toMatch(/^augmentation is not searched: to audit .* takes about 20 of 100 s/u);
    expect(asked).toEqual([]);
    expect((await augmentOf(queue, { epochSeconds: 0.5, budgetSeconds: 200 })).augment).toEqual(usual);
  });

  it("is in the space as none, the first step, the first two …, and in a fixed recipe; without steps in neither", () => {
    const situation = { kind: "image", isClassification: true } as const;
    const choices = (augment: Recipe["augment"]): unknown => {
      const found = spaceFor({ ...situation, augment }, metric).parameters.find(({ name }) => name === "augment");
      return found === undefined ? undefined : "choices" in found && found.choices;
    };
    expect(choices(usual.slice(0, 2))).toEqual([[], usual.slice(0, 1), usual.slice(0, 2)]);
    expect(choices([])).toBeUndefined();
    const augmented = (augment: Recipe["augment"]): unknown[] =>
      fixedRecipes({ ...situation, augment }, metric).flatMap((of) => (of.augment.length === 0 ? [] : [of.augment]));
    expect(augmented(usual)).toEqual([usual, usual]);
    expect(augmented([])).toEqual([]);
  });
});
