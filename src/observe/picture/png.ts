import { RegularizeError } from "../../core/index.ts";
import { fontFiles } from "./fonts.ts";

/** Pixels that are put on a picture unchanged. */
export interface Raster {
  /** Upper left corner in pixels of the picture. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
}

export interface PngOptions {
  /** Pixels per unit of the drawing (default: 2, or what the longest side allows). */
  readonly scale?: number;
  readonly rasters?: readonly Raster[];
  /** What to try when the picture comes out too large. */
  readonly todo?: string;
}

/** Longest side of a picture in pixels. */
export const LONGEST = 4000;
/** Largest file in bytes. */
const LARGEST = 10_000_000;

const tooLarge = (expected: string, received: string, todo = "draw fewer rows"): RegularizeError =>
  new RegularizeError({ code: "E530", message: "The picture would be too large", expected, received, todo });

/**
 * Draws an SVG document, and pixels on top of it, as a PNG on a white ground. Letters come from the shipped faces only, so the same
 * document gives the same picture on every machine. E530 where a side is longer than 4,000 pixels or the file larger than 10 MB.
 */
export async function svgToPng(svg: string, { scale, rasters = [], todo }: PngOptions = {}): Promise<Uint8Array> {
  const [{ Resvg }, { default: sharp }] = await Promise.all([import("@resvg/resvg-js"), import("sharp")]);
  const font = { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: "DejaVu Sans" };
  const { width, height } = new Resvg(svg, { font: { loadSystemFonts: false } });
  const longest = Math.max(width, height);
  const zoom = scale ?? Math.min(2, LONGEST / longest);
  if (zoom < 1 || zoom * longest > LONGEST)
    throw tooLarge(
      `sides of at most ${LONGEST} pixels`,
      `${Math.ceil(width * Math.max(1, zoom))} × ${Math.ceil(height * Math.max(1, zoom))}`,
      todo,
    );
  const drawn = new Resvg(svg, { font, fitTo: { mode: "zoom", value: zoom }, background: "#fff" }).render();
  const pixels = withoutAlpha(drawn.pixels);
  for (const raster of rasters) blit(pixels, drawn.width, raster);
  const png = await sharp(pixels, { raw: { width: drawn.width, height: drawn.height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  if (png.length > LARGEST) throw tooLarge("at most 10 MB", `${(png.length / 1e6).toFixed(1)} MB`, todo);
  return png;
}

/** The ground is opaque, so nothing is lost. */
function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}

function blit(pixels: Uint8Array, stride: number, { x, y, width, height, rgb }: Raster): void {
  for (let row = 0; row < height; row++)
    pixels.set(rgb.subarray(3 * row * width, 3 * (row + 1) * width), 3 * ((y + row) * stride + x));
}
