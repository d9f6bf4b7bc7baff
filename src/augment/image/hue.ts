/** Hue (fraction of a turn), saturation and value of a pixel, into `out`. */
export function toHueSaturationValue(r: number, g: number, b: number, out: Float64Array): void {
  const high = Math.max(r, g, b);
  const range = high - Math.min(r, g, b);
  const by = range === 0 ? 1 : range;
  const [rc, gc, bc] = [(high - r) / by, (high - g) / by, (high - b) / by];
  const sixths = high === r ? bc - gc : high === g ? 2 + rc - bc : 4 + gc - rc;
  out[0] = (sixths / 6 + 1) % 1;
  out[1] = range === 0 ? 0 : range / high;
  out[2] = high;
}

const unit = (v: number): number => Math.min(Math.max(v, 0), 1);

/** Red, green and blue, into `out`. Hue is taken modulo a whole turn. */
export function toRgb(hue: number, saturation: number, value: number, out: Float64Array): void {
  const sixths = (hue - Math.floor(hue)) * 6;
  const sector = Math.floor(sixths) % 6;
  const part = (sixths - Math.floor(sixths)) * saturation;
  const [p, q, t] = [unit(value * (1 - saturation)), unit(value * (1 - part)), unit(value * (1 - saturation + part))];
  const cycle = [value, q, p, p, t, value] as const;
  out[0] = cycle[sector]!;
  out[1] = cycle[(sector + 4) % 6]!;
  out[2] = cycle[(sector + 2) % 6]!;
}
