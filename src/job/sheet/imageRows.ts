import { fold as foldKey, type Key } from "../../core/index.ts";
import { type ImagePolicy, imagePolicy } from "../augment/image.ts";
import { type GivenStep, namedStep } from "../augment/steps.ts";
import { strengthOf } from "./strength.ts";
import { type TypicalStep, typicalSteps } from "./typical.ts";

type Shape = readonly [channels: number, height: number, width: number];

/** One sample to be drawn; its caption, where that is not what was drawn. */
export interface Cell {
  readonly policy: ImagePolicy;
  readonly caption?: string;
}

/** A row of the sheet, before it is known which image it shows. */
export interface PlannedRow {
  /** Undefined: the class of its original. */
  readonly name?: string;
  readonly details: readonly string[];
  readonly cells: readonly Cell[];
}

/** Images that one step is shown on, rows for several steps, and images at least that all of them together are shown on. */
const IMAGES = 10;
const ROWS = 8;
const FEWEST = 3;

const repeated = (policy: ImagePolicy, samples: number): Cell[] => Array.from({ length: samples }, () => ({ policy }));

/** Rows for the steps of a user: one step on several images; of several each alone, then all together on several. */
export function namedRows(steps: readonly GivenStep[], shape: Shape, samples: number): PlannedRow[] {
  const together = repeated(imagePolicy(steps, shape), samples);
  if (steps.length === 1) return Array.from({ length: IMAGES }, () => ({ details: [], cells: together }));
  const alone = steps.map((step): PlannedRow => {
    const cells = repeated(imagePolicy([step], shape), samples);
    return { name: namedStep(step, "augment").name, details: strengthOf("image", step), cells };
  });
  const count = Math.max(FEWEST, ROWS - steps.length);
  return [...alone, ...Array.from({ length: count }, () => ({ name: "all together", details: [], cells: together }))];
}

interface Made extends TypicalStep {
  readonly policy: ImagePolicy;
}

/** Whether every draw is the same: 8 of them are. */
function isSingle({ alone, mixers }: ImagePolicy, [channels, height, width]: Shape, key: Key): boolean {
  const draw = (_: unknown, i: number): string =>
    JSON.stringify(alone.sample(foldKey(key, "single", i), { channels, height, width }));
  return mixers.length === 0 && new Set(Array.from({ length: 8 }, draw)).size === 1;
}

/** Rows for every augmentation at a typical strength that `changes` images; those with one outcome share rows. */
export function typicalRows(
  shape: Shape,
  samples: number,
  key: Key,
  changes: (policy: ImagePolicy) => boolean,
): { readonly rows: readonly PlannedRow[]; readonly steps: readonly GivenStep[]; readonly leftOut: readonly string[] } {
  const { steps, leftOut } = typicalSteps("image", shape, (step) => changes(imagePolicy([step], shape)));
  const made = steps.map((of): Made => ({ ...of, policy: imagePolicy([of.step], shape) }));
  const single = new Set(made.filter(({ policy }) => isSingle(policy, shape, key)));
  const rows = made
    .filter((of) => !single.has(of))
    .map(
      (of): PlannedRow => ({
        ...{ name: of.name, details: strengthOf("image", of.step), cells: repeated(of.policy, samples) },
      }),
    );
  return { rows: [...singleRows([...single], samples), ...rows], steps: made.map(({ step }) => step), leftOut };
}

/** Of what has one outcome, one draw tells all: several share a row, by what they act on. */
function singleRows(single: readonly Made[], samples: number): PlannedRow[] {
  return [...new Set(single.map(({ stage }) => stage))].flatMap((stage) => {
    const of = single.filter((one) => one.stage === stage);
    return Array.from({ length: Math.ceil(of.length / samples) }, (_, i): PlannedRow => {
      const part = of.slice(i * samples, (i + 1) * samples);
      const details = ["one outcome each:", part.map(({ name }) => name).join(", ")];
      return { name: `${stage}, yes or no`, details, cells: part.map(singleCell) };
    });
  });
}

/** `horizontal flip`, `posterize, bits 3`: long names as words, so that they can be folded. */
function singleCell({ name, step, policy }: Made): Cell {
  const words = name.replace(/^random(?=[A-Z])/u, "").replace(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter}`);
  const strength = strengthOf("image", step).filter((line) => !line.startsWith("p "));
  return { policy, caption: [words.toLowerCase(), ...strength].join(", ") };
}
