import { stretches } from "../../core/long.ts";
import { count, plural } from "../../core/count.ts";
import type { DataColumn, Notice, Task } from "../../data/index.ts";
import { warning } from "../../data/table.ts";

/** Share of the squared distances from the middle that very few rows have, to be told of; and what those that are told of have. */
const SHARE = 0.9;
const NEARLY = 0.99;
/** What is very few: this share of the rows, at most so many, or one. */
const FEW = 0.01;
const MOST = 20;
const NAMED = 3;
/** Values that the middle is taken of. */
const LOOKED_AT = 10_001;

/** The median of at most so many values, evenly from all. */
function middleOf(values: Float32Array): number {
  const step = Math.max(1, values.length / LOOKED_AT);
  const some = Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[Math.floor(i * step)]!);
  const known = some.filter((value) => !Number.isNaN(value)).sort();
  return known[known.length >> 1] ?? Number.NaN;
}

interface Far {
  readonly row: number;
  readonly squared: number;
}

/** The furthest from the middle, the furthest first, and the squared distances of all. */
function furthest(values: Float32Array): { readonly known: number; readonly total: number; readonly far: Far[] } {
  const middle = middleOf(values);
  const far: Far[] = [];
  let known = 0;
  let total = 0;
  let least = -1;
  for (const [from, to] of stretches(values.length))
    for (let row = from; row < to; row++) {
      const squared = (values[row]! - middle) ** 2;
      if (Number.isNaN(squared)) continue;
      known++;
      total += squared;
      if (squared <= least) continue;
      far.push({ row, squared });
      far.sort((a, b) => b.squared - a.squared);
      if (far.length > MOST) far.pop();
      if (far.length === MOST) least = far.at(-1)!.squared;
    }
  return { known, total, far };
}

/** Targets so far out that a squared error is about them alone. Fewer than 20 values have no such rows. */
export function extremeNotices({ name, ...column }: DataColumn, task: Task): Notice[] {
  if (task.kind !== "regression" || column.kind !== "numeric") return [];
  const { known, total, far } = furthest(column.values);
  if (known < MOST) return [];
  let reached = 0;
  const few = far.slice(0, Math.max(1, Math.floor(FEW * known))).filter(({ squared }) => {
    const isNeeded = reached < NEARLY * total;
    if (isNeeded) reached += squared;
    return isNeeded;
  });
  if (!(reached >= SHARE * total)) return [];
  const places = few.slice(0, NAMED).map(({ row }) => count(row + 1));
  const where = `${few.length === 1 ? "row" : "rows"} ${places.join(", ")}${few.length > NAMED ? ", …" : ""}`;
  const [makes, them] = few.length === 1 ? ["makes", "it"] : ["make", "them"];
  const share = Math.floor((100 * reached) / total);
  return [
    warning(
      `${name}: ${plural(few.length, "value")} of ${count(known)} (${where}) ${makes} up ${share} % of its variance → little else is learned; mend or remove ${them}`,
    ),
  ];
}
