import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
import { fit as trainOne } from "../../../src/job/fit.ts";
import { resolveRecipe } from "../../../src/job/recipe.ts";
import { scratch } from "../make.ts";

const { at, write } = scratch();
const ROWS = 800;
const random = randomOf(keyOf(5));
const recipe = resolveRecipe({ name: "plain", hidden: [16], epochs: 12, batchSize: 32, learningRate: 0.01, l2: 1e-3 });

/** Two clear classes, one of them a formula; every fifth row has the other's label. */
const wrong = Array.from({ length: ROWS }, () => random.uniform() < 0.2);
const table = wrong.map((flip) => {
  const truth = random.below(2);
  const [a, b] = [random.normal() + 4 * truth, random.normal() - 4 * truth];
  return `${a.toFixed(4)},${b.toFixed(4)},${(truth === 1) === flip ? "=1+1" : "no"}`;
});
const values = wrong.map((far) => {
  const [a, b] = [random.normal(), random.normal()];
  return `${a.toFixed(4)},${b.toFixed(4)},${(3 * a - b + 0.1 * random.normal() + (far ? 40 : 0)).toFixed(4)}`;
});
const cells = (line: string): string[] => line.split(",");

describe("fit", () => {
  it("takes its gap apart, and lists flipped labels by their rows in the file", async () => {
    const data = write("flipped.csv", ["a,b,kind", ...table].join("\n"));
    const { findings, run } = await trainOne({ data, target: "kind", recipe, out: at("flipped") });
    const { kept, labels, segments } = findings!;
    const terms = Object.values(kept.terms).reduce((a: number, b: number) => a + b, 0);
    expect(kept.naive.train - kept.honest.train).toBeCloseTo(terms, 9);
    expect(kept.terms.penalty).toBeGreaterThan(0);
    expect(segments.looked).toBeGreaterThan(4);
    expect(labels).toMatchObject({ claimed: true, looked: 480 });
    const [head, ...lines] = readFileSync(join(run, labels.file), "utf8").trimEnd().split("\r\n");
    expect(head).toBe("row,label,suggested,margin,forgotten,last_wrong_epoch,confidence,why");
    const listed = lines.map(cells).filter((of) => of[7] === "label");
    expect(listed).toHaveLength(labels.suspects);
    for (const [row, label] of listed) expect(`'${cells(table[Number(row) - 1]!)[2]}`.endsWith(label!)).toBe(true);
    const hits = listed.filter(([row]) => wrong[Number(row) - 1]).length;
    expect(hits / listed.length).toBeGreaterThan(0.9);
    expect(hits).toBeGreaterThan(60);
    // Spreadsheets run no label.
    expect(lines.join("\n")).not.toMatch(/(?:^|,)=/mu);
  }, 60_000);

  it("lists values far from their like, with what the other rows speak for", async () => {
    const data = write("far.csv", ["a,b,y", ...values].join("\n"));
    const { findings, run } = await trainOne({ data, target: "y", recipe, out: at("far") });
    expect(findings!.segments.unit).toBe("distance");
    const [, ...lines] = readFileSync(join(run, "suspects.csv"), "utf8").trimEnd().split("\r\n");
    expect(lines.length).toBe(findings!.labels.suspects);
    const hits = lines.filter((line) => wrong[Number(cells(line)[0]) - 1]).length;
    expect(hits / Math.max(1, lines.length)).toBeGreaterThan(0.9);
    expect(hits).toBeGreaterThan(50);
  }, 60_000);
});
