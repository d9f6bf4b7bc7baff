import { afterEach, describe, expect, it, vi } from "vitest";
import type { Batch } from "../../src/augment/tabular/index.ts";
import { fold, type Key, keyOf, type Schema } from "../../src/core/index.ts";
import { type Case, cases, containers, illegal, legalEnds, refuses } from "./cases.ts";

const names = cases.map((one) => [`${one.kind} ${one.member.name}`, one] as const);

/** A copy as data: what is not data, such as where synonyms come from, is left out. */
const dataOf = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v: unknown) => (ArrayBuffer.isView(v) ? plain(v) : v)));
const plain = (view: ArrayBufferView): unknown => ({
  [view.constructor.name]: Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength).toString("base64"),
});

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const keys: readonly Key[] = Array.from({ length: 60 }, (_, i) => fold(keyOf(3), "contract", i));

afterEach(() => {
  vi.restoreAllMocks();
});

describe("augmentations of the catalogue", () => {
  it("are all there is but those that are made of others", () => {
    expect(containers.map(({ name }) => name)).toEqual(["compose", "oneOf", "randomApply"]);
    expect(new Set(cases.map(({ kind }) => kind)).size).toBe(3);
  });

  describe.each(names)("%s", (_, { member, make, input, seen, other }: Case) => {
    it("goes by its own name, and one number means its main setting", () => {
      expect(make().name).toBe(member.name);
      const { main, settings } = member;
      if (main === undefined) expect(refuses(() => make(1), "E310")).toBe(true);
      else {
        const { default: value } = settings[main]!;
        expect(make(value as number).settings).toEqual(make({ [main]: value } as never).settings);
      }
    });

    it("draws the same for the same key, whatever is drawn or done before, and asks no clock and no global dice", () => {
      vi.spyOn(Math, "random").mockImplementation(() => {
        throw new Error("Math.random");
      });
      vi.spyOn(Date, "now").mockImplementation(() => {
        throw new Error("Date.now");
      });
      const augmentation = make();
      const first = keys.map((key) => dataOf(augmentation.sample(key, seen)));
      augmentation.apply(input, augmentation.sample(keys[5]!, seen));
      const again = keys.toReversed().map((key) => dataOf(make().sample(key, seen)));
      expect(again.toReversed()).toEqual(first);
      const different = new Set(first.map((drawn) => JSON.stringify(drawn))).size;
      if (augmentation.facts.deterministic === true) expect(different).toBe(1);
      else expect(different).toBeGreaterThan(1);
    });

    it("draws from what it may see: other rows change nothing unless it says that it sees the batch", () => {
      const augmentation = make();
      if (augmentation.facts.seesBatch === true) return;
      expect(dataOf(augmentation.sample(keys[0]!, other))).toEqual(dataOf(augmentation.sample(keys[0]!, input)));
    });

    it("applies without dice: the same draw gives the same result, also after a copy, and changes neither", () => {
      const augmentation = make();
      const before = dataOf(input);
      for (const key of keys.slice(0, 4)) {
        const drawn = augmentation.sample(key, seen);
        const drawnBefore = dataOf(drawn);
        const result = dataOf(augmentation.apply(input, drawn));
        expect(dataOf(augmentation.apply(input, structuredClone(drawn)))).toEqual(result);
        expect(dataOf(make().apply(input, drawn))).toEqual(result);
        expect(dataOf(drawn)).toEqual(drawnBefore);
      }
      expect(dataOf(input)).toEqual(before);
    });

    it("keeps labels and rows unless it says so", () => {
      const augmentation = make();
      const { changesLabels = false, changesRows = false, seesBatch = false } = augmentation.facts;
      const drawn = augmentation.sample(keys[1]!, seen);
      const result = augmentation.apply(input, drawn) as Batch;
      const { targets, rows } = input as Batch;
      if (!changesRows) expect(result.rows).toBe(rows);
      if (!changesRows && !changesLabels) expect(result.targets).toEqual(targets);
      if (seesBatch || changesRows || rows === undefined) return;
      const elsewhere = augmentation.apply(other, drawn) as Batch;
      expect(elsewhere.x.slice(0, result.width)).toEqual(result.x.slice(0, result.width));
    });

    it("gives finite numbers at both ends of what is worth trying", () => {
      for (const [name, setting] of Object.entries(member.settings)) {
        if (!("search" in setting) || setting.search === undefined) continue;
        for (const value of setting.search.slice(0, 2)) {
          const augmentation = make({ [name]: value } as never);
          const result = augmentation.apply(input, augmentation.sample(keys[2]!, seen));
          expect(numbersIn(result).every(Number.isFinite), `${name} ${value}`).toBe(true);
        }
      }
    });

    it("takes the ends of its settings' ranges, refuses what lies outside, and unknown settings", () => {
      const schema: Schema = member.settings;
      for (const [name, setting] of Object.entries(schema)) {
        for (const value of legalEnds(setting)) expect(() => make({ [name]: value } as never)).not.toThrow();
        for (const value of illegal(setting))
          expect(
            refuses(() => make({ [name]: value } as never), "E311"),
            `${name}: ${String(value)}`,
          ).toBe(true);
      }
      expect(refuses(() => make({ noSuchSetting: 1 } as never), "E310")).toBe(true);
    });
  });
});
