import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { fold, keyOf, randomOf } from "../../../src/core/index.ts";

/** Interleaved pixels, [height, width, channels]. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

/** Smooth random blobs: a picture that survives scaling, and is like no other. */
export function picture(seed: number, height = 48, width = 48, channels: 1 | 3 = 3): Picture {
  const random = randomOf(fold(keyOf(seed), "picture"));
  const waves = Array.from({ length: channels * 6 }, () => ({
    fx: random.uniform() * 3,
    fy: random.uniform() * 3,
    phase: random.uniform() * 7,
    size: random.uniform() * 40,
  }));
  const data = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        const own = waves.slice(6 * c, 6 * c + 6);
        const value = own.reduce(
          (sum, { fx, fy, phase, size }) =>
            sum + size * Math.sin((6.28 * fx * x) / width + (6.28 * fy * y) / height + phase),
          128,
        );
        data[(y * width + x) * channels + c] = Math.max(0, Math.min(255, Math.round(value)));
      }
  return { height, width, channels, data };
}

export const sharpOf = ({ data, height, width, channels }: Picture): Sharp =>
  sharp(Buffer.from(data), { raw: { height, width, channels } });

export const png = (of: Picture): Promise<Buffer> => sharpOf(of).png().toBuffer();
export const jpeg = (of: Picture, quality = 90): Promise<Buffer> => sharpOf(of).jpeg({ quality }).toBuffer();

/** Writes files by their paths within a folder. */
export function writeAll(folder: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** [height, width, channels] → [channels, height, width]. */
export function planes({ data, height, width, channels }: Picture): number[] {
  const size = height * width;
  return Array.from({ length: size * channels }, (_, i) => data[(i % size) * channels + Math.floor(i / size)]!);
}

/** An IDX file of bytes. */
export function idx(shape: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  for (const [i, d] of shape.entries()) header.writeUInt32BE(d, 4 + 4 * i);
  return Buffer.concat([header, data]);
}
