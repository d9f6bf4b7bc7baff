import { many, one } from "./define.ts";
import * as p from "./parse.ts";

const ANSWERS = ["yes", "no"] as const;

/** How recipes are compared, and augmentations audited. */
export const comparison = {
  metric: one(p.word, {
    value: "NAME",
    commands: ["audit", "compare", "fit", "lint"],
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
    commands: ["lint"],
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
  seeds: one(p.integer(1, 1000), {
    value: "N",
    commands: ["compare"],
    doc: "repeats, each with its own split and its own initial weights",
    default: 5,
    expected: "a whole number from 1 to 1,000",
    example: "5",
  }),
  budget: one(p.duration, {
    value: "TIME",
    commands: ["compare"],
    doc: "start no further trial after this time, such as 30s, 5m or 1h",
    otherwise: "no limit",
    expected: "a time above 0, in s, m or h",
    example: "5m",
  }),
  threads: one(p.integer(1, 1024), {
    value: "N",
    commands: ["compare", "fit"],
    doc: "cores to use; compare trains one network on each",
    aliases: ["workers"],
    otherwise: "compare: all, fit: 1",
    expected: "a whole number from 1 to 1,024",
    example: "2",
  }),
};
