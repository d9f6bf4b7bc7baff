import { image, tabular, text } from "../../augment/index.ts";
import { type AspectOperation, auditedAspects } from "../../decide/index.ts";
import { factoryOf, type GivenStep, namedStep, showSteps } from "../augment/steps.ts";
import { inputOf, type ModelShape } from "../model.ts";
import type { DataKind } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";

/** Something that an audit does to rows: an aspect of the catalogue at some strength, or a step as a user wrote it. */
export interface Audited {
  readonly name: string;
  readonly strengths?: readonly number[];
  readonly unit?: string;
  /** The step at a strength; every row shows its effect. */
  readonly audited: (strength?: number) => GivenStep;
}

const SHELVES: Readonly<Record<DataKind, object>> = { image, text, table: tabular };

/** What the catalogue can do to rows of this kind and leave their targets alone. */
export const aspectsOf = (kind: DataKind, shape: ModelShape): AspectOperation[] =>
  auditedAspects(SHELVES[kind], inputOf(shape)).filter(({ changesLabels }) => !changesLabels);

/** Steps of recipes, each once, every row showing its effect: a flip with probability ½ is audited as a flip. */
export function writtenSteps(kind: DataKind, steps: Recipe["augment"]): Audited[] {
  const known = new Map(steps.map((step) => [showSteps([step]), step]));
  return [...known].map(([name, step]) => ({ name, audited: () => always(kind, step) }));
}

function always(kind: DataKind, given: GivenStep): GivenStep {
  const { name, settings } = namedStep(given, "augment");
  const { definition } = factoryOf(kind, name, "augment") as {
    readonly definition: { readonly main?: string; readonly audit?: readonly { readonly always?: object }[] };
  };
  const effect = definition.audit?.[0]?.always;
  if (effect === undefined) return given;
  const { main } = definition;
  const own = typeof settings === "object" || main === undefined ? settings : { [main]: settings };
  return { [name]: { ...(own as object | undefined), ...effect } };
}
