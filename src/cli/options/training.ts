import { many, one } from "./define.ts";
import * as p from "./parse.ts";

const TRAINS = ["ablate", "audit", "compare", "fit", "learning-curve", "sweep", "tune"] as const;
/** Where recipes have a place. */
const COOKS = ["ablate", "compare", "fit", "learning-curve", "sweep", "tune"] as const;
const NETWORKS = ["mlp", "tabm", "cnn", "embeddingBag", "textCnn", "tfidf"] as const;

/** How a network is trained. Other strengths have their place in a recipe file. */
export const training = {
  recipe: many(p.word, {
    value: "FILE",
    commands: ["augment", ...COOKS],
    doc: "YAML file with a recipe of your own, or a list of them; or one as it is written, {dropout: .3}, which changes the file before it, or what fit trains",
    aliases: ["recipes"],
    completes: "file",
    expected: "the path of a YAML file",
    example: "mine.yaml",
  }),
  network: one(p.choice(NETWORKS), {
    value: "NAME",
    commands: TRAINS,
    doc: "mlp for tables and images, tabm for tables, cnn for images, embeddingBag, textCnn or tfidf for text",
    choices: NETWORKS,
    otherwise: "by the data",
    expected: NETWORKS.join(", "),
    example: "cnn",
  }),
  filters: one(p.widths, {
    value: "WIDTHS",
    commands: TRAINS,
    doc: "channels of the convolutional blocks",
    otherwise: "by the size of the images",
    expected: "1 to 64 whole numbers from 1 to 65,536, with commas between",
    example: "16,32,64",
  }),
  augment: many(p.step, {
    value: "NAME[=N]",
    commands: ["augment", ...TRAINS, "predict"],
    doc: "augment training rows by this, such as randomRotation=15; none for no augmentation",
    expected: "the name of an augmentation, with its main setting behind =",
    example: "randomHorizontalFlip",
  }),
  epochs: one(p.integer(1, 1_000_000), {
    value: "N",
    commands: TRAINS,
    doc: "passes over the training rows, at most",
    otherwise: "by the number of rows",
    expected: "a whole number from 1 to 1,000,000",
    example: "50",
  }),
  batchSize: one(p.integer(1, 1_000_000), {
    value: "N",
    commands: TRAINS,
    doc: "rows per step",
    otherwise: "by the number of rows",
    expected: "a whole number from 1 to 1,000,000",
    example: "64",
  }),
  hidden: one(p.widths, {
    value: "WIDTHS",
    commands: TRAINS,
    doc: "widths of the hidden layers",
    otherwise: "by the data: 256,128 for tables, 128 for images, 64 for text",
    expected: "1 to 64 whole numbers from 1 to 65,536, with commas between",
    example: "256,128",
  }),
  lr: one(p.positive(1000), {
    value: "X",
    commands: TRAINS,
    doc: "learning rate",
    aliases: ["learningRate"],
    default: 0.001,
    expected: "a number above 0, at most 1,000",
    example: "0.001",
  }),
  checkpointEvery: one(p.pause, {
    value: "SECONDS",
    commands: ["fit"],
    doc: "save so often that no more work than this is lost to a kill; 0 saves after every step",
    default: 10,
    expected: "a time of at least 0, in s, m or h",
    example: "30s",
  }),
  seed: one(p.integer(0, 4_294_967_295), {
    value: "N",
    commands: ["augment", ...TRAINS],
    doc: "what everything random follows from",
    default: 42,
    expected: "a whole number from 0 to 4,294,967,295",
    example: "42",
  }),
};
