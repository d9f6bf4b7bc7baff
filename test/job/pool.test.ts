import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runOrders } from "../../src/job/queue/pool.ts";
import type { Answer, Order } from "../../src/job/queue/protocol.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { classes, errorOf, scratch } from "./make.ts";
import { inProcess } from "./queue.ts";

const { write } = scratch();
const data = write("data.csv", classes(120));
const sha256 = createHash("sha256").update(readFileSync(data)).digest("hex");
const open = { type: "open", data: { data, target: "churn" }, seed: 1, sha256 } as const;
const recipe = (name: string, epochs = 1) => resolveRecipe({ name, hidden: [4], epochs });
type Trial = Extract<Order, { type: "trial" }>;
const orders = (count: number, epochs = 1): Trial[] =>
  Array.from({ length: count }, (_, repeat) => ({
    type: "trial",
    recipe: recipe(`r${repeat}`, epochs),
    repeat,
    metric: "auc",
  }));

/** Process ids of the workers that this process has now. */
const children = (): number[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/u))
    .filter(([, parent, ...args]) => Number(parent) === process.pid && args.join(" ").includes("job/queue/worker"))
    .map(([pid]) => Number(pid));

/** Looks again and again, until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setTimeout(next, 40));
}

interface Run {
  readonly answers: readonly { readonly order: Trial; readonly answer: Answer }[];
  readonly done: Promise<void>;
}

function start(
  given: readonly Trial[],
  options: { size: number; onAnswer?: (n: number) => void; signal?: AbortSignal; open?: Order },
  queue: Queue = runOrders,
): Run {
  const answers: { order: Trial; answer: Answer }[] = [];
  const done = queue(given, {
    open: options.open ?? open,
    size: options.size,
    goesOn: () => true,
    signal: options.signal,
    onAnswer: (order, answer) => {
      answers.push({ order, answer });
      options.onAnswer?.(answers.length);
    },
  });
  return { answers, done };
}

const validations = ({ answers }: Run): Map<number, number> =>
  new Map(
    answers.map(({ order, answer }) => [order.repeat, answer.type === "trial" ? answer.trial.validation : Number.NaN]),
  );

describe("the pool of training processes", () => {
  it("answers every order once: two processes, both killed in the middle, give what this one gives undisturbed", async () => {
    const quiet = start(orders(5), { size: 1 }, inProcess);
    const killed = start(orders(5), {
      size: 2,
      onAnswer: (n) => {
        if (n === 2) for (const pid of children()) process.kill(pid, "SIGKILL");
      },
    });
    await Promise.all([quiet.done, killed.done]);
    expect(quiet.answers.map(({ order }) => order.repeat)).toEqual([0, 1, 2, 3, 4]);
    expect(killed.answers).toHaveLength(5);
    expect(new Map([...validations(killed)].toSorted(([a], [b]) => a - b))).toEqual(validations(quiet));
    expect([...validations(quiet).values()].every(Number.isFinite)).toBe(true);
    await until(() => children().length === 0);
  });

  it("an order whose process dies twice is answered with E503, and the others go on", async () => {
    const deadly = { ...orders(1)[0]!, recipe: recipe("long", 100_000), repeat: 9 };
    const run = start([deadly, ...orders(3)], { size: 2 });
    // Whatever trains longer than the three short ones is the deadly one.
    await until(() => run.answers.length >= 3);
    await until(() => {
      for (const pid of children()) process.kill(pid, "SIGKILL");
      return run.answers.length >= 4;
    });
    await run.done;
    const last = run.answers.at(-1)!;
    expect(last.order.recipe.name).toBe("long");
    expect(last.answer).toMatchObject({
      type: "error",
      error: { code: "E503", todo: expect.stringContaining("--threads 1") },
    });
    expect(run.answers.slice(0, 3).map(({ answer }) => answer.type)).toEqual(["trial", "trial", "trial"]);
  });

  it("an abort ends it at once with E107, and no process stays", async () => {
    const controller = new AbortController();
    const run = start(orders(4, 100_000), { size: 2, signal: controller.signal });
    await until(() => children().length === 2);
    controller.abort();
    expect(await errorOf(run.done)).toMatchObject({ code: "E107", exitCode: 2 });
    expect(run.answers).toEqual([]);
    await until(() => children().length === 0);
    const before = start(orders(4), { size: 2, signal: AbortSignal.abort() });
    expect(await errorOf(before.done)).toMatchObject({ code: "E107" });
  });

  it("data that a process cannot open is one error, not one for each order", async () => {
    const gone = write("gone.csv", classes(50));
    rmSync(gone);
    const run = start(orders(4), { size: 2, open: { ...open, data: { data: gone, target: "churn" } } as Order });
    expect(await errorOf(run.done)).toMatchObject({ code: "E202" });
    expect(run.answers).toEqual([]);
  });

  it("a file that was changed meanwhile is one error, not two versions of the data in one comparison", async () => {
    const run = start(orders(2), { size: 1, open: { ...open, sha256: sha256.replace(/^./u, "x") } });
    await expect(run.done).rejects.toMatchObject({ code: "E243" });
  });
});
