import { type Attributes, input, substitute, type Value } from "../node.ts";
import { add, mul, sum } from "../ops/index.ts";
import type { Rule } from "../rule.ts";

/** The rule of an op that does what other ops do in parts: theirs. The parts stand on inputs of their own while they are differentiated. */
export const ofParts =
  (parts: (inputs: readonly Value[], attributes: Attributes) => readonly Value[]): Rule =>
  (_, { inputs, dys, attributes, gradient }) => {
    const own = inputs.map(({ shape }, i) => input(`own:${i}`, shape));
    const given = dys.map((dy, i) => dy && input(`given:${i}`, dy.shape));
    const made = parts(own, attributes);
    const reached = made.flatMap((part, i) => (given[i] === undefined ? [] : [sum(mul(part, given[i]))]));
    const stands = new Map([...own, ...given].map((value, i) => [value?.node, [...inputs, ...dys][i]]));
    return substitute(gradient(reached.reduce(add), own), stands);
  };
