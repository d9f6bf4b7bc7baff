import type { CodedPoints } from "../../kernel/index.ts";
import { BLOCK, type Tree } from "./tree.ts";

/** Of each column so many values are sorted to learn where most of them lie. */
const SAMPLE = 512;

/** Codes of a point, columns by twos. */
export const codesPer = (width: number): number => Math.ceil(width / 2) * 2;

interface Frame {
  readonly centre: Float64Array;
  readonly unit: number;
  readonly most: number;
}

/** Twice the range from the 1st to the 99th percentile of the widest column fits; else the whole range. */
function frameOf({ points, width, order }: Tree): Frame {
  const most = Math.min(16383, Math.floor(Math.sqrt(2 ** 29 / width)) - 1);
  const step = Math.ceil(order.length / SAMPLE);
  const centre = new Float64Array(width);
  const column = new Float32Array(Math.ceil(order.length / step));
  let inner = 0;
  let whole = 0;
  for (let c = 0; c < width; c++) {
    for (let i = 0; i < column.length; i++) column[i] = points[i * step * width + c]!;
    column.sort();
    const at = (share: number): number => column[Math.round(share * (column.length - 1))]!;
    centre[c] = (at(0.01) + at(0.99)) / 2;
    inner = Math.max(inner, at(0.99) - at(0.01));
    whole = Math.max(whole, at(1) - at(0));
  }
  const reach = inner > 0 ? inner : whole;
  return { centre, unit: reach > 0 ? reach / most : 1, most };
}

/**
 * Writes the points of a tree as integers: round((x − centre) / unit), cut at ±most. Cutting brings points no further apart and
 * rounding moves each by half a unit, so ‖code − code′‖ ≤ ‖x − x′‖ / unit + √width. Returns the unit.
 */
export function encodePoints(tree: Tree, { codes, squares }: CodedPoints): number {
  const { points, width, order } = tree;
  const { centre, unit, most } = frameOf(tree);
  const stride = codesPer(width) * BLOCK;
  for (let place = 0; place < order.length; place++) {
    const first = Math.floor(place / BLOCK) * stride + (place % BLOCK) * 2;
    let sum = 0;
    for (let c = 0; c < width; c++) {
      const scaled = Math.round((points[place * width + c]! - centre[c]!) / unit);
      const code = scaled > most ? most : scaled < -most ? -most : scaled;
      codes[first + (c >> 1) * 2 * BLOCK + (c & 1)] = code;
      sum += code * code;
    }
    squares[place] = sum;
  }
  return unit;
}

/** The points of places [from, to), `from` a multiple of eight, up to the end of their last eight. */
export function pointsFrom({ codes, squares, limits }: CodedPoints, from: number, to: number): CodedPoints {
  const per = codes.length / squares.length;
  const last = Math.ceil(to / BLOCK) * BLOCK;
  return {
    codes: codes.subarray(from * per, last * per),
    squares: squares.subarray(from, last),
    limits: limits.subarray(from, last),
  };
}

/** Copies the points at these places to the front of `room`, −2 times their codes; limits are −1 and stay to be set. What is used of it. */
export function loadQueries(room: CodedPoints, points: CodedPoints, places: Int32Array): CodedPoints {
  const per = points.codes.length / points.squares.length;
  const count = Math.ceil(places.length / 4) * 4;
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    const from = Math.floor(place / BLOCK) * BLOCK * per + (place % BLOCK) * 2;
    const to = Math.floor(i / 4) * 4 * per + (i % 4) * 2;
    for (let pair = 0; pair < per / 2; pair++) {
      room.codes[to + pair * 8] = -2 * points.codes[from + pair * 2 * BLOCK]!;
      room.codes[to + pair * 8 + 1] = -2 * points.codes[from + pair * 2 * BLOCK + 1]!;
    }
    room.squares[i] = points.squares[place]!;
  }
  room.limits.fill(-1);
  return {
    codes: room.codes.subarray(0, count * per),
    squares: room.squares.subarray(0, count),
    limits: room.limits.subarray(0, count),
  };
}
