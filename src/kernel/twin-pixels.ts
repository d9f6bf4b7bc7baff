import type { RawPixels } from "./raw-pixels.ts";

const f = Math.fround;

const within = (x: number, least: number, most: number): number => Math.min(Math.max(x, least), most);

type Pointwise = Pick<
  RawPixels<Float32Array>,
  "scaleShift" | "mapRgb" | "turnHue" | "posterize" | "solarize" | "least" | "most"
>;

export const twinPixels: Pointwise = {
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
  turnHue(n, out, x, turned) {
    for (let i = 0; i < n; i++) {
      const [r, g, b] = [x[i]!, x[i + n]!, x[i + 2 * n]!];
      const value = Math.max(r, g, b);
      const chroma = f(value - Math.min(r, g, b));
      const away = value === r ? f(g - b) : value === g ? f(b - r) : f(r - g);
      const base = value === r ? 0 : value === g ? 2 : 4;
      let sixths = f(f(f(away / (chroma === 0 ? 1 : chroma)) + base) + f(turned));
      sixths = f(sixths - f(Math.floor(f(sixths * f(1 / 6))) * 6));
      for (const [channel, place] of [5, 3, 1].entries()) {
        const k = f(sixths + place) >= 6 ? f(f(sixths + place) - 6) : f(sixths + place);
        out[i + channel * n] = value - f(chroma * within(Math.min(k, f(4 - k)), 0, 1));
      }
    }
  },
  posterize(n, out, x, levels) {
    for (let i = 0; i < n; i++) out[i] = within(Math.floor(f(x[i]! * levels)), 0, levels - 1) / levels;
  },
  solarize(n, out, x, threshold) {
    for (let i = 0; i < n; i++) out[i] = x[i]! >= f(threshold) ? 1 - x[i]! : x[i]!;
  },
  least: (n, x) => x.reduce((least, v, i) => (i < n ? Math.min(least, v) : least), Infinity),
  most: (n, x) => x.reduce((most, v, i) => (i < n ? Math.max(most, v) : most), -Infinity),
};
