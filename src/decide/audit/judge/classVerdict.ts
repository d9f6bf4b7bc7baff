import { plural } from "../../../core/count.ts";
import { show } from "../../wording.ts";
import type { Figure } from "../figure.ts";
import { FALSE_ALARMS, LARGEST_FALL, LEAST_AFFINITY } from "./limits.ts";
import type { AuditVerdict, ClassChange, ClassEvaluation, Confusion } from "../types.ts";

type Facts = Pick<ClassEvaluation, "affinity" | "classes" | "confusions" | "unchanged">;
type Judged = { readonly verdict: AuditVerdict; readonly sentence: string };

export const points = (share: number): string => String(Math.round(100 * Math.abs(share)));
export const interval = ({ value, low, high }: Figure): string => `${show(value)} (${show(low)} to ${show(high)})`;

/**
 * The first that applies: a class surely falls by more than 20 points (breaks labels; `overall` is the p of all rows together, whose
 * fall some class must exceed); affinity is surely below .9 (risky); affinity is surely above .9, no class can have fallen by
 * more than 20 points and, for a ranking, 90 % of the skill is kept (safe); otherwise can't tell.
 */
export function classVerdict(facts: Facts, overall: number, kept?: Figure): Judged {
  if (facts.unchanged) return { verdict: "safe", sentence: "the model sees no difference" };
  const broken = facts.classes.filter(({ p }) => p <= FALSE_ALARMS).sort((a, b) => a.change.value - b.change.value);
  if (broken.length > 0) return { verdict: "breaks labels", sentence: fallSentence(broken, facts.confusions) };
  if (overall <= FALSE_ALARMS)
    return {
      verdict: "breaks labels",
      sentence: `affinity ${interval(facts.affinity)}: some class falls by over 20 points`,
    };
  if (facts.affinity.high < LEAST_AFFINITY)
    return { verdict: "risky", sentence: `affinity ${interval(facts.affinity)}${worstOf(facts)}` };
  if (kept !== undefined && kept.high < LEAST_AFFINITY)
    return { verdict: "risky", sentence: `log loss keeps ${interval(kept)} of the model's skill` };
  const doubt = doubtOf(facts, kept);
  return doubt === undefined
    ? { verdict: "safe", sentence: `affinity ${interval(facts.affinity)}; ${mostFallen(facts.classes)}` }
    : { verdict: "can't tell", sentence: doubt };
}

function fallSentence([worst, ...others]: readonly ClassChange[], confusions: readonly Confusion[]): string {
  const { name, change } = worst!;
  const fall = `accuracy of class ${name} falls ${points(change.value)} points (${points(change.high)} to ${points(change.low)})`;
  const most = confusions.find(({ from }) => from === name);
  const taken = most === undefined ? "" : `, mostly taken for ${most.to}`;
  const rest =
    others.length === 0
      ? ""
      : `; ${others.length} more ${others.length === 1 ? "class falls" : "classes fall"} by over 20`;
  return `${fall}${taken}${rest}`;
}

function worstOf({ classes, confusions }: Facts): string {
  const known = classes.filter(({ rows }) => rows > 0);
  const { name, change } = known.reduce((worst, of) => (of.change.value < worst.change.value ? of : worst));
  const most = confusions.find(({ from }) => from === name);
  return `; class ${name} falls ${points(change.value)} points${most === undefined ? "" : `, mostly taken for ${most.to}`}`;
}

const mostFallen = (classes: readonly ClassChange[]): string =>
  `no class falls by more than ${points(Math.min(0, ...classes.map(({ change }) => change.low)))} points`;

function doubtOf({ affinity, classes }: Facts, kept?: Figure): string | undefined {
  if (!(affinity.value > 0)) return "the clean model gets no row right";
  if (!(affinity.low >= LEAST_AFFINITY)) return `affinity ${interval(affinity)}: more rows would tell`;
  if (kept !== undefined && !(kept.low >= LEAST_AFFINITY))
    return `log loss keeps ${interval(kept)} of the model's skill`;
  const empty = classes.find(({ rows }) => rows === 0);
  if (empty !== undefined) return `class ${empty.name} has no rows here`;
  const blind = classes.filter((of) => of.blind).sort((a, b) => a.clean - b.clean)[0];
  if (blind !== undefined)
    return `the clean model gets only ${points(blind.clean)} % of class ${blind.name} right: a fall would not show`;
  const worst = classes.reduce((a, b) => (b.change.low < a.change.low ? b : a));
  if (worst.change.low >= -LARGEST_FALL) return undefined;
  return `class ${worst.name} may fall by ${points(worst.change.low)} points: its ${plural(worst.rows, "row")} cannot tell`;
}
