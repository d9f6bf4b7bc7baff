import { describe, expect, it } from "vitest";
import { judge, type Measured } from "../../bench/check/judge.ts";
import { keyOf, randomOf } from "../../src/core/index.ts";

const ROUNDS = 12;
const BASE = { step: 2 };

/** A load that all share within a round, noise of each, and now and then a round that takes three times as long. */
function measured(seed: number, factor: number): Measured {
  const random = randomOf(keyOf(seed));
  const load = Array.from({ length: ROUNDS }, () => Math.exp(0.4 * random.normal()));
  const costs = (cost: number): number[] =>
    load.map((shared) => cost * shared * Math.exp(0.2 * random.normal()) * (random.below(8) === 0 ? 3 : 1));
  return { name: "step", own: costs(200 * factor), like: [costs(100), costs(100)] };
}

const slower = (factor: number, allowed = 1.25): number =>
  Array.from({ length: 60 }, (_, seed) => judge([measured(seed, factor)], BASE, allowed)[0]!).filter(
    (line) => line.slower,
  ).length;

describe("judge of bench:check", () => {
  it("raises no alarm from noise alone", () => expect(slower(1)).toBe(0));
  it("notices a step that takes three times as long", () => expect(slower(3)).toBeGreaterThan(54));
  it("lets a name without a baseline pass", () => expect(judge([measured(1, 9)], {}, 1.25)[0]!.slower).toBe(false));
});
