import { flag, many, one } from "./define.ts";
import * as p from "./parse.ts";

const TRAINS = ["ablate", "audit", "compare", "fit", "learning-curve", "sweep", "tune"] as const;
/** What looks at data with answers, to train or to show it. */
const LEARNS = [...TRAINS, "augment", "lint"] as const;
const READS = [...LEARNS, "predict"] as const;
const COLUMN = { value: "COLUMN", commands: LEARNS, expected: "the name of a column", example: "churn" } as const;
const CHANNELS = ["1", "3"] as const;
const TASKS = ["classification", "regression"] as const;
const BAD_CELLS = ["error", "missing"] as const;

/** What the file says and how its rows are used. */
export const data = {
  target: one(p.word, {
    ...COLUMN,
    doc: "the column to predict",
    otherwise: "must be given",
  }),
  text: one(p.word, {
    ...COLUMN,
    doc: "learn from the words of this column",
    otherwise: "the only column of prose",
    example: "review",
  }),
  image: one(p.word, {
    ...COLUMN,
    doc: "of a table of images, the column of their paths",
    otherwise: "by its look",
    example: "file",
  }),
  imageSize: one(p.imageSize, {
    value: "PIXELS",
    commands: LEARNS,
    doc: "the size that images are scaled and cut to, such as 64 or 48x64 (height x width)",
    otherwise: "as they are, at most 64",
    show: (size) => size.join("x"),
    expected: "one or two whole numbers from 1 to 1,024",
    example: "64",
  }),
  channels: one(p.choice(CHANNELS), {
    value: "N",
    commands: LEARNS,
    doc: "1 reads images as grey, 3 as colours",
    choices: CHANNELS,
    otherwise: "by the images",
    expected: CHANNELS.join(" or "),
    example: "3",
  }),
  cache: one(p.word, {
    value: "FOLDER",
    commands: [...READS, "resume"],
    doc: "where decoded images are kept, and texts that models rewrote",
    completes: "folder",
    otherwise: "the user's cache folder",
    expected: "the path of a folder",
    example: "/tmp/cache",
  }),
  maxTokens: one(p.integer(1, 65_536), {
    value: "N",
    commands: TRAINS,
    doc: "words that are read of a text",
    otherwise: "as many as 95 % of the texts have, at most 256",
    expected: "a whole number from 1 to 65,536",
    example: "400",
  }),
  data: many(p.word, {
    value: "FILE",
    commands: ["ablate", "resume", "ui"],
    doc: "resume, ablate RUN: where the data is now, when it was moved; ui: data to start jobs on and to show rows of",
    completes: "file",
    otherwise: "where it was",
    expected: "the path of a file",
    example: "churn.csv",
  }),
  task: one(p.choice(TASKS), {
    value: "TASK",
    commands: LEARNS,
    doc: "classification or regression",
    choices: TASKS,
    otherwise: "by the target",
    expected: TASKS.join(" or "),
    example: "regression",
  }),
  positive: one(p.word, {
    value: "CLASS",
    commands: LEARNS,
    doc: "of two classes the one that probabilities and AUC speak of",
    otherwise: "by its name, else the rarer",
    expected: "one of the target's two classes",
    example: "yes",
  }),
  category: many(p.word, { ...COLUMN, doc: "read a column as categories, such as codes that are numbers" }),
  keep: many(p.word, { ...COLUMN, doc: "use a column that would be dropped, such as one that looks like an id" }),
  drop: many(p.word, { ...COLUMN, doc: "leave a column out" }),
  group: one(p.word, { ...COLUMN, doc: "rows with the same value stay on one side of every split" }),
  time: one(p.word, { ...COLUMN, doc: "later rows are never used to predict earlier ones" }),
  split: one(p.shares, {
    value: "SHARES",
    commands: LEARNS,
    doc: "shares of training, validation and test rows",
    default: [0.6, 0.2, 0.2],
    show: (parts) => parts.map((part) => Number((100 * part).toFixed(2))).join("/"),
    expected: "three shares above 0 that sum to 100 or to 1",
    example: "60/20/20",
  }),
  delimiter: one(p.delimiter, {
    value: "CHAR",
    commands: READS,
    doc: "what separates the cells of a CSV file: a character, or tab, comma, semicolon, pipe, space",
    otherwise: "found in the file",
    show: (char) => (char === "\t" ? "tab" : char === " " ? "space" : char),
    expected: "one ASCII character other than a double quote, or its name",
    example: "tab",
  }),
  trimHeaders: flag({ commands: READS, doc: "take spaces and invisible characters off the column names" }),
  onBadCell: one(p.choice(BAD_CELLS), {
    value: "WHAT",
    commands: READS,
    doc: "a cell that is no number in a column of numbers: error stops, missing takes it as missing",
    choices: BAD_CELLS,
    default: "error",
    expected: BAD_CELLS.join(" or "),
    example: "missing",
  }),
};
