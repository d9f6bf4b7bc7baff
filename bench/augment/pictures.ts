import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyOf, randomOf } from "../../src/core/index.ts";
import type { Case } from "./cases.ts";

const COUNT = { large: 32, small: 256 };

export const countOf = ([, height]: Case["from"]): number => (height > 100 ? COUNT.large : COUNT.small);
export const fileOf = (folder: string, shape: Case["from"]): string => join(folder, `${shape.join("x")}.bin`);

/** Waves of a few lengths and directions with some noise: smooth as photographs are, in every channel another. */
export function picture([channels, height, width]: Case["from"], seed: number): Uint8Array {
  const random = randomOf(keyOf(seed));
  const bytes = new Uint8Array(channels * height * width);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    const waves = Array.from({ length: 4 }, () => [random.normal() / 12, random.normal() / 12, random.uniform() * 6]);
    const middle = 90 + 80 * random.uniform();
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++, at++) {
        const wave = waves.reduce((sum, [a, b, c]) => sum + Math.sin(a! * row + b! * column + c!), 0);
        bytes[at] = Math.min(255, Math.max(0, middle + 30 * wave + 16 * (random.uniform() - 0.5)));
      }
  }
  return bytes;
}

/** Writes the images of each shape, [count, channels, height, width], where all contestants read them. */
export function writePictures(folder: string, cases: readonly Case[]): void {
  for (const shape of new Map(cases.map(({ from }) => [from.join(), from])).values()) {
    const images = Array.from({ length: countOf(shape) }, (_, i) => picture(shape, i));
    writeFileSync(fileOf(folder, shape), Buffer.concat(images));
  }
}
