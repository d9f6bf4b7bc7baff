// What the dashboard costs: opening many runs for the first time and again, and following one that trains. Builds of the package take turns.
// Run: npm run build && npx tsx bench/ui/run.ts [--dist DIST …] [--runs 1000] [--epochs 200] [--rounds 7] [--updates 10] [--live 2000] [--out FILE.json]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { median } from "../step/statistics.ts";
import { writeRuns } from "./folders.ts";
import { openTwice, update } from "./measure.ts";

const { values: options } = parseArgs({
  options: {
    dist: { type: "string", multiple: true, default: [fileURLToPath(new URL("../../dist", import.meta.url))] },
    runs: { type: "string", default: "1000" },
    epochs: { type: "string", default: "200" },
    rounds: { type: "string", default: "7" },
    updates: { type: "string", default: "10" },
    live: { type: "string", default: "2000" },
    out: { type: "string" },
  },
});
const [runs, epochs, rounds, updates, live] = [
  ...[options.runs, options.epochs, options.rounds, options.updates, options.live],
].map(Number) as [number, number, number, number, number];
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

const named = (what: string, figures: object): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${what} ${name}`, Number(value)]));

const root = mkdtempSync(join(tmpdir(), "regularize-bench-ui-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const found = new Map<string, Record<string, number>[]>();
try {
  writeRuns(root, { runs, epochs });
  const folder = join(root, "runs");
  for (let round = 0; round < rounds; round++)
    for (const dist of round % 2 === 0 ? options.dist : options.dist.toReversed()) {
      const { cold, warm } = await openTwice(browser, dist, folder, runs);
      const updated =
        updates > 0 ? await update(browser, dist, folder, { count: runs, epochs: live, times: updates }) : undefined;
      const line = { ...named("cold", cold), ...named("warm", warm), ...named("update", updated ?? {}) };
      found.set(dist, [...(found.get(dist) ?? []), line]);
    }
} finally {
  await browser.close();
  rmSync(root, { recursive: true, force: true });
}

const mediansOf = (lines: readonly Record<string, number>[]): Record<string, number> =>
  Object.fromEntries(Object.keys(lines[0]!).map((name) => [name, median(lines.map((line) => line[name]!))]));
const results = [...found].map(([dist, lines]) => ({ dist, medians: mediansOf(lines), lines }));
console.log(
  `${runs} runs of ${epochs} epochs, medians of ${rounds}, load ${loadavg()[0]!.toFixed(1)}; ms, memory in MB`,
);
for (const name of Object.keys(results[0]!.medians))
  console.log(name.padEnd(16), results.map(({ medians }) => medians[name]!.toFixed(1).padStart(9)).join(""));
if (options.out !== undefined)
  writeFileSync(
    options.out,
    `${JSON.stringify({ runs, epochs, live, rounds, load: loadavg()[0], results }, null, 1)}\n`,
  );
