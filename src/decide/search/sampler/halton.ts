import { fold, type Key, permutation } from "../../../core/index.ts";
import { type Assignment, assign, type Space, valueAt } from "../space/index.ts";
import { type Drawing, defineSampler } from "./define.ts";

/** The first `count` primes. */
export function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** Coordinate `axis` of point n: the digits of n in that prime base, each position's permuted by the key, behind the point. */
export function haltonPoint(n: number, axis: number, base: number, key: Key): number {
  let value = 0;
  let unit = 1 / base;
  for (let rest = n, position = 0; unit > 1e-12; rest = Math.floor(rest / base), position++) {
    value += permutation(base, fold(key, "halton", axis, position))[rest % base]! * unit;
    unit /= base;
  }
  return Math.min(value, 1 - 2 ** -53);
}

/** Point n of the sequence as an assignment; parameters that are not active skip their coordinate. */
function haltonAssignment(space: Space, n: number, key: Key): Assignment {
  const bases = primes(space.parameters.length);
  return assign(space, (parameter) => {
    const axis = space.parameters.indexOf(parameter);
    return valueAt(parameter, haltonPoint(n, axis, bases[axis]!, key));
  });
}

/** The first new point from this trial's own on; undefined when the next 20 are all taken or forbidden. */
export function drawHalton({ space, number, key, isNew }: Drawing): Assignment | undefined {
  for (let n = number; n < number + 20; n++) {
    const values = haltonAssignment(space, n, key);
    if (isNew(values)) return values;
  }
  return undefined;
}

export const halton = defineSampler({
  name: "halton",
  doc: "A scrambled Halton sequence: covers the space more evenly than chance.",
  paper: "Owen 2017, arXiv:1706.02808",
  aliases: ["quasi-random", "low-discrepancy"],
  advice: { when: "Up to about 20 parameters, and all trials are known beforehand.", cost: "nothing" },
  settings: {},
  draw: drawHalton,
});
