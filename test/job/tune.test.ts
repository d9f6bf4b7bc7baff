import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseSpace } from "../../src/decide/index.ts";
import { predictRows } from "../../src/job/predict.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { acquireLock } from "../../src/job/store/lock.ts";
import { resumeStudy } from "../../src/job/tune/resume.ts";
import { tune } from "../../src/job/tune/tune.ts";
import type { TuneOptions, TuneResult } from "../../src/job/tune/types.ts";
import type { CompareEvent } from "../../src/job/types.ts";
import { openRun, parseJournal } from "../../src/observe/index.ts";
import { journalLine } from "../../src/observe/journal.ts";
import { classes, errorOf, scratch } from "./make.ts";
import { Killed, rememberingQueue } from "./tuneQueue.ts";

const { at, write } = scratch();
const data = write("classes.csv", classes(90));
const { queue, close, trained } = rememberingQueue();
afterAll(close);

const base = { hidden: [4], epochs: 1, batchSize: 30, averaging: "none" } as const;
const options = (out: string, more: Partial<TuneOptions> = {}): TuneOptions => ({
  ...{ data, target: "churn", out: at(out), workers: 1, trials: 11, reruns: 2, top: 2, base: { ...base, hidden: [4] } },
  ...more,
});
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
/** The result without its place and its duration. */
const told = ({ run: _run, seconds: _seconds, ...rest }: TuneResult): unknown => json(rest);
const journalOf = (name: string): string => join(at(name), "study.jsonl");
const whole = await tune(options("whole"), undefined, { queue: queue() });

/** Begins a study whose coordinator dies before it hears of answer n. */
async function killed(name: string, n: number, more: Partial<TuneOptions> = {}): Promise<void> {
  await expect(tune(options(name, more), undefined, { queue: queue({ diesAt: n }) })).rejects.toBeInstanceOf(Killed);
}
async function resumed(name: string): Promise<{ result: TuneResult; events: CompareEvent[] }> {
  const events: CompareEvent[] = [];
  const result = await resumeStudy({ run: at(name) }, (event) => events.push(event), { queue: queue() });
  return { result, events };
}

describe("tune", () => {
  it("tries the fixed recipes first, then samples, and keeps the default in the final", async () => {
    const { trials, recipes, search, winner, test } = whole;
    const names = trials.toSorted((a, b) => a.id - b.id).map(({ name }) => name);
    expect(names).toEqual([
      ...["RealMLP", "piecewise-linear MLP", "plain", "TabM", "annealed", "article's baseline", "all together"],
      ...["trial 7", "trial 8", "trial 9", "trial 10"],
    ]);
    expect(recipes.map(({ name }) => name)).toContain("plain");
    expect(recipes.length).toBeLessThanOrEqual(3);
    expect(search).toMatchObject({ folds: 5, reruns: 2, ended: "trials", failed: 0, unfinished: 0 });
    expect(search.done + search.pruned).toBe(11);
    const means = recipes.map(({ validation }) => validation.mean);
    expect(recipes.find(({ name }) => name === winner)!.validation.mean).toBe(Math.max(...means));
    expect(search.averaged![0]).toBe(winner);
    // Of four that race, three run to the end.
    const fixed = trials.filter(({ id }) => id < 4);
    expect(fixed.map(({ folds }) => folds.length).toSorted((a, b) => a - b)).toEqual([1, 5, 5, 5]);
    expect(test.rows).toBe(whole.rows.test);
    // The board is in order, best first.
    const done = trials.filter(({ state }) => state === "done").map(({ score }) => score.mean);
    expect(done).toEqual(done.toSorted((a, b) => b - a));
    expect(trials.find(({ name }) => name === "trial 7")!.changes).toMatch(/learningRate/u);
  });

  it("uses repeats in the final that the search did not", () => {
    const seeds = whole.recipes.flatMap(({ scores }) => scores.map(({ seed }) => seed));
    const fresh = [...new Set(seeds)].filter((seed) => seed >= whole.search.folds);
    expect(fresh).toEqual([5, 6]);
    expect(whole.search.reruns).toBe(2);
  });

  it("writes a run that predicts, with a journal in which every question stands before its answer", async () => {
    const run = await openRun(at("whole"));
    await run.verify();
    expect(Object.keys(run.manifest.files).toSorted()).toEqual(
      [
        ...["inputs.json", "job.json", "metrics.jsonl", "model.onnx", "model.safetensors"],
        ...["recipe.json", "report.html", "result.json", "study.jsonl"],
      ].toSorted(),
    );
    expect(run.manifest.about["kind"]).toBe("tune");
    expect(await predictRows({ run: at("whole"), data })).toMatchObject({ rows: 90 });
    const { records, bad } = parseJournal(readFileSync(journalOf("whole")));
    expect(bad).toEqual([]);
    const asked = new Set<string>();
    for (const { type, id, fold } of records) {
      if (type === "asked") asked.add(`${String(id)} ${String(fold)}`);
      if (type === "told") expect(asked.has(`${String(id)} ${String(fold)}`)).toBe(true);
    }
    expect(existsSync(join(at("whole"), "study.lock"))).toBe(false);
  });

  it.each([2, 7])("with %i workers it is the same table", async (workers) => {
    const result = await tune(options(`workers${workers}`, { workers }), undefined, { queue: queue() });
    expect(told(result)).toEqual(told(whole));
  });

  it("whenever its coordinator is killed, the resumed study is the same, and nothing counts twice", async () => {
    const orders = parseJournal(readFileSync(journalOf("whole"))).records.filter(
      ({ type }) => type === "told" || type === "rerun" || type === "part",
    ).length;
    const parts = whole.receipt !== undefined && "parts" in whole.receipt ? whole.receipt.parts.length : 0;
    expect(parts).toBeGreaterThan(0);
    // In the search, in the final, and in the receipt.
    for (const n of [4, 17, orders - 3 * parts - 4, orders - 3 * parts + 1, orders - 1]) {
      await killed(`killed${n}`, n, { workers: 1 + (n % 3) });
      const { result } = await resumed(`killed${n}`);
      expect(told(result), `killed at ${n} of ${orders}`).toEqual(told(whole));
      const { records } = parseJournal(readFileSync(journalOf(`killed${n}`)));
      const answers = records
        .filter(({ type }) => type === "told")
        .map(({ id, fold }) => `${id as number} ${fold as number}`);
      expect(new Set(answers).size).toBe(answers.length);
    }
  });

  it("killed again and again, it comes to the same end", async () => {
    await killed("often", 3);
    for (const n of [0, 5, 2, 11])
      await expect(
        resumeStudy({ run: at("often") }, undefined, { queue: queue({ diesAt: n }) }),
      ).rejects.toBeInstanceOf(Killed);
    expect(told((await resumed("often")).result)).toEqual(told(whole));
  });

  it("a finished study is given back as it is", async () => {
    const before = trained();
    const { result, events } = await resumed("whole");
    expect(told(result)).toEqual(told(whole));
    expect(events[0]).toMatchObject({ type: "notice", message: expect.stringContaining("finished") as string });
    expect(trained()).toBe(before);
  });
});

describe("a damaged journal", () => {
  it("torn at any byte, it is recovered to the last good line, and said so", async () => {
    await killed("torn", 9);
    const bytes = readFileSync(journalOf("torn"));
    for (const cut of [1, 30, Math.floor(bytes.length / 2), bytes.length - 2]) {
      writeFileSync(journalOf("torn"), bytes.subarray(0, cut));
      const isWhole = cut === 0 || bytes[cut - 1] === 10;
      const events: CompareEvent[] = [];
      // Stopped again, so that the next cut has an unfinished study.
      await resumeStudy({ run: at("torn") }, (event) => events.push(event), { queue: queue({ diesAt: 0 }) }).catch(
        () => {},
      );
      const warnings = events.filter(
        (event) => event.type === "notice" && event.topic === "warning" && event.message.startsWith("study.jsonl"),
      );
      expect(warnings.length).toBe(isWhole ? 0 : 1);
      if (!isWhole)
        expect(warnings[0]).toMatchObject({
          message: expect.stringMatching(/recovered to the line before/u) as string,
        });
    }
    expect(told((await resumed("torn")).result)).toEqual(told(whole));
  });

  it("edited in the middle, what stands behind the line is worked out again", async () => {
    await killed("edited", 12);
    const lines = readFileSync(journalOf("edited"), "utf8").split("\n");
    const line = lines.findIndex((text) => text.includes('"told"'));
    lines[line] = lines[line]!.replace(/"score":[\d.]+/u, '"score":0.999');
    writeFileSync(journalOf("edited"), lines.join("\n"));
    const { result, events } = await resumed("edited");
    expect(told(result)).toEqual(told(whole));
    const said = events.flatMap((event) =>
      event.type === "notice" && event.message.startsWith("study.jsonl") ? [event.message] : [],
    );
    expect(said).toEqual([expect.stringMatching(new RegExp(`line ${line + 1} .*worked out again`, "u")) as string]);
  });

  it("a line that is well formed and does not follow from the study is refused", async () => {
    await killed("forged", 6);
    const values = { learningRate: 99 };
    appendFileSync(journalOf("forged"), journalLine({ type: "asked", id: 7, fold: 0, values, source: "tpe" }));
    expect(await errorOf(resumed("forged"))).toMatchObject({ code: "E158" });
  });
});

describe("what fails", () => {
  it("a trial that diverges or whose process dies is a row with its cause, and the search goes on", async () => {
    const instead = ({ recipe, repeat }: { recipe: { name: string }; repeat: number }) => {
      const error =
        recipe.name === "annealed"
          ? { code: "E403" as const, message: "loss became NaN at epoch 1" }
          : recipe.name === "trial 8" && repeat === 0
            ? { code: "E503" as const, message: "A training process ended without an answer (SIGKILL)" }
            : undefined;
      return error === undefined ? undefined : { type: "error" as const, error };
    };
    const result = await tune(options("failing", { workers: 3 }), undefined, { queue: queue({ instead }) });
    const failed = result.trials.filter(({ state }) => state === "failed");
    expect(failed.map(({ name }) => name).toSorted()).toEqual(["annealed", "trial 8"]);
    expect(failed.map(({ reason }) => reason!.slice(0, 4)).toSorted()).toEqual(["E403", "E503"]);
    expect(result.trials).toHaveLength(11);
    expect(result.search).toMatchObject({ failed: 2, done: expect.any(Number) as number });
    expect(result.trials.slice(-2)).toEqual(expect.arrayContaining(failed));
  });

  it("when every trial fails it is E404 with the causes, and no folder stays", async () => {
    const instead = () => ({ type: "error" as const, error: { code: "E403" as const, message: "loss became NaN" } });
    const error = await errorOf(tune(options("hopeless"), undefined, { queue: queue({ instead }) }));
    expect(error).toMatchObject({
      code: "E404",
      details: expect.arrayContaining([expect.stringContaining("plain: E403")]) as string[],
    });
    expect(existsSync(at("hopeless"))).toBe(false);
  });

  it("a budget that is too small for one trial says how long one takes", async () => {
    const slow = { trials: undefined, budgetSeconds: 1e-3 };
    const error = await errorOf(
      tune({ ...options("hasty"), ...slow } as unknown as TuneOptions, undefined, { queue: queue() }),
    );
    expect(error.code).toBe("E105");
    expect(existsSync(at("hasty"))).toBe(false);
  });

  it("a budget that is spent within the first repeat keeps what that has trained", async () => {
    const { trials: _, ...rest } = options("short", { budgetSeconds: 30 });
    let ms = 0;
    const instead = (): undefined => {
      ms += 60_000;
    };
    const { winner, trials, search } = await tune(rest, undefined, { queue: queue({ instead }), now: () => ms });
    const [first] = trials;
    expect({ name: first!.name, folds: first!.folds.length }).toEqual({ name: winner, folds: 1 });
    expect(search).toMatchObject({ done: 0, ended: "time" });
    expect(existsSync(at("short/model.onnx"))).toBe(true);
  });

  it("a time that is enough ends the search, and the final follows", async () => {
    const { trials: _, ...rest } = options("timed", { budgetSeconds: 30, reruns: 1 });
    let ms = 0;
    const now = (): number => (ms += 100);
    const { search, recipes } = await tune(rest, undefined, { queue: queue(), now });
    expect(search.ended).toBe("time");
    expect(search.done).toBeGreaterThan(0);
    expect(recipes.map(({ name }) => name)).toContain("plain");
  });

  it("the budget is counted by the clock that is given", async () => {
    const { trials: _, ...rest } = options("clock", { budgetSeconds: 1000, reruns: 1 });
    let ms = 0;
    const now = (): number => (ms += 10_000);
    const { search } = await tune(rest, undefined, { queue: queue(), now });
    expect(search.ended).toBe("time");
    expect(search.done + search.pruned + search.unfinished).toBeLessThan(100);
  });

  it("an interrupt leaves the journal and tells how to go on", async () => {
    const controller = new AbortController();
    const onEvent = (event: CompareEvent): void => {
      if (event.type === "trial" && event.done === 8) controller.abort();
    };
    const error = await errorOf(tune(options("stopped", { signal: controller.signal }), onEvent, { queue: queue() }));
    expect(error).toMatchObject({ code: "E107", todo: `regularize resume ${at("stopped")}` });
    expect(told((await resumed("stopped")).result)).toEqual(told(whole));
  });
});

describe("one coordinator, one job", () => {
  const lock = (name: string): string => join(at(name), "study.lock");

  it("a second coordinator is refused while the first lives, and takes over when it is gone", async () => {
    await killed("locked", 4);
    writeFileSync(lock("locked"), JSON.stringify({ pid: process.ppid, host: hostname(), token: "a" }));
    expect(await errorOf(resumed("locked"))).toMatchObject({ code: "E604", exitCode: 6 });
    writeFileSync(lock("locked"), JSON.stringify({ pid: process.ppid, host: "another machine", token: "a" }));
    expect(await errorOf(resumed("locked"))).toMatchObject({ code: "E604" });
    // No process has this id: it is above the largest that there may be.
    writeFileSync(lock("locked"), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: "a" }));
    expect(told((await resumed("locked")).result)).toEqual(told(whole));
    expect(readdirSync(at("locked")).filter((file) => file.includes("lock"))).toEqual([]);
  });

  it("of many that find a stale lock at once, one gets it, whatever the order", async () => {
    for (let i = 0; i < 20; i++) {
      const path = at(`lock${i}`);
      writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: "a" }));
      const got = await Promise.allSettled(Array.from({ length: 6 }, () => acquireLock(path)));
      const held = got.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      expect(held.length).toBe(1);
      await held[0]!.release();
      expect(existsSync(path)).toBe(false);
    }
  });

  it("another job or other data is refused", async () => {
    const own = write("own.csv", classes(90));
    await killed("other", 4, { data: own });
    const job = readFileSync(join(at("other"), "job.json"), "utf8");
    writeFileSync(join(at("other"), "job.json"), job.replace('"top": 2', '"top": 3'));
    expect(await errorOf(resumed("other"))).toMatchObject({ code: "E845" });
    writeFileSync(join(at("other"), "job.json"), job);
    write("own.csv", classes(90, 2));
    expect(await errorOf(resumed("other"))).toMatchObject({ code: "E846" });
    write("own.csv", classes(90));
    // What is to be run next names the data.
    const same = JSON.stringify(told((await resumed("other")).result)).replaceAll("own.csv", "classes.csv");
    expect(JSON.parse(same)).toEqual(told(whole));
  });
});

describe("the space", () => {
  it("one's own is searched alone, and a recipe of one's own comes with the fixed ones", async () => {
    const space = parseSpace({ dropout: { low: 0.1, high: 0.4 } });
    const result = await tune(options("own", { space, trials: 9 }), undefined, { queue: queue() });
    const sampled = result.trials.filter(({ name }) => name.startsWith("trial"));
    expect(sampled).toHaveLength(2);
    for (const { changes } of sampled) expect(changes).toMatch(/^dropout \.\d+$/u);
  });

  it("a recipe that is called like a sampled trial, or like a fixed one, is refused; so is a count that is none", async () => {
    const own = (name: string) => ({ recipes: [resolveRecipe({ name, ...base, hidden: [4] })] });
    const refused = (more: Partial<TuneOptions>) => errorOf(tune(options("none", more), undefined, { queue: queue() }));
    expect(await refused(own("trial 7"))).toMatchObject({ code: "E132" });
    expect(await refused(own("annealed"))).toMatchObject({ code: "E154" });
    expect(await refused({ reruns: 0 })).toMatchObject({ code: "E311" });
    expect(existsSync(at("none"))).toBe(false);
  });

  it("what no recipe has, or may have, is refused before anything is trained", async () => {
    const before = trained();
    const refused = (space: unknown) =>
      errorOf(
        tune(options("none", { space: space as NonNullable<TuneOptions["space"]> }), undefined, { queue: queue() }),
      );
    expect(await refused({ dropuot: [0.1, 0.4, "linear"] })).toMatchObject({ code: "E151" });
    expect(await refused({ dropout: [0.1, 1.4, "linear"] })).toMatchObject({ code: "E131" });
    expect(await refused({ dropout: [0.4, 0.1, "linear"] })).toMatchObject({ code: "E152" });
    expect(trained()).toBe(before);
    expect(existsSync(at("none"))).toBe(false);
  });
});
