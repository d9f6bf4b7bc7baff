import { didYouMean, type ErrorFacts, fold, keyOf, RegularizeError, randomOf } from "../../../core/index.ts";
import { boundsOf, inGateOrder, listedIn, obeysAll } from "./condition.ts";
import { enumerate } from "./enumerate.ts";
import { assign, valueAt } from "./scale.ts";
import {
  canonical,
  choicesOf,
  type Conditions,
  isNumeric,
  type NumberParameter,
  type Parameter,
  type Space,
} from "./types.ts";

export const refuse = (facts: ErrorFacts): never => {
  throw new RegularizeError(facts);
};

function checkNumber({ kind, name, low, high, scale }: NumberParameter, where: string): void {
  if (!(Number.isFinite(low) && Number.isFinite(high)))
    refuse({ code: "E151", where, message: `${name} needs finite bounds`, received: `[${low}, ${high}]` });
  const empty = kind === "integer" && low <= high && Math.ceil(low) > Math.floor(high);
  if (low > high || empty)
    refuse({
      code: "E152",
      where,
      message: `${name} has an empty range`,
      expected: empty ? "a whole number between low and high" : "low ≤ high",
      received: `[${low}, ${high}]`,
      todo: empty
        ? `${name}: [${Math.floor(low)}, ${Math.ceil(high)}, ${scale}]`
        : `${name}: [${high}, ${low}, ${scale}]`,
    });
  const isTooLow = kind === "integer" ? low < 1 : low <= 0;
  if (scale === "log" && isTooLow)
    refuse({
      code: "E153",
      where,
      message: `${name} has a logarithmic scale that reaches ${low}`,
      expected: kind === "integer" ? "low ≥ 1" : "low > 0",
      received: String(low),
      todo: `${name}: [${kind === "integer" ? 1 : high / 1e3}, ${high}, log], or the scale "linear"`,
    });
}

function checkValues(parameter: Parameter, where: string): void {
  if (isNumeric(parameter)) {
    checkNumber(parameter, where);
    return;
  }
  const { name } = parameter;
  const choices = choicesOf(parameter).map(canonical);
  if (choices.length === 0)
    refuse({ code: "E152", where, message: `${name} has no choices`, expected: "at least one", received: "[]" });
  const twice = choices.find((choice, i) => choices.indexOf(choice) !== i);
  if (twice !== undefined) refuse({ code: "E154", where, message: `${name} lists the choice ${twice} twice` });
}

/** Throws E155 for a condition on what is not there or can never be. */
function checkConditions(conditions: Conditions, named: ReadonlyMap<string, Parameter>, where: string): void {
  for (const [name, condition] of Object.entries(conditions)) {
    const parameter =
      named.get(name) ??
      refuse({
        code: "E155",
        where,
        message: `${where} asks for ${JSON.stringify(name)}, which is no parameter`,
        todo: didYouMean(name, named.keys()),
      });
    const bounds = boundsOf(condition);
    const possible = isNumeric(parameter)
      ? bounds === undefined
        ? listedIn(condition).every((v) => typeof v === "number" && v >= parameter.low && v <= parameter.high)
        : bounds.atLeast <= Math.min(parameter.high, bounds.atMost) && bounds.atMost >= parameter.low
      : bounds === undefined &&
        listedIn(condition).every((v) => choicesOf(parameter).some((choice) => canonical(choice) === canonical(v)));
    if (!possible || listedIn(condition).length === 0)
      refuse({
        code: "E155",
        where,
        message: `${where} asks for a ${name} that is never tried`,
        expected: isNumeric(parameter)
          ? `numbers in [${parameter.low}, ${parameter.high}]`
          : choicesOf(parameter).map(canonical).join(" | "),
        received: canonical(condition),
      });
  }
}

function checkNames({ parameters }: Space): ReadonlyMap<string, Parameter> {
  const named = new Map<string, Parameter>();
  for (const parameter of parameters) {
    if (named.has(parameter.name))
      refuse({
        code: "E154",
        where: `space.${parameter.name}`,
        message: `the space has two parameters named ${JSON.stringify(parameter.name)}`,
        todo: "rename one, or leave one out",
      });
    if (parameter.name === "" || parameter.name in {})
      refuse({
        code: "E151",
        where: "space",
        message: `${JSON.stringify(parameter.name)} cannot be the name of a parameter`,
      });
    named.set(parameter.name, parameter);
  }
  if (named.size === 0)
    refuse({
      code: "E152",
      where: "space",
      message: "the space has no parameters",
      todo: "learningRate: [1e-4, 1e-1, log]",
    });
  return named;
}

/** Whether anything obeys the constraints: listed, or met by one of 10,000 random draws where there is too much to list. */
function isPossible(space: Space): boolean {
  const listed = enumerate(space);
  if (listed !== undefined) return listed.length > 0;
  const random = randomOf(fold(keyOf(0), "space", "possible"));
  const meets = (): boolean =>
    obeysAll(
      space,
      assign(space, (parameter) => valueAt(parameter, random.uniform())),
    );
  for (let i = 0; i < 10_000; i++) if (meets()) return true;
  return false;
}

/** Throws E156 when nothing obeys the constraints. */
function checkPossible(space: Space): void {
  if (space.constraints.length === 0 || isPossible(space)) return;
  refuse({
    code: "E156",
    where: "space.constraints",
    message: "the constraints contradict each other: no assignment obeys all of them",
    details: space.constraints.map((constraint) => canonical(constraint)),
    todo: "remove one of them, or widen a range",
  });
}

/** Checks a space and gives it back: E151 a bound that is none, E152 empty, E153 log ≤ 0, E154 twice, E155 gates, E156 contradictions. */
export function checkSpace(space: Space): Space {
  const named = checkNames(space);
  for (const parameter of space.parameters) {
    checkValues(parameter, `space.${parameter.name}`);
    checkConditions(parameter.when ?? {}, named, `space.${parameter.name}.when`);
  }
  const ordered = new Set(inGateOrder(space.parameters));
  const circle = space.parameters.filter((parameter) => !ordered.has(parameter)).map(({ name }) => name);
  if (circle.length > 0)
    refuse({ code: "E155", where: `space.${circle[0]}.when`, message: `gates in a circle: ${circle.join(", ")}` });
  for (const [i, constraint] of space.constraints.entries())
    checkConstraint(constraint, named, `space.constraints[${i}]`);
  checkPossible(space);
  return space;
}

function checkConstraint(
  constraint: Space["constraints"][number],
  named: ReadonlyMap<string, Parameter>,
  where: string,
): void {
  if ("forbid" in constraint) checkConditions(constraint.forbid, named, `${where}.forbid`);
  for (const name of "forbid" in constraint ? [] : constraint.ascending) {
    const parameter = named.get(name);
    if (parameter !== undefined && isNumeric(parameter)) continue;
    const message = `${where}.ascending names ${JSON.stringify(name)}, which is ${parameter === undefined ? "no parameter" : "no number"}`;
    refuse({ code: "E155", where, message, todo: didYouMean(name, named.keys()) });
  }
}
