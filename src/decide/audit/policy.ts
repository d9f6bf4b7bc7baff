import type { Stage } from "../../augment/index.ts";
import { type AspectOperation, type RecipeStep, stepOf } from "./operations.ts";
import type { AuditResult, OperationAudit } from "./types.ts";

/** The order of steps: pixels move before they change colour, and what hides comes last. */
const ORDER: readonly Stage[] = ["geometry", "crop", "words", "values", "colour", "quality", "preset", "erase", "mix"];
const USUAL: readonly Stage[] = ["geometry", "words", "values", "colour", "erase", "mix"];
/** Stages of which a policy has one step at most: what is hidden twice is gone. */
const ALONE: readonly Stage[] = ["erase", "mix"];

export interface PolicyOptions {
  /** How much of its largest safe strength each step has (default ½): steps add up. */
  readonly share?: number;
  /** Which stages take part; default without crop, quality and preset. */
  readonly stages?: readonly Stage[];
}

export interface LeftOut {
  readonly name: string;
  /** A sentence for a person. */
  readonly why: string;
}

export interface SafePolicy {
  /** For `augment` of a recipe, in the order in which they act. */
  readonly steps: readonly RecipeStep[];
  /** What each step is there for: `shift up to 0.06 of the side`. */
  readonly kept: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

interface Passed {
  readonly operation: AspectOperation;
  readonly audit: OperationAudit;
}

/**
 * The steps that passed an audit, at a share of their largest safe strength; at most one that hides or mixes. What passed alone may
 * break labels together: audit the whole, `{ name: "policy", strengths: [0.5, 0.75, 1] }` with the share as strength.
 */
export function safePolicy(
  { operations: audits }: Pick<AuditResult, "operations">,
  operations: readonly AspectOperation[],
  { share = 0.5, stages = USUAL }: PolicyOptions = {},
): SafePolicy {
  const pairs = operations.flatMap((operation): Passed[] => {
    const audit = audits.find(({ name }) => name === operation.name);
    return audit === undefined ? [] : [{ operation, audit }];
  });
  const passed = pairs.filter((of) => reasonAgainst(of, stages) === undefined);
  const hiding = passed.filter(({ operation }) => ALONE.includes(operation.stage));
  const best = hiding.reduce<Passed | undefined>((a, b) => (a === undefined || reach(b) > reach(a) ? b : a), undefined);
  const kept = passed.filter((of) => !hiding.includes(of) || of === best);
  const inOrder = ORDER.flatMap((stage) => kept.filter(({ operation }) => operation.stage === stage));
  return {
    steps: joined(inOrder, share),
    kept: inOrder.map((of) => described(of, share)),
    leftOut: pairs.flatMap((of) => {
      const why = reasonAgainst(of, stages) ?? (kept.includes(of) ? undefined : second(of, best!));
      return why === undefined ? [] : [{ name: of.operation.name, why }];
    }),
  };
}

const leftOut = ({ operation: { name } }: Passed, why: string): string => `${name} left out: ${why}`;

const second = (of: Passed, best: Passed): string =>
  leftOut(of, `one step that hides or mixes is enough, and ${best.operation.name} is`);

function reasonAgainst(of: Passed, stages: readonly Stage[]): string | undefined {
  const { verdict, sentence, largestSafe, evaluations } = of.audit;
  if (verdict !== "safe") return leftOut(of, verdict === "can't tell" ? `can't tell: ${sentence}` : sentence);
  const strongest = evaluations.find(({ strength }) => strength === largestSafe);
  if (strongest?.unchanged === true) return leftOut(of, "the model sees no difference");
  if (!stages.includes(of.operation.stage))
    return leftOut(of, `safe, but ${of.operation.stage} is no part of a usual policy`);
  return undefined;
}

/** How far up its grid it is safe; what has no grid is safe as it is. */
const reach = ({ operation: { strengths }, audit: { largestSafe } }: Passed): number =>
  strengths === undefined || largestSafe === undefined ? 1 : (strengths.indexOf(largestSafe) + 1) / strengths.length;

const strengthOf = ({ audit: { largestSafe } }: Passed, share: number): number | undefined =>
  largestSafe === undefined ? undefined : Number((largestSafe * share).toPrecision(3));

function described(of: Passed, share: number): string {
  const strength = strengthOf(of, share);
  return strength === undefined
    ? of.operation.name
    : `${of.operation.name} up to ${strength}${of.operation.unit ?? ""}`;
}

/** One step per augmentation: its aspects are settings of the same step. */
function joined(passed: readonly Passed[], share: number): RecipeStep[] {
  const members = new Map<string, Readonly<Record<string, unknown>>>();
  for (const of of passed) {
    const { member } = of.operation;
    members.set(member, { ...members.get(member), ...of.operation.settings(strengthOf(of, share)) });
  }
  return [...members].map(([member, settings]) => stepOf(member, settings));
}
