import { RegularizeError } from "../../core/index.ts";
import type { Fold } from "../prepare.ts";

const USUAL = 5;
const FEWEST = 3;
/** A training set of fewer rows, or of fewer a class, says nothing about larger ones. */
const LEAST_ROWS = 10;
const LEAST_A_CLASS = 3;

/** A part of the training rows. */
export interface Part {
  /** `1/16`, or `all`. */
  readonly name: string;
  readonly share: number;
}

/** From the smallest: each has twice the rows of the one before, the last one all. Throws E227 when rows are too few. */
export function partsOf({ train, task }: Pick<Fold, "train" | "task">, wanted?: number): Part[] {
  const least = Math.max(LEAST_ROWS, task.kind === "regression" ? 0 : LEAST_A_CLASS * task.classes.length);
  const possible = Math.max(0, Math.floor(Math.log2(train.rows / least)) + 1);
  const sizes = wanted ?? Math.min(USUAL, possible);
  if (sizes > possible || sizes < FEWEST) throw tooFew(train.rows, { least, possible, sizes: wanted ?? FEWEST });
  return Array.from({ length: sizes }, (_, i) => {
    const parts = 2 ** (sizes - 1 - i);
    return { name: parts === 1 ? "all" : `1/${parts}`, share: 1 / parts };
  });
}

function tooFew(rows: number, { least, possible, sizes }: Readonly<Record<"least" | "possible" | "sizes", number>>) {
  return new RegularizeError({
    code: "E227",
    where: "--sizes",
    message: `${rows.toLocaleString("en-US")} training rows are too few for ${sizes} sizes, each half of the next`,
    expected: `at least ${(least * 2 ** (Math.max(FEWEST, sizes) - 1)).toLocaleString("en-US")} training rows`,
    todo: possible >= FEWEST ? `--sizes ${possible}` : "more rows, or a larger share to train on (--split 80/10/10)",
  });
}
