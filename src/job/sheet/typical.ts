import type { Aspect, AugmentationFacts, Stage } from "../../augment/index.ts";
import { type GivenStep, SHELVES } from "../augment/steps.ts";

/** What a sheet asks of an augmentation's definition. */
interface Definition {
  readonly name: string;
  readonly settings: Readonly<Record<string, { readonly default: unknown }>>;
  readonly main?: string;
  readonly facts?: AugmentationFacts;
  readonly audit?: readonly Aspect[];
  /** Absent of what only holds others. */
  readonly sample?: unknown;
}

/** The order in which a sheet shows what augmentations do. */
const STAGES: readonly Stage[] = ["geometry", "crop", "colour", "quality", "words", "values", "erase", "mix", "preset"];

/** An augmentation at a strength that shows what it does. */
export interface TypicalStep {
  readonly name: string;
  readonly stage: Stage;
  readonly step: GivenStep;
}

type Settings = Readonly<Record<string, unknown>>;

const stepOf = (name: string, settings: Settings): GivenStep =>
  Object.keys(settings).length === 0 ? name : { [name]: settings };

/** One thing that an augmentation does: at its default where an audit tries that, else in the middle of what it tries. */
function settingsOf({ main = "", settings }: Definition, aspect: Aspect, shape: readonly number[]): Settings {
  const { strengths = [], at, always } = aspect;
  const tried = strengths.map((strength): Settings => ({ ...at?.(strength, shape) }));
  const usual = tried.find((given) => given[main] !== undefined && given[main] === settings[main]?.default);
  return { ...(usual ?? tried[(tried.length - 1) >> 1]), ...always };
}

/**
 * Every augmentation of a kind of data at a typical strength, and at its defaults where there is nothing to audit; of what it can
 * do only what `changes` rows of this shape. Left out are those that draw nothing, hold others, or need models of the user's.
 */
export function typicalSteps(
  kind: keyof typeof SHELVES,
  shape: readonly number[],
  changes: (step: GivenStep) => boolean = () => true,
): { readonly steps: readonly TypicalStep[]; readonly leftOut: readonly string[] } {
  const steps: TypicalStep[] = [];
  const leftOut: string[] = [];
  for (const factory of Object.values(SHELVES[kind])) {
    const definition = factory.definition as unknown as Definition;
    const { name, sample, facts, audit = [] } = definition;
    if (sample === undefined || facts?.deterministic === true || "models" in factory) continue;
    const parts = audit.length === 0 ? [{}] : audit.map((aspect) => settingsOf(definition, aspect, shape));
    const seen = parts.filter((settings) => changes(stepOf(name, settings)));
    const stage = audit[0]?.stage ?? (facts?.changesLabels === true ? "mix" : "preset");
    if (seen.length === 0) leftOut.push(name);
    else steps.push({ name, stage, step: stepOf(name, Object.assign({}, ...seen) as Settings) });
  }
  return { steps: steps.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage)), leftOut };
}
