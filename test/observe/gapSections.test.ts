import { expect, it } from "vitest";
import { termsFigure } from "../../src/observe/report/section/findings.ts";
import { suspectsSection } from "../../src/observe/report/section/gapSections.ts";

const terms = { penalty: 0.2, averaging: 0.05, augmentation: 0, loss: 0, batchNorm: 0, noise: 0.1, rows: 0 };
const gap = {
  epoch: 7,
  honest: { train: 0.25, validation: 0.75, gap: 0.5 },
  naive: { train: 0.6, validation: 0.75, gap: 0.15 },
  terms,
};
const labels = { looked: 100, suspects: 3, memorized: 1, claimed: false, file: "suspects.csv" };

it("a gap's drawing goes from the honest one to the naive one by the causes that are on", () => {
  const { text } = termsFigure({ kept: gap });
  const numbers = [...text.matchAll(/class="end soft">([^<]*)<\/text>/gu)].map((match) =>
    Number(match[1]!.replace("−", "-")),
  );
  expect(numbers).toEqual([0.5, -0.2, -0.05, -0.1, 0.15]);
  expect(numbers.slice(0, -1).reduce((a, b) => a + b)).toBeCloseTo(numbers.at(-1)!, 9);
  expect(text).not.toContain("augmentation");
});

it("segments are escaped, told only when they are worse, and rows are never told", () => {
  const worse = [{ by: "<b>", name: "<i>", train: 0.1, validation: 0.5, excess: 0.3, low: 0.1, high: 0.5, p: 0.01 }];
  const { text } = suspectsSection({ segments: { looked: 12, unit: "wrong", worse }, labels });
  expect(text).toContain("&lt;i&gt;");
  expect(text).not.toContain("<i>");
  expect(text).toContain("50 %");
  const none = suspectsSection({ segments: { looked: 12, unit: "wrong", worse: [] }, labels }).text;
  expect(none).toContain("None of 12 segments");
  expect(none).toContain("3 labels of 100 training rows are worth a look");
  const about = { segments: { looked: 12, unit: "wrong", worse: [] } };
  expect(suspectsSection({ ...about, labels: { ...labels, cut: true } }).text).toContain("<p>At least 3 labels of");
  const unseen = suspectsSection({ ...about, notLooked: "wrong labels were not looked for: <why>" }).text;
  expect(unseen).toContain("not looked for: &lt;why&gt;");
  expect(unseen).not.toContain("worth a look");
});
