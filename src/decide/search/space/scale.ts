import type { Assignment, Json, NumberParameter, Parameter, Space } from "./types.ts";
import { choicesOf, isNumeric } from "./types.ts";
import { holds, inGateOrder } from "./condition.ts";

/** Where a number lives while it is sampled: x or log x, a whole number widened by ½ to each side. */
export interface Axis {
  readonly low: number;
  readonly high: number;
}

export function axisOf({ kind, low, high, scale }: NumberParameter): Axis {
  const half = kind === "integer" ? 0.5 : 0;
  const at = (x: number): number => (scale === "log" ? Math.log(x) : x);
  return { low: at(low - half), high: at(high + half) };
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

export const toAxis = ({ scale }: NumberParameter, value: number): number =>
  scale === "log" ? Math.log(value) : value;

export function fromAxis({ kind, low, high, scale }: NumberParameter, position: number): number {
  const value = scale === "log" ? Math.exp(position) : position;
  if (kind === "real") return clamp(value, low, high);
  return clamp(Math.round(value), Math.ceil(low), Math.floor(high));
}

/** The value at u ∈ [0, 1), uniform in u on the parameter's own scale. */
export function valueAt(parameter: Parameter, u: number): Json {
  if (isNumeric(parameter)) {
    const { low, high } = axisOf(parameter);
    return fromAxis(parameter, low + u * (high - low));
  }
  const choices = choicesOf(parameter);
  return choices[Math.min(choices.length - 1, Math.floor(u * choices.length))]!;
}

/** An assignment of one draw per parameter; what its gates close stays out. `draw` is asked for every active parameter, parents first. */
export function assign(space: Space, draw: (parameter: Parameter, values: Assignment) => Json): Assignment {
  const values: Record<string, Json> = {};
  for (const parameter of inGateOrder(space.parameters))
    if (holds(parameter.when, values)) values[parameter.name] = draw(parameter, values);
  return values;
}
