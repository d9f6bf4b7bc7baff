// Images per second of the image augmentations, bytes in and normalized floats out, on one core.
// Run: npm run build && npx tsx bench/augment/images.ts [--case NAME] [--seconds 1] [--library dist/augment/image/index.js]
// The library is measured as it is published: the loader of .ts files makes small functions slower.
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { fold, keyOf } from "../../src/core/index.ts";
import { type Case, cases, type Library } from "./cases.ts";
import { countOf, fileOf, picture } from "./pictures.ts";

const { values: options } = parseArgs({
  options: {
    case: { type: "string" },
    seconds: { type: "string", default: "1" },
    library: { type: "string" },
    serve: { type: "string" },
  },
});

const published = new URL("../../dist/augment/image/index.js", import.meta.url).pathname;
const source = new URL("../../src/augment/image/index.ts", import.meta.url).pathname;
const library = options.library ?? (existsSync(published) ? published : source);
const image = (await import(library)) as Library;

const key = keyOf(1);

/** Photographs come one by one, as the others' do: a batch of them does not fit a cache. */
const batchOf = ({ from }: Pick<Case, "from">): number => (from[1] > 100 ? 1 : 16);

/** Augments `count` images; `see` gets each batch. */
type Run = (count: number, see?: (batch: Float32Array) => void) => void;

function runner({ from, to, policy }: Case, pixels: Uint8Array): Run {
  const augmentation = policy(image);
  const images = countOf(from);
  const batch = batchOf({ from });
  const out = new Float32Array(batch * to[0] * to[1] * to[2]);
  let drawn = 0;
  return (count, see) => {
    for (let done = 0; done < count; done += batch) {
      const first = drawn;
      const rows = Int32Array.from({ length: batch }, (_, i) => (first + i) % images);
      image.augmentBatch(augmentation, { shape: from, pixels }, rows, (_, place) => fold(key, first + place), out, to);
      drawn += batch;
      see?.(out);
    }
  };
}

/** Mean and deviation of all values of 256 images. */
function moments(run: Run): { mean: number; deviation: number } {
  let [n, sum, squares] = [0, 0, 0];
  run(256, (batch) => {
    n += batch.length;
    for (const v of batch) {
      sum += v;
      squares += v * v;
    }
  });
  return { mean: sum / n, deviation: Math.sqrt(squares / n - (sum / n) ** 2) };
}

/** Microseconds per image: on the clock, and of all processors. */
function cost(run: Run, count: number): { wall: number; cpu: number } {
  const [start, busy] = [process.hrtime.bigint(), process.cpuUsage()];
  run(count);
  const wall = Number(process.hrtime.bigint() - start) / 1e3;
  const { user, system } = process.cpuUsage(busy);
  return { wall: wall / count, cpu: (user + system) / count };
}

/** Answers a line for each line of stdin: {"case", "check"} or {"case", "count"}. */
async function serve(folder: string): Promise<void> {
  const runs = new Map(cases.map((c) => [c.key, runner(c, readFileSync(fileOf(folder, c.from)))]));
  console.log(JSON.stringify({ version: process.version }));
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line) as { case: string; check?: boolean; count?: number };
    const run = runs.get(asked.case);
    if (run === undefined) console.log("{}");
    else console.log(JSON.stringify(asked.check === true ? moments(run) : cost(run, asked.count ?? 16)));
  }
}

function table(): void {
  console.log(`${"images per second of one core".padEnd(56)}  median     least      most`);
  for (const c of cases.filter(({ key: name }) => (options.case ?? name) === name)) {
    const pixels = Buffer.concat(Array.from({ length: countOf(c.from) }, (_, i) => picture(c.from, i)));
    const run = runner(c, pixels);
    cost(run, 64);
    const count = Math.ceil((Number(options.seconds) * 1e5) / cost(run, 64).cpu / 16) * 16;
    const rates = Array.from({ length: 11 }, () => 1e6 / cost(run, count).cpu).toSorted((a, b) => a - b);
    const shown = [rates[5]!, rates[0]!, rates[10]!].map((rate) => Math.round(rate).toLocaleString("en").padStart(8));
    console.log(`${`${c.key}: ${c.name}`.padEnd(56)}${shown.join("  ")}`);
  }
}

if (options.serve === undefined) table();
else await serve(options.serve);
