import { invariant } from "../core/index.ts";
import { checkTaps } from "./bind-filter.ts";
import { checkMove } from "./bind-warp.ts";
import type { ByteKernels, BytePlanes } from "./bytes.ts";
import { type Locate, sameLength } from "./place.ts";
import type { RawBytes } from "./raw-bytes.ts";
import type { ColourNumbers } from "./raw-pixels.ts";

/** 1 / 255 in units of a weight and a short. */
const SHORT = 1 / (255 * 16384 * 64);

type Sizes = Omit<BytePlanes, "bytes">;

const sizeOf = ({ channels, height, width }: Sizes): number => channels * height * width;

/** The map of bytes as of 0 … 1: the last column is added as it is. */
const ofBytes = (matrix: ColourNumbers): ColourNumbers =>
  matrix.map((v, i) => (i % 4 === 3 ? v : v / 255)) as unknown as ColourNumbers;

function images<P>(raw: RawBytes<P>, at: Locate<P>): Pick<ByteKernels, "moveBytes" | "fillBytes"> {
  return {
    moveBytes: (out, x, move) => {
      checkMove(out, x, move, "moveBytes");
      invariant(out.bytes.length >= sizeOf(out) && x.bytes.length >= sizeOf(x), "moveBytes of too few bytes");
      const { top, left, down, right, mirrored, window } = move;
      const [x0, y0, x1, y1] = window;
      raw.moveBytes(
        ...([out.channels, out.height, out.width, at(out.bytes), x.height, x.width, at(x.bytes)] as const),
        ...([top, left, down, right, y0, x0, y1, x1, mirrored ? 1 : 0] as const),
      );
    },
    fillBytes: (out, { top, left, bottom, right }, value) => {
      const inside = top >= 0 && left >= 0 && bottom <= out.height && right <= out.width && left <= right;
      invariant(inside && out.bytes.length >= sizeOf(out), "fillBytes out of its rows");
      raw.fillBytes(out.channels, out.height, out.width, at(out.bytes), top, left, bottom, right, value);
    },
  };
}

/** Filters of bytes: rows first, then columns of the numbers of 16 bits that come out. */
function byteFilters<P>(
  raw: RawBytes<P>,
  at: Locate<P>,
): Pick<ByteKernels, "blendByteRows" | "blendShortColumns" | "convolveShorts"> {
  return {
    blendByteRows: (out, x, first, taps) => {
      invariant(out.shorts.length >= sizeOf(out), "blendByteRows of too few shorts");
      invariant(x.bytes.length >= sizeOf(x) + x.width + 7, "blendByteRows of too few bytes");
      invariant(first >= 0 && first + out.width <= x.width && out.channels === x.channels, "blendByteRows of a row");
      invariant(taps.count % 2 === 0, "blendByteRows in pairs");
      checkTaps(taps, out.height, x.height + 1, "blendByteRows");
      raw.blendByteRows(
        ...([out.channels, out.height, out.width, at(out.shorts), x.height, x.width, at(x.bytes), first] as const),
        ...([taps.count / 2, at(taps.starts), at(taps.weights)] as const),
      );
    },
    blendShortColumns: (out, x, taps, scale, shift) => {
      sameLength(sizeOf(out), out.data, "blendShortColumns out");
      invariant(x.shorts.length >= sizeOf(x) + 3, "blendShortColumns of too few shorts");
      invariant(out.channels === x.channels && out.height === x.height, "blendShortColumns of other rows");
      invariant(taps.count === 2 || taps.count % 4 === 0, "blendShortColumns of two taps or fours");
      checkTaps(taps, Math.ceil(out.width / 4) * 4, x.width + 3, "blendShortColumns");
      raw.blendShortColumns(
        ...([out.channels * out.height, out.width, at(out.data), x.width, at(x.shorts)] as const),
        ...([taps.count, at(taps.starts), at(taps.weights), scale * SHORT, shift] as const),
      );
    },
    convolveShorts: (out, x, half, weights) => {
      sameLength(sizeOf(out), out.data, "convolveShorts out");
      const enough = x.shorts.length >= sizeOf(x) + 8 && x.width >= out.width + 2 * half;
      invariant(enough && out.channels === x.channels && out.height === x.height, "convolveShorts of other rows");
      invariant(half >= 0 && weights.length === 2 * Math.floor(half / 2 + 1), "convolveShorts in pairs");
      raw.convolveShorts(
        ...([out.channels * out.height, out.width, at(out.data), x.width, at(x.shorts)] as const),
        ...([half, at(weights), SHORT] as const),
      );
    },
  };
}

/** The kernels of bytes over one implementation. */
export const byteKernels = <P>(raw: RawBytes<P>, at: Locate<P>): ByteKernels => ({
  ...images(raw, at),
  ...byteFilters(raw, at),
  fromBytes: (out, bytes) => {
    sameLength(bytes.length, out, "fromBytes");
    raw.fromBytes(out.length, at(out), at(bytes));
  },
  interleave: (out, x) => {
    const enough = x.bytes.length >= sizeOf(x) && out.length >= 8 * x.height * x.width;
    invariant(x.channels === 3 && enough, "interleave of three planes");
    raw.interleave(x.height, x.width, at(out), at(x.bytes));
  },
  scaleBytes: (out, bytes, scale, shift, { least, most }) => {
    sameLength(bytes.length, out, "scaleBytes");
    raw.scaleBytes(out.length, at(out), at(bytes), scale / 255, shift, least, most);
  },
  mapBytes: (out, bytes, matrix, { least, most }) => {
    sameLength(bytes.length, out, "mapBytes");
    invariant(out.length % 3 === 0, "mapBytes of three planes");
    raw.mapBytes(out.length / 3, at(out), at(bytes), ...ofBytes(matrix), least, most);
  },
  sumBytes: (bytes) => raw.sumBytes(bytes.length, at(bytes)),
  solarizeBytes: (out, bytes, threshold) => {
    sameLength(bytes.length, out, "solarizeBytes");
    raw.solarizeBytes(out.length, at(out), at(bytes), threshold);
  },
  leastByte: (bytes) => raw.leastByte(bytes.length, at(bytes)),
  mostByte: (bytes) => raw.mostByte(bytes.length, at(bytes)),
  levels: (codes, x) => {
    sameLength(x.length, codes, "levels");
    raw.levels(x.length, at(codes), at(x));
  },
  countCodes: (counts, codes) => {
    sameLength(256, counts, "countCodes");
    raw.countCodes(codes.length, at(counts), at(codes));
  },
  lookUp: (out, codes, table) => {
    sameLength(codes.length, out, "lookUp");
    sameLength(256, table, "lookUp");
    raw.lookUp(out.length, at(out), at(codes), at(table));
  },
});
