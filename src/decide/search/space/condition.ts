import {
  type Assignment,
  canonical,
  choicesOf,
  type Condition,
  type Conditions,
  type Constraint,
  isNumeric,
  type Json,
  type Parameter,
  type Space,
} from "./types.ts";

/** Bounds of a condition on a number; undefined when it lists values. */
export function boundsOf(condition: Condition): { atLeast: number; atMost: number } | undefined {
  if (typeof condition !== "object" || condition === null || Array.isArray(condition)) return undefined;
  const { atLeast, atMost } = condition as { atLeast?: number; atMost?: number };
  if (atLeast === undefined && atMost === undefined) return undefined;
  return { atLeast: atLeast ?? Number.NEGATIVE_INFINITY, atMost: atMost ?? Number.POSITIVE_INFINITY };
}

/** The values that a condition lists: an array means any of its entries. */
export const listedIn = (condition: Condition): readonly Json[] =>
  Array.isArray(condition) ? (condition as readonly Json[]) : [condition as Json];

function meets(value: Json | undefined, condition: Condition): boolean {
  if (value === undefined) return false;
  const bounds = boundsOf(condition);
  if (bounds !== undefined) return typeof value === "number" && value >= bounds.atLeast && value <= bounds.atMost;
  return listedIn(condition).some((one) => canonical(one) === canonical(value));
}

/** Whether all conditions hold among these values. */
export const holds = (conditions: Conditions | undefined, values: Assignment): boolean =>
  Object.entries(conditions ?? {}).every(([name, condition]) => meets(values[name], condition));

function obeys(constraint: Constraint, values: Assignment): boolean {
  if ("forbid" in constraint) return !holds(constraint.forbid, values);
  const numbers = constraint.ascending.map((name) => values[name]).filter((v) => typeof v === "number");
  return numbers.every((v, i) => i === 0 || numbers[i - 1]! <= v);
}

/** Whether no constraint is broken. */
export const obeysAll = (space: Space, values: Assignment): boolean =>
  space.constraints.every((constraint) => obeys(constraint, values));

/** Parents before what hangs on them, otherwise as written. Parameters in a circle are left out: `checkSpace` names them. */
export function inGateOrder(parameters: readonly Parameter[]): readonly Parameter[] {
  const ordered: Parameter[] = [];
  const placed = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const parameter of parameters) {
      if (placed.has(parameter.name) || !Object.keys(parameter.when ?? {}).every((gate) => placed.has(gate))) continue;
      ordered.push(parameter);
      placed.add(parameter.name);
      grew = true;
    }
  }
  return ordered;
}

function isLegal(parameter: Parameter, value: Json): boolean {
  if (!isNumeric(parameter)) return choicesOf(parameter).some((choice) => canonical(choice) === canonical(value));
  if (typeof value !== "number" || !(value >= parameter.low && value <= parameter.high)) return false;
  return parameter.kind === "real" || Number.isInteger(value);
}

/** Whether the values are within the space: legal, exactly those that the gates ask for, and no constraint broken. */
export function isInside(space: Space, values: Assignment): boolean {
  const names = new Set(space.parameters.map(({ name }) => name));
  if (!Object.keys(values).every((name) => names.has(name))) return false;
  const right = space.parameters.every((parameter) => {
    const value = values[parameter.name];
    return holds(parameter.when, values) ? value !== undefined && isLegal(parameter, value) : value === undefined;
  });
  return right && obeysAll(space, values);
}
