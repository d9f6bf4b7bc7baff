import { RegularizeError } from "../../core/index.ts";
import type { Rival } from "../../decide/learningCurve/index.ts";
import { openRun } from "../../observe/index.ts";
import { type Better, gain } from "../../train/best.ts";
import type { Metric } from "../../train/metrics/index.ts";

interface Line {
  readonly name?: unknown;
  readonly effect?: { readonly mean?: unknown; readonly low?: unknown; readonly high?: unknown } | null;
}

/** What is read of a run: the lines of a comparison, or the strengths of a sweep. */
interface ReadResult {
  readonly metric?: { readonly name?: unknown };
  readonly recipes?: readonly Line[];
  readonly strengths?: readonly Line[];
}

const refused = (run: string, message: string, todo: string): RegularizeError =>
  new RegularizeError({ code: "E144", where: run, message, todo });

/** The best regularizer that a comparison or a sweep of the same data measured. Throws E144 where it cannot stand beside the curve. */
export async function rivalOf(run: string, metric: Metric, sha256: string): Promise<Rival> {
  const opened = await openRun(run);
  if (!("result.json" in opened.manifest.files) || !("recipe.json" in opened.manifest.files))
    throw refused(run, `${run} holds no result of a comparison`, "--against the folder of regularize compare");
  const card = JSON.parse(await opened.readText("recipe.json")) as { readonly data?: { readonly sha256?: unknown } };
  const result = JSON.parse(await opened.readText("result.json")) as ReadResult;
  if (card.data?.sha256 !== sha256)
    throw refused(run, `${run} was made of other data`, "compare the same file, or leave --against out");
  if (result.metric?.name !== metric.name)
    throw refused(
      run,
      `${run} was scored by ${String(result.metric?.name)}, not by ${metric.name}`,
      `--metric ${String(result.metric?.name)}`,
    );
  const best = bestOf(result.recipes ?? result.strengths ?? [], metric.better);
  if (best === undefined)
    throw refused(run, `${run} measured no effect with an interval`, "regularize compare, with --seeds 5");
  return best;
}

function bestOf(lines: readonly Line[], better: Better): Rival | undefined {
  const known = lines.flatMap(({ name, effect }): Rival[] => {
    const { mean, low, high } = effect ?? {};
    const isKnown = typeof mean === "number" && typeof low === "number" && typeof high === "number";
    return isKnown && typeof name === "string" ? [{ name, mean, low, high }] : [];
  });
  return known.reduce<Rival | undefined>(
    (best, line) => (best === undefined || gain(better, line.mean, best.mean) > 0 ? line : best),
    undefined,
  );
}
