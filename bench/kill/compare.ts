// npx tsx bench/kill/compare.ts [--kills 30] [--main dist/cli/main.js] [--only sweep]: kills comparisons, sweeps, learning curves and
// ablations at random moments and resumes them until they end. Prints whether table, winner and model.onnx are those of undisturbed jobs.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { keyOf, randomOf } from "../../src/core/index.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "30" },
    main: { type: "string", default: "dist/cli/main.js" },
    only: { type: "string" },
  },
});
const KILLS = Number(values.kills);
const MAIN = resolve(values.main);
const folder = mkdtempSync(join(tmpdir(), "regularize-kills-"));
const random = randomOf(keyOf(13));
const data = join(folder, "data.csv");
const row = (): string => {
  const [a, b] = [random.normal(), random.normal()];
  return `${a.toFixed(3)},${b.toFixed(3)},${a + 0.5 * random.normal() > 0 ? "yes" : "no"}`;
};
writeFileSync(data, `a,b,answer\n${Array.from({ length: 80 }, row).join("\n")}\n`);
writeFileSync(
  join(folder, "mine.json"),
  JSON.stringify({ name: "mine", dropout: 0.2, l2: 0.001, hidden: [4], epochs: 1 }),
);

const of = [data, "--target", "answer", "--workers", "2", "--quiet"];
const small = ["--seeds", "2", "--epochs", "1", "--hidden", "4"];
const all: Readonly<Record<string, readonly string[]>> = {
  compare: ["compare", ...of, ...small],
  sweep: ["sweep", ...of, ...small, "--strength", "l2", "--points", "6"],
  "learning-curve": ["learning-curve", ...of, ...small],
  ablate: ["ablate", ...of, "--recipe", join(folder, "mine.json"), "--seeds", "4"],
};
const jobs = Object.keys(all).filter((name) => values.only === undefined || name === values.only);

interface Life {
  readonly code: number | null;
  readonly seconds: number;
}

interface Kill {
  /** Trials that this life may finish before. */
  readonly trials: number;
  /** Seconds after the last of them. */
  readonly after: number;
}

const finished = (out: string): number => {
  const journal = join(folder, out, "trials", "trials.jsonl");
  return existsSync(journal) ? readFileSync(journal, "utf8").split("\n").length - 1 : 0;
};

/** One life; it is killed at some moment after it could be gone on with. */
async function live(args: readonly string[], out: string, kill?: Kill): Promise<Life> {
  const [start, known] = [performance.now(), finished(out)];
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], { stdio: "ignore", cwd: folder });
  const closed = new Promise<number | null>((done) => child.once("close", done));
  const waiting = setInterval(() => {
    if (kill === undefined || !existsSync(join(folder, out, "job.json")) || finished(out) < known + kill.trials) return;
    clearInterval(waiting);
    setTimeout(() => child.kill("SIGKILL"), 1000 * kill.after);
  }, 3);
  const code = await closed;
  clearInterval(waiting);
  return { code, seconds: (performance.now() - start) / 1000 };
}

/** The result without its place and its durations, and the hash of the model where there is one. */
function told(out: string): string {
  const path = (name: string): string => join(folder, out, name);
  const result = JSON.stringify(JSON.parse(readFileSync(path("result.json"), "utf8")), (key, value: unknown) =>
    key === "run" || key === "seconds" ? undefined : value,
  );
  const model = existsSync(path("model.onnx")) ? readFileSync(path("model.onnx")) : "";
  const metrics = readFileSync(path("metrics.jsonl"));
  return [result, ...[model, metrics].map((bytes) => createHash("sha256").update(bytes).digest("hex"))].join("\n");
}

const count = { runs: 0, kills: 0, same: 0, other: 0, broken: 0, left: 0 };

/** Kills a job at a random moment of each life until it is finished. */
async function disturb(job: string, whole: { readonly told: string }): Promise<void> {
  const name = `${job}${count.runs++}`;
  let args = [...all[job]!, "--out", join(folder, name)];
  for (let lives = 0; lives < 40; lives++) {
    const life = await live(args, name, { trials: random.below(5), after: 0.3 * random.uniform() ** 2 });
    if (life.code === 0) break;
    if (life.code !== null) {
      count.broken++;
      return;
    }
    count.kills++;
    if (existsSync(join(folder, name, "job.json"))) args = ["resume", join(folder, name), "--quiet"];
  }
  if (told(name) === whole.told) count.same++;
  else count.other++;
  if (existsSync(join(folder, name, "trials"))) count.left++;
  rmSync(join(folder, name), { recursive: true, force: true });
}

const wholes = new Map<string, { readonly told: string }>();
for (const job of jobs) {
  const { code, seconds } = await live([...all[job]!, "--out", join(folder, job)], job);
  if (code !== 0) throw new Error(`the undisturbed ${job} ended with ${code}`);
  wholes.set(job, { told: told(job) });
  console.log(`${job}: ${seconds.toFixed(1)} s undisturbed`);
}
for (let n = 0; count.kills < KILLS && n < 4 * KILLS; n++) {
  const job = jobs[n % jobs.length]!;
  await disturb(job, wholes.get(job)!);
  console.log(`${job} ${JSON.stringify(count)}`);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = count.other + count.broken + count.left === 0 ? 0 : 1;
