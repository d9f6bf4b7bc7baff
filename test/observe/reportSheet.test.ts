import fc from "fast-check";
import { expect, it } from "vitest";
import { type ReportSheet, renderReport } from "../../src/observe/index.ts";
import { foreignMarkup, hostile } from "./reportMarkup.ts";
import { sampleContext, sampleEvidence, sampleResult } from "./sample.ts";

const picture = (label: string, webp = "UklGRg==") => ({ webp, width: 84, height: 84, label });
const lineOf = (operation: string, verdict: string, why: string) => ({
  ...{ operation, verdict, why },
  ...{ affinity: "1 [.99, 1]", worst: "7 −1" },
});

/** Sheets of every kind, with every text that comes from outside. */
const sheetsOf = (text: (name: string) => string): ReportSheet[] => [
  {
    ...{ kind: "image", shown: 1, notes: [text("note")] },
    steps: [
      {
        operation: text("randomRotation 15"),
        rows: [
          {
            original: picture(text("class 7")),
            copies: [picture(text("angle 3")), picture(text("angle −2"), text("x"))],
          },
        ],
      },
    ],
  },
  {
    ...{ kind: "text", shown: 2, notes: [] },
    texts: [
      { name: text("spam"), source: text("buy now"), copies: [{ operation: text("eda .1"), text: text("buy soon") }] },
    ],
  },
  {
    ...{ kind: "table", shown: 3, notes: [] },
    steps: [
      {
        ...{ operation: text("smote"), columns: [text("age"), text("label")], columnsInAll: 9 },
        rows: [{ before: [text("-3"), text("no")], after: [text("-4"), text("no")] }],
        counts: [{ name: text("no"), before: 3, after: 9 }],
      },
      { operation: text("gaussianNoise"), columns: [text("age"), text("label")], columnsInAll: 1, rows: [] },
    ],
  },
];

const own = (name: string): string => name;
const pageWith = (sheet: ReportSheet | undefined, lines: readonly ReturnType<typeof lineOf>[] = []): string =>
  renderReport(
    { ...sampleResult, ...(lines.length === 0 ? {} : { audit: { lines, rows: 100, guarantee: "surely" } }) },
    { ...sampleContext, evidence: { ...sampleEvidence, ...(sheet === undefined ? {} : { sheet }) } },
  );
const wordsOf = (page: string): string =>
  page
    .replace(/<style>[^<]*<\/style>/u, "")
    .replace(/<[^>]*>/gu, " ")
    .replace(/\s+/gu, " ");

it("says how many rows are shown, and that none is where none is", () => {
  for (const sheet of sheetsOf(own)) {
    const words = wordsOf(pageWith(sheet));
    const rows = sheet.shown === 1 ? "1 training row" : `${sheet.shown} training rows`;
    expect(words).toContain(`${rows} of the kept model beside what each step makes of`);
    expect(words).toContain(`This file holds aggregates, and ${rows} under Augmentation: no other row of the data.`);
  }
  expect(wordsOf(pageWith(undefined))).toContain("This file holds aggregates only, no rows of the data.");
});

it("each step has the audit's verdict", () => {
  const [images, texts, tables] = sheetsOf(own) as [ReportSheet, ReportSheet, ReportSheet];
  const lines = [lineOf("randomRotation 15", "breaks labels", "6 becomes 9"), lineOf("eda .1", "safe", "fine")];
  expect(wordsOf(pageWith(images, lines))).toMatch(/randomRotation 15 ■ breaks labels original, class 7/u);
  expect(wordsOf(pageWith(texts, lines))).toMatch(/eda \.1 ● safe buy now soon/u);
  expect(wordsOf(pageWith(tables, lines))).not.toMatch(/smote [●■▲]/u);
});

it("marks what changed: words of texts, cells of tables", () => {
  const [, texts, tables] = sheetsOf(own).map((sheet) => pageWith(sheet)) as [string, string, string];
  expect(texts).toContain("<del>now</del>");
  expect(texts).toContain("<ins>soon</ins>");
  expect(tables).toContain("<ins><bdi>−4</bdi></ins>");
  expect(tables).not.toContain("<ins><bdi>no</bdi></ins>");
  expect(wordsOf(tables)).toContain("Training rows of each class: no 3 → 9");
  expect(wordsOf(tables)).toContain("8 more columns are not shown");
  expect(wordsOf(tables)).toContain("None of these rows is changed.");
});

it("no text or picture from outside becomes markup, whatever the kind", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 3, maxLength: 9 }), (texts) => {
      let next = 0;
      for (const sheet of sheetsOf(() => texts[next++ % texts.length]!)) {
        const page = pageWith(sheet, [lineOf(texts[0]!, texts[1]!, texts[2]!)]);
        expect(foreignMarkup(page)).toEqual([]);
      }
    }),
    { numRuns: 12 },
  );
  expect(foreignMarkup('<img src="https://x/y.png">')).not.toEqual([]);
});

it("a sheet that is too large is cut, and says so", () => {
  const large = picture("class 7", "A".repeat(20_000));
  const steps = Array.from({ length: 20 }, (_, i) => ({
    operation: `step ${i}`,
    rows: [{ original: large, copies: [large] }],
  }));
  const page = pageWith({ kind: "image", shown: 12, notes: [], steps });
  expect(page.length - pageWith(undefined).length).toBeLessThan(310_000);
  expect(page.length).toBeGreaterThan(200_000);
  expect(wordsOf(page)).toContain("13 parts of the sheet would make this file too large.");
});
