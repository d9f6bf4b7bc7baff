import { fold, keyOf, RegularizeError } from "../core/index.ts";
import type { OutputColumn } from "../data/writeParquet.ts";
import type { Predictor } from "../train/predictor.ts";
import { isRewriting } from "./augment/rewriting.ts";
import { type GivenStep, joinsRows, showSteps } from "./augment/steps.ts";
import type { Card } from "./card.ts";
import { usualAugment } from "./ladder.ts";
import type { Recipe } from "./recipe.ts";
import type { NewRows } from "./source/use.ts";

const MOST_COPIES = 1000;

const noCopies = (where: string, message: string, expected?: string): RegularizeError =>
  new RegularizeError({
    ...{ code: "E138", where, message, todo: `leave ${where} out` },
    ...(expected === undefined ? {} : { expected }),
  });

/** Refuses a number of copies that is none (E138); 0 is: none are wanted. */
export function checkCopies(tta: number): void {
  if (Number.isInteger(tta) && tta >= 0 && tta <= MOST_COPIES) return;
  throw noCopies("--tta", `There cannot be ${tta} copies of a row`, `a whole number from 1 to ${MOST_COPIES}`);
}

export interface TestTime {
  /** Of the rows themselves, [rows, outputs]. */
  readonly predictions: Float32Array;
  readonly tta: number;
  readonly card: Card;
  /** How copies are made, where the user says so. */
  readonly augment?: Recipe["augment"];
}

/** A step makes copies where it needs neither other rows nor what a model wrote before training. */
const makesCopies = (kind: Card["kind"], step: GivenStep): boolean => !joinsRows(kind, step) && !isRewriting(step);

/** As the user says, as the model was trained, else as is usual for its kind of data. */
function stepsOf({ card: { kind, recipe }, augment = [] }: TestTime): Recipe["augment"] {
  const wrong = augment.find((step) => !makesCopies(kind, step));
  if (wrong !== undefined) throw noCopies("--augment", `${showSteps([wrong])} makes no copies of one row`);
  if (augment.length > 0) return augment;
  const own = recipe.augment.filter((step) => makesCopies(kind, step));
  return own.length > 0 ? own : usualAugment(kind);
}

/** Mean of the predictions of the rows and of `tta` augmented copies of each, [rows, outputs]. Throws E138 for tables. */
export async function averaged(
  predictor: Predictor,
  { rows, copies }: Pick<NewRows, "rows" | "copies">,
  of: TestTime,
): Promise<{ readonly steps: Recipe["augment"]; readonly mean: Float32Array }> {
  if (copies === undefined)
    throw noCopies(
      "--tta",
      "Test-time augmentation is for images and texts: a row of a table has no copies that surely mean the same",
    );
  const steps = stepsOf(of);
  const key = fold(keyOf(of.card.seed), "test-time augmentation");
  const sum = Float64Array.from(of.predictions);
  for (let copy = 0; copy < of.tta; copy++) {
    const said = await predictor.predict(copies(steps, fold(key, copy)), rows);
    for (let i = 0; i < sum.length; i++) sum[i]! += said[i]!;
  }
  return { steps, mean: Float32Array.from(sum, (value) => value / (of.tta + 1)) };
}

/** What came of the copies, beside the rows' own predictions. */
export function averagedMessage(plain: readonly OutputColumn[], apart: readonly OutputColumn[], how: string): string {
  const [own, other] = [plain[0]!.values, apart[0]!.values];
  let differ = 0;
  for (let row = 0; row < own.length; row++) if (own[row] !== other[row]) differ++;
  const what = typeof own[0] === "string" ? `${differ} of ${own.length} labels differ, ` : "";
  return `test-time augmentation, ${how}: ${what}reported apart, in columns tta_…`;
}
