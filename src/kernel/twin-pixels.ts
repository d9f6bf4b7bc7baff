import type { RawPixels } from "./raw-pixels.ts";

const f = Math.fround;

const within = (x: number, least: number, most: number): number => Math.min(Math.max(x, least), most);

type Pointwise = Pick<RawPixels<Float32Array>, "fromBytes" | "interleave" | "scaleShift" | "mapRgb">;

export const twinPixels: Pointwise = {
  fromBytes(n, out, bytes) {
    for (let i = 0; i < n; i++) out[i] = bytes[i]! / 255;
  },
  interleave(n, out, bytes) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < 3; k++) out[4 * i + k] = bytes[k * n + i]!;
      out[4 * i + 3] = 0;
    }
  },
  scaleShift(n, out, x, ...given) {
    const [scale, shift, least, most] = given.map(f) as typeof given;
    for (let i = 0; i < n; i++) out[i] = within(f(f(x[i]! * scale) + shift), least, most);
  },
  mapRgb(n, out, x, ...given) {
    const m = given.map(f);
    for (let i = 0; i < n; i++) {
      const [r, g, b] = [x[i]!, x[i + n]!, x[i + 2 * n]!];
      for (let k = 0; k < 3; k++) {
        const sum = f(f(r * m[4 * k]!) + f(g * m[4 * k + 1]!));
        out[i + k * n] = within(f(sum + f(f(b * m[4 * k + 2]!) + m[4 * k + 3]!)), m[12]!, m[13]!);
      }
    }
  },
};
