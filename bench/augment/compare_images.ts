// Ours beside torchvision v2 and Albumentations: same images, same steps, one thread each, in turns.
// Run: npx tsx bench/augment/compare_images.ts --python PATH [--case NAME] [--rounds 21] [--library FILE] [--json]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median, type Ratio, ratioOfMedians } from "../step/statistics.ts";
import { type Case, cases } from "./cases.ts";
import { type Contestant, start } from "./contestant.ts";
import { writePictures } from "./pictures.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    case: { type: "string" },
    rounds: { type: "string", default: "21" },
    library: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

/** About so long one contestant's turn takes. */
const TURN_MICROSECONDS = 60_000;
const rounds = Number(options.rounds);

interface Line {
  readonly case: string;
  readonly contestant: string;
  /** Images per second: of the medians of the processors' time and of the time on the clock. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  /** Ours ÷ this one, medians of processors' time. */
  readonly ratio: Ratio;
  /** Ours ÷ this one, the least of each: what a quiet machine shows. */
  readonly leastRatio: number;
}

/** Means and deviations of what comes out: the contestants have to compute the same. */
async function check(c: Case, contestants: readonly Contestant[]): Promise<string> {
  const all = await Promise.all(contestants.map((contestant) => contestant.moments(c.key)));
  const [mine] = all;
  for (const [i, { mean, deviation }] of all.entries()) {
    const wrong =
      Math.abs(mean - mine!.mean) > 0.08 * mine!.deviation || Math.abs(deviation / mine!.deviation - 1) > 0.08;
    if (wrong) throw new Error(`${c.key}: ${contestants[i]!.name} computes something else: ${JSON.stringify(all)}`);
  }
  return all.map(({ mean, deviation }) => `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`).join(", ");
}

async function race(c: Case, everyone: readonly Contestant[]): Promise<Line[]> {
  const able = await Promise.all(everyone.map((contestant) => contestant.has(c.key)));
  const contestants = everyone.filter((_, i) => able[i]);
  const moments = await check(c, contestants);
  const counts = new Map<Contestant, number>();
  for (const contestant of contestants) {
    const { cpu } = await contestant.time(c.key, 64);
    counts.set(contestant, 16 * Math.max(1, Math.round(TURN_MICROSECONDS / cpu / 16)));
  }
  const costs = new Map(contestants.map((contestant) => [contestant, { wall: [] as number[], cpu: [] as number[] }]));
  for (let round = 0; round <= rounds; round++)
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const { wall, cpu } = await contestant.time(c.key, counts.get(contestant)!);
      if (round === 0) continue;
      costs.get(contestant)!.wall.push(wall);
      costs.get(contestant)!.cpu.push(cpu);
    }
  const ours = costs.get(contestants[0]!)!;
  const lines = contestants.map((contestant) => {
    const { wall, cpu } = costs.get(contestant)!;
    const rates = { perCpuSecond: 1e6 / median(cpu), perSecond: 1e6 / median(wall) };
    return {
      case: c.key,
      contestant: contestant.name,
      ...rates,
      ratio: ratioOfMedians(ours.cpu, cpu),
      leastRatio: Math.min(...ours.cpu) / Math.min(...cpu),
    };
  });
  if (!options.json) print(c, moments, lines);
  return lines;
}

function print(c: Case, moments: string, lines: readonly Line[]): void {
  console.log(`\n${c.key}: ${c.name} (${moments})`);
  console.log(
    `${"images per second".padEnd(20)} of a CPU   on the clock   our time ÷ this one's (95 %)   of the least`,
  );
  for (const { contestant, perCpuSecond, perSecond, ratio: r, leastRatio } of lines) {
    const [cpu, wall] = [perCpuSecond, perSecond].map((rate) => Math.round(rate).toLocaleString("en"));
    const ratio = `${r.ratio.toFixed(2)} [${r.low.toFixed(2)}, ${r.high.toFixed(2)}]`;
    const least = leastRatio.toFixed(2).padStart(16);
    console.log(`${contestant.padEnd(20)} ${cpu!.padStart(8)} ${wall!.padStart(14)}   ${ratio}${least}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "images-"));
writePictures(folder, cases);
const contestants = await Promise.all([
  start("ours", process.execPath, [
    ...["--import", "tsx", join(import.meta.dirname, "images.ts"), "--serve", folder],
    ...(options.library === undefined ? [] : ["--library", options.library]),
  ]),
  start("torchvision", options.python, [join(import.meta.dirname, "images_torch.py"), folder]),
  start("Albumentations", options.python, [join(import.meta.dirname, "images_albumentations.py"), folder]),
]);
const results: Line[] = [];
try {
  if (!options.json) console.log(contestants.map(({ name, versions }) => `${name} ${versions}`).join(" · "));
  for (const c of cases) if ((options.case ?? c.key) === c.key) results.push(...(await race(c, contestants)));
} finally {
  for (const contestant of contestants) contestant.stop();
  rmSync(folder, { recursive: true });
}
if (options.json) console.log(JSON.stringify(results));
