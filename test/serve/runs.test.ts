import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseSpace } from "../../src/decide/index.ts";
import { colours } from "../../src/observe/picture/colours.ts";
import { csvCell } from "../../src/observe/index.ts";
import { csvCell as pageCell } from "../../dashboard/src/text/csv.ts";
import type { CurveColumns, RunDetail, RunSummary, Served, State } from "../../src/serve/index.ts";
import { records } from "../../src/serve/scan/disk.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { Runs } from "../../src/serve/scan/index.ts";
import { rowsOf } from "../../src/serve/scan/rows.ts";
import { searchedRows } from "../../src/serve/scan/searched.ts";
import { epochLine, serving, temporary, writeCompare, writeRunningFit } from "./folders.ts";

let place: ReturnType<typeof temporary>;
const runsAt = (): string => join(place.path, "runs");
beforeEach(() => {
  place = temporary();
});
afterEach(() => place.remove());

const read = async (): Promise<readonly RunSummary[]> => {
  const runs = new Runs([runsAt()]);
  await runs.look();
  return runs.all();
};

describe("runs", () => {
  it("none, no folder, and things that are no runs", async () => {
    expect(await read()).toEqual([]);
    mkdirSync(join(runsAt(), "notes"), { recursive: true });
    writeFileSync(join(runsAt(), "file.txt"), "x");
    expect(await read()).toEqual([]);
  });

  it("a comparison: its lines, the winner, ties, settings, and the reference", async () => {
    await writeCompare(join(runsAt(), "one"), {
      lines: [
        { name: "plain", validation: 0.75 },
        { name: "dropout", validation: 0.795, settings: { dropout: 0.5, hidden: [256, 128] } },
        { name: "both", validation: 0.8, settings: { l2: 0.01 } },
      ],
    });
    const [run] = await read();
    expect(run).toMatchObject({
      name: "one",
      job: "compare",
      state: "done",
      winner: "both",
      reference: "plain",
      data: "credit.csv",
    });
    expect(run!.trials.map(({ isWinner, tied }) => [isWinner === true, tied === true])).toEqual([
      [false, false],
      [false, true],
      [true, false],
    ]);
    expect(run!.trials[1]!.settings).toEqual({ dropout: 0.5, hidden: "256, 128" });
    expect(run!.trials[0]!.effect).toBeUndefined();
    expect(run!.trials[2]!.effect!.mean).toBeCloseTo(0.05, 9);
  });

  it("a newer format is refused with the reason, a damaged one too, and the others are shown", async () => {
    for (const name of ["old", "newer", "damaged"]) await writeCompare(join(runsAt(), name));
    writeFileSync(join(runsAt(), "newer/manifest.json"), '{"format": 99, "about": {}, "files": {}}');
    appendFileSync(join(runsAt(), "damaged/result.json"), " ");
    const byName = new Map((await read()).map((run) => [run.name, run]));
    expect(byName.get("old")!.state).toBe("done");
    expect(byName.get("newer")).toMatchObject({ state: "refused", reason: expect.stringMatching(/^E841 .*newer/u) });
    expect(byName.get("damaged")).toMatchObject({ state: "refused", reason: expect.stringMatching(/^E842 /u) });
    expect(JSON.stringify([...byName.values()])).not.toContain(place.path);
  });

  it("the edit that the verdict asks for is there with what to expect of it, and names nobody's folders", async () => {
    await writeCompare(join(runsAt(), "one"), {
      next: { edit: "epochs: 16", expect: "less error, see /home/ann/x.csv", also: ["no batch norm"] },
    });
    await writeCompare(join(runsAt(), "two"));
    const next = Object.fromEntries((await read()).map((run) => [run.name, run.next]));
    expect(next["one"]).toMatchObject({ edit: "--epochs 16", also: ["no batch norm"] });
    expect(next["one"]!.expect).toMatch(/^less error, see (?!.*ann)/u);
    expect(next["two"]).toBeNull();
  });

  it("one that is being written, stopped, and torn in its last line", async () => {
    writeRunningFit(join(runsAt(), "live"), 5);
    writeRunningFit(join(runsAt(), "dead"), 5, 2 ** 22 + 1);
    const before = new Map((await read()).map((run) => [run.name, run]));
    expect(before.get("live")).toMatchObject({
      state: "running",
      progress: { done: 5, total: 20, unit: "epochs", left: 15 },
    });
    expect(before.get("live")!.trials[0]).toMatchObject({ epochs: 5, validation: expect.any(Number) });
    expect(before.get("dead")).toMatchObject({ state: "stopped", resumable: false });
    const file = join(runsAt(), "live/events.jsonl");
    truncateSync(file, readFileSync(file).length - 9);
    expect((await read()).find(({ name }) => name === "live")).toMatchObject({
      state: "running",
      progress: { done: 4 },
    });
  });

  it("is read again when it changes, and only then", async () => {
    await writeCompare(join(runsAt(), "one"));
    writeRunningFit(join(runsAt(), "live"), 2);
    const runs = new Runs([runsAt()]);
    expect((await runs.look()).changed.map(({ name }) => name).sort()).toEqual(["live", "one"]);
    expect(await runs.look()).toEqual({ changed: [], gone: [] });
    writeRunningFit(join(runsAt(), "live"), 3);
    const id = runs.all().find(({ name }) => name === "live")!.id;
    expect((await runs.look()).changed).toMatchObject([{ id, progress: { done: 3 } }]);
    rmSync(join(runsAt(), "live"), { recursive: true });
    expect(await runs.look()).toEqual({ changed: [], gone: [id] });
  });

  it("a metric that is NaN throughout is no number, nowhere", async () => {
    await writeCompare(join(runsAt(), "one"), {
      lines: [
        { name: "plain", validation: Number.NaN },
        { name: "other", validation: Number.NaN },
      ],
    });
    const [run] = await read();
    expect(run!.trials.map(({ validation, gap }) => [validation, gap])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(run!.trials.every(({ tied }) => tied === undefined)).toBe(true);
  });
});

describe("over HTTP", () => {
  let served: Served | undefined;
  afterEach(async () => {
    await served?.close();
    served = undefined;
  });
  const get = async <T>(path: string): Promise<T> => (await fetch(`${served!.url}${path}`)).json() as Promise<T>;

  it("gives the state, a run, and curves that pass over a torn line", async () => {
    await writeCompare(join(runsAt(), "one"), { model: true });
    await writeCompare(join(runsAt(), "parts"));
    writeRunningFit(join(runsAt(), "live"), 4);
    appendFileSync(join(runsAt(), "live/metrics.jsonl"), epochLine("baseline", 5, 0.6).slice(0, 40));
    served = await serving(place.path);
    const state = await get<State>("api/state");
    expect(state.runs).toHaveLength(3);
    expect(state.metrics, "without data no job can be started").toEqual([]);
    const { name: _, ...usual } = resolveRecipe({ name: "any" });
    expect(state.defaults).toEqual({ ...usual, filters: "", augment: "" });
    const id = (name: string): string => state.runs.find((run) => run.name === name)!.id;
    const live = await get<CurveColumns[]>(`api/runs/${id("live")}/curves`);
    expect(live).toMatchObject([{ recipe: "baseline", epoch: [1, 2, 3, 4], kept: 3 }]);
    const curves = await get<CurveColumns[]>(`api/runs/${id("one")}/curves`);
    expect(curves.map(({ recipe }) => recipe)).toEqual(["plain", "dropout .5", "L2 1e-2", "all together"]);
    expect(curves[0]!.loss.validation[1]).toBeCloseTo(0.52, 6);
    const detail = await get<RunDetail>(`api/runs/${id("one")}`);
    expect(detail.notices).toEqual([{ topic: "warning", message: "plain is unbalanced" }]);
    expect(await get(`api/runs/${id("one")}/errors`)).toMatchObject({
      why: expect.stringContaining("--data credit.csv"),
    });
    expect(await get(`api/runs/${id("parts")}/errors`)).toMatchObject({
      why: expect.stringContaining("keeps no model"),
    });
  });

  it("names of any kind come back as they are, as JSON", async () => {
    const name = `<img src=x onerror=alert(1)>"'\u202e${"🙂".repeat(2000)}`;
    await writeCompare(join(runsAt(), "one"), {
      lines: [{ name, validation: 0.7, settings: { ["__proto__x"]: name } }],
      conclusion: name,
    });
    served = await serving(place.path);
    const response = await fetch(`${served.url}api/state`);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/u);
    const state = (await response.json()) as State;
    expect(name.startsWith(state.runs[0]!.trials[0]!.name)).toBe(true);
    expect(state.runs[0]!.conclusion.length).toBeLessThanOrEqual(2000);
  });

  it("tells what changes, until the page leaves; more pages than it can serve are told so", async () => {
    writeRunningFit(join(runsAt(), "live"), 2);
    served = await serving(place.path);
    await get("api/state");
    const leave = new AbortController();
    const stream = await fetch(`${served.url}api/events`, { signal: leave.signal });
    expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/u);
    const reader = stream.body!.getReader();
    let heard = "";
    const until = async (text: string): Promise<void> => {
      while (!heard.includes(text)) heard += new TextDecoder().decode((await reader.read()).value);
    };
    await until("event: change");
    writeRunningFit(join(runsAt(), "live"), 3);
    await until('"done":3');
    leave.abort();
    const many = await Promise.all(Array.from({ length: 40 }, () => fetch(`${served!.url}api/events`)));
    expect(many.map(({ status }) => status).filter((status) => status === 503).length).toBeGreaterThanOrEqual(8);
    for (const one of many) await one.body?.cancel();
  });

  it("what was named and is no folder of runs is refused, with what to do", async () => {
    writeFileSync(join(place.path, "a.json"), "{}");
    for (const [name, todo] of [
      ["nofolder", /regularize compare/u],
      ["a.json", /--data .*a\.json/u],
    ] as const) {
      const refused = serving(place.path, { runs: [join(place.path, name)] });
      await expect(refused, name).rejects.toMatchObject({ code: "E171", where: join(place.path, name) });
      await expect(refused, name).rejects.toMatchObject({ todo: expect.stringMatching(todo) });
    }
    mkdirSync(join(runsAt(), "notes"), { recursive: true });
    served = await serving(place.path);
    expect(served.isEmpty()).toBe(true);
    writeRunningFit(join(runsAt(), "live"), 2);
    expect(served.isEmpty()).toBe(false);
  });

  it("of very many runs the newest are told first, and none is missed", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `run-${i}`);
    for (const [i, name] of names.entries()) {
      writeRunningFit(join(runsAt(), name), 1, 2 ** 22 + 1);
      utimesSync(join(runsAt(), name), i + 1, i + 1);
    }
    const runs = new Runs([runsAt()]);
    const told: RunSummary[] = [];
    runs.listen(({ changed }) => told.push(...changed));
    await runs.look();
    expect(told.map(({ name }) => name)).toEqual(names.toReversed());
    expect(runs.all()).toHaveLength(40);
  });

  it("a journal that grows is read on, one that was cut or written anew from its beginning", () => {
    const path = join(place.path, "grows.jsonl");
    const epochs = (): unknown[] => records(path).map(({ epoch }) => epoch);
    expect(epochs()).toEqual([]);
    writeFileSync(path, epochLine("a", 1, 0.5) + epochLine("a", 2, 0.5).slice(0, 20));
    expect(epochs()).toEqual([1]);
    appendFileSync(path, epochLine("a", 2, 0.5).slice(20) + epochLine("a", 3, 0.5));
    expect(epochs()).toEqual([1, 2, 3]);
    writeFileSync(path, epochLine("b", 7, 0.5));
    expect(epochs()).toEqual([7]);
    rmSync(path);
    expect(epochs()).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("a pipe by the name of a file is not waited for", async () => {
    await writeCompare(join(runsAt(), "one"));
    rmSync(join(runsAt(), "one/events.jsonl"));
    execFileSync("mkfifo", [join(runsAt(), "one/events.jsonl")]);
    rmSync(join(runsAt(), "one/result.json"));
    execFileSync("mkfifo", [join(runsAt(), "one/result.json")]);
    expect(await read()).toMatchObject([{ state: "refused", reason: expect.stringMatching(/^E842 /u) }]);
  });

  it("takes the next free port when one is busy, and says so", async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
    const { port } = busy.address() as AddressInfo;
    served = await serving(place.path, { port });
    expect(served.moved).toBe(true);
    expect(served.port).toBeGreaterThan(port);
    busy.close();
  });
});

describe("one source", () => {
  it("the page has the report's colours", () => {
    const style = readFileSync(new URL("../../dashboard/tokens.css", import.meta.url), "utf8");
    const own = new Map(
      [...style.slice(0, style.indexOf("}")).matchAll(/--([a-z]+): (#[0-9a-f]+);/gu)].map((match) => [
        match[1],
        match[2],
      ]),
    );
    for (const [name, colour] of colours) expect(own.get(name), name).toBe(colour);
  });

  it("the page writes cells of CSV as the command line does", () => {
    for (const value of [
      "=1+1",
      "+1",
      "-1",
      "@x",
      "\tx",
      "a,b",
      'a"b',
      "a\nb",
      " a",
      "",
      "plain",
      1.5,
      -2,
      Number.NaN,
      true,
      null,
      undefined,
    ])
      expect(pageCell(value)).toBe(csvCell(value));
  });

  it("no page makes markup of text", () => {
    const folder = fileURLToPath(new URL("../../dashboard/src", import.meta.url));
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/u.test(name));
    expect(sources.length).toBeGreaterThan(40);
    for (const file of sources) {
      const text = readFileSync(join(folder, file), "utf8");
      expect(text, file).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/u);
    }
  });
});

describe("an ablation", () => {
  it("has the full recipe and a line without each part, with what leaving it out does", () => {
    const result = {
      recipe: { name: "mine", dropout: 0.5, augment: [{ columnCutMix: { probability: 0.2 } }] },
      full: { mean: 0.8, se: 0.01 },
      repeats: 5,
      parts: [
        {
          ...{ key: "dropout", label: "dropout .5", without: { mean: 0.75, se: 0.02 }, sentence: "dropout +.050" },
          effect: { mean: 0.05, low: 0.02, high: 0.08 },
        },
      ],
    };
    const sources = { job: "ablate", card: undefined, recipes: [], told: [], studyJob: {}, study: [] } as const;
    const [full, without] = rowsOf({ ...sources, result, isRunning: false }, "higher");
    expect(full).toMatchObject({ name: "mine", validation: 0.8, se: 0.01, repeats: 5 });
    expect(full!.settings).toEqual({ dropout: 0.5, augment: "columnCutMix=0.2" });
    expect(without).toMatchObject({ name: "without dropout .5", validation: 0.75 });
    expect(without!.settings).toEqual({ augment: "columnCutMix=0.2" });
    expect(without!.effect).toEqual({ mean: -0.05, low: -0.08, high: -0.02 });
  });
});

describe("trials of a search", () => {
  it("that were at work when the time was spent are stopped, not done, nor given up, nor running for ever", () => {
    const asked = (id: number, source: string) => ({ type: "asked", id, source, values: {} });
    const told = (id: number, score: number) => ({ type: "told", id, outcome: { score } });
    const sources = {
      job: "tune",
      ...{ card: undefined, recipes: [], told: [], studyJob: { folds: 2 } },
      study: [asked(0, "fixed plain"), told(0, 0.4), asked(0, ""), told(0, 0.5), asked(1, ""), told(1, 0.9)],
      result: {
        trials: [
          { id: 0, name: "plain", state: "done" },
          { id: 1, name: "trial 1", state: "running" },
        ],
      },
    } as const;
    const states = (isRunning: boolean) => rowsOf({ ...sources, isRunning }, "higher").map(({ state }) => state);
    expect([states(false), states(true)]).toEqual([
      ["done", "stopped"],
      ["done", "running"],
    ]);
  });
});

it("the trials of a search are read from its journal, in whatever order it was asked and told", () => {
  const space = parseSpace({ dropout: [0, 0.9, "linear"] });
  const asked = (id: number, fold: number) =>
    ({ type: "asked", id, fold, values: { dropout: id / 10 }, source: "tpe" }) as const;
  const told = (id: number, fold: number, score: number) =>
    ({ type: "told", id, fold, outcome: { score }, seconds: 1, at: 1 }) as const;
  const journal = [
    asked(0, 0),
    asked(1, 0),
    told(1, 0, 0.7),
    asked(0, 1),
    told(0, 1, 0.9),
    told(0, 0, 0.8),
    asked(2, 0),
  ];
  const failed = { ...told(2, 0, 0), outcome: { failed: "E403" } };
  const rows = searchedRows(space, [...journal, failed], "higher");
  expect(rows.map(({ state, assignment }) => [state, assignment])).toEqual([
    ["done", { dropout: 0 }],
    ["pruned", { dropout: 0.1 }],
    ["failed", { dropout: 0.2 }],
  ]);
  expect(rows[0]!.score).toBeCloseTo(0.85, 12);
  // On the fold that both have it is .1 worse than the best.
  expect(rows[1]!.score).toBeCloseTo(0.75, 12);
  expect(rows[2]!.score).toBeNaN();
});
