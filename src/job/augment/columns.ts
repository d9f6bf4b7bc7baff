import type { HeldRows } from "../../core/index.ts";
import type { ColumnSpec, Preprocessor } from "../../data/index.ts";
import { outputNames } from "../../data/preprocess/spec.ts";
import { blocksOf } from "../../train/rows.ts";

/** What one raw column became: where its outputs stand among those of the network's input. */
export interface Outputs {
  readonly spec: ColumnSpec;
  /** Places of its outputs, a flag for missing last. */
  readonly places: readonly number[];
}

/** The outputs of each raw column; codes stand behind all dense outputs. */
export function outputsOfColumns({ columns, dense }: Preprocessor): Outputs[] {
  let at = 0;
  let code = dense;
  return columns.map((spec) => {
    if (spec.kind === "codes") return { spec, places: [code++] };
    const places = outputNames(spec).map(() => at++);
    return { spec, places };
  });
}

/** Places of outputs that hold measured numbers: neither codes, nor one-hot columns, nor flags. */
const isNumber = ({ spec, places }: Outputs, place: number): boolean => spec.kind === "numeric" && place === places[0];

/**
 * What augmentations of tables ask about columns, by the names of their settings: outputs of one raw column go together, noise
 * and half-and-half mixtures are for numbers only, and a masked entry becomes the column's mean.
 */
export function columnSettings(preprocessor: Preprocessor, x: HeldRows): Readonly<Record<string, number[]>> {
  const { width } = preprocessor;
  const columns = outputsOfColumns(preprocessor);
  const owner = new Array<number>(width).fill(0);
  const numeric = new Array<boolean>(width).fill(false);
  columns.forEach((column, i) => {
    for (const place of column.places) {
      owner[place] = i;
      numeric[place] = isNumber(column, place);
    }
  });
  const { means, deviations } = momentsOf(x, width);
  const codes = Array.from({ length: width }, (_, c) => c >= preprocessor.dense);
  return {
    groups: owner,
    deviations: deviations.map((deviation, c) => (numeric[c] === true ? deviation : 0)),
    // A code has no mean: 0 is the level that was never seen.
    fill: means.map((mean, c) => (codes[c] === true ? 0 : mean)),
    categorical: numeric.flatMap((is, c) => (is ? [] : [c])),
  };
}

function momentsOf(x: HeldRows, width: number): { means: number[]; deviations: number[] } {
  const rows = x.length / width;
  const means = new Array<number>(width).fill(0);
  const squares = new Array<number>(width).fill(0);
  for (const { floats } of blocksOf(x, rows))
    for (let i = 0; i < floats.length; i++) means[i % width]! += floats[i]! / rows;
  for (const { floats } of blocksOf(x, rows))
    for (let i = 0; i < floats.length; i++) squares[i % width]! += (floats[i]! - means[i % width]!) ** 2 / rows;
  return { means, deviations: squares.map(Math.sqrt) };
}

/** Rows in which each category is one code: what resamplers work on. */
export interface Coded {
  readonly x: Float32Array;
  readonly width: number;
  readonly categorical: readonly number[];
  /** Back to the network's input, [rows, preprocessor.width]. */
  readonly expand: (x: Float32Array) => Float32Array;
}

/** One-hot columns become one code each, flags for missing stay as codes of their own. */
export function coded(preprocessor: Preprocessor, x: Float32Array): Coded {
  const columns = outputsOfColumns(preprocessor);
  const parts = columns.flatMap((column) => partsOf(column));
  const rows = x.length / preprocessor.width;
  const out = new Float32Array(rows * parts.length);
  for (let row = 0; row < rows; row++)
    for (const [c, part] of parts.entries()) out[row * parts.length + c] = part.read(x, row * preprocessor.width);
  return {
    ...{ x: out, width: parts.length },
    categorical: parts.flatMap(({ isCategory }, c) => (isCategory ? [c] : [])),
    expand: (from) => {
      const count = from.length / parts.length;
      const expanded = new Float32Array(count * preprocessor.width);
      for (let row = 0; row < count; row++)
        for (const [c, part] of parts.entries())
          part.write(expanded, row * preprocessor.width, from[row * parts.length + c]!);
      return expanded;
    },
  };
}

interface Part {
  readonly isCategory: boolean;
  readonly read: (x: Float32Array, at: number) => number;
  readonly write: (x: Float32Array, at: number, value: number) => void;
}

const single = (place: number, isCategory: boolean): Part => ({
  isCategory,
  read: (x, at) => x[at + place]!,
  write: (x, at, value) => {
    x[at + place] = value;
  },
});

function partsOf({ spec, places }: Outputs): Part[] {
  if (spec.kind === "codes") return [single(places[0]!, true)];
  if (spec.kind === "numeric") return places.map((place, i) => single(place, i > 0));
  if (places.length === 0) return [];
  const none = places.length;
  return [
    {
      isCategory: true,
      read: (x, at) => {
        const found = places.findIndex((place) => x[at + place] === 1);
        return found < 0 ? none : found;
      },
      write: (x, at, value) => {
        if (value < none) x[at + places[value]!] = 1;
      },
    },
  ];
}
