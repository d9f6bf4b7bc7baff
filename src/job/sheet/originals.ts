import { fold as foldKey, invariant, keyOf, permutation } from "../../core/index.ts";
import type { Fold } from "../prepare.ts";

/** A training row to show. */
export interface Original {
  /** Of the data, counted from 0. */
  readonly row: number;
  /** Its class, or its value. */
  readonly label: string;
  /** The same, where a number alone would not say what it is: `class 3`. */
  readonly caption: string;
}

/** A number alone does not say what it is: `class 3`. */
export const called = (name: string, what: "class" | "value"): string =>
  /^[\d.-]+$/u.test(name) ? `${what} ${name}` : name;

/** The training rows of a fold in the data. Never validation or test rows. */
export function trainingRows({ train }: Pick<Fold, "train">): Int32Array {
  invariant(train.ids !== undefined, "examples of a fold know their rows");
  return train.ids.map((id) => id - 1);
}

/** Rows of a class that are looked at before some are chosen. */
const LOOKED_AT = 64;

/**
 * At most `most` training rows in the order in which they are shown: one of each class in turn, so that any number from the start
 * is of as many classes as there are. Of each class those that cost least, by chance where they cost the same.
 */
export function originalsOf(fold: Fold, most: number, cost: (row: number) => number = () => 0): Original[] {
  const rows = trainingRows(fold);
  const order = permutation(rows.length, foldKey(keyOf(fold.seed), "sheet", "originals"));
  const what = fold.task.kind === "regression" ? "value" : "class";
  const queues = partsOf(fold, order).map(({ label, places }) => {
    const found = places.slice(0, Math.max(most, LOOKED_AT)).map((place) => ({ place, cost: cost(rows[place]!) }));
    return found
      .sort((a, b) => a.cost - b.cost)
      .map(({ place }): Original => {
        const name = label(place);
        return { row: rows[place]!, label: name, caption: called(name, what) };
      });
  });
  const turns = Array.from({ length: most }, (_, i) => queues.flatMap((queue) => queue.slice(i, i + 1)));
  return turns.flat().slice(0, most);
}

/** Rows of one class, or whose values lie in one quarter. */
interface Part {
  readonly label: (place: number) => string;
  /** Among the training rows, in the order of the draw. */
  readonly places: readonly number[];
}

const QUARTERS = 4;

function partsOf({ task, train, scale }: Fold, order: Int32Array): Part[] {
  const { rows, y } = train;
  if (task.kind === "regression") {
    const sorted = Array.from(y.keys()).sort((a, b) => y[a]! - y[b]!);
    const quarter = new Uint8Array(rows);
    for (const [rank, place] of sorted.entries()) quarter[place] = Math.floor((rank * QUARTERS) / rows);
    const label = (place: number): string => String(Number((y[place]! * scale.deviation + scale.mean).toPrecision(4)));
    return grouped(
      order,
      QUARTERS,
      (place) => quarter[place]!,
      () => label,
    );
  }
  const { classes } = task;
  const classOf = (place: number): number =>
    y.subarray(place * classes.length, (place + 1) * classes.length).indexOf(1);
  return grouped(order, classes.length, classOf, (of) => () => classes[of]!);
}

function grouped(
  order: Int32Array,
  count: number,
  partOf: (place: number) => number,
  label: (part: number) => Part["label"],
): Part[] {
  const places = Array.from({ length: count }, (): number[] => []);
  for (const place of order) places[partOf(place)]!.push(place);
  return places.map((of, part) => ({ label: label(part), places: of })).filter((part) => part.places.length > 0);
}
