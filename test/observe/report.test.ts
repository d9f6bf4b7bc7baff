import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chartsOf,
  type Curve,
  hidePaths,
  svgDocument,
  type ReportRecipe,
  type ReportResult,
  renderReport,
} from "../../src/observe/index.ts";
import { foreignMarkup, hostile, PAYLOADS } from "./reportMarkup.ts";
import { evidenceOf, findingsOf, sampleContext, sampleEvidence, sampleResult, studyOf } from "./sample.ts";

/** Tags that are open at the end or closed out of turn, and bare signs: nothing in well-formed XML. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  const wrong: string[] = xml.replace(/<[^>]*>/gu, "").match(/&(?!(?:amp|lt|gt|quot|#39|#96);)|</gu) ?? [];
  for (const [, end, name, self] of xml.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/gu)) {
    if (end === "/" && open.pop() !== name) wrong.push(name!);
    if (end === "" && self === "") open.push(name!);
  }
  return [...wrong, ...open];
}

/** The sample with every text from outside exchanged. */
function poisoned(texts: readonly string[]): string {
  let next = 0;
  const text = (): string => texts[next++ % texts.length]!;
  const names = sampleResult.recipes.map(text);
  const recipes = sampleResult.recipes.map(
    (recipe, i): ReportRecipe => ({ ...recipe, name: names[i]!, ...(i === 3 ? { failed: text() } : {}) }),
  );
  const result: ReportResult = {
    ...sampleResult,
    recipes,
    winner: names.at(-1)!,
    task: text(),
    metric: { name: text(), title: text(), better: "lower" },
    conclusion: text(),
    run: text(),
    findings: findingsOf(text),
    study: studyOf(12, text),
  };
  return renderReport(result, {
    notices: [
      { topic: text(), message: text() },
      { topic: "warning", message: text() },
    ],
    curves: sampleContext.curves.map((curve) => ({
      ...curve,
      recipe: curve.recipe === "plain" ? names[0]! : names[1]!,
    })),
    command: text(),
    version: text(),
    versions: { [text()]: text() },
    next: { edit: text(), expect: text(), also: [text()] },
    evidence: evidenceOf(text),
  });
}

describe("report", () => {
  const page = renderReport(sampleResult, { ...sampleContext, evidence: sampleEvidence });

  it("no text from outside becomes markup, and none makes the file large", () => {
    for (const payload of PAYLOADS) {
      const report = poisoned([payload]);
      expect(foreignMarkup(report)).toEqual([]);
      expect(Buffer.byteLength(report)).toBeLessThan(1_000_000);
    }
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 3, maxLength: 24 }), (texts) => {
        const report = poisoned(texts);
        expect(foreignMarkup(report)).toEqual([]);
        expect(Buffer.byteLength(report)).toBeLessThan(1_000_000);
      }),
      { numRuns: 100 },
    );
  });

  it("every drawing is XML that a parser takes, with names that are markup", () => {
    for (const payload of PAYLOADS) {
      const charts = chartsOf(poisoned([payload, "a", "b"]));
      expect(charts.length).toBeGreaterThan(9);
      for (const chart of charts) expect(unclosed(svgDocument(chart)), chart.name).toEqual([]);
    }
    expect(unclosed("<svg><g></svg>")).not.toEqual([]);
    expect(unclosed("<svg>a & b</svg>")).not.toEqual([]);
  });

  it("ten thousand trials or recipes stay below 2 MB, and what is not listed is counted", () => {
    const many = 10_000;
    const study = studyOf(many, (name) => name);
    const slices = Array.from({ length: 3 }, () => study.slices).flat();
    const ladder = sampleResult.recipes.slice(1, -1);
    const recipes = Array.from({ length: many }, (_, i): ReportRecipe => {
      const failed = i % 5 === 4 ? { failed: `cause ${i % 3}` } : {};
      return { ...ladder[i % ladder.length]!, name: `recipe ${i} ${"<".repeat(i % 400)}`, ...failed };
    });
    const whole = { ...sampleResult, recipes: [sampleResult.recipes[0]!, ...recipes, sampleResult.recipes.at(-1)!] };
    const report = renderReport({ ...whole, study: { ...study, slices } }, sampleContext);
    expect(Buffer.byteLength(report)).toBeLessThan(2_000_000);
    expect(report).toContain("10,000 trials: 9000 scored, 1000 failed");
    expect(report).toContain("and 8,985 more in study.jsonl");
    expect(report).toContain("<b>⚠ 1,000 trials: trial 9, trial 19, trial 29, trial 39, …</b>");
    expect(report).toContain("and 9,902 more in result.json");
    for (const of of ["plain", "all together"]) expect(report).toContain(`<bdi>${of}</bdi>`);
    for (const cause of [0, 1, 2]) expect(report).toContain(`failed: cause ${cause}`);
  });

  it("a study of fifty trials with names of 10 kB stays below 2 MB", () => {
    const text = (name: string): string => `${name} ${"<".repeat(10_240)}`;
    const columns = Array.from({ length: 200 }, (_, i) => ({
      ...evidenceOf(text).data!.columns[0]!,
      name: text(`column ${i}`),
    }));
    const evidence = evidenceOf(text);
    const report = renderReport(
      {
        ...sampleResult,
        study: studyOf(50, text),
        findings: findingsOf(text),
        winner: text("all together"),
        recipes: sampleResult.recipes.map((recipe) => ({ ...recipe, name: text(recipe.name) })),
      },
      { ...sampleContext, evidence: { ...evidence, data: { ...evidence.data!, columns } } },
    );
    expect(Buffer.byteLength(report)).toBeLessThan(2_000_000);
    expect(foreignMarkup(report)).toEqual([]);
    expect(report).toContain("50 trials: 45 scored, 5 failed");
    expect(report).toContain("best near .27, .18 to .36");
  });

  it("cuts a long name in its middle, and has all of it where one points at it", () => {
    const name = `the beginning ${"x".repeat(9000)} the end`;
    const [first, ...rest] = sampleResult.recipes;
    const report = renderReport({ ...sampleResult, recipes: [{ ...first!, name }, ...rest] }, sampleContext);
    expect(report).toMatch(/<bdi title="the beginning x+ the end">the beginning x+…x+ the end<\/bdi>/u);
    expect(report).toContain(`title="${name}"`);
  });

  it("the check above finds what it looks for", () => {
    const put = (bad: string): string[] => foreignMarkup(page.replace("churn-7f3a</p>", `${bad}</p>`));
    expect(put("fine")).toEqual([]);
    for (const bad of ["<script>", '<p onclick="x">', "<p title='x'>", "a < b", "\u202e", "&x;", '<a href="x">'])
      expect(put(bad), bad).not.toEqual([]);
  });

  it("forbids everything to the browser, loads nothing and runs nothing", () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
    expect(page).toContain(policy);
    expect(page.indexOf(policy)).toBeLessThan(page.indexOf("<style>"));
    expect(page).not.toMatch(/https?:|url\(|@import|<script|javascript:|\son[a-z]+=|\ssrc=|\shref=/iu);
  });

  it("says everything that the result says", () => {
    const text = page
      .replace(/<style>[^<]*<\/style>/u, "")
      .replace(/<[^>]*>/gu, " ")
      .replace(/\s+/gu, " ");
    expect(text).toContain("plain overfits and it costs you: .029 AUC.");
    expect(text).toContain("L1 1e-3 .941 .829 ± .005 .112 ▲ +.013 [.006, .020] 63 % 24");
    expect(text).toContain("batch norm .984 .811 ± .007 .173 ○ −.005 [−.014, .004] 0 % 24");
    expect(text).toContain("label smoothing .1 .979 .803 ± .006 .176 ▼ −.013 [−.018, −.008] 0 % 24");
    expect(text).toContain("all together best .861 .845 ± .004 .016 ▲ +.029 [.021, .037]");
    expect(text).toContain("constant prediction – .500");
    expect(text).toContain("plain .812 [.789, .834] difference ▲ +.031 [.018, .044]");
    expect(text).toContain("repeat 2, scores .841");
    expect(text).toContain("⚠ warning TotalCharges: 11 blanks");
    expect(text).toContain("regularize compare churn.csv --target churn --seeds 5 --seed 42");
    expect(text).toContain("all together 20 % zero · rms .04, 3 beyond plain 0 % zero · rms .12, 8 beyond");
    expect(text).toContain("No No 930 105 90 % Yes Yes 164 210 56 %");
    expect(text).toContain("Expected calibration error 5.3 %");
    expect(text).toContain("TotalCharges number learned from 11 · 0.2 % 6,530 18.80 … 8,685");
    expect(text).toContain("Yes 1,869 27 %");
    expect(text).toContain("regularize 0.1.0 · ONNX Runtime 1.30.0 · Node 20.20.2");
  });

  it("for a metric whose lower end is better, a fall is better and drawn to the right", () => {
    const flip = ({ effect, ...recipe }: ReportRecipe): ReportRecipe => ({
      ...recipe,
      ...(effect === undefined ? {} : { effect: { mean: -effect.mean, low: -effect.high, high: -effect.low } }),
    });
    const flipped = renderReport(
      {
        ...sampleResult,
        metric: { name: "rmse", title: "RMSE", better: "lower" },
        recipes: sampleResult.recipes.map(flip),
        test: { ...sampleResult.test, difference: { value: -0.031, low: -0.044, high: -0.018 } },
      },
      sampleContext,
    );
    const marks = (from: string): string[] =>
      from.match(/<(?:polygon points|circle cx)="[^"]+"[^>]*class="(?:better|worse|unclear)"/gu) ?? [];
    expect(marks(flipped)).toEqual(marks(page));
    expect(marks(page).length).toBe(11);
    expect(flipped).toMatch(/▲<\/span> −\.029 \[−\.037, −\.021\]/u);
    expect(flipped).toMatch(/▼<\/span> \+\.013 \[\.008, \.018\]/u);
    expect(flipped).toContain("The winner is better on these rows.");
  });

  it("rings the lowest validation loss and marks the epoch that was kept", () => {
    const losses = [3, 1, 2, 4];
    const epochs = losses.map((loss, i) => ({ epoch: i + 1, train: 1 / (i + 1), validation: loss }));
    const curve: Curve = { recipe: "plain", repeat: 0, kept: 3, epochs };
    const drawn = renderReport(sampleResult, { ...sampleContext, curves: [curve] });
    expect(drawn).toMatch(/Lowest validation loss \(ring\) at epoch 2, weights kept \(dot\) from epoch 3\./u);
    const circle = (kind: string): string[] =>
      [
        ...new RegExp(`<circle cx="([\\d.]+)" cy="([\\d.]+)" r="[\\d.]+" class="${kind} first"`, "u").exec(drawn)!,
      ].slice(1);
    const path = /<path d="([^"]+)" class="curve validation first"/u
      .exec(drawn)![1]!
      .slice(1)
      .split("L")
      .map((p) => p.split(","));
    expect(circle("best")).toEqual(path[1]);
    expect(circle("kept")).toEqual(path[2]);
  });

  it("holds for any numbers, missing ones included, without a coordinate that is none", () => {
    const number = fc.oneof(
      fc.double(),
      fc.double({ min: -2, max: 2 }),
      fc.constantFrom(Number.NaN, 0, Infinity, -Infinity, 1e300, 5e-324),
    );
    const interval = fc.record({ value: number, low: number, high: number });
    const recipe = fc.record(
      {
        name: fc.constantFrom("a", "b", "c"),
        train: number,
        validation: fc.record({ mean: number, se: number }),
        gap: number,
        zeros: number,
        epochs: number,
        scores: fc.constant([1]),
        effect: fc.record({ mean: number, low: number, high: number }),
        failed: fc.constant("why"),
      },
      { requiredKeys: ["name", "train", "validation", "gap", "zeros", "epochs", "scores"] },
    );
    const curve = fc.record({
      recipe: fc.constantFrom("a", "b"),
      repeat: fc.nat(),
      kept: fc.nat(9),
      epochs: fc
        .array(fc.record({ train: number, validation: number }), { maxLength: 9 })
        .map((list) => list.map((e, i) => ({ ...e, epoch: i + 1 }))),
    });
    fc.assert(
      fc.property(
        fc.array(recipe, { maxLength: 12 }),
        fc.array(interval, { minLength: 3, maxLength: 3 }),
        fc.array(curve, { maxLength: 4 }),
        number,
        (recipes, [winner, plain, difference], curves, x) => {
          const test = {
            rows: 3,
            winner: winner!,
            plain: plain!,
            difference: difference!,
            exported: { seed: 0, value: x },
          };
          const result = { ...sampleResult, recipes, winner: "a", baseline: x, seconds: x, test, conclusion: "" };
          const report = renderReport(result, { ...sampleContext, curves, notices: [] });
          expect(/.{0,60}(?:NaN|Infinity|undefined|\[object)/u.exec(report)?.[0]).toBeUndefined();
          expect(foreignMarkup(report)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("stays small with many repeats of many epochs, and with many recipes", () => {
    const epochs = Array.from({ length: 2000 }, (_, i) => ({
      epoch: i + 1,
      train: 1 / (i + 1),
      validation: 1 + Math.sin(i * i),
    }));
    const curves = ["plain", "all together"].flatMap((recipe) =>
      Array.from({ length: 20 }, (_, repeat): Curve => ({ recipe, repeat, kept: 7, epochs })),
    );
    expect(renderReport(sampleResult, { ...sampleContext, curves }).length).toBeLessThan(150_000);
  });

  it("is the same for the same input, and names nobody's folders", () => {
    expect(renderReport(sampleResult, { ...sampleContext, evidence: sampleEvidence })).toBe(page);
    const secret = renderReport(
      { ...sampleResult, run: "/home/ana/runs/churn-1", conclusion: "see /home/ana/x.csv" },
      {
        ...sampleContext,
        command: "regularize compare '/home/ana b/churn.csv' --out=/home/ana/runs/y",
        notices: [{ topic: "data", message: "C:\\Users\\ana\\churn.csv: 3 rows" }],
      },
    );
    expect(secret).not.toMatch(/ana/u);
    expect(secret).toContain("regularize compare &#39;churn.csv&#39; --out=y");
  });
});

describe("hidePaths", () => {
  it.each([
    ["/home/ana/churn.csv", "churn.csv"],
    ["read /home/ana/a.csv and /b/c.csv:12:3", "read a.csv and c.csv:12:3"],
    ["--out=/srv/x/y (in `/srv/x/z`)", "--out=y (in `z`)"],
    ["'/home/ana maria/x y.csv'", "'x y.csv'"],
    ["C:\\Users\\ana\\x.csv", "x.csv"],
    ["\\\\server\\share\\x.csv", "x.csv"],
    ["file:///home/ana/x.csv", "x.csv"],
    ["~/data/x.csv", "x.csv"],
    ["60/20/20 and/or data/x.csv ./a/b 1 / 2", "60/20/20 and/or data/x.csv ./a/b 1 / 2"],
  ])("%s → %s", (text, shown) => {
    expect(hidePaths(text)).toBe(shown);
  });
});
