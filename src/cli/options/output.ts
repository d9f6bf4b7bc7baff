import { flag, one } from "./define.ts";
import * as p from "./parse.ts";

const FORMATS = ["csv", "json", "parquet"] as const;
const READS = ["ablate", "compare", "fit", "learning-curve", "predict", "sweep", "tune"] as const;

/** Where results go and how they are written. */
export const output = {
  out: one(p.word, {
    value: "PATH",
    commands: ["audit", "augment", ...READS],
    doc: "where to write: the run's folder, or the file of predictions or of a sheet",
    completes: "folder",
    otherwise:
      "runs/NAME-HASH; audits: no folder; predictions and listings of texts: stdout; pictures: augment-NAME.png",
    expected: "a path",
    example: "runs/mine",
  }),
  png: flag({
    commands: ["compare", "fit", "learning-curve", "sweep", "tune"],
    doc: "write the report's charts as pictures too: chart-NAME.png in the run's folder",
  }),
  aggregatesOnly: flag({
    commands: ["compare", "fit", "tune"],
    doc: "for private data: nothing of single rows in the run's folder: no suspects.csv, no sheet of augmented rows, no line numbers, no extremes; the model keeps the categories and words that it predicts by",
  }),
  format: one(p.choice(FORMATS), {
    value: "FORMAT",
    commands: ["predict"],
    doc: "csv, json or parquet",
    choices: FORMATS,
    otherwise: "by the name of --out, or csv",
    expected: "csv, json or parquet",
    example: "csv",
  }),
  tta: one(p.integer(1, 1000), {
    value: "N",
    commands: ["predict"],
    doc: "test-time augmentation: average over N augmented copies, in columns of their own",
    otherwise: "none",
    expected: "a whole number from 1 to 1,000",
    example: "8",
  }),
  samples: one(p.integer(1, 20), {
    value: "N",
    commands: ["augment"],
    doc: "draws of each augmentation on an image, or copies of a text",
    default: 6,
    expected: "a whole number from 1 to 20",
    example: "8",
  }),
  json: flag({
    commands: ["audit", "augment", "diagnose", "lint", ...READS, "resume", "techniques", "ui"],
    doc: "one JSON event a line on stdout, and nothing else there",
  }),
  quiet: flag({
    commands: ["audit", "augment", "diagnose", "lint", ...READS, "resume", "ui"],
    doc: "no progress and no notices: only the result, and errors",
  }),
};
