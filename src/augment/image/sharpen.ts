import { greyOrRgb, type Image } from "./image.ts";

/** x · factor + (1 − factor) · smoothed x, clamped; the outermost pixels stay. Factor 0 smooths, 1 changes nothing. */
export function sharpened(image: Image, factor: number): Image {
  greyOrRgb("sharpness", image);
  const { height, width, data: x } = image;
  if (height <= 2 || width <= 2) return image;
  const data = x.map((v) => Math.min(Math.max(v, 0), 1));
  for (let i = 0; i < x.length; i++) {
    const [row, column] = [Math.floor(i / width) % height, i % width];
    if (row === 0 || column === 0 || row === height - 1 || column === width - 1) continue;
    let sum = 4 * x[i]!;
    for (let j = i - width; j <= i + width; j += width) sum += x[j - 1]! + x[j]! + x[j + 1]!;
    data[i] = Math.min(Math.max(x[i]! * factor + (1 - factor) * (sum / 13), 0), 1);
  }
  return { ...image, data };
}
