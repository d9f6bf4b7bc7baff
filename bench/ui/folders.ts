import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { manifestText, sha256 } from "../../src/observe/folder/manifest.ts";
import { journalLine } from "../../src/observe/journal.ts";

const METRIC = { name: "auc", title: "AUC", better: "higher" };

/** Draws in [0, 1) that are the same every time (Park & Miller 1988). */
function draws(): () => number {
  let state = 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const start = (pid: number): string =>
  journalLine({
    ...{ v: 1, type: "start", job: "fit", data: "credit.csv", task: "binary", metric: METRIC, pid, host: hostname() },
    options: { target: "class", split: [0.6, 0.2, 0.2], onBadCell: "error" },
    ...{ time: "2026-01-01T00:00:00.000Z", at: 0 },
  });

/** An epoch as `metrics.jsonl` and as `events.jsonl` tell it. */
export function epochLines(epoch: number, epochs: number): { readonly metrics: string; readonly events: string } {
  const [train, validation] = [0.9 - 0.3 / epoch, 0.8 - 0.2 / epoch - epoch * 1e-4];
  const loss = {
    train: 1 / Math.sqrt(epoch) + 0.01 * Math.sin(epoch),
    validation: 1 / Math.sqrt(epoch) + epoch * 1e-3,
  };
  return {
    metrics: journalLine({
      ...{ recipe: "mine", repeat: 0, epoch, steps: epoch * 19, penalty: 0, learningRate: 1e-3, zeros: 0 },
      ...{ train: { loss: loss.train, metric: train }, validation: { loss: loss.validation, metric: validation } },
      improved: epoch < 120,
    }),
    events: journalLine({ v: 1, type: "epoch", epoch, epochs, train, validation, loss, at: epoch / 10 }),
  };
}

function recipeOf(random: () => number) {
  const [dropout, l2, learningRate] = [
    Math.round(random() * 8) / 10,
    10 ** (4 * random() - 5),
    10 ** (2 * random() - 4),
  ];
  return { name: "mine", dropout, l2, learningRate, hidden: [64 * (1 + Math.floor(random() * 4))] };
}

function filesOf(random: () => number, epochs: number): Record<string, string> {
  const recipe = recipeOf(random);
  const validation = 0.8 - (recipe.dropout - 0.4) ** 2 * 0.3 + random() * 0.02;
  const test = { value: validation, low: validation - 0.03, high: validation + 0.03 };
  const columns = Array.from({ length: 20 }, (_, c) => ({
    ...{ kind: "numeric", name: `column ${c}`, median: 1, center: 1, scale: 1 },
  }));
  const data = { name: "credit.csv", sha256: "0".repeat(64), rows: 1000 };
  const result = {
    ...{ v: 1, type: "result", task: "binary", metric: METRIC, train: validation + 0.1, validation, gap: 0.1 },
    ...{ test, baseline: 0.5, epochs, bestEpoch: Math.ceil(epochs / 2), seconds: 10, run: "run" },
    conclusion: "It learns what there is to learn: the gap is what chance would leave.",
  };
  const card = {
    ...{ v: 1, kind: "table", recipe, target: "class", metric: "auc", seed: 42, repeat: 0, data },
    preprocessor: { columns },
  };
  const job = { v: 1, kind: "fit", options: { data: "credit.csv", target: "class" }, recipe, metric: "auc" };
  const jobText = JSON.stringify(job);
  return {
    "result.json": JSON.stringify(result),
    "recipe.json": JSON.stringify(card),
    "job.json": `${jobText}\n${sha256(jobText)}\n`,
  };
}

/** Folders of finished fits, as `fit` leaves them. Their journals are one file by many names: they differ in nothing that is measured. */
export function writeRuns(root: string, { runs, epochs }: { readonly runs: number; readonly epochs: number }): void {
  const random = draws();
  const shared = join(root, "shared");
  mkdirSync(join(shared, "0"), { recursive: true });
  const lines = Array.from({ length: epochs }, (_, i) => epochLines(i + 1, epochs));
  const journals: Record<string, string> = {
    "metrics.jsonl": lines.map(({ metrics }) => metrics).join(""),
    "events.jsonl": [
      start(1),
      journalLine({ v: 1, type: "notice", topic: "data", message: "1,000 × 21 in 0.6 s", at: 0.1 }),
      ...lines.map(({ events }) => events),
      journalLine({ v: 1, type: "end", state: "done", at: epochs / 10 }),
    ].join(""),
  };
  for (const [name, content] of Object.entries(journals)) writeFileSync(join(shared, "0", name), content);
  for (let i = 0; i < runs; i++) {
    const path = join(root, "runs", `run-${String(i).padStart(5, "0")}`);
    mkdirSync(path, { recursive: true });
    const files = filesOf(random, epochs);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
    for (const name of Object.keys(journals)) linkSync(join(shared, "0", name), join(path, name));
    const all = { ...files, "metrics.jsonl": journals["metrics.jsonl"]! };
    const entries = Object.entries(all).map(([name, content]) => [
      name,
      { bytes: Buffer.byteLength(content), sha256: sha256(content) },
    ]);
    const manifest = {
      format: 1 as const,
      about: { kind: "fit", version: "0.1.0" },
      files: Object.fromEntries(entries),
    };
    writeFileSync(join(path, "manifest.json"), manifestText(manifest));
  }
}

/** A fit at work in its folder, this process being its own. */
export function beginRun(path: string): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "events.jsonl"), start(process.pid));
  writeFileSync(join(path, "metrics.jsonl"), "");
}
