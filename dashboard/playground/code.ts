import { sets } from "./data/sets.ts";
import { PIXEL } from "./data/table.ts";
import { plain, type Settings } from "./settings.ts";

const number = (value: number): string => String(Number(value.toPrecision(4)));

/** Lines that are there when their technique is. */
const when = (on: boolean, ...lines: readonly string[]): readonly string[] => (on ? lines : []);

const NORMS: Readonly<Record<string, string>> = { batch: "nn.batchNorm1d()", layer: "nn.layerNorm()" };

function blockOf({ width, norm, activation, dropout }: Settings): string {
  const norms = when(norm !== "none", NORMS[norm] ?? "");
  const parts = [
    `nn.linear(${width})`,
    ...norms,
    `nn.${activation}()`,
    ...when(dropout > 0, `nn.dropout(${number(dropout)})`),
  ];
  return `nn.sequential(${parts.join(", ")})`;
}

/** The convolutions before the blocks, where rows are images. */
function eyesOf({ network, data, activation, spatial }: Settings): readonly string[] {
  if (network !== "convolutional" || sets[data].kind !== "images") return [];
  const dropout = spatial > 0 ? `, nn.dropout2d(${number(spatial)})` : "";
  const look = (features: number): string =>
    `nn.sequential(nn.conv2d({ features: ${features}, padding: 1 }), nn.${activation}(), nn.maxPool2d(2)${dropout})`;
  return [...[8, 16].map(look), "nn.flatten()"];
}

function trainerLines(settings: Settings): readonly string[] {
  const { depth, smoothing, l1, l2, decay, rate, maxNorm, clip, ema, sam, batch, seed } = settings;
  const penalties = [...when(l1 > 0, `penalty.l1(${number(l1)})`), ...when(l2 > 0, `penalty.l2(${number(l2)})`)];
  return [
    "const trainer = await createTrainer({",
    "  model: nn.sequential(",
    ...eyesOf(settings).map((layer) => `    ${layer},`),
    `    ${Array.from({ length: depth }, () => "block()").join(", ")}, nn.linear(classes),`,
    "  ),",
    `  loss: loss.crossEntropy(${smoothing > 0 ? number(smoothing) : ""}),`,
    `  penalties: [${penalties.join(", ")}],`,
    `  optimizer: optim.adamW({ learningRate: ${number(rate)}, weightDecay: ${number(decay)} }),`,
    ...when(maxNorm > 0, `  constraints: [optim.constraint.maxNorm(${number(maxNorm)})],`),
    ...when(clip > 0, `  clipNorm: ${number(clip)},`),
    ...when(ema > 0, `  averaging: optim.averaging.ema(${number(ema)}),`),
    ...when(sam > 0, `  sharpness: optim.sharpness.sam(${number(sam)}),`),
    `  input: shape, outputs: classes, batchSize: ${batch}, seed: ${seed}, runtime,`,
    "});",
  ];
}

/** Whether batches differ from the rows. */
const augments = (settings: Settings): boolean =>
  settings.noise > 0 || settings.mixup > 0 || imageSteps(settings).length > 0;

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

/** Batches that are changed as they are drawn; the clean rows are what scores are of. */
function sourceLines(settings: Settings): readonly string[] {
  if (!augments(settings)) return [];
  const { noise, mixup } = settings;
  const images = imageSteps(settings);
  const steps = [
    ...when(noise > 0, `tabular.gaussianNoise(${number(noise)})`),
    ...when(mixup > 0, `tabular.mixup(${number(mixup)})`),
  ];
  const normalize = `image.normalize(${JSON.stringify(PIXEL)})`;
  return [
    "",
    "// Batches are changed as they are drawn; scores are of clean rows.",
    ...when(
      images.length > 0,
      ...["const policy = image.compose(", ...[...images, normalize].map((step) => `  ${step},`), ");"],
      "const pictures = { shape: data.image.shape, pixels: Uint8Array.from(data.image.pixels) };",
    ),
    ...when(steps.length > 0, `const steps = [${steps.join(", ")}];`),
    "const source: BatchSource = {",
    "  rows: train.rows,",
    "  draw: (rows, { key }) => {",
    "    const { x, y } = pickRows(train, rows);",
    ...when(
      images.length > 0,
      '    image.augmentBatch(policy, pictures, rows, (row, place) => fold(key, "image", row, place), x);',
    ),
    ...(steps.length === 0
      ? ["    return { rows: rows.length, x, y };"]
      : [
          "    let batch = { rows: rows.length, width: x.length / rows.length, outputs: classes, x, targets: y };",
          "    for (const [i, step] of steps.entries())",
          "      batch = step.apply(batch, step.sample(fold(key, rows[0]!, step.name, i), batch) as never);",
          "    return { rows: rows.length, x: batch.x, y: batch.targets };",
        ]),
    "  },",
    "};",
  ];
}

function loopLines(settings: Settings): readonly string[] {
  const { schedule, patience, keep, epochs, batch, seed } = settings;
  const schedules: Readonly<Record<string, string>> = {
    cosine: "optim.schedule.cosine()",
    step: `optim.schedule.step({ everyEpochs: ${Math.ceil(epochs / 4)}, factor: 0.3 })`,
    oneCycle: "optim.schedule.oneCycle()",
    reduceOnPlateau: "optim.schedule.reduceOnPlateau({ patience: 10 })",
  };
  return [
    "const events = trainLoop({",
    `  trainer, train, validation, batchSize: ${batch}, seed: ${seed}, length: { epochs: ${epochs} },`,
    "  metric: metrics.accuracy, interpret: classPredictions,",
    ...when(augments(settings), "  source,"),
    ...when(schedule !== plain.schedule, `  schedule: ${schedules[schedule] ?? "undefined"},`),
    ...when(patience > 0, `  stopping: earlyStopping(${patience}),`),
    ...when(keep === "best", "  restoreBest: true,"),
    "});",
    "for await (const event of events) {",
    '  if (event.type !== "epoch") continue;',
    settings.ema > 0
      ? '  const { train, validation } = event.uses === "averaged" ? event.averaged! : event;'
      : "  const { train, validation } = event;",
    "  console.log(event.epoch, train.loss.toFixed(4), validation.loss.toFixed(4));",
    "}",
    "await runtime.dispose();",
  ];
}

/** Parts of the package's `augment`. */
const NAMESPACES: readonly string[] = ["image", "tabular"];
const uses = (body: string, name: string): boolean => new RegExp(`\\b${name}\\.`, "u").test(body);

/** Names from the package, in the order of the alphabet, on as few lines as they fit. */
function importLines(body: string, types: string): readonly string[] {
  const all = [
    ...[
      "classPredictions",
      "createRuntime",
      "createTrainer",
      "earlyStopping",
      "fold",
      "loss",
      "metrics",
      "nn",
      "optim",
    ],
    ...["penalty", "pickRows", "trainLoop"],
  ];
  const isUsed = (name: string): boolean => name === "loss" || new RegExp(`\\b${name}\\b`, "u").test(body);
  const used = [...all.filter(isUsed), ...NAMESPACES.filter((name) => uses(body, name))];
  const own = [...new Set(used.map((name) => (NAMESPACES.includes(name) ? "augment" : name)))].sort();
  return [`import { ${[...when(body.includes(types), `type ${types}`), ...own].join(", ")} } from "regularize";`];
}

/** The page as TypeScript for Node: the same rows from `playground.json`, the same seed, the same losses. */
export function codeOf(settings: Settings): string {
  const body = [
    "",
    "",
    "// The rows of the page, standardized and split: download them beside this code.",
    'const data = JSON.parse(await readFile("playground.json", "utf8"));',
    "const { shape, classes } = data;",
    "const examples = ({ x, y }: { x: number[]; y: number[] }) => ({",
    "  rows: y.length,",
    "  x: Float32Array.from(x),",
    "  y: Float32Array.from(y.flatMap((label) => Array.from({ length: classes }, (_, k) => Number(k === label)))),",
    "});",
    "const [train, validation] = [examples(data.train), examples(data.validation)];",
    "",
    `const block = () => ${blockOf(settings)};`,
    "const runtime = await createRuntime();",
    ...trainerLines(settings),
    ...sourceLines(settings),
    "",
    ...loopLines(settings),
  ].join("\n");
  const parts = NAMESPACES.filter((name) => uses(body, name));
  const alias = parts.length > 0 ? `\nconst { ${parts.join(", ")} } = augment;` : "";
  return `import { readFile } from "node:fs/promises";\n${importLines(body, "BatchSource").join("\n")}${alias}${body}\n`;
}
