import { sets } from "./data/sets.ts";
import { VOCABULARY } from "./engine/texts.ts";
import { plain, type Settings } from "./settings.ts";
import { augments, number, sourceLines, when } from "./source.ts";

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

/** What comes before the blocks, where rows are images or texts. */
function eyesOf({ network, data, activation, spatial }: Settings): readonly string[] {
  if (sets[data].kind === "texts") {
    const size = network === "convolutional" ? "vectors: 16, features: 16, widths: [2, 3]" : "features: 16";
    return [
      `nn.${network === "convolutional" ? "textCnn" : "embeddingBag"}({ vocabulary: ${VOCABULARY + 1}, ${size} })`,
    ];
  }
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
const NAMESPACES: readonly string[] = ["image", "tabular", "text"];
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
      "keyOf",
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
