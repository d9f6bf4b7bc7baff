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

const textSteps = ({ data, synonyms, inserts, swaps, words }: Settings): readonly string[] =>
  sets[data].kind !== "texts"
    ? []
    : [
        ...when(synonyms > 0, `text.synonymReplacement(${number(synonyms)})`),
        ...when(inserts > 0, `text.randomInsertion(${number(inserts)})`),
        ...when(swaps > 0, `text.randomSwap(${number(swaps)})`),
        ...when(words > 0, `text.wordDropout(${number(words)})`),
      ];

const mixers = ({ data, noise, mixup }: Settings): readonly string[] =>
  sets[data].kind === "texts"
    ? []
    : [
        ...when(noise > 0, `tabular.gaussianNoise(${number(noise)})`),
        ...when(mixup > 0, `tabular.mixup(${number(mixup)})`),
      ];

const pastes = ({ data, cutmix }: Settings): boolean => sets[data].kind === "images" && cutmix > 0;
const resamples = ({ data, smote }: Settings): boolean => sets[data].kind === "table" && smote > 0;

/** Whether batches differ from the rows. */
export const augments = (settings: Settings): boolean =>
  [imageSteps, textSteps, mixers].some((steps) => steps(settings).length > 0) ||
  [pastes, resamples].some((does) => does(settings));

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
      "const known = new Map<string, string[]>(Object.entries(data.text.synonyms));",
      "const thesaurus = {",
      '  synonyms: (word: string, before = "") => known.get([before, word].join(" ")) ?? known.get(word) ?? [],',
      "};",
      "const codes = new Map<string, number>(words.map((word: string, i: number) => [word, i + 1]));",
    ],
    drawn: [
      "for (const [place, row] of rows.entries()) {",
      "  let passage = text.passageOf(texts[row], thesaurus);",
      "  for (const step of steps)",
      '    passage = step.apply(passage, step.sample(fold(key, "text", row, step.name), passage) as never);',
      "  for (let i = 0; i < tokens; i++)",
      '    x[place * tokens + i] = codes.get(passage.words[i]?.toLowerCase() ?? "") ?? 0;',
      "}",
    ],
  };
}

function pasteParts(settings: Settings): Parts {
  if (!pastes(settings)) return NOTHING;
  return {
    made: [
      `const cutMix = image.cutMix(${number(settings.cutmix)});`,
      "const [channels, height, width] = data.image.shape;",
      "const size = { channels, height, width };",
    ],
    drawn: [
      "const whole = { ...size, count: rows.length, data: x, targets: y };",
      'const cut = cutMix.apply(whole, cutMix.sample(fold(key, rows[0]!, "cutMix"), size));',
    ],
  };
}

/** Where columns are categories, their inputs become codes for SMOTE, and inputs again. */
const CODING = [
  "const { levels }: { levels: number[] } = data;",
  "const starts = levels.map((_, c) => levels.slice(0, c).reduce((sum, many) => sum + many, 0));",
  "const at = (row: number, c: number) => row * shape[0] + starts[c]!;",
  "const codes = Float32Array.from({ length: train.rows * levels.length }, (_, i) => {",
  "  const [row, c] = [Math.floor(i / levels.length), i % levels.length];",
  "  return levels[c] === 1 ? train.x[at(row, c)]! : train.x.subarray(at(row, c), at(row, c) + levels[c]!).indexOf(1);",
  "});",
  "const categorical = levels.flatMap((many, c) => (many > 1 ? [c] : []));",
  "const inputs = (value: number, many: number) =>",
  "  many === 1 ? [value] : Array.from({ length: many }, (_, level) => Number(level === value));",
];

function resampleParts(settings: Settings): Parts {
  if (!resamples(settings)) return NOTHING;
  const { data, smote, seed } = settings;
  const isCoded = "categories" in sets[data];
  const name = isCoded ? "smotenc" : "smote";
  const table = isCoded ? "x: codes, width: levels.length, categorical" : "x: train.x, width: shape[0]";
  const x = isCoded
    ? "Float32Array.from([...made.x].flatMap((v, i) => inputs(v, levels[i % levels.length]!)))"
    : "made.x";
  return {
    made: [
      ...when(isCoded, ...CODING),
      "const labels: number[] = data.train.y;",
      "const names = Array.from({ length: classes }, (_, k) => String(k));",
      "const sizes = names.map((_, k) => labels.filter((label) => label === k).length).filter((size) => size > 0);",
      "const table = {",
      `  ${table}, rows: train.rows, targets: Float32Array.from(labels),`,
      '  task: { kind: "multiclass", classes: names } as const,',
      "};",
      "const own = tabular.trainingFold(table, Int32Array.from(labels.keys()));",
      "const k = Math.min(5, Math.max(1, Math.min(...sizes) - 1));",
      `const smote = tabular.${name}({ ratio: ${number(smote)}, k });`,
      `const made = smote.apply(own, smote.sample(fold(keyOf(${seed}), "smote"), own));`,
      "const learned = {",
      "  rows: made.rows, y: tabular.oneHot(made.labels, classes),",
      `  x: ${x},`,
      "};",
    ],
    drawn: [],
  };
}

function mixerParts(settings: Settings): Parts {
  const steps = mixers(settings);
  const [x, y] = pastes(settings) ? ["cut.data", "cut.targets"] : ["x", "y"];
  const batch = pastes(settings) ? "x: cut.data, y: cut.targets" : "x, y";
  if (steps.length === 0) return { made: [], drawn: [`return { rows: rows.length, ${batch} };`] };
  return {
    made: [`const steps = [${steps.join(", ")}];`],
    drawn: [
      `let batch = { rows: rows.length, width: x.length / rows.length, outputs: classes, ${x === "x" ? "x" : `x: ${x}`}, targets: ${y} };`,
      "for (const [i, step] of steps.entries())",
      "  batch = step.apply(batch, step.sample(fold(key, rows[0]!, step.name, i), batch) as never);",
      "return { rows: rows.length, x: batch.x, y: batch.targets };",
    ],
  };
}

/** Batches that are changed as they are drawn; the clean rows are what scores are of. */
export function sourceLines(settings: Settings): readonly string[] {
  if (!augments(settings)) return [];
  const parts = [resampleParts, imageParts, pasteParts, textParts, mixerParts].map((part) => part(settings));
  const rows = resamples(settings) ? "learned" : "train";
  const drawn = [`const { x, y } = pickRows(${rows}, rows);`, ...parts.flatMap((part) => part.drawn)];
  const hasKey = drawn.some((line) => line.includes("key"));
  return [
    "",
    "// What is learned differs from the rows; scores are of clean rows.",
    ...parts.flatMap(({ made }) => made),
    "const source: BatchSource = {",
    `  rows: ${rows}.rows,`,
    `  draw: (${hasKey ? "rows, { key }" : "rows"}) => {`,
    ...drawn.map((line) => `    ${line}`),
    "  },",
    "};",
  ];
}
