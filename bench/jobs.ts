// Whole jobs, each in its own process, in turns: from a CSV or from files of images to a trained and scored model; ours against
// pandas + PyTorch. What both score must agree, or the job has no result.
// Run: npm run build && npx tsx bench/jobs.ts [--only diamonds,rows,images,compare] [--python PATH] [--diamonds FILE] [--rows 1000000]
//   [--fashion FOLDER] [--images N] [--runs 3] [--image-runs 1] [--compare] [--alike] [--out FILE.json]
// The folder has Fashion-MNIST's four IDX files (also by the environment: FASHION=FOLDER); without, the 2,000 images shipped here.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Contestants, type Job, JOBS, type JobResult, race } from "./jobs/race.ts";
import { beside, inFolder, keep, loadNow, secondsOf } from "./run/child.ts";
import { median } from "./step/statistics.ts";

const here = beside(import.meta.url);
const SHIPPED = here("../data/fashion");
const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    python: { type: "string" },
    diamonds: { type: "string", default: "diamonds.csv" },
    rows: { type: "string", default: "1000000" },
    fashion: { type: "string", default: process.env["FASHION"] ?? SHIPPED },
    /** Of the training images, the first so many. */
    images: { type: "string", default: "60000" },
    runs: { type: "string", default: "3" },
    /** Of Fashion-MNIST, which takes minutes. */
    "image-runs": { type: "string", default: "1" },
    /** `compare` of the ten recipes on German credit over 5 seeds too. */
    compare: { type: "boolean", default: false },
    /** Leaves `fit` out: what the peer does, alone. */
    alike: { type: "boolean", default: false },
    out: { type: "string" },
  },
});

const OURS = "ours, what the peer does";
const tables: Contestants = new Map([
  [OURS, [process.execPath, here("jobs/ours.mjs"), "train"]],
  ...(options.alike
    ? []
    : [["ours, fit with all it tells", [process.execPath, here("jobs/ours.mjs"), "fit"]] as const]),
  ...(options.python === undefined ? [] : [["pandas + PyTorch", [options.python, here("jobs/peer.py")]] as const]),
]);
const pictures: Contestants = new Map([
  [OURS, [process.execPath, here("jobs/images.mjs")]],
  ...(options.python === undefined
    ? []
    : [["NumPy + PyTorch", [options.python, here("jobs/images_peer.py")]] as const]),
]);

/** The built command line: ours alone. */
function comparison(folder: string): JobResult {
  const main = here("../dist/cli/main.js");
  const args = [main, "compare", here("../data/german-credit.csv"), "--target", "class", "--quiet"];
  const runs = Number(options.runs);
  const all = Array.from({ length: runs }, (_, i) =>
    secondsOf([process.execPath, ...args, "--out", join(folder, `compare-${i}`)]),
  );
  const [cpu, seconds] = [median(all.map((one) => one.cpu)), median(all.map((one) => one.clock))];
  const name = "compare, German credit, 5 seeds";
  console.log(`\n${name}: CPU ${cpu.toFixed(1)} s, clock ${seconds.toFixed(1)} s, ${loadNow()}`);
  return { job: "compare", name, runs, lines: [{ who: "ours", cpu, seconds }] };
}

const common = { hidden: [256, 128], batch: 256 };
const of = { contestants: tables, runs: Number(options.runs) };

function diamonds(folder: string): JobResult {
  const given = { ...common, data: options.diamonds, target: "price", epochs: 10 };
  return race({ ...of, job: "diamonds", name: "diamonds, 10 epochs", given, apart: ({ test }) => 0.15 * test }, folder);
}

function rows(folder: string): JobResult {
  const data = join(folder, "table.csv");
  execFileSync(process.execPath, [here("make-table.mjs"), data, options.rows, "20"]);
  const name = `${options.rows} × 20, 1 epoch`;
  // Four standard errors of a difference of two AUCs, of a fifth of the rows each.
  const apart = (): number => 0.01 + 7 / Math.sqrt(Number(options.rows));
  return race({ ...of, job: "rows", name, given: { ...common, data, target: "target", epochs: 1 }, apart }, folder);
}

function images(folder: string): JobResult {
  const [most, epochs] = [Number(options.images), 5];
  const given = { folder: options.fashion, images: most, held: 1 / 12, batch: 128, epochs };
  const rates = { learningRate: 2e-3, weightDecay: 0.05 };
  const isShipped = options.fashion === SHIPPED;
  if (isShipped)
    console.log("\nFashion-MNIST: the 1,500 + 500 images shipped here; FASHION=FOLDER takes those of a folder");
  const count = Math.min(most, isShipped ? 1500 : 60_000).toLocaleString("en");
  return race(
    {
      ...{ job: "images", name: `Fashion-MNIST, ${count} images, ${epochs} epochs`, contestants: pictures },
      ...{ given: { ...given, ...rates }, runs: Number(options["image-runs"]) },
      apart: ({ tested }) => 0.02 + 2 / Math.sqrt(tested!),
    },
    folder,
  );
}

/** Diamonds are no part of this repository, and `compare` has no peer. */
const isAsked: Readonly<Record<Job, () => boolean>> = {
  diamonds: () => existsSync(options.diamonds),
  ...{ rows: () => true, images: () => true, compare: () => options.compare },
};
const asked = options.only?.split(",") ?? JOBS.filter((job) => isAsked[job]());
const unknown = asked.filter((name) => !(name in isAsked));
if (unknown.length > 0) throw new Error(`--only ${unknown.join(",")}: no such job; there are ${JOBS.join(", ")}`);
/** What was measured before of jobs that are not asked for now. */
const known =
  options.out !== undefined && existsSync(options.out)
    ? (JSON.parse(readFileSync(options.out, "utf8")) as { results: JobResult[] }).results
    : [];

inFolder("jobs", (folder) => {
  const results = new Map(known.map((result) => [result.job, result]));
  const made = { diamonds, rows, images, compare: comparison };
  for (const job of JOBS.filter((one) => asked.includes(one)))
    try {
      results.set(job, made[job](folder));
      // After each: a run that is broken off keeps what it has.
      keep(options.out, { results: JOBS.flatMap((one) => results.get(one) ?? []) });
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
});
