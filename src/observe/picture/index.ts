export { colours } from "./colours.ts";
export { type Drawing, moved, svgDocument } from "./document.ts";
export { fitted, folded, type Lettering, lengthOf, unpictured } from "./lettering.ts";
export { LONGEST, type PngOptions, type Raster, svgToPng } from "./png.ts";
