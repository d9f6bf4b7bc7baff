import { type ItemizedGap, itemizedGap } from "../../decide/gap/index.ts";
import type { Watched } from "./watch.ts";

/** A line of `metrics.jsonl`, as far as it is needed. */
type Line = Readonly<Record<string, unknown>>;

const lossOf = (part: unknown): number => (part as { readonly loss: number | null }).loss ?? Number.NaN;

/** The gaps of the epochs that were replayed, by the losses that were written after each. The last of them is that of the kept weights. */
export function itemizedGaps({ replays }: Pick<Watched, "replays">, lines: readonly Line[]): readonly ItemizedGap[] {
  return replays.flatMap(({ epoch, replay }, i) => {
    const line = lines.find((of) => of["epoch"] === epoch);
    if (line === undefined || typeof line["learning"] !== "number") return [];
    // Only weights that are kept can be the average's.
    const isKept = i === replays.length - 1;
    const judged = isKept && line["uses"] === "averaged" ? (line["averaged"] as Line) : line;
    const losses = { train: lossOf(judged["train"]), validation: lossOf(judged["validation"]) };
    return [itemizedGap({ epoch, ...losses, learning: line["learning"] }, replay)];
  });
}
