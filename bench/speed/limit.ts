import { compile } from "../../src/compile/index.ts";
import { input, matmul } from "../../src/graph/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { costOf } from "../step/contestant.ts";

/** What the machine gives at this moment. */
export interface Limit {
  /** 10⁹ floating-point operations a second of the runtime's own matrix product: on the clock, and per second of processor. */
  readonly gflops: { readonly wall: number; readonly cpu: number };
  /** 10⁹ bytes a second, read and written, of copying 32 MB. */
  readonly copy: number;
}

const SIDE = 1024;
const COPIED = 32 * 2 ** 20;

/** The best of some rounds: noise only slows. */
export async function limitOf(threads: number, rounds = 12): Promise<Limit> {
  const runtime = await createRuntime({ threads });
  const [a, b] = [input("a", [SIDE, SIDE]), input("b", [SIDE, SIDE])];
  const session = await runtime.load(compile({ outputs: { c: matmul(a, b) }, provider: runtime.provider }));
  const floats = (fill: number): Float32Array => new Float32Array(SIDE * SIDE).fill(fill);
  const bound = session.bind({ a: floats(0.5), b: floats(0.25) }, { c: floats(0) });
  const [from, to] = [new Uint8Array(COPIED).fill(1), new Uint8Array(COPIED)];
  let [wall, cpu, copy] = [Infinity, Infinity, Infinity];
  for (let i = 0; i < rounds; i++) {
    const product = await costOf(2, () => bound.run());
    const copied = await costOf(2, () => Promise.resolve(to.set(from)));
    wall = Math.min(wall, product.wall);
    cpu = Math.min(cpu, product.cpu);
    copy = Math.min(copy, copied.wall);
  }
  await runtime.dispose();
  const operations = 2 * SIDE ** 3;
  return { gflops: { wall: operations / wall / 1e3, cpu: operations / cpu / 1e3 }, copy: (2 * COPIED) / copy / 1e3 };
}
