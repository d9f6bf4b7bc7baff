import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createOutFolder, writeManifest } from "../../src/observe/index.ts";
import { journalLine } from "../../src/observe/journal.ts";
import { serve, type Served, type ServeOptions } from "../../src/serve/index.ts";

export interface Line {
  readonly name: string;
  readonly validation: number;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A folder below the system's temporary one, and its removal. */
export function temporary(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "regularize-ui-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const start = (job: string, data: string, pid: number) => ({
  ...{ v: 1, type: "start", job, data, options: { target: "class" }, task: "binary", pid, host: hostname() },
  metric: { name: "auc", title: "AUC", better: "higher" },
});

export const epochLine = (recipe: string, epoch: number, value: number): string =>
  journalLine({
    ...{ recipe, repeat: 0, epoch, steps: epoch * 10, penalty: 0, learningRate: 0.001, zeros: 0, improved: epoch < 4 },
    train: { loss: 1 / epoch, metric: value },
    validation: { loss: 1 / epoch + 0.01 * epoch, metric: value - 0.1 },
  });

const LINES: readonly Line[] = [
  { name: "plain", validation: 0.75 },
  { name: "dropout .5", validation: 0.78, settings: { dropout: 0.5 } },
  { name: "L2 1e-2", validation: 0.74, settings: { l2: 0.01 } },
  { name: "all together", validation: 0.8, settings: { dropout: 0.3, l2: 0.001 } },
];

/** A finished comparison, as `compare` leaves it. */
export async function writeCompare(
  path: string,
  {
    lines = LINES,
    conclusion = "dropout helps",
    data = "credit.csv",
    model = false,
    next,
  }: {
    lines?: readonly Line[];
    conclusion?: string;
    data?: string;
    model?: boolean;
    next?: { edit: string; expect: string; also?: readonly string[] };
  } = {},
): Promise<void> {
  const folder = await createOutFolder(path);
  const best = lines.reduce((a, b) => (b.validation > a.validation ? b : a));
  const ends = { value: 0.8, low: 0.75, high: 0.85 };
  const result = {
    ...{ v: 1, type: "result", task: "binary", metric: { name: "auc", title: "AUC", better: "higher" } },
    ...(next === undefined ? {} : { diagnosis: { next } }),
    recipes: lines.map(({ name, validation }, i) => ({
      ...{ name, train: 0.95, validation: { mean: validation, se: 0.01 }, gap: 0.95 - validation, zeros: 0, epochs: 4 },
      scores: [{ seed: 0, train: 0.95, validation }],
      ...(i === 0
        ? {}
        : { effect: { mean: validation - 0.75, low: validation - 0.77, high: validation - 0.73, p: 0.01 } }),
    })),
    ...{ winner: best.name, baseline: 0.5, conclusion, run: basename(path), seconds: 12 },
    test: { rows: 100, winner: ends, plain: ends, difference: { value: 0.02, low: 0, high: 0.04 } },
    rows: { train: 300, validation: 100, test: 100 },
  };
  const card = { v: 1, kind: "table", recipe: { name: best.name }, target: "class", data: { name: data, rows: 500 } };
  const metrics = lines.flatMap(({ name }) =>
    [1, 2, 3, 4, 5, 6].map((epoch) => epochLine(name, epoch, 0.5 + 0.05 * epoch)),
  );
  const events = [
    start("compare", data, 1),
    { type: "notice", topic: "warning", message: `${lines[0]!.name} is unbalanced` },
    { type: "recipes", recipes: lines.map(({ name, settings }) => ({ name, ...settings })) },
    { type: "end", state: "done" },
  ];
  const files = {
    "result.json": JSON.stringify(result),
    "recipe.json": JSON.stringify(card),
    "metrics.jsonl": metrics.join(""),
    // The length of its head, and a head without tensors.
    ...(model ? { "model.safetensors": `\u0002${"\0".repeat(7)}{}` } : {}),
    "report.html": "<!doctype html><title>report</title><script>document.title='ran'</script>",
  };
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  writeFileSync(join(path, "events.jsonl"), events.map((event) => journalLine(event)).join(""));
  await writeManifest(folder, Object.keys(files), { kind: "compare", version: "0.1.0" });
}

/** A fit that trains: this process is the one that is said to write it. */
export function writeRunningFit(path: string, epochs: number, pid = process.pid): void {
  mkdirSync(path, { recursive: true });
  const events = [
    start("fit", "credit.csv", pid),
    ...Array.from({ length: epochs }, (_, i) => ({
      ...{ type: "epoch", epoch: i + 1, epochs: 20, train: 0.6, validation: 0.5 + 0.01 * i, at: i + 1 },
    })),
  ];
  writeFileSync(join(path, "events.jsonl"), events.map((event) => journalLine(event)).join(""));
  const lines = Array.from({ length: epochs }, (_, i) => epochLine("baseline", i + 1, 0.6));
  writeFileSync(join(path, "metrics.jsonl"), lines.join(""));
}

/** A page folder, so that the server needs no build. */
export function writePages(path: string): string {
  mkdirSync(join(path, "assets"), { recursive: true });
  writeFileSync(join(path, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(path, "assets", "a.js"), "export {};");
  return path;
}

export const serving = (folder: string, options: Partial<ServeOptions> = {}): Promise<Served> => {
  mkdirSync(join(folder, "runs"), { recursive: true });
  return serve({
    ...{ runs: [join(folder, "runs")], pages: writePages(join(folder, "pages")), port: 0, cache: folder },
    command: { program: process.execPath, args: ["-e", "0"] },
    ...options,
  });
};
