import { describe, expect, it } from "vitest";
import { image, tabular, text } from "../../../src/augment/index.ts";
import { fold, keyOf } from "../../../src/core/index.ts";
import {
  type AspectOperation,
  auditedAspects,
  auditLines,
  auditOperations,
  type OperationAudit,
  type RecipeStep,
  safePolicy,
} from "../../../src/decide/index.ts";
import { answers, labels } from "./make.ts";

const SHAPE = [3, 12, 12] as const;
const images = auditedAspects(image, SHAPE);
const named = (name: string): AspectOperation => images.find((of) => of.name === name)!;

const unknown = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

/** The audit of an operation that is safe up to a strength. */
const passed = (name: string, largestSafe?: number): OperationAudit => ({
  ...{ name, verdict: "safe", sentence: "fine", monotone: true },
  ...(largestSafe === undefined ? {} : { largestSafe }),
  evaluations: [
    {
      ...{ kind: "values", verdict: "safe", sentence: "fine", affinity: unknown, errorRise: unknown },
      ...{ draws: 1, unchanged: false },
      ...(largestSafe === undefined ? {} : { strength: largestSafe }),
    },
  ],
});
const failed = (name: string, sentence: string): OperationAudit => ({
  ...passed(name),
  verdict: "breaks labels",
  sentence,
});

const apart = (step: RecipeStep): [name: string, settings: Readonly<Record<string, unknown>>] =>
  typeof step === "string" ? [step, {}] : Object.entries(step)[0]!;

describe("what can be audited", () => {
  const shelves = { image, tabular, text } as Record<string, Record<string, unknown>>;

  it("is legal at every strength, and at half of each", () => {
    for (const [kind, shelf] of Object.entries(shelves))
      for (const operation of auditedAspects(shelf, kind === "image" ? SHAPE : [7]))
        for (const strength of [...(operation.strengths ?? [0])].flatMap((s) => [s, s / 2]))
          for (const step of [operation.audited(strength), { [operation.member]: operation.settings(strength) }]) {
            const [name, settings] = apart(step);
            const factory = shelf[name] as (given: unknown) => { readonly facts: { readonly deterministic?: boolean } };
            expect(factory(settings).facts.deterministic, operation.name).not.toBe(true);
          }
  });

  it("has names of its own and strengths that rise from above nothing", () => {
    for (const [kind, shelf] of Object.entries(shelves)) {
      const operations = auditedAspects(shelf, kind === "image" ? SHAPE : [7]);
      expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
      expect(operations.length).toBeGreaterThan(2);
      for (const { strengths = [1] } of operations)
        for (const [i, strength] of strengths.entries()) expect(strength).toBeGreaterThan(strengths[i - 1] ?? 0);
    }
  });

  it("covers every image augmentation that keeps rows, labels and sizes and draws", () => {
    const audited = new Set(images.map(({ member }) => member));
    const left = Object.values(image as Record<string, unknown>).flatMap((member) => {
      const { definition } = member as { definition?: { name: string; audit?: unknown } };
      return definition === undefined || audited.has(definition.name) ? [] : [definition.name];
    });
    expect(left.sort()).toEqual(
      [
        ...["centerCrop", "compose", "cutMix", "mixup", "normalize", "oneOf"],
        ...["randomApply", "randomCrop", "resize"],
      ].sort(),
    );
  });

  it("changes every image in an audit, whatever its own probability", () => {
    const random = Float32Array.from({ length: 3 * 144 }, (_, i) => ((i * 7919) % 256) / 255);
    const picture = image.imageOf(random, { channels: 3, height: 12, width: 12 });
    for (const name of [
      "randomHorizontalFlip",
      "randomVerticalFlip",
      "randomGrayscale",
      "posterize",
      "randomErasing",
    ]) {
      const operation = named(name);
      const [member, settings] = apart(operation.audited(operation.strengths?.at(-1)));
      const step = (image as unknown as Record<string, (given: unknown) => ReturnType<typeof image.randomErasing>>)[
        member
      ]!(settings);
      for (let draw = 0; draw < 8; draw++) {
        const { data } = step.apply(picture, step.sample(fold(keyOf(2), draw), picture) as never);
        expect(
          data.some((v, i) => v !== random[i]),
          `${name} ${draw}`,
        ).toBe(true);
      }
    }
  });
});

describe("a safe policy", () => {
  it("keeps what passed at a share of its strength, moves first and hides last", () => {
    const operations = ["randomErasing", "brightness", "shift", "randomHorizontalFlip", "zoom"].map(named);
    const audits = [passed("randomErasing", 0.2), passed("brightness", 0.4), passed("shift", 0.12)];
    const all = [...audits, passed("randomHorizontalFlip"), passed("zoom", 0.1)];
    const { steps, kept, leftOut } = safePolicy({ operations: all }, operations);
    expect(steps).toEqual([
      { randomAffine: { degrees: 0, translate: [0.06, 0.06], scale: [0.95, 1.05] } },
      "randomHorizontalFlip",
      { colorJitter: { brightness: 0.2 } },
      { randomErasing: { scale: [0.02, 0.1] } },
    ]);
    expect(kept[0]).toBe("shift up to 0.06 of the side");
    expect(leftOut).toEqual([]);
    const full = safePolicy({ operations: all }, operations, { share: 1 });
    expect(full.steps[0]).toEqual({ randomAffine: { degrees: 0, translate: [0.12, 0.12], scale: [0.9, 1.1] } });
  });

  it("says of everything left out why", () => {
    const operations = ["randomVerticalFlip", "cutout", "randomErasing", "posterize", "saturation"].map(named);
    const same = { ...passed("saturation", 0.8) };
    const { steps, leftOut } = safePolicy(
      {
        operations: [
          failed("randomVerticalFlip", "accuracy of class 6 falls 71 points (60 to 80), mostly taken for 9"),
          ...[passed("cutout", 0.2), passed("randomErasing", 0.33), passed("posterize", 3)],
          { ...same, evaluations: same.evaluations.map((of) => ({ ...of, unchanged: true })) },
        ],
      },
      operations,
    );
    expect(steps).toEqual([{ randomErasing: { scale: [0.02, 0.165] } }]);
    expect(leftOut.map(({ why }) => why)).toEqual([
      "randomVerticalFlip left out: accuracy of class 6 falls 71 points (60 to 80), mostly taken for 9",
      "cutout left out: one step that hides or mixes is enough, and randomErasing is",
      "posterize left out: safe, but quality is no part of a usual policy",
      "saturation left out: the model sees no difference",
    ]);
  });
});

describe("the lines of an audit", () => {
  it("show the first strength that is not safe", async () => {
    const targets = labels(60);
    const score = async (_: unknown, strength = 0) =>
      answers(targets, (row) => (targets[row] === 6 && row % 100 < 3 * (strength - 15) ? 9 : targets[row]!));
    const result = await auditOperations({
      operations: [named("randomRotation"), named("randomHorizontalFlip")],
      ...{ clean: answers(targets, (row) => targets[row]!), score, draws: 1 },
    });
    expect(auditLines(result)).toEqual([
      {
        ...{ operation: "randomRotation", verdict: "safe", safeUpTo: "15", affinity: expect.any(String) as string },
        worst: expect.stringMatching(/^6 -\d+$/u) as string,
        why: expect.stringMatching(/^safe up to 15°; at \d\d° /u) as string,
      },
      {
        ...{ operation: "randomHorizontalFlip", verdict: "safe", safeUpTo: "", affinity: expect.any(String) as string },
        ...{ worst: "0 +0", why: "the model sees no difference" },
      },
    ]);
  });
});
