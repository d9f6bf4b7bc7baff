import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Image, fromBytes, imageOf } from "../../../src/augment/image/index.ts";

import type { Chosen } from "../../../src/augment/image/policy.ts";

export interface Packed {
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly codes: string;
}

interface File {
  readonly images: Readonly<Record<string, { readonly shape: readonly number[]; readonly bytes: string }>>;
  readonly cases: readonly {
    readonly name: string;
    readonly image: string;
    readonly drawn: unknown;
    readonly result: Packed;
  }[];
  readonly operations: readonly { readonly operation: string; readonly magnitude: number; readonly result: Packed }[];
  readonly scales: readonly {
    readonly policy: "TrivialAugmentWide" | "RandAugment" | "AugMix";
    readonly operation: string;
    readonly signed: boolean;
    readonly magnitudes: readonly number[] | null;
  }[];
  readonly mixed: readonly {
    readonly name: string;
    readonly params: { readonly lam?: number; readonly box?: readonly [number, number, number, number] };
    readonly inputs: Packed;
    readonly labels: readonly number[];
    readonly images: Packed;
    readonly targets: Packed;
  }[];
  readonly augMix: {
    readonly chains: readonly { readonly share: number; readonly chosen: readonly Chosen[] }[];
    readonly result: Packed;
  };
  readonly draws: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

export const fixture = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../fixtures/augment/image/image.json"), "utf8"),
) as File;

export function unpacked({ low, high, codes }: Packed): Float32Array {
  const bytes = Buffer.from(codes, "base64");
  return Float32Array.from(
    { length: bytes.length / 2 },
    (_, i) => low + (bytes.readUInt16LE(2 * i) / 65535) * (high - low),
  );
}

const sizeOf = ([channels, height, width]: readonly number[]) => ({
  channels: channels!,
  height: height!,
  width: width!,
});

export const imageNamed = (name: string): Image => {
  const { shape, bytes } = fixture.images[name]!;
  return fromBytes(new Uint8Array(Buffer.from(bytes, "base64")), sizeOf(shape));
};

export const resultOf = (packed: Packed): Image => imageOf(unpacked(packed), sizeOf(packed.shape));

/** Mean |a − b| over the pixels at least `border` away from the edge; Infinity where the sizes differ. */
export function meanDifference(a: Image, b: Image, border = 0): number {
  if (a.channels !== b.channels || a.height !== b.height || a.width !== b.width) return Infinity;
  let [sum, count] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [row, column] = [Math.floor(i / a.width) % a.height, i % a.width];
    const inside = Math.min(row, column, a.height - 1 - row, a.width - 1 - column) >= border;
    if (!inside) continue;
    sum += Math.abs(a.data[i]! - b.data[i]!);
    count++;
  }
  return sum / count;
}

export const largestDifference = (a: Image, b: Image): number => {
  if (a.data.length !== b.data.length || a.width !== b.width) return Infinity;
  return a.data.reduce((worst, v, i) => Math.max(worst, Math.abs(v - b.data[i]!)), 0);
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

/** Whether two images are the same to the bit. */
export const identical = (a: Image, b: Image): boolean =>
  a.channels === b.channels && a.height === b.height && a.width === b.width && bytesOf(a.data).equals(bytesOf(b.data));
