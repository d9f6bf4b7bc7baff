import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import {
  floatsFrom,
  intsFrom,
  longBytes,
  longCopy,
  longFloats,
  longFrom,
  longInts,
  passed,
  stretches,
} from "../../src/core/long.ts";

const usual = longFrom(0);
longFrom(usual);
afterEach(() => {
  longFrom(usual);
});

/** Arrays of this process that lie on a disk. */
const mapped = (): number =>
  readFileSync("/proc/self/maps", "utf8")
    .split("\n")
    .filter((line) => line.includes("/.regularize-")).length;

/** Whether this machine has a disk for long arrays: elsewhere they lie in memory. */
function hasDisk(): boolean {
  if (process.platform !== "linux") return false;
  longFrom(0);
  const probe = longInts(4);
  longFrom(usual);
  return mapped() > 0 && probe.length === 4;
}

describe("long arrays", () => {
  it("hold what is written, however often they are let go of", () => {
    longFrom(0);
    const write = fc.tuple(fc.nat(4999), fc.float({ noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.array(write, { maxLength: 50 }), (length, writes) => {
        const [ours, plain] = [longFloats(length), new Float32Array(length)];
        for (const [at, value, isLetGo] of writes) {
          ours[at % length] = value;
          plain[at % length] = value;
          if (isLetGo) passed(2 ** 40);
        }
        expect(Buffer.from(ours.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("are zeros at first, and as others when they are made of others", () => {
    longFrom(0);
    expect([...longInts(3), ...longBytes(2)]).toEqual([0, 0, 0, 0, 0]);
    const odd = Float32Array.of(1.5, Number.NaN, -0);
    expect([...longCopy(odd)]).toEqual([...odd]);
    expect([...longCopy(Int32Array.of(-1))]).toEqual([-1]);
    expect([...floatsFrom(Int32Array.of(1, 2), (x) => x / 2)]).toEqual([0.5, 1]);
    expect([...intsFrom(Float32Array.of(1, 2), (x) => 2 * x)]).toEqual([2, 4]);
  });

  it("are passed over in stretches, each entry once", () => {
    for (const length of [0, 1, (1 << 18) - 1, 1 << 18, 700_000]) {
      let next = 0;
      for (const [from, to] of stretches(length)) {
        expect(from).toBe(next);
        expect(to).toBeGreaterThan(from);
        next = to;
      }
      expect(next).toBe(length);
    }
  });

  it.runIf(hasDisk())("have files without names, which go with the last view of them", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    longFrom(1000);
    const before = mapped();
    longFloats(250);
    expect(mapped()).toBe(before);
    const kept = longFloats(1000).subarray(1);
    for (let i = 0; i < 20; i++) longFloats(1000);
    expect(mapped()).toBeGreaterThanOrEqual(before + 21);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(".regularize-"))).toEqual([]);
    // A buffer of memory that is not the engine's goes with the second collection.
    for (let i = 0; i < 3; i++) {
      collect();
      await new Promise(setImmediate);
    }
    expect(mapped()).toBeLessThanOrEqual(before + 5);
    expect(kept.every((value) => value === 0)).toBe(true);
  });
});
