import { expect } from "vitest";

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Expects |a − b| ≤ absolute + relative |b| for every entry, and shows the worst one. NaN equals nothing. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute }: Tolerance,
  label = "",
): void {
  expect(actual.length, `${label}: length`).toBe(expected.length);
  let worst = { excess: 0, text: "" };
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i]!, expected[i]!];
    const allowed = absolute + relative * Math.abs(b);
    const excess = a === b ? 0 : Math.abs(a - b) / allowed;
    if (excess > worst.excess || Number.isNaN(excess)) worst = { excess, text: `[${i}]: ${a}, expected ${b}` };
    if (Number.isNaN(excess)) break;
  }
  if (!(worst.excess <= 1)) expect.fail(`${label}${worst.text} (${worst.excess.toPrecision(3)} × the tolerance)`);
}
