import type { Column } from "../../data/index.ts";
import type { Prepared } from "../../job/prepare.ts";
import type { RowContent } from "../types.ts";

/** Columns that are shown of a row. */
const COLUMNS = 24;

function cellOf(column: Column, row: number): string {
  if (column.kind === "category") return column.levels[column.codes[row]!] ?? "";
  if (column.kind === "text") return (column.values?.[row] ?? "").slice(0, 200);
  const value = column.values[row]!;
  if (Number.isNaN(value)) return "";
  if (column.date !== undefined) return new Date(value * 86_400_000).toISOString().slice(0, 10);
  return String(Number(value.toPrecision(6)));
}

/** [channels, height, width] bytes as a PNG in a data URL; the page's policy lets nothing else in. */
async function pictureOf(
  bytes: Uint8Array,
  [channels, height, width]: readonly [number, number, number],
): Promise<string> {
  const { default: sharp } = await import("sharp");
  const plane = height * width;
  const rgb = Buffer.alloc(plane * 3);
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = bytes[Math.min(c, channels - 1) * plane + i]!;
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString("base64")}`;
}

/** What stands in a row: its cells, its text, or its picture. */
export async function contentOf(prepared: Prepared, row: number): Promise<RowContent> {
  if (prepared.kind === "text") return { text: (prepared.texts[row] ?? "").slice(0, 1500) };
  if (prepared.kind === "image") {
    const { pixels, shape, names } = prepared.set;
    const bytes = new Uint8Array(shape[0] * shape[1] * shape[2]);
    pixels.bytes(row, bytes);
    return { name: names[row] ?? "", picture: await pictureOf(bytes, shape) };
  }
  const columns = prepared.features.slice(0, COLUMNS);
  return { cells: columns.map((column) => ({ name: column.name, value: cellOf(column, row) })) };
}
