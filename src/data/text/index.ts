export { type TextChoice, textColumnOf } from "./column.ts";
export { type EncoderOfTexts, inverseFrequencies, textEncoder } from "./encode.ts";
export { type FittedText, fitText, type TextOptions } from "./fit.ts";
export { tokenPattern } from "./pattern.ts";
export { textRows } from "./rows.ts";
export {
  FIRST_WORD,
  PADDING,
  type TextSpec,
  textWidth,
  type TfidfSpec,
  type TokenSpec,
  UNKNOWN,
  vocabularyOf,
  vocabularySize,
} from "./spec.ts";
export { tokensOf } from "./tokenize.ts";
export { textUnits } from "./units.ts";
