// Milliseconds of resampling a table with two classes: ours and imbalanced-learn, in turns, one thread each.
// Run: npx tsx bench/augment/tables.ts [--python PATH] [--rows 100000] [--columns 20] [--shares 0.014,0.1,0.3]
//      [--methods smote,borderlineSmote,adasyn,smotenc] [--rounds 7] [--json]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Augmentation, augmented, tabular } from "../../src/augment/index.ts";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { compete, type Contestant, costOf } from "../step/contestant.ts";
import { type Line, linesOf, printLines, type PythonPeer, startPython } from "./pythonPeer.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    rows: { type: "string", default: "100000" },
    columns: { type: "string", default: "20" },
    shares: { type: "string", default: "0.014,0.1,0.3" },
    methods: { type: "string", default: "smote" },
    rounds: { type: "string", default: "7" },
    json: { type: "boolean", default: false },
  },
});

type Resampler = Augmentation<tabular.TrainingFold, tabular.Resampled>;
const resamplers: Readonly<Record<string, Resampler>> = {
  smote: tabular.smote(),
  borderlineSmote: tabular.borderlineSmote(),
  adasyn: tabular.adasyn(),
  smotenc: tabular.smotenc(),
};

/** Two normal classes half a deviation apart; for smotenc the first two columns hold one of five codes. */
function tableOf(rows: number, width: number, share: number, categorical: readonly number[]): tabular.Labelled {
  const random = randomOf(keyOf(1));
  const targets = Float32Array.from({ length: rows }, (_, row) => (row < Math.floor(rows * share) ? 1 : 0));
  const x = new Float32Array(rows * width);
  for (let i = 0; i < x.length; i++) {
    const isCode = categorical.includes(i % width);
    x[i] = isCode ? random.below(5) : random.normal() + 0.5 * targets[Math.floor(i / width)]!;
  }
  return { x, rows, width, targets, task: { kind: "multiclass", classes: ["common", "rare"] }, categorical };
}

/** Puts the table where the peer reads it. */
function writeTable(folder: string, { x, targets, categorical = [] }: tabular.Labelled): void {
  writeFileSync(join(folder, "x.f32"), x);
  writeFileSync(join(folder, "y.i32"), Int32Array.from(targets));
  writeFileSync(join(folder, "meta.json"), JSON.stringify({ categorical }));
}

const allRows = ({ rows }: tabular.Labelled): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);

/** As a job does it: gather the training fold, draw, make the rows. */
const resample = (resampler: Resampler, data: tabular.Labelled, rows: Int32Array, seed: number): tabular.Resampled =>
  augmented(resampler, tabular.trainingFold(data, rows), keyOf(seed));

function ours(resampler: Resampler, data: tabular.Labelled): Contestant {
  const rows = allRows(data);
  let seed = 0;
  return {
    name: "ours",
    time: () => costOf(1, () => Promise.resolve(resample(resampler, data, rows, seed++))),
    dispose: () => Promise.resolve(),
  };
}

/** Calls before the clock starts: both sides compile, cache and allocate in their first ones. */
const WARM = 5;

/** Throws unless both give as many rows of each class (ADASYN rounds per row), and SMOTE the same neighbours. */
async function check(peer: PythonPeer, method: string, resampler: Resampler, data: tabular.Labelled): Promise<string> {
  const { counts, nearest } = (await peer.ask({ check: method })) as { counts: number[]; nearest?: number[] };
  const { labels } = resample(resampler, data, allRows(data), 0);
  const rare = labels.reduce((n, label) => n + label, 0);
  const own = [labels.length - rare, rare];
  if (own.some((n, i) => Math.abs(n - counts[i]!) > 0.01 * n))
    throw new Error(`${method}: ${own.join(" and ")} rows, theirs ${counts.join(" and ")}`);
  const told = `${method}: ${own.join(" and ")} rows, theirs ${counts.join(" and ")}`;
  if (nearest === undefined) return told;
  const count = data.targets.reduce((n, target) => n + target, 0);
  const mine = tabular.nearestRows({ x: data.x.subarray(0, count * data.width), rows: count, width: data.width }, 5);
  const equal = mine.reduce((n, row, i) => n + (row === nearest[i] ? 1 : 0), 0) / mine.length;
  if (equal < 0.9999) throw new Error(`${method}: only ${equal} of the neighbours are theirs`);
  return `${told}; ${(100 * equal).toFixed(3)} % of the neighbours are the same`;
}

/** Both take turns on one table; the first calls of each are not measured. */
async function race(method: string, share: number, folder: string): Promise<Line[]> {
  const resampler = resamplers[method];
  if (resampler === undefined) throw new Error(`--methods: ${method} is none of ${Object.keys(resamplers).join(", ")}`);
  const categorical = method === "smotenc" ? [0, 1] : [];
  const data = tableOf(Number(options.rows), Number(options.columns), share, categorical);
  writeTable(folder, data);
  const peer =
    options.python === undefined ? undefined : await startPython(options.python, "tables_imblearn.py", [folder]);
  if (peer !== undefined) {
    const told = await check(peer, method, resampler, data);
    if (!options.json) console.log(`${String(peer.hello["versions"])}; ${told}`);
  }
  const theirs = peer === undefined ? [] : [peer.contestant("imbalanced-learn", { method, seed: 1 })];
  const all = [ours(resampler, data), ...theirs];
  const first = await all[0]!.time(1);
  for (const contestant of all) for (let i = 1; i < WARM && first.cpu < 1e6; i++) await contestant.time(1);
  const costs = await compete(all, Number(options.rounds), 1);
  peer?.stop();
  return linesOf(`${method}, ${options.rows} × ${options.columns}, ${(100 * share).toFixed(1)} % rare`, costs);
}

const folder = mkdtempSync(join(tmpdir(), "regularize-tables-"));
const lines: Line[] = [];
try {
  for (const method of options.methods.split(","))
    for (const share of options.shares.split(",").map(Number)) lines.push(...(await race(method, share, folder)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(lines));
else printLines(lines);
