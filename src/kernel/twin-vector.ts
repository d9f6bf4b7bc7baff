import { type Raw, TINY } from "./raw.ts";

const f = Math.fround;

const flush = (x: number): number => (Math.abs(x) < TINY ? 0 : x);

type Vector = Pick<Raw<Float32Array>, "scale" | "axpy" | "lerp">;

export const twinVector: Vector = {
  scale(n, x, factor) {
    const by = f(factor);
    for (let i = 0; i < n; i++) x[i] = x[i]! * by;
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
