import { sets } from "./data/sets.ts";
import { PIXEL } from "./data/table.ts";
import type { Settings } from "./settings.ts";

export const number = (value: number): string => String(Number(value.toPrecision(4)));

/** Lines that are there when their technique is. */
export const when = (on: boolean, ...lines: readonly string[]): readonly string[] => (on ? lines : []);

function imageSteps({ data, flip, rotate, shift, cutout }: Settings): readonly string[] {
  if (sets[data].kind !== "images") return [];
  const moved = number(shift);
  return [
    ...when(flip > 0, `image.randomHorizontalFlip(${number(flip)})`),
    ...when(rotate > 0, `image.randomRotation(${number(rotate)})`),
    ...when(shift > 0, `image.randomAffine({ degrees: 0, translate: [${moved}, ${moved}] })`),
    ...when(cutout > 0, `image.cutout(Math.max(1, Math.round(${number(cutout)} * data.image.shape[1])))`),
  ];
}

const textSteps = ({ data, words, swaps }: Settings): readonly string[] =>
  sets[data].kind !== "texts"
    ? []
    : [
        ...when(words > 0, `text.wordDropout(${number(words)})`),
        ...when(swaps > 0, `text.randomSwap(${number(swaps)})`),
      ];

const mixers = ({ data, noise, mixup }: Settings): readonly string[] =>
  sets[data].kind === "texts"
    ? []
    : [
        ...when(noise > 0, `tabular.gaussianNoise(${number(noise)})`),
        ...when(mixup > 0, `tabular.mixup(${number(mixup)})`),
      ];

/** Whether batches differ from the rows. */
export const augments = (settings: Settings): boolean =>
  [imageSteps, textSteps, mixers].some((steps) => steps(settings).length > 0);

interface Parts {
  /** Before the source. */
  readonly made: readonly string[];
  /** Of each batch, on what `pickRows` gives. */
  readonly drawn: readonly string[];
}

const NOTHING: Parts = { made: [], drawn: [] };

function imageParts(settings: Settings): Parts {
  const steps = imageSteps(settings);
  if (steps.length === 0) return NOTHING;
  const all = [...steps, `image.normalize(${JSON.stringify(PIXEL)})`];
  return {
    made: [
      ...["const policy = image.compose(", ...all.map((step) => `  ${step},`), ");"],
      "const pictures = { shape: data.image.shape, pixels: Uint8Array.from(data.image.pixels) };",
    ],
    drawn: ['image.augmentBatch(policy, pictures, rows, (row, place) => fold(key, "image", row, place), x);'],
  };
}

function textParts(settings: Settings): Parts {
  const steps = textSteps(settings);
  if (steps.length === 0) return NOTHING;
  return {
    made: [
      `const steps = [${steps.join(", ")}];`,
      "const { texts, words, tokens } = data.text;",
      "const codes = new Map<string, number>(words.map((word: string, i: number) => [word, i + 1]));",
    ],
    drawn: [
      "for (const [place, row] of rows.entries()) {",
      "  let passage = text.passageOf(texts[row]);",
      "  for (const step of steps)",
      '    passage = step.apply(passage, step.sample(fold(key, "text", row, step.name), passage) as never);',
      "  for (let i = 0; i < tokens; i++)",
      '    x[place * tokens + i] = codes.get(passage.words[i]?.toLowerCase() ?? "") ?? 0;',
      "}",
    ],
  };
}

function mixerParts(settings: Settings): Parts {
  const steps = mixers(settings);
  if (steps.length === 0) return { made: [], drawn: ["return { rows: rows.length, x, y };"] };
  return {
    made: [`const steps = [${steps.join(", ")}];`],
    drawn: [
      "let batch = { rows: rows.length, width: x.length / rows.length, outputs: classes, x, targets: y };",
      "for (const [i, step] of steps.entries())",
      "  batch = step.apply(batch, step.sample(fold(key, rows[0]!, step.name, i), batch) as never);",
      "return { rows: rows.length, x: batch.x, y: batch.targets };",
    ],
  };
}

/** Batches that are changed as they are drawn; the clean rows are what scores are of. */
export function sourceLines(settings: Settings): readonly string[] {
  if (!augments(settings)) return [];
  const parts = [imageParts, textParts, mixerParts].map((part) => part(settings));
  return [
    "",
    "// Batches are changed as they are drawn; scores are of clean rows.",
    ...parts.flatMap(({ made }) => made),
    "const source: BatchSource = {",
    "  rows: train.rows,",
    "  draw: (rows, { key }) => {",
    ...["const { x, y } = pickRows(train, rows);", ...parts.flatMap(({ drawn }) => drawn)].map((line) => `    ${line}`),
    "  },",
    "};",
  ];
}
