import fc from "fast-check";
import type { Json, Parameter, Space } from "../../../src/decide/search/space/index.ts";

const scale = fc.constantFrom("linear", "log") as fc.Arbitrary<"linear" | "log">;
const range = fc.record({ low: fc.integer({ min: 1, max: 50 }), width: fc.integer({ min: 0, max: 60 }), scale });
const shape: fc.Arbitrary<Parameter> = fc.oneof(
  range.map(({ low, width, scale }) => ({
    name: "",
    kind: "real" as const,
    low: low / 7,
    high: (low + width) / 7,
    scale,
  })),
  range.map(({ low, width, scale }) => ({ name: "", kind: "integer" as const, low, high: low + width, scale })),
  fc.integer({ min: 1, max: 4 }).map((n) => ({
    name: "",
    kind: "choice" as const,
    choices: ["a", 2, [1, 2], null].slice(0, n) as Json[],
  })),
  fc.constant({ name: "", kind: "flag" as const }),
);

/** A condition that some of the parameter's values meet. */
function conditionOn(parameter: Parameter): Json | { atLeast: number } {
  if (parameter.kind === "flag") return true;
  if (parameter.kind === "choice") return parameter.choices.slice(0, 1);
  return { atLeast: (parameter.low + parameter.high) / 2 };
}

/** Spaces of up to six parameters, about half of them gated by an earlier one. */
export const spaces: fc.Arbitrary<Space> = fc
  .array(fc.record({ shape, gate: fc.option(fc.nat(5)) }), { minLength: 1, maxLength: 6 })
  .map((drawn) => ({
    parameters: drawn.map(({ shape, gate }, i) => {
      const parent = gate === null || gate >= i ? undefined : drawn[gate]!.shape;
      return {
        ...shape,
        name: `p${i}`,
        ...(parent === undefined ? {} : { when: { [`p${gate}`]: conditionOn(parent) } }),
      };
    }),
    constraints: [],
  }));
