import { flag, one } from "./define.ts";
import * as p from "./parse.ts";

const FORMATS = ["csv", "json", "parquet"] as const;
const READS = ["compare", "fit", "predict"] as const;

/** Where results go and how they are written. */
export const output = {
  out: one(p.word, {
    value: "PATH",
    commands: READS,
    doc: "where to write: the run's folder, or the file of predictions",
    completes: "folder",
    otherwise: "runs/NAME-HASH; predictions: stdout",
    expected: "a path",
    example: "runs/mine",
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
  json: flag({
    commands: ["audit", ...READS, "resume", "techniques"],
    doc: "one JSON event a line on stdout, and nothing else there",
  }),
  quiet: flag({
    commands: ["audit", ...READS, "resume"],
    doc: "no progress and no notices: only the result, and errors",
  }),
};
