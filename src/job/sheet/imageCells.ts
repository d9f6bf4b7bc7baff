import { fold as foldKey, type Key } from "../../core/index.ts";
import { image } from "../../augment/index.ts";
import { drawnLabel, type Sample } from "../../observe/index.ts";
import { type ImagePolicy, mixed } from "../augment/image.ts";
import type { Original } from "./originals.ts";

/** An image as it is. */
export function originalSample({ pixels, shape }: image.PixelRows, { row, caption }: Original): Sample {
  const [channels, height, width] = shape;
  const bytes = typeof pixels === "function" ? pixels(row) : pixels.subarray(row * channels * height * width);
  return {
    label: caption,
    image: image.fromBytes(bytes.slice(0, channels * height * width), { channels, height, width }),
  };
}

/** One draw of a policy as training makes it, and what was drawn; steps that mix take a part of `other`. */
export function drawSample(
  policy: ImagePolicy,
  source: image.PixelRows,
  [own, other]: readonly [own: Original, other: Original],
  key: Key,
): Sample {
  const [channels, height, width] = source.shape;
  const size = { channels, height, width };
  const pair = policy.mixers.length === 0 ? [own] : [own, other];
  const x = new Float32Array(pair.length * channels * height * width);
  const rows = Int32Array.from(pair, ({ row }) => row);
  image.augmentBatch(policy.alone, source, rows, (_, place) => foldKey(key, place), x);
  const label = drawnLabel(policy.alone.sample(foldKey(key, 0), size));
  if (pair.length === 1) return { label, image: { ...size, data: x } };
  const both = { rows: 2, x, y: Float32Array.of(1, 0, 0, 1) };
  const { x: data, y: shares } = mixed(policy, both, source.shape, foldKey(key, "mix"));
  const percent = (i: number): string => `${Math.round(100 * shares[i]!)}% “${pair[i]!.label}”`;
  const parts = [label, percent(0), percent(1)].filter((part) => part !== "");
  return { label: parts.join(" + "), image: { ...size, data: (data as Float32Array).slice(0, x.length / 2) } };
}
