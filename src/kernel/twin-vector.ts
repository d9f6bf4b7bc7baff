import { type Raw, TINY } from "./raw.ts";

const f = Math.fround;

const flush = (x: number): number => (Math.abs(x) < TINY ? 0 : x);

type Vector = Pick<Raw<Float32Array>, "scale" | "clamp" | "axpy" | "lerp">;

export const twinVector: Vector = {
  scale(n, x, factor) {
    const by = f(factor);
    for (let i = 0; i < n; i++) x[i] = x[i]! * by;
  },
  clamp(n, x, least, most) {
    const [low, high] = [f(least), f(most)];
    for (let i = 0; i < n; i++) x[i] = Math.min(Math.max(x[i]!, low), high);
  },
  axpy(n, y, x, factor) {
    const by = f(factor);
    for (let i = 0; i < n; i++) y[i] = y[i]! + f(x[i]! * by);
  },
  lerp(n, out, from, to, weight) {
    const by = f(weight);
    for (let i = 0; i < n; i++) out[i] = flush(f(from[i]! + f(f(to[i]! - from[i]!) * by)));
  },
};
