import type { Measures } from "../measure.ts";
import type { Found } from "../story.ts";

/** A verdict of its own file: what speaks for it, or undefined when too little does. */
export type Rule = (measures: Measures) => Found | undefined;

export const percent = (share: number): string => `${(100 * share).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`;
