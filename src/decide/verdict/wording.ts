import { listed, show } from "../wording.ts";
import type { Facts, Judged } from "./facts.ts";
import type { ResultTable } from "./types.ts";

/** A score or an effect with its metric. */
export const amount = ({ metric }: ResultTable, x: number): string => `${show(x)} ${metric.title ?? metric.name}`;

export const namesOf = (others: readonly Judged[], judgement: Judged["judgement"]): string[] =>
  others.filter((other) => other.judgement === judgement).map(({ name }) => name);

/** `dropout helps; decay probably does, not beyond doubt among 9 comparisons; batch norm does not measurably; l1 hurts.` */
export function describeRoles(others: readonly Judged[]): string {
  const phrase = (of: readonly Judged[], one: string, many: string): string[] =>
    of.length === 0 ? [] : [`${listed(of.map(({ name }) => name))} ${of.length === 1 ? one : many}`];
  const judged = (judgement: Judged["judgement"]): Judged[] => others.filter((other) => other.judgement === judgement);
  const unclear = judged("unclear");
  // An interval that leaves 0 out, of so many that chance alone makes one of them.
  const doubt = `not beyond doubt among ${others.length} comparisons`;
  return `${[
    ...phrase(judged("helps"), "helps", "help"),
    ...phrase(
      unclear.filter(({ least }) => least > 0),
      `probably does, ${doubt}`,
      `probably do, ${doubt}`,
    ),
    ...phrase(
      unclear.filter(({ least, most }) => !(least > 0 || most < 0)),
      "does not measurably",
      "do not measurably",
    ),
    ...phrase(judged("hurts"), "hurts", "hurt"),
    ...phrase(
      unclear.filter(({ most }) => most < 0),
      `probably hurts, ${doubt}`,
      `probably hurt, ${doubt}`,
    ),
    ...phrase(judged("diverged"), "diverged", "diverged"),
  ].join("; ")}.`;
}

/** What may be, where nothing is sure. */
export function cannotTell({ table, reference, others, overfits }: Facts): string {
  if (others.length === 0) return "can't tell: nothing to compare with; add a recipe";
  if (others.every(({ judgement }) => judgement === "diverged")) return "can't tell: every other recipe diverged";
  const more = `try --seeds ${Math.max(10, 2 * (table.repeats ?? 5))}`;
  const likely = others.filter(({ least }) => least > 0);
  const harmful = others.filter(({ most }) => most < 0);
  if (likely.length + harmful.length === 0) return `can't tell: the effects are smaller than their errors; ${more}`;
  const [first] = likely;
  const worth = first === undefined ? "" : ` (by ${amount(table, first.gain)})`;
  const parts = [
    ...(overfits ? [`${reference.name} overfits`] : []),
    ...(likely.length === 0
      ? []
      : [`${listed(likely.map(({ name }) => name))} probably ${likely.length === 1 ? "helps" : "help"}${worth}`]),
    ...(harmful.length === 0
      ? []
      : [`${listed(harmful.map(({ name }) => name))} probably ${harmful.length === 1 ? "hurts" : "hurt"}`]),
  ];
  return `${parts.join("; ")}; not beyond doubt among ${others.length} comparisons: ${more}`;
}
