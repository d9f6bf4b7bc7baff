import { many, one } from "./define.ts";
import * as p from "./parse.ts";

/** What trains each recipe several times. */
const REPEATS = ["ablate", "compare", "learning-curve", "sweep", "tune"] as const;
const ANSWERS = ["yes", "no"] as const;

/** How recipes are compared, and augmentations audited. */
export const comparison = {
  metric: one(p.word, {
    value: "NAME",
    commands: ["ablate", "audit", "compare", "diagnose", "fit", "learning-curve", "lint", "sweep", "tune"],
    doc: "the score that decides; `regularize techniques` lists them",
    otherwise: "by the task: auc, balancedAccuracy or rmse",
    expected: "the name of a metric",
    example: "auc",
  }),
  ignore: many(p.word, {
    value: "RULE",
    commands: ["lint"],
    doc: "a rule of lint that is waived; repeatable",
    expected: "the id of a rule",
    example: "dropoutWithBatchNorm",
  }),
  require: one(p.word, {
    value: "WHAT",
    commands: ["diagnose", "lint"],
    doc: 'exit with 7 unless this holds, such as "gap<=.05, auc>=.8" or "errors=0"',
    otherwise: "nothing is required",
    expected: "names, <= or >=, and numbers",
    example: "gap<=.05",
  }),
  relearn: one(p.choice(ANSWERS), {
    value: "ANSWER",
    commands: ["audit"],
    doc: "train once more with what seems to break labels, to tell broken from merely unfamiliar",
    choices: ANSWERS,
    default: "yes",
    expected: "yes or no",
    example: "no",
  }),
  strength: one(p.strength, {
    value: "NAME[=FROM..TO]",
    commands: ["sweep"],
    doc: "what to vary, such as dropout, l2, weightDecay or learningRate, and from where to where",
    otherwise: "must be given",
    show: ({ key, range }) => (range === undefined ? key : `${key}=${range.join("..")}`),
    expected: "a numeric key of recipes, with two numbers and .. between them behind =",
    example: "dropout=0..0.8",
  }),
  points: one(p.integer(3, 50), {
    value: "N",
    commands: ["sweep"],
    doc: "strengths to try, 0 among them",
    default: 8,
    expected: "a whole number from 3 to 50",
    example: "8",
  }),
  sizes: one(p.integer(3, 12), {
    value: "N",
    commands: ["learning-curve"],
    doc: "numbers of training rows to try, each half of the next",
    otherwise: "5, fewer where rows are few",
    expected: "a whole number from 3 to 12",
    example: "4",
  }),
  against: one(p.word, {
    value: "RUN",
    commands: ["learning-curve"],
    doc: "folder of a comparison of the same data, whose best regularizer is shown beside",
    completes: "folder",
    otherwise: "nothing",
    expected: "the path of a run's folder",
    example: "runs/churn-7f3a",
  }),
  seeds: one(p.integer(1, 1000), {
    value: "N",
    commands: REPEATS,
    doc: "repeats, each with its own split and its own initial weights; ablate: 12 unless it is given",
    default: 5,
    expected: "a whole number from 1 to 1,000",
    example: "5",
  }),
  budget: one(p.duration, {
    value: "TIME",
    commands: REPEATS,
    doc: "start no further trial after this time, such as 30s, 5m or 1h",
    otherwise: "no limit; tune without --trials: 5m",
    expected: "a time above 0, in s, m or h",
    example: "5m",
  }),
  trials: one(p.integer(1, 100_000), {
    value: "N",
    commands: ["tune"],
    doc: "recipes to try at most, those that are tried first included",
    otherwise: "no limit",
    expected: "a whole number from 1 to 100,000",
    example: "60",
  }),
  space: one(p.word, {
    value: "FILE",
    commands: ["tune"],
    doc: "YAML file of what may be tried, such as `dropout: [0, .5, linear]`",
    completes: "file",
    otherwise: "by the data",
    expected: "the path of a YAML file",
    example: "space.yaml",
  }),
  threads: one(p.integer(1, 1024), {
    value: "N",
    commands: [...REPEATS, "fit"],
    doc: "cores to use; one network is trained on each",
    aliases: ["workers"],
    otherwise: "fit: 1, else all",
    expected: "a whole number from 1 to 1,024",
    example: "2",
  }),
};
