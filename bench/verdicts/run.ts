// Verdicts on runs that were really trained, of worlds whose truth is known.
// Run: npx tsx bench/verdicts/run.ts [--each 2] [--from 0] [--only "healthy,tiny validation"] [--half even|odd] [--fast] [--out FILE]
// What FILE already has is kept and not done again: an interrupted run goes on.
// Even seeds are those that thresholds were calibrated on; odd ones are reported. --fast spares the neighbours and the population.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRuntime } from "../../src/run/index.ts";
import { KINDS, type Known } from "./cases.ts";
import { STALE, STALE_VARIANTS, staleVerdict } from "./stale.ts";
import { knownOf, type Said, verdictOf } from "./train.ts";

const { values: options } = parseArgs({
  options: {
    each: { type: "string", default: "2" },
    from: { type: "string", default: "0" },
    only: { type: "string" },
    half: { type: "string" },
    fast: { type: "boolean", default: false },
    out: { type: "string" },
  },
});

export interface Line extends Said {
  readonly truth: string;
  readonly seed: number;
  readonly variant: number;
  readonly known?: Known;
  /** The population confirms the construction. */
  readonly confirmed: boolean;
  readonly right: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "verdicts-"));
const runtime = await createRuntime({ threads: 1 });
const only = options.only?.split(",");
/** `--each` even and as many odd seeds for every variant. */
const seedsOf = (variants: number): number[] =>
  Array.from({ length: 2 * variants * Number(options.each) }, (_, i) => i + 2 * variants * Number(options.from)).filter(
    (seed) => options.half === undefined || seed % 2 === (options.half === "even" ? 0 : 1),
  );

async function lineOf(kind: (typeof KINDS)[number], seed: number): Promise<Line> {
  // Seeds 2k and 2k + 1 share a variant: either half has all of them.
  const at = (seed >> 1) % kind.variants.length;
  const variant = kind.variants[at]!;
  const place = { folder, seed };
  const said = await verdictOf(variant, place);
  const known = options.fast || kind.holds === undefined ? undefined : await knownOf(kind, variant, { place, runtime });
  return {
    ...{ truth: kind.truth, seed, variant: at, ...said, right: kind.right.includes(said.kind) },
    ...(known === undefined ? {} : { known }),
    confirmed: known === undefined || kind.holds!(known),
  };
}

/** What the population says is kept; whether that confirms the construction is asked again. */
function confirmedAnew(line: Line): Line {
  const holds = KINDS.find(({ truth }) => truth === line.truth)?.holds;
  return holds === undefined || line.known === undefined ? line : { ...line, confirmed: holds(line.known) };
}

const lines: Line[] =
  options.out !== undefined && existsSync(options.out)
    ? (JSON.parse(readFileSync(options.out, "utf8")) as { lines: Line[] }).lines.map(confirmedAnew)
    : [];
const isDone = (truth: string, seed: number): boolean =>
  lines.some((line) => line.truth === truth && line.seed === seed);
const say = (line: Line): void => {
  lines.push(line);
  if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify({ lines })}\n`);
  const mark = line.confirmed ? (line.right ? "  " : "✗ ") : "? ";
  const { train, error, guessing, neighbour, chance } = line.known ?? {};
  const numbers =
    line.known === undefined
      ? ""
      : ` {${[train, error, guessing, neighbour, chance].map((x) => x!.toPrecision(3)).join(" ")}}`;
  console.log(
    `${mark}${line.truth} ${line.seed} v${line.variant}: ${line.kind}${line.right ? "" : `: ${line.sentence}`}${numbers}`,
  );
};
try {
  for (const kind of KINDS) {
    if (only?.includes(kind.truth) === false) continue;
    for (const seed of seedsOf(kind.variants.length)) if (!isDone(kind.truth, seed)) say(await lineOf(kind, seed));
  }
  if (only?.includes(STALE) !== false)
    for (const seed of seedsOf(STALE_VARIANTS))
      if (!isDone(STALE, seed)) say(await staleVerdict(seed, { folder, runtime }));
} finally {
  await runtime.dispose();
  rmSync(folder, { recursive: true, force: true });
}

for (const half of [0, 1]) {
  const of = lines.filter(({ seed, confirmed }) => seed % 2 === half && confirmed);
  if (of.length === 0) continue;
  const right = of.filter((line) => line.right).length;
  console.log(`\n${half === 0 ? "calibration (even seeds)" : "report (odd seeds)"}: ${right} of ${of.length} right`);
  const said = [...new Set(of.map(({ kind }) => kind))];
  console.log(`| truth | ${said.join(" | ")} |\n|---|${said.map(() => "--:|").join("")}`);
  for (const truth of new Set(of.map((line) => line.truth)))
    console.log(
      `| ${truth} | ${said.map((kind) => of.filter((l) => l.truth === truth && l.kind === kind).length || "").join(" | ")} |`,
    );
}
