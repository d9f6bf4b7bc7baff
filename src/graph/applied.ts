import type { NumberSetting, Schema, ValuesOf } from "../core/index.ts";
import type { Value } from "./node.ts";

/** Settings as a member's formula sees them: strengths are scalar values of the program, the rest plain. */
export type AppliedOf<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends NumberSetting & { readonly strength: true } ? Value : ValuesOf<S>[K];
};

/** Turns strengths into scalar values by `strength(name, number)`. */
export function applied<S extends Schema>(
  schema: S,
  settings: ValuesOf<S>,
  strength: (name: string, value: number) => Value,
): AppliedOf<S> {
  const entries = Object.entries(settings).map(([name, value]) => {
    const setting = schema[name];
    const isStrength = setting !== undefined && "strength" in setting && typeof value === "number";
    return [name, isStrength ? strength(name, value) : value] as const;
  });
  return Object.fromEntries(entries) as AppliedOf<S>;
}
