import type { Member } from "../../src/catalog.ts";
import type { Io } from "../../src/cli/io.ts";
import type { Jobs } from "../../src/cli/jobs.ts";
import { run } from "../../src/cli/run.ts";
import type { CompareOptions, CompareResult, FitOptions, FitResult, RecipeResult } from "../../src/job/types.ts";
import type { PredictOptions } from "../../src/job/predict.ts";
import type { ResumeOptions } from "../../src/job/resume.ts";
import type { AugmentSheetOptions } from "../../src/job/sheet/augmentSheet.ts";

export interface FakeOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  readonly jobs?: Partial<Jobs>;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly compare: readonly CompareOptions[];
  readonly fit: readonly FitOptions[];
  readonly resume: readonly ResumeOptions[];
  readonly predict: readonly PredictOptions[];
  readonly augment: readonly AugmentSheetOptions[];
}

const FIVE = [0, 1, 2, 3, 4].map((seed) => ({ seed, train: 0.9, validation: 0.8 }));

const recipe = (
  name: string,
  train: number,
  mean: number,
  effect?: RecipeResult["effect"],
  zeros = 0,
): RecipeResult => ({
  ...{ name, train, validation: { mean, se: 0.0061 }, gap: train - mean, zeros, epochs: 12, scores: FIVE },
  ...(effect === undefined ? {} : { effect }),
});

/** Figures of the mock that the project promises. */
export const churn: CompareResult = {
  v: 1,
  type: "result",
  task: "binary",
  metric: { name: "auc", title: "AUC", better: "higher" },
  recipes: [
    recipe("plain", 0.981, 0.816),
    recipe("weight decay 1e-2", 0.902, 0.835, { mean: 0.019, low: 0.012, high: 0.026, p: 0.001 }),
    recipe("L1 1e-4", 0.9, 0.82, { mean: 0.004, low: -0.003, high: 0.011, p: 0.3 }, 0.412),
    recipe("dropout .5", 0.888, 0.839, { mean: 0.023, low: 0.015, high: 0.031, p: 0.001 }),
    recipe("batch norm", 0.99, 0.801, { mean: -0.015, low: -0.02, high: -0.01, p: 0.002 }),
    { ...recipe("hot", Number.NaN, Number.NaN), failed: "E403 loss became NaN at epoch 3", scores: [] },
    recipe("all together", 0.861, 0.845, { mean: 0.029, low: 0.021, high: 0.037, p: 0.001 }),
  ],
  winner: "all together",
  baseline: 0.5,
  conclusion: "plain overfits and it costs you: .029 AUC. Dropout and decay help; batch norm does not (drop it).",
  test: {
    rows: 1409,
    winner: { value: 0.843, low: 0.822, high: 0.863 },
    plain: { value: 0.812, low: 0.79, high: 0.833 },
    difference: { value: 0.031, low: 0.012, high: 0.05 },
    exported: { seed: 2, value: 0.84 },
  },
  rows: { train: 4226, validation: 1408, test: 1409 },
  run: "runs/churn-7f3a",
  seconds: 41.23,
};

export const fitted: FitResult = {
  v: 1,
  type: "result",
  task: "regression",
  metric: { name: "rmse", title: "RMSE", better: "lower" },
  ...{ train: 2.012, validation: 2.313, gap: 0.301, baseline: 7.8, epochs: 40, bestEpoch: 31 },
  test: { value: 2.41, low: 2.2, high: 2.65 },
  ...{ conclusion: "benign gap", run: "runs/mpg 1", seconds: 3.04, weights: "ab12" },
  diagnosis: {
    ...{ kind: "benignGap", sentence: "benign gap", evidence: {}, also: [], values: { gap: 0.301 } },
    next: { edit: "none", expect: "small gains at most" },
  },
};

const members: readonly Member[] = [
  {
    kind: "layer",
    name: "dropout",
    doc: "Silences random entries.",
    paper: "Srivastava et al. 2014",
    advice: { when: "Dense layers." },
    settings: { rate: { default: 0.5, range: [0, 0.95], search: [0.05, 0.5, "linear"], doc: "Fraction silenced." } },
  },
  { kind: "metric", name: "auc", doc: "Area under the curve.", settings: {} },
];

/** Runs the command line with jobs that answer at once, and keeps what it printed and asked for. */
export async function runCli(argv: readonly string[], options: FakeOptions = {}): Promise<Ran> {
  const { env = {}, files = {}, tty = false, columns, now = () => 0 } = options;
  const { signal = new AbortController().signal } = options;
  const printed = { stdout: "", stderr: "" };
  const asked: { -readonly [K in Exclude<keyof Ran, "code" | "stdout" | "stderr">]: [...Ran[K]] } = {
    ...{ compare: [], fit: [], resume: [], predict: [], augment: [] },
  };
  const stream = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      printed[name] += text;
    },
    ...{ isTTY: tty, columns },
  });
  const io: Io = {
    ...{ env, cwd: "/nowhere", stdout: stream("stdout"), stderr: stream("stderr"), now, signal },
    readText: async (path) => {
      const text = files[path.replace("/nowhere/", "")];
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return text;
    },
  };
  const jobs: Jobs = {
    isImageSource: async () => false,
    useCache: () => {},
    learningCurve: async () => {
      throw new Error("not asked for");
    },
    ablate: async () => {
      throw new Error("not asked for");
    },
    ablationOf: async () => {
      throw new Error("not asked for");
    },
    sweep: async () => {
      throw new Error("not asked for");
    },
    tune: async () => {
      throw new Error("not asked for");
    },
    audit: async () => {
      throw new Error("not asked for");
    },
    diagnose: async () => {
      throw new Error("not asked for");
    },
    lint: async () => {
      throw new Error("not asked for");
    },
    compare: async (given, onEvent) => {
      asked.compare.push(given);
      onEvent({ v: 1, type: "notice", topic: "data", message: "7,043 × 21 in 0.2 s" });
      onEvent({ v: 1, type: "notice", topic: "warning", message: "TotalCharges: 11 blanks" });
      onEvent({
        v: 1,
        type: "trial",
        recipe: "plain",
        seed: 0,
        done: 1,
        total: 1,
        status: "ok",
        validation: 0.8,
        seconds: 1,
      });
      onEvent(churn);
      return churn;
    },
    fit: async (given) => {
      asked.fit.push(given);
      return fitted;
    },
    resume: async (given) => {
      asked.resume.push(given);
      return fitted;
    },
    predict: async (given) => {
      asked.predict.push(given);
      const common = {
        rows: 2,
        columns: ["prediction"],
        format: "csv",
        notices: [{ message: "x: 1 unknown" }],
      } as const;
      return given.out === undefined ? { ...common, text: "prediction\nyes\nno\n" } : { ...common, path: given.out };
    },
    augment: async (given, onEvent) => {
      asked.augment.push(given);
      onEvent({ v: 1, type: "notice", topic: "data", message: "60 images in 0.2 s" });
      const common = { v: 1, type: "result", kind: "image", operations: ["randomRotation (degrees 15)"] } as const;
      const drawn = { ...common, format: "png", trainingRows: 1036, shown: [3, 5] } as const;
      return given.text === undefined
        ? { ...drawn, path: given.out ?? "augment-photos.png" }
        : { ...drawn, kind: "text", format: "txt", text: "1 · good\n" };
    },
    columns: async (data) => {
      const text = files[data];
      if (text === undefined) throw new Error("no such file");
      return text.split("\n")[0]!.split(",");
    },
    catalog: async () => members,
    serve: async () => ({
      url: "http://127.0.0.1:4600/",
      port: 4600,
      moved: false,
      running: () => 0,
      isEmpty: () => false,
      close: async () => {},
    }),
    ...options.jobs,
  };
  const code = await run(argv, io, jobs);
  return { code, ...printed, ...asked };
}
