// node --expose-gc --import tsx bench/kill/soak.ts [trials]: a search of so many trials (10,000) whose training is made up, through the real
// study and journal. Prints the growth of memory behind the first tenth, the growth per trial kept, and the open files before and after.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyOf } from "../../src/core/index.ts";
import { createStudy, parseSpace, samplers } from "../../src/decide/index.ts";
import { openStudyJournal } from "../../src/job/tune/journal.ts";
import { search } from "../../src/job/tune/search.ts";
import type { Answer } from "../../src/job/protocol.ts";
import type { Queue } from "../../src/job/queue.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";

const trials = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), "regularize-soak-"));
const path = join(folder, "study.jsonl");
const files = (): number => readdirSync("/proc/self/fd").length;
const memory = (): number => {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
};

const space = parseSpace({
  dropout: [0, 0.5, "linear"],
  learningRate: [1e-4, 1e-1, "log"],
  weightDecay: [1e-4, 1, "log"],
});
const study = createStudy({
  ...{ space, key: keyOf(1), better: "higher", budget: trials, folds: 1, lag: 4 },
  // Draws do not grow with what is known: what grows is then the study's and the journal's.
  sampler: samplers.random(),
});
const state = new Float32Array();
const end = { type: "end", epochs: 1, best: { epoch: 1, score: 0 }, stopped: undefined, kept: 1 } as const;
let done = 0;
const marks: { readonly done: number; readonly rss: number }[] = [];
const queue: Queue = async (orders, { size, onAnswer }) => {
  if (!("next" in orders)) throw new Error("a source was to be expected");
  const serve = async (): Promise<void> => {
    for (let order = await orders.next(); order !== undefined; order = await orders.next()) {
      if (order.type !== "trial") throw new Error("a trial was to be expected");
      const { dropout, learningRate } = order.recipe;
      const validation = 1 - (dropout - 0.2) ** 2 - (Math.log10(learningRate) + 3) ** 2 / 10;
      const answer: Answer = {
        type: "trial",
        seconds: 0,
        trial: { train: 1, validation, end, history: [], zeros: 0, state },
      };
      await onAnswer(order, answer);
      if (++done % Math.ceil(trials / 20) === 0) marks.push({ done, rss: memory() });
    }
  };
  await Promise.all(Array.from({ length: size }, serve));
};
const before = files();
const start = performance.now();
const journal = await openStudyJournal(path);
const recipeOf = (id: number) => resolveRecipe({ name: `trial ${id}`, ...study.rows()[id]!.values });
await search({
  ...{
    study,
    journal,
    queue,
    size: 4,
    metric: "auc",
    recipeOf,
    open: { type: "open", data: { data: "" }, seed: 1, sha256: "" },
  },
  ...{ clock: () => 0, hasTime: () => true, isReached: () => false, onFold: () => {} },
});
await journal.close();
const [first, last] = [marks[1] ?? marks[0]!, marks.at(-1)!];
console.log(
  JSON.stringify({
    trials: study.rows().length,
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
    rss: marks.map(({ rss }) => Math.round(rss)),
    growth: Number((last.rss / first.rss - 1).toFixed(3)),
    bytesPerTrial: Math.round(((last.rss - first.rss) * 2 ** 20) / (last.done - first.done)),
    journal: statSync(path).size,
    leakedFiles: files() - before,
  }),
);
rmSync(folder, { recursive: true, force: true });
