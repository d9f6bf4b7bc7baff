// node --expose-gc --import tsx bench/kill/soak.ts [--trials 10000] [--trained] [--all] [--out FILE]: a search of so many trials through the whole of
// `tune`: study, sampler, journal, events, final, run folder. Training is made up, or with --trained done by worker processes on 48 rows for one
// epoch. Tells memory, open files, processor time and time of the clock per trial as the search grows, and the exponent of time in trials.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseSpace } from "../../src/decide/index.ts";
import { runOrders } from "../../src/job/queue/pool.ts";
import type { Answer, Order } from "../../src/job/queue/protocol.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { resumeStudy } from "../../src/job/tune/resume.ts";
import { tune } from "../../src/job/tune/tune.ts";
import { openWorkers } from "../../src/job/queue/workers.ts";
import { tableOf } from "../../test/faults/searches.ts";

const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "10000" },
    trained: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const trials = Number(values.trials);
const folder = mkdtempSync(join(tmpdir(), "regularize-soak-"));
const data = join(folder, "data.csv");
writeFileSync(data, tableOf(11));

interface Mark {
  readonly trials: number;
  readonly rss: number;
  readonly heap: number;
  readonly files: number;
  /** Seconds since the first. */
  readonly processor: number;
  readonly clock: number;
}

const marks: Mark[] = [];
const began = performance.now();
function mark(done: number): void {
  const { user, system } = process.cpuUsage();
  const before = [(user + system) / 1e6, (performance.now() - began) / 1000] as const;
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const files = readdirSync("/proc/self/fd").length;
  const one = { trials: done, rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20, files };
  marks.push({ ...one, processor: before[0], clock: before[1] });
  console.log(
    JSON.stringify(marks.at(-1), (_, value) => (typeof value === "number" ? Number(value.toFixed(2)) : value)),
  );
}

/** What a training might have come to. */
function madeUp({ recipe }: Extract<Order, { type: "trial" }>): Answer {
  const { dropout, learningRate } = recipe;
  const validation = 1 - (dropout - 0.2) ** 2 - (Math.log10(learningRate) + 3) ** 2 / 10;
  const score = { loss: 1 - validation, metric: validation };
  const common = { steps: 2, learningRate, strengths: {}, seconds: 0 };
  const history = [{ type: "epoch", epoch: 1, train: score, validation: score, ...common }];
  const end = { type: "end", epochs: 1, best: { epoch: 1, score: validation }, stopped: undefined, kept: 1 };
  const trial = { train: 1, validation, end, history, zeros: 0, state: new Float32Array() };
  return { type: "trial", seconds: 0, trial } as unknown as Answer;
}

let searched = 0;
/** The trials of the search are made up; what follows, the final and networks that are kept, is trained, by one process. */
const queue: Queue = async (orders, options) => {
  if (!("next" in orders) || values.trained) return runOrders(orders, options);
  const { open, signal } = options;
  const trained = openWorkers(runOrders, { open, size: 1, signal });
  let before = Promise.resolve();
  const serve = async (): Promise<void> => {
    for (let order = await orders.next(); order !== undefined; order = await orders.next()) {
      const one = order;
      if (searched++ < trials) await options.onAnswer(one, madeUp(one as Extract<Order, { type: "trial" }>));
      else {
        before = before.then(() => trained.queue([one], options));
        await before;
      }
    }
  };
  await Promise.all(Array.from({ length: options.size }, serve));
  await trained.close();
};

// What acts through inputs of the graph alone, so that one session serves all trials; with --all the whole space of tables.
const space = values.all
  ? undefined
  : parseSpace({ dropout: [0.01, 0.5, "linear"], learningRate: [1e-4, 1e-1, "log"], weightDecay: [1e-4, 1, "log"] });
const at = [0.1, 0.2, 0.5, 1].map((share) => Math.round(share * trials));
let done = 0;
const run = join(folder, "run");
const result = await tune(
  {
    ...{ data, target: "answer", out: run, workers: 2, folds: 1, trials, base: { hidden: [4], epochs: 1 } },
    ...(space === undefined ? {} : { space }),
  },
  (event) => {
    if (event.type !== "trial") return;
    done++;
    if (done === 10 || at.includes(done)) mark(done);
  },
  { queue },
);
mark(-1);
const seconds = (of: () => Promise<unknown>): Promise<number> => {
  const start = process.cpuUsage();
  return of().then(() => (({ user, system }) => (user + system) / 1e6)(process.cpuUsage(start)));
};
// As after a kill before the end: everything is asked and told again, and the final is run again.
rmSync(join(run, "manifest.json"));
const again = await seconds(() => resumeStudy({ run }, () => {}, { queue }));
const [first, last] = [marks[1]!, marks[at.length]!];
/** Of a power of the number of trials through the marks, by least squares of the logarithms. */
function exponent(of: (mark: Mark) => number): number {
  const points = marks
    .slice(1, at.length + 1)
    .map((one) => [Math.log(one.trials), Math.log(of(one) - of(marks[0]!))] as const);
  const mean = (which: 0 | 1): number => points.reduce((sum, point) => sum + point[which], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const [xy, xx] = [0, 0].map((_, i) =>
    points.reduce((sum, p) => sum + (p[0] - x) * (i === 0 ? p[1] - y : p[0] - x), 0),
  );
  return xy! / xx!;
}
const size = (name: string): number => statSync(join(run, name)).size;
const told = {
  trials: result.trials.length,
  training: values.trained ? "worker processes, 48 rows, one epoch" : "made up",
  marks: marks.slice(0, at.length + 1),
  exponent: { processor: exponent((one) => one.processor), clock: exponent((one) => one.clock) },
  growthOfMemory: last.rss / first.rss - 1,
  kilobytesPerTrial: ((last.heap - first.heap) * 1024) / (last.trials - first.trials),
  /** Processor seconds from the last trial to the written folder, and of a resume at the end. */
  conclusion: marks.at(-1)!.processor - last.processor,
  resume: again,
  bytes: {
    journal: size("study.jsonl"),
    events: size("events.jsonl"),
    result: size("result.json"),
    report: size("report.html"),
  },
};
const text = JSON.stringify(told, (_, value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value), 2);
console.log(text);
if (values.out !== undefined) writeFileSync(values.out, `${text}\n`);
rmSync(folder, { recursive: true, force: true });
