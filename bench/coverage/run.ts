// Interval honesty: how often the sealed test's 95 % interval covers the score on the population, and how much the
// validation score of the chosen recipe flatters it.
// Run: npx tsx bench/coverage/run.ts [--sets 100] [--folds 3] [--only regression] [--out FILE]
// What FILE already has is kept and not done again: an interrupted run goes on.
// Recipes are trained, chosen and scored by the functions that compare uses; the population is 5,000 rows drawn anew.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRuntime } from "../../src/run/index.ts";
import { measured, type Measured, TASKS } from "./measure.ts";
import { rowsOf } from "./table.ts";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "100" },
    folds: { type: "string", default: "3" },
    only: { type: "string" },
    out: { type: "string" },
  },
});

const EVERY = 5;
const folder = mkdtempSync(join(tmpdir(), "coverage-"));
const runtime = await createRuntime({ threads: 1 });
const found: Measured[] =
  options.out !== undefined && existsSync(options.out)
    ? (JSON.parse(readFileSync(options.out, "utf8")) as Measured[])
    : [];
try {
  for (const task of TASKS.filter(({ world }) => options.only === undefined || options.only === world.task)) {
    const done = found.filter(({ metric }) => metric === task.metrics[0]).length;
    for (let seed = done; seed < Number(options.sets); seed++) {
      found.push(...(await measured(task, Number(options.folds), { place: { folder, seed }, runtime })));
      if ((seed + 1) % EVERY !== 0) continue;
      console.log(`${task.world.task}: ${seed + 1} data sets`);
      save();
    }
  }
} finally {
  await runtime.dispose();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${rowsOf(found).join("\n")}`);
save();

function save(): void {
  if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(found)}\n`);
}
