import { readFileSync } from "node:fs";
import { loadOrt } from "../../src/run/ort.ts";
import { type Contestant, costOf } from "../step/contestant.ts";

/** Fixed work that this package does not take part in: how fast the machine is at this moment, by kind of work. */
export type Yardstick = "calls" | "products" | "convolutions" | "copies" | "loops";

const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`${name}.onnx`, import.meta.url));

/** One thread; the files were compiled once and stay as they are, so that no change of the compiler changes them. */
async function graph(name: Yardstick, shapes: Readonly<Record<string, readonly number[]>>): Promise<Contestant> {
  const { InferenceSession, Tensor } = await loadOrt();
  const session = await InferenceSession.create(bytesOf(name), {
    ...{ intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 },
  });
  const tensor = (shape: readonly number[]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return new Tensor(
      "float32",
      Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 101) / 101 - 0.5),
      shape,
    );
  };
  const feeds = Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, tensor(shape)]));
  return {
    name,
    time: (steps) => costOf(steps, () => session.run(feeds)),
    dispose: () => session.release(),
  };
}

const COPIED = 4 * 2 ** 20;

function copies(): Contestant {
  const [from, to] = [new Uint8Array(COPIED).fill(1), new Uint8Array(COPIED)];
  const run = (): Promise<void> => Promise.resolve(to.set(from));
  return { name: "copies", time: (steps) => costOf(steps, run), dispose: () => Promise.resolve() };
}

/** A text cut into numbers, hashed: what reading a table is made of. */
function loops(): Contestant {
  const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 9973}.${i % 97}`).join(","));
  const run = (): Promise<number> => {
    let [sum, digits, hash] = [0, 0, 0];
    for (const byte of text) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      if (byte === 44) {
        sum += digits;
        digits = 0;
      } else if (byte !== 46) digits = digits * 10 + byte - 48;
    }
    return Promise.resolve(sum + hash);
  };
  return { name: "loops", time: (steps) => costOf(steps, run), dispose: () => Promise.resolve() };
}

/** Small products, whose time is that of the call; a chain of large ones; two 3 × 3 convolutions. */
export async function yardsticks(): Promise<Contestant[]> {
  const calls = await graph("calls", { x: [16, 16], w: [16, 16] });
  const products = await graph("products", { x: [64, 512], w: [512, 512] });
  const convolutions = await graph("convolutions", { x: [16, 32, 28, 28], w: [32, 32, 3, 3] });
  return [calls, products, convolutions, copies(), loops()];
}
