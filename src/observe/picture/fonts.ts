import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { type Face, parseFace } from "./face.ts";

/** The faces that pictures are set in: shipped, so that every machine draws the same pixels. */
export type FaceName = "regular" | "bold" | "condensed" | "condensedBold" | "mono";

const FILES: Readonly<Record<FaceName, string>> = {
  regular: "DejaVuSans",
  bold: "DejaVuSans-Bold",
  condensed: "DejaVuSansCondensed",
  condensedBold: "DejaVuSansCondensed-Bold",
  mono: "DejaVuSansMono",
};

const require = createRequire(import.meta.url);
const pathOf = (name: FaceName): string => require.resolve(`dejavu-fonts-ttf/ttf/${FILES[name]}.ttf`);

/** Paths of all faces. */
export const fontFiles = (): string[] => (Object.keys(FILES) as FaceName[]).map(pathOf);

const faces = new Map<FaceName, Face>();

/** Widths of a face's characters, read once. */
export function face(name: FaceName): Face {
  const known = faces.get(name) ?? parseFace(readFileSync(pathOf(name)));
  faces.set(name, known);
  return known;
}
