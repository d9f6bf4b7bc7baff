import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { fitPreprocessor, transform } from "../../src/data/index.ts";
import { foldOf, prepare } from "../../src/job/prepare.ts";
import { reportSheet } from "../../src/job/sheet/reportSheet.ts";
import { viewOf } from "../../src/job/sheet/tableView.ts";
import { numbers as numberColumn } from "../data/make.ts";
import { csv, scratch } from "./make.ts";

const { write } = scratch();
const ROWS = 90;
/** Every row has a number and a text of its own, by which it is known wherever it is shown. */
const own = (row: number): number => 1000 + 7 * row;
const random = randomOf(keyOf(5));
const table = write(
  "table.csv",
  csv(["own", "noise", "label"], ROWS, (row) => [
    own(row),
    random.normal().toFixed(3),
    row % 6 === 0 ? "rare" : "many",
  ]),
);
const texts = write(
  "texts.csv",
  csv(["text", "label"], ROWS, (row) => [
    `row number${own(row)} of these words has quite a few of them in it to be read`,
    row % 2 === 0 ? "a" : "b",
  ]),
);

/** The training rows of a repeat, by what they are known by; never those of validation and test. */
async function foldAt(data: string, repeat: number, text?: string) {
  const prepared = await prepare({ data, target: "label", ...(text === undefined ? { keep: ["own"] } : { text }) }, 3);
  const fold = foldOf(prepared, repeat);
  return { prepared, fold, training: new Set(Array.from(fold.train.ids!, (id) => own(id - 1))) };
}

describe("the sheet of a report", () => {
  it("shows training rows of a table alone, what changed of them, and new rows between them", async () => {
    const { prepared, fold, training } = await foldAt(table, 1);
    const sheet = await reportSheet(prepared, fold, [{ gaussianNoise: 0.5 }, { smote: { k: 3 } }]);
    expect(sheet.kind).toBe("table");
    if (sheet.kind !== "table") return;
    for (const { columns, rows } of sheet.steps) {
      expect(columns).toEqual(["own", "noise", "label"]);
      expect(rows.length).toBe(3);
      for (const { before, after } of rows) {
        expect(training).toContain(Number(before[0]));
        expect(after).not.toEqual(before);
      }
    }
    const [noise, smote] = sheet.steps;
    expect(noise).not.toHaveProperty("counts");
    const many = smote!.counts!.find(({ name }) => name === "many")!;
    const rare = smote!.counts!.find(({ name }) => name === "rare")!;
    expect(many.after).toBe(many.before);
    expect(rare.after).toBe(many.before);
    for (const { after } of smote!.rows) expect(after.at(-1)).toBe("rare");
    expect(sheet.shown).toBeLessThanOrEqual(6);
  });

  it("shows training texts alone, each beside a copy by each step and by all together", async () => {
    const { prepared, fold, training } = await foldAt(texts, 0, "text");
    const sheet = await reportSheet(prepared, fold, [{ wordDropout: 0.3 }, { eda: { alpha: 0.2 } }]);
    if (sheet.kind !== "text") throw new Error("a sheet of texts");
    expect(sheet.shown).toBe(3);
    for (const { source, copies } of sheet.texts) {
      expect(training).toContain(Number(/number(\d+)/u.exec(source)![1]));
      expect(copies.map(({ operation }) => operation)).toEqual(["wordDropout 0.3", "eda (alpha 0.2)", "all together"]);
    }
    expect(new Set(sheet.texts.map(({ name }) => name)).size).toBe(2);
    expect(sheet.texts.some(({ source, copies }) => copies[0]!.text !== source)).toBe(true);
  });

  it("counts that were scaled are shown as the whole numbers that they are", () => {
    // Far out a smooth clip leaves too few digits to know a number by.
    const some = fc.array(fc.oneof(fc.constant(0), fc.nat(12)), { minLength: 2, maxLength: 30 });
    const counts = fc.tuple(some, fc.constantFrom(1, 3000)).map(([of, unit]) => of.map((value) => unit * value));
    fc.assert(
      fc.property(counts, fc.constantFrom("robust", "standard"), (values, scaling) => {
        const column = numberColumn("n", values);
        const rows = Int32Array.from(values.keys());
        const spec = fitPreprocessor([column], rows, { scaling });
        if (spec.width === 0) return;
        expect([...viewOf(spec, [column], rows).show(transform(spec, [column], rows))]).toEqual(values);
      }),
    );
  });

  it("what cannot be drawn is said, and stops nothing", async () => {
    const { prepared, fold } = await foldAt(table, 0);
    const sheet = await reportSheet(prepared, fold, ["randomRotation"]);
    expect(sheet.shown).toBe(0);
    expect(sheet.notes.join()).toContain("could not be drawn");
  });
});
