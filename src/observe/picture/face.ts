import { invariant } from "../../core/index.ts";

/** What a typeface says of its characters. */
export interface Face {
  /** Width of a character in em; undefined where the face has no picture of it. */
  readonly advance: (code: number) => number | undefined;
}

type Segment = readonly [first: number, last: number, glyph: number];

/** Reads the widths of a TrueType file: tables head, hhea, hmtx and the Unicode ranges of cmap (format 12). */
export function parseFace(file: Uint8Array): Face {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = new Map(
    Array.from({ length: view.getUint16(4) }, (_, i) => {
      const tag = String.fromCharCode(...file.subarray(12 + 16 * i, 16 + 16 * i));
      return [tag, view.getUint32(12 + 16 * i + 8)];
    }),
  );
  const at = (tag: string): number => {
    const offset = tables.get(tag);
    invariant(offset !== undefined, `the font has no table ${tag}`);
    return offset;
  };
  const unit = view.getUint16(at("head") + 18);
  const widths = view.getUint16(at("hhea") + 34);
  const metrics = at("hmtx");
  const segments = segmentsOf(view, at("cmap"));
  return {
    advance: (code) => {
      const found = segments[lastAtMost(segments, code)];
      if (found === undefined || code > found[1]) return undefined;
      const glyph = found[2] + code - found[0];
      return view.getUint16(metrics + 4 * Math.min(glyph, widths - 1)) / unit;
    },
  };
}

/** The ranges of the full Unicode map: platform 3, encoding 10. */
function segmentsOf(view: DataView, cmap: number): readonly Segment[] {
  const starts = Array.from({ length: view.getUint16(cmap + 2) }, (_, i) => cmap + 4 + 8 * i)
    .filter((record) => view.getUint16(record) === 3 && view.getUint16(record + 2) === 10)
    .map((record) => cmap + view.getUint32(record + 4));
  const start = starts[0];
  invariant(start !== undefined && view.getUint16(start) === 12, "the font has no full Unicode map");
  return Array.from({ length: view.getUint32(start + 12) }, (_, i) => {
    const group = start + 16 + 12 * i;
    return [view.getUint32(group), view.getUint32(group + 4), view.getUint32(group + 8)];
  });
}

/** Index of the last segment that starts at or before the code; −1 when there is none. */
function lastAtMost(segments: readonly Segment[], code: number): number {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]![0] <= code) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
