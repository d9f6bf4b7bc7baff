import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/index.ts";
import { contentOf, MAIN, people, QUICK, type Ran, workplace } from "./cli.ts";

const { folder, write, run, call } = workplace();
write(
  "people.csv",
  people(120, (_, signal) => (signal > 1 ? "yes" : "no")),
);
write("fresh.csv", 'color,income,age,note\nviolet,10.5,30,hello\nred,,40,"a, b"\n,1e3,,\n');

const QUIET = QUICK.filter((_, i) => i !== 2 && i !== 3);
let compared: Ran;
let help: string;
beforeAll(async () => {
  const args = ["compare", "people.csv", "--target", "churn", ...QUIET, "--seeds", "2", "--json", "--out", "run"];
  [compared, { stdout: help }] = await Promise.all([run(args), call(["compare", "--help"])]);
}, 60_000);
const eventsOf = ({ stdout }: Ran): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("compare", () => {
  it("--json: versioned events, a trial each, one result at the end, nothing else", () => {
    expect(compared).toMatchObject({ code: 0, stderr: "" });
    const events = eventsOf(compared);
    expect(events.map(({ type }) => type).join()).toMatch(/^(?:notice,)+(?:trial,){22}result$/u);
    expect(events.every(({ v }) => v === 1)).toBe(true);
    const result = events.at(-1)!;
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(["v", "type", "task", "metric", "recipes", "winner", "test", "run"]),
    );
    expect(result["run"]).toBe("run");
    const { run: _, ...told } = result;
    const { run: name, ...stored } = JSON.parse(readFileSync(join(folder, "run/result.json"), "utf8")) as Record<
      string,
      unknown
    >;
    expect([stored, name]).toEqual([told, "run"]);
  });

  it("names no flag that does not exist", () => {
    const flags = new Set(compared.stdout.match(/--[a-z][a-z-]+/gu));
    expect(flags.size).toBeGreaterThan(3);
    for (const flag of flags) expect(help).toContain(flag);
  });

  it("prints the table on stdout and the rest on stderr, and --quiet nothing there", async () => {
    const plain = await call(["compare", "people.csv", "--target", "churn", ...QUICK, "--out", "plain", "--quiet"]);
    expect(plain).toMatchObject({ code: 0, stderr: "" });
    for (const part of ["plain", "all together", "verdict", "test", "plain/", "model.onnx"])
      expect(plain.stdout).toContain(part);
    expect(plain.stdout).not.toContain("\u001b");
  }, 120_000);
});

describe("predict", () => {
  it("writes CSV on stdout, and what is odd on stderr", async () => {
    const ran = await run(["predict", "run", "fresh.csv"]);
    expect(ran.code).toBe(0);
    const [head, ...rows] = ran.stdout.trimEnd().split("\n");
    expect(head).toBe("prediction,probability_no,probability_yes");
    expect(rows).toHaveLength(3);
    expect(ran.stderr).toMatch(/color: 1 cell not seen in training → unknown \("violet"\)/u);
    expect(ran.stderr).toMatch(/not used: note/u);
  });

  it("writes JSON lines and Parquet by the name of the file; all agree", async () => {
    for (const out of ["a.csv", "b.jsonl", "c.parquet"])
      expect(await call(["predict", "run", "fresh.csv", "--out", out])).toMatchObject({ code: 0, stdout: "" });
    const tables = await Promise.all(["a.csv", "b.jsonl", "c.parquet"].map((name) => readTable(join(folder, name))));
    const cells = tables.map(({ columns }) =>
      columns.map((c) => (c.kind === "numeric" ? [...c.values] : c.kind === "category" ? c.levels : [])),
    );
    expect(tables.map(({ rows }) => rows)).toEqual([3, 3, 3]);
    expect(cells[1]).toEqual(cells[0]);
    expect(cells[2]).toEqual(cells[0]);
  });

  it("classes that training never saw do not matter to it", async () => {
    write(
      "other.csv",
      people(10, () => "perhaps"),
    );
    const ran = await call(["predict", "run", "other.csv"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain("perhaps");
  });

  it("refuses columns that do not fit, a damaged run, no run, and a place that cannot be written", async () => {
    write("wrong.csv", "Age,color\n1,red\n2,blue\n");
    cpSync(join(folder, "run"), join(folder, "damaged"), { recursive: true });
    truncateSync(join(folder, "damaged/model.safetensors"), 64);
    const before = contentOf(folder);
    const cases: readonly (readonly [args: string[], exit: number, says: RegExp])[] = [
      [
        ["run", "wrong.csv"],
        3,
        /error E230 [\s\S]*missing: "age" \(numbers\); the file has "Age"[\s\S]*missing: "income"/u,
      ],
      [["run", "absent.csv"], 3, /error E202 /u],
      [["damaged", "fresh.csv"], 8, /error E842 .*model\.safetensors/u],
      [["people.csv", "fresh.csv"], 2, /error E135 .*There is no run folder people\.csv[\s\S]*→ give the folder/u],
      [["run", "fresh.csv", "--out", "people.csv/x.csv"], 5, /error E523 /u],
      [["run", "fresh.csv", "--out", "people.csv/x.parquet"], 5, /error E523 /u],
      [["run"], 2, /error E112 [\s\S]*→ regularize predict /u],
    ];
    for (const [args, exit, says] of cases) {
      const ran = await call(["predict", ...args]);
      expect(ran, args.join(" ")).toMatchObject({ code: exit, stdout: "" });
      expect(ran.stderr).toMatch(says);
    }
    expect(contentOf(folder)).toEqual(before);
  });
});

describe("a comparison that is stopped", () => {
  const start = () => {
    const args = [
      "compare",
      "people.csv",
      "--target",
      "churn",
      "--epochs",
      "1000000",
      "--hidden",
      "4",
      "--threads",
      "2",
    ];
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const closed = new Promise<number | null>((done) => child.on("close", done));
    return { child, closed };
  };
  const workersOf = (parent: number): number[] =>
    execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.trim().split(/\s+/u))
      .filter(([, ppid, ...args]) => Number(ppid) === parent && args.join(" ").includes("job/queue/worker"))
      .map(([pid]) => Number(pid));
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((next) => setTimeout(next, 50));
  };
  const isAlive = (pid: number): boolean =>
    /^[^Z]/u.test(spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim());

  it("by Ctrl-C: 130, no run, no process left", async () => {
    const { child, closed } = start();
    await until(() => workersOf(child.pid!).length === 2);
    const workers = workersOf(child.pid!);
    child.kill("SIGINT");
    expect(await closed).toBe(130);
    await until(() => !workers.some(isAlive));
    expect(readdirSync(join(folder, "runs"))).toEqual([]);
  });

  it("by kill -9: its processes end by themselves", async () => {
    const { child, closed } = start();
    await until(() => workersOf(child.pid!).length === 2);
    const workers = workersOf(child.pid!);
    child.kill("SIGKILL");
    await closed;
    await until(() => !workers.some(isAlive));
  });
});
