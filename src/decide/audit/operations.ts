import type { Aspect, Stage } from "../../augment/index.ts";
import type { AuditOperation } from "./types.ts";

/** An augmentation as recipes write it: its name, or its name with settings. */
export type RecipeStep = string | Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One aspect of one augmentation, for an audit and, if it passes, for a policy. */
export interface AspectOperation extends AuditOperation {
  /** The augmentation that has this aspect. */
  readonly member: string;
  readonly stage: Stage;
  /** Targets come out changed: the audit needs them with the answers. */
  readonly changesLabels: boolean;
  /** The settings of a recipe at a strength; probabilities are the augmentation's own. */
  settings(strength?: number): Readonly<Record<string, unknown>>;
  /** The step of an audit: every row shows the effect. */
  audited(strength?: number): RecipeStep;
}

interface Definition {
  readonly name: string;
  readonly facts?: { readonly changesLabels?: boolean };
  readonly audit?: readonly Aspect[];
}

/**
 * What an audit can look at of the augmentations that an index file exports, such as `augment.image`, for rows of this shape:
 * [channels, height, width] of images, [width] of tables, [tokens] of texts.
 *
 * @example
 * const operations = auditedAspects(augment.image, [1, 28, 28]);
 */
export function auditedAspects(exported: object, shape: readonly number[]): AspectOperation[] {
  return Object.values(exported).flatMap((member: unknown) => {
    const definition = (member as { readonly definition?: Definition } | null)?.definition;
    return (definition?.audit ?? []).map((aspect) => operationOf(definition!, aspect, shape));
  });
}

function operationOf({ name, facts }: Definition, aspect: Aspect, shape: readonly number[]): AspectOperation {
  const { stage, strengths, unit, at, always } = aspect;
  const settings = (strength = 0): Readonly<Record<string, unknown>> => at?.(strength, shape) ?? {};
  return {
    name: aspect.name ?? name,
    member: name,
    stage,
    ...(strengths === undefined ? {} : { strengths }),
    ...(unit === undefined ? {} : { unit }),
    changesLabels: facts?.changesLabels === true,
    settings,
    audited: (strength) => stepOf(name, { ...settings(strength), ...always }),
  };
}

/** A step without settings is its name. */
export const stepOf = (member: string, settings: Readonly<Record<string, unknown>>): RecipeStep =>
  Object.keys(settings).length === 0 ? member : { [member]: settings };
