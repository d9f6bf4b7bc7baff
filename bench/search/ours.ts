// One of our contestants on one split: learns from train.csv, predicts test.csv. The budget is processors' time of this process and its worker.
// Run: npx tsx bench/search/ours.ts tune|fit|"plain MLP" FOLDER --card CARD.json --budget SECONDS --seed N --predictions FILE
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fit, predict, tune } from "../../src/index.ts";
import { runOrders } from "../../src/job/queue/pool.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { createCpuClock } from "./cpuClock.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    card: { type: "string" },
    budget: { type: "string", default: "300" },
    seed: { type: "string", default: "0" },
    predictions: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
const [contestant, folder] = positionals;
if (contestant === undefined || folder === undefined || options.card === undefined || options.predictions === undefined)
  throw new Error("npx tsx bench/search/ours.ts tune|fit|'plain MLP' FOLDER --card FILE --predictions FILE");

interface Card {
  readonly task: "binary" | "multiclass" | "regression";
  readonly target: string;
}
const { task, target } = JSON.parse(readFileSync(options.card, "utf8")) as Card;
const out = mkdtempSync(join(tmpdir(), "regularize-bench-"));
const common = {
  ...{ data: join(folder, "train.csv"), target, out: join(out, "run"), seed: Number(options.seed), workers: 1 },
  task: task === "regression" ? "regression" : "classification",
  metric: task === "regression" ? "rmse" : "accuracy",
  // The test rows are elsewhere: as few as can be are sealed.
  split: [0.78, 0.2, 0.02],
} as const;
const now = createCpuClock();
const start = now();

/** The one worker's seconds are processors' time as well: the search keeps as many back for its final. */
const queue: Queue = (orders, given) => {
  let since = now();
  return runOrders(orders, {
    ...given,
    onAnswer: (order, answer) => {
      const seconds = (now() - since) / 1000;
      since = now();
      return given.onAnswer(order, answer.type === "trial" ? { ...answer, seconds } : answer);
    },
  });
};

async function learn(): Promise<object> {
  if (contestant === "fit") return about(await fit(common));
  const plain = { name: "plain", l2: 0, earlyStopping: false, schedule: "constant" } as const;
  if (contestant === "plain MLP") return about(await fit({ ...common, base: plain }));
  const onEvent = (event: object): void => {
    if (options.verbose) console.error(JSON.stringify(event));
  };
  const found = await tune({ ...common, budgetSeconds: Number(options.budget) }, onEvent, { now, queue });
  const { done, pruned, failed, unfinished, ended } = found.search;
  const winner = found.trials.find(({ name }) => name === found.winner);
  return { winner: found.winner, changes: winner?.changes, trials: { done, pruned, failed, unfinished }, ended };
}

const about = ({ epochs }: { readonly epochs: number }): object => ({ epochs });

try {
  const learned = await learn();
  const cpu = (now() - start) / 1000;
  await predict({ run: join(out, "run"), data: join(folder, "test.csv"), out: options.predictions, format: "csv" });
  console.log(JSON.stringify({ cpu, ...learned }));
} finally {
  rmSync(out, { recursive: true });
}
