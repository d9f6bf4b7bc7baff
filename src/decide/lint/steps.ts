import { type AugmentationFacts, image, tabular, text } from "../../augment/index.ts";
import type { LintedRecipe } from "./subject.ts";

/** A step of a recipe with what is known of it. */
export interface Step {
  readonly name: string;
  readonly facts: AugmentationFacts;
}

interface Factory {
  readonly definition: { readonly name: string; readonly facts?: AugmentationFacts };
}

const isFactory = (member: unknown): member is Factory => typeof member === "function" && "definition" in member;
const known = new Map(
  [image, tabular, text]
    .flatMap((shelf): unknown[] => Object.values(shelf))
    .filter(isFactory)
    .map(({ definition: { name, facts = {} } }) => [name, facts]),
);

/** The steps of a recipe's augmentation. */
export const stepsOf = ({ augment = [] }: LintedRecipe): Step[] =>
  augment.flatMap((step) => {
    const name = typeof step === "string" ? step : Object.keys(step)[0];
    return name === undefined ? [] : [{ name, facts: known.get(name) ?? {} }];
  });

/** Makes a row of two, and its target of theirs. */
export const mixes = ({ facts }: Step): boolean => facts.changesLabels === true && facts.changesRows !== true;

const members: readonly unknown[] = Object.values(tabular);
const RESAMPLERS = new Set(
  members
    .filter(isFactory)
    .flatMap(({ definition }) => (definition.facts?.changesRows === true ? definition.name : [])),
);
/** Changes how many rows each class has. */
export const resamples = ({ name }: Step): boolean => RESAMPLERS.has(name);

/** Paints over a part of the picture. */
export const erases = ({ name }: Step): boolean => name === "cutout" || name === "randomErasing";
export const named = (steps: readonly Step[]): string => steps.map(({ name }) => name).join(" and ");
