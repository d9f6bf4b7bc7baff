export { drawnLabel } from "./drawn.ts";
export { imageSheet } from "./image/imageSheet.ts";
export type { ImageRow, ImageSheet, Sample } from "./image/types.ts";
export type { Origin } from "./origin.ts";
export type { LabelStatus } from "./status.ts";
export { ansiMarks, type ListingOptions, type Marks, plainMarks, textSheet } from "./text/textSheet.ts";
export type { TextCopy, TextRow, TextSheet } from "./text/types.ts";
export { textSheetHtml } from "./text/textSheetHtml.ts";
export { textSheetPng, textSheetSvg } from "./text/textSheetSvg.ts";
