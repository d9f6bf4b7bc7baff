import { holds, inGateOrder, obeysAll } from "./condition.ts";
import { valueAt } from "./scale.ts";
import { type Assignment, choicesOf, isNumeric, type Json, type Parameter, type Space } from "./types.ts";

/** A space with more assignments than this is not listed: samplers treat it as endless. */
const MOST_LISTED = 4096;

/** All values of a parameter, a real number at the middles of `levels` equal parts of its scale; undefined where they are endless or too many. */
function valuesOf(parameter: Parameter, levels: number | undefined): readonly Json[] | undefined {
  if (!isNumeric(parameter)) return choicesOf(parameter);
  if (parameter.low === parameter.high) return [parameter.low];
  const low = Math.ceil(parameter.low);
  const count = Math.floor(parameter.high) - low + 1;
  if (parameter.kind === "integer" && (levels === undefined || count <= levels))
    return count > MOST_LISTED ? undefined : Array.from({ length: count }, (_, i) => low + i);
  if (levels === undefined) return undefined;
  return [...new Set(Array.from({ length: levels }, (_, i) => valueAt(parameter, (i + 0.5) / levels)))];
}

/**
 * Every assignment that obeys gates and constraints; undefined when they are endless or more than `most` before constraints.
 * @param levels cuts real numbers and long ranges of whole numbers into that many values.
 */
export function enumerate(space: Space, levels?: number, most = MOST_LISTED): readonly Assignment[] | undefined {
  const axes = inGateOrder(space.parameters).map((parameter) => ({ parameter, values: valuesOf(parameter, levels) }));
  if (axes.some(({ values }) => values === undefined)) return undefined;
  let partial: readonly Assignment[] = [{}];
  for (const { parameter, values = [] } of axes) {
    partial = partial.flatMap((at) =>
      holds(parameter.when, at) ? values.map((value) => ({ ...at, [parameter.name]: value })) : [at],
    );
    if (partial.length > most) return undefined;
  }
  return partial.filter((values) => obeysAll(space, values));
}
