// npx tsx bench/kill/tune.ts [--kills 50] [--main dist/cli/main.js]: kills coordinators and workers of a search at random moments, and
// resumes it until it ends. Prints what was lost or counted twice, and whether table and winner are those of an undisturbed search.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { parseJournal } from "../../src/observe/index.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "50" }, main: { type: "string", default: "dist/cli/main.js" } },
});
const KILLS = Number(values.kills);
const MAIN = resolve(values.main);
const folder = mkdtempSync(join(tmpdir(), "regularize-kills-"));
const random = randomOf(keyOf(11));
const data = join(folder, "data.csv");
const row = (): string => {
  const [a, b] = [random.normal(), random.normal()];
  return `${a.toFixed(3)},${b.toFixed(3)},${a + 0.5 * random.normal() > 0 ? "yes" : "no"}`;
};
writeFileSync(data, `a,b,answer\n${Array.from({ length: 80 }, row).join("\n")}\n`);

const begin = (out: string): string[] => [
  ...["tune", data, "--target", "answer", "--out", join(folder, out), "--workers", "2", "--quiet"],
  ...["--trials", "8", "--seeds", "2", "--epochs", "1", "--hidden", "4"],
];

interface Life {
  readonly code: number | null;
  readonly seconds: number;
}

/** One life of a coordinator; `meanwhile` gets it as soon as its study has a journal. */
async function live(args: readonly string[], out: string, meanwhile?: (child: ChildProcess) => void): Promise<Life> {
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: "ignore", cwd: folder });
  const closed = new Promise<number | null>((done) => child.once("close", done));
  const waiting = setInterval(() => {
    if (!existsSync(join(folder, out, "study.jsonl"))) return;
    clearInterval(waiting);
    meanwhile?.(child);
  }, 5);
  const code = await closed;
  clearInterval(waiting);
  return { code, seconds: (performance.now() - start) / 1000 };
}

const workersOf = (pid: number): number[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/u).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([own]) => own!);

/** The result without its place and its duration. */
function told(out: string): string {
  const {
    run: _run,
    seconds: _seconds,
    ...rest
  } = JSON.parse(readFileSync(join(folder, out, "result.json"), "utf8")) as Record<string, unknown>;
  return JSON.stringify(rest);
}

const whole = await live(begin("whole"), "whole");
if (whole.code !== 0) throw new Error(`the undisturbed search ended with ${whole.code}`);
const reference = told("whole");
const count = { coordinators: 0, workers: 0, studies: 0, otherTables: 0, twice: 0, lost: 0, broken: 0 };

/** Kills what `whom` says at a random moment of each life, until the study is finished. */
async function study(name: string, whom: "coordinators" | "workers"): Promise<void> {
  const kill = (child: ChildProcess): void => {
    const at = 1000 * whole.seconds * random.uniform();
    setTimeout(() => {
      if (child.exitCode !== null || count[whom] >= KILLS) return;
      const victim = whom === "coordinators" ? child.pid : workersOf(child.pid!)[0];
      if (victim === undefined) return;
      try {
        process.kill(victim, "SIGKILL");
        count[whom]++;
      } catch {
        // It ended by itself.
      }
    }, at);
  };
  let life = await live(begin(name), name, kill);
  for (let lives = 1; life.code !== 0 && lives < 40; lives++)
    life = await live(["resume", join(folder, name), "--quiet"], name, kill);
  judge(name, life);
}

function judge(name: string, { code }: Life): void {
  count.studies++;
  if (code !== 0) {
    count.broken++;
    return;
  }
  if (told(name) !== reference) count.otherTables++;
  const answersOf = (out: string): string[] =>
    parseJournal(readFileSync(join(folder, out, "study.jsonl"))).records.flatMap(({ type, id, fold }) =>
      type === "told" ? [`${id as number} ${fold as number}`] : [],
    );
  const answers = answersOf(name);
  count.twice += answers.length - new Set(answers).size;
  count.lost += answersOf("whole").filter((answer) => !answers.includes(answer)).length;
  rmSync(join(folder, name), { recursive: true, force: true });
}

for (const whom of ["coordinators", "workers"] as const)
  for (let n = 0; count[whom] < KILLS && n < 4 * KILLS; n++) {
    await study(`${whom}${n}`, whom);
    console.log(JSON.stringify({ ...count, secondsUndisturbed: Number(whole.seconds.toFixed(1)) }));
  }
rmSync(folder, { recursive: true, force: true });
const { otherTables, twice, lost, broken } = count;
process.exitCode = otherTables + twice + lost + broken === 0 ? 0 : 1;
