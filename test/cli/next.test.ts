import { describe, expect, it } from "vitest";
import { dataWords, namingData } from "../../src/job/command.ts";
import { namedData } from "../../src/job/diagnose/ofRun.ts";
import { ablateReport } from "../../src/cli/report/ablate.ts";
import { newLike } from "../../src/cli/report/run.ts";
import type { AblateResult } from "../../src/job/receipt/types.ts";
import { colorsFor } from "../../src/cli/text/colors.ts";
import { churn, fitted, runCli } from "./fake.ts";

const lineOf = (text: string, label: string): string => text.split("\n").find((line) => line.startsWith(label)) ?? "";

describe("what is proposed next names the data", () => {
  it.each([
    ["churn.csv", "new.csv"],
    ["a/b.tsv.gz", "new.tsv"],
    ["sales.PARQUET", "new.parquet"],
    ["photos/", "new-images/"],
    ["photos.2024", "new-images/"],
    ["train-images-idx3-ubyte.gz", "new-images/"],
  ])("more of %s are %s", (data, more) => {
    expect(newLike({ data })).toBe(more);
  });

  it("predict: rows of a table, a folder of images; after resume too, by the job's file", async () => {
    const photos = await runCli(["fit", "photos/"], { jobs: { isImageSource: async () => true } });
    expect(lineOf(photos.stdout, "next")).toBe("next     regularize predict 'runs/mpg 1' new-images/");
    const files = { "runs/x/job.json": `{\n "options": { "data": "/here/photos" }\n}\n0123\n` };
    const resumed = await runCli(["resume", "runs/x"], { files });
    expect(lineOf(resumed.stdout, "next")).toBe("next     regularize predict 'runs/mpg 1' new-images/");
    const unknown = await runCli(["resume", "runs/y"]);
    expect(lineOf(unknown.stdout, "next")).toBe("next     regularize predict 'runs/mpg 1' new.csv");
  });

  it("with what was said of it, quoted for the shell, without what is usual", () => {
    const options = { data: "my data/churn.csv", target: "it's", drop: ["a,b"], split: [0.6, 0.2, 0.2] } as const;
    expect(dataWords({ ...options, onBadCell: "error" })).toBe(
      `'my data/churn.csv' --target 'it'\\''s' --drop 'a\\,b'`,
    );
    expect(dataWords({ data: "-x", split: [0.5, 0.25, 0.25], onBadCell: "missing" })).toBe(
      "./-x --split 50/25/25 --on-bad-cell missing",
    );
    expect(dataWords({ data: "photos" })).toBe("photos");
  });

  it("an edit: the placeholder gives way to the file, with the flags that follow it", () => {
    const options = { data: "d/$&.csv", target: "y" };
    expect(namingData("regularize compare DATA --seeds 10", options)).toBe(
      "regularize compare 'd/$&.csv' --target y --seeds 10",
    );
    expect(namingData("epochs: 20", options)).toBe("epochs: 20");
    const next = { edit: "regularize compare DATA", expect: "small gains" };
    expect(namedData({ ...fitted.diagnosis, next }, options).next.edit).toBe(
      "regularize compare 'd/$&.csv' --target y",
    );
  });

  it("ablate: the fit of what is left", () => {
    const none = {
      recipe: { name: "mine" },
      parts: [],
      pairs: [],
      candidates: 0,
      repeats: 3,
      full: { mean: 1, se: 1 },
    };
    const result = { ...none, metric: fitted.metric, task: "regression", rows: { test: 9 }, conclusion: "", run: "r" };
    const lines = ablateReport(
      { ...result, seconds: 1 } as unknown as AblateResult,
      { colors: colorsFor({}, false), width: 200 },
      { data: "a b.csv", target: "y" },
    );
    expect(lines.at(-1)).toBe("next     regularize fit 'a b.csv' --target y --recipe r/recipe.json");
  });
});

describe("one clock, from the command's start", () => {
  it("progress and what was saved count the same seconds", async () => {
    let time = 700_000;
    const ran = await runCli(["compare", "churn.csv", "--target", "churn"], {
      now: () => time,
      jobs: {
        compare: async (_, onEvent) => {
          time += 24_000;
          const trial = { v: 1, type: "trial", recipe: "plain", seed: 0, done: 1, total: 1, status: "ok" } as const;
          onEvent({ ...trial, validation: 0.8, seconds: 1 });
          return churn;
        },
      },
    });
    expect(ran.stderr).toContain("1/1 trials  plain  validation .8  24 s\n");
    expect(lineOf(ran.stdout, "saved")).toMatch(/\(24\.0 s\)$/u);
  });
});
