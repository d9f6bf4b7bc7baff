import { describe, expect, it } from "vitest";
import { fold, sizeOf } from "../../src/core/index.ts";
import { evaluate, gradient } from "../../src/graph/index.ts";
import { build, type Case, caseKey, cases } from "./cases/index.ts";
import { gradientError, probe } from "./laws.ts";

/** How far a rule may be from differences in float64; the issue asks for 1e-3. */
const TOLERANCE = 1e-6;

function check(name: string, c: Case): void {
  const key = caseKey(name, c.title);
  const { outputs, reals, draw } = build(c);
  const given = draw(key);
  const references = evaluate(outputs, given);
  outputs.forEach(({ shape }, i) => {
    expect(references[i]!.data.length, `size of output ${i}`).toBe(sizeOf(shape));
  });
  const loss = probe(outputs, key);
  if (loss === undefined || reals.length === 0) return;
  expect(gradientError(loss, reals, given, key), "gradient").toBeLessThan(TOLERANCE);
  const slope = probe(gradient(loss, reals), fold(key, "second"))!;
  expect(gradientError(slope, reals, given, key, 2), "gradient of the gradient").toBeLessThan(TOLERANCE);
}

describe.each(Object.entries(cases))("rule of %s, against differences in float64", (name, list) => {
  it.each(list.map((c) => [c.title, c] as const))("%s", (_, c) => {
    check(name, c);
  });

  it("is filed under the op's own name", () => {
    for (const c of list) expect(build(c).outputs[0]!.node.op.name).toBe(name);
  });
});
