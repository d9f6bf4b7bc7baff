import type { Fold } from "../prepare.ts";

/** Nearest rows that answer for one. */
const NEIGHBOURS = 10;
/** Rows that are compared with, evenly from all, and rows that are asked about. */
const REFERENCES = 2000;
const ASKED = 200;

/**
 * The share of a training row's ten nearest that have its label, for some rows: by distance of prepared columns or pixels, of texts
 * by the tokens they share. Rows beyond the first 200 are not looked at, and said to agree.
 */
export async function neighbourAgreement(part: Fold, asked: readonly number[]): Promise<(row: number) => number> {
  const { train, shape } = part;
  const few = asked.slice(0, ASKED);
  if (few.length === 0) return () => 1;
  const step = Math.max(1, train.rows / REFERENCES);
  const references = Int32Array.from({ length: Math.min(train.rows, REFERENCES) }, (_, i) => Math.floor(i * step));
  const [own, others] = [await rowsOf(train, Int32Array.from(few)), await rowsOf(train, references)];
  const nearness = shape.kind === "text" ? shared : closeness;
  const classOf = (row: number): number => {
    const width = train.y.length / train.rows;
    return train.y.subarray(row * width, (row + 1) * width).indexOf(1);
  };
  const agreement = new Map(
    few.map((row, i) => {
      const near = [...references]
        .map((other, j) => ({ other, near: other === row ? Number.NEGATIVE_INFINITY : nearness(own[i]!, others[j]!) }))
        .sort((a, b) => b.near - a.near)
        .slice(0, NEIGHBOURS);
      return [row, near.filter(({ other }) => classOf(other) === classOf(row)).length / near.length] as const;
    }),
  );
  return (row) => agreement.get(row) ?? 1;
}

async function rowsOf({ x, rows }: Fold["train"], picked: Int32Array): Promise<Float32Array[]> {
  const width = x.length / rows;
  if (x instanceof Float32Array) return Array.from(picked, (row) => x.subarray(row * width, (row + 1) * width));
  const out = new Float32Array(picked.length * width);
  await x.gather(picked, out);
  return Array.from(picked, (_, i) => out.subarray(i * width, (i + 1) * width));
}

/** −‖a − b‖². */
function closeness(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum -= (a[i]! - b[i]!) ** 2;
  return sum;
}

/** Tokens in both by tokens in either. */
function shared(a: Float32Array, b: Float32Array): number {
  const [first, second] = [new Set(a), new Set(b)];
  let both = 0;
  for (const token of first) if (second.has(token)) both++;
  return both / (first.size + second.size - both);
}
