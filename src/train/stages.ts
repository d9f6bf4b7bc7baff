import { isProgram, type KernelStep, type Program, type Stages } from "../compile/index.ts";
import type { KernelMemory } from "../kernel/index.ts";
import type { Bound, Runtime } from "../run/index.ts";
import { feedsOf } from "./state.ts";

type Arrays = Readonly<Record<string, Float32Array>>;

/** Views of the room for each wire; undefined where it is too small. */
export function wiresIn(room: Float32Array, { wires: { at, floats } }: Stages): Arrays | undefined {
  if (floats > room.length) return undefined;
  return Object.fromEntries([...at].map(([name, { from, floats }]) => [name, room.subarray(from, from + floats)]));
}

/** What a kernel does with its arrays, which lie ready. */
function kernelTurn({ kernels }: KernelMemory, step: KernelStep, there: Arrays): () => void {
  const { kernel, epsilon, rectified } = step;
  const places = Object.entries({ ...step.inputs, ...step.outputs });
  const arrays = Object.fromEntries(places.map(([name, place]) => [name, there[place]!]));
  return () => kernels[kernel](arrays as never, { epsilon, rectified });
}

async function programTurn(runtime: Runtime, program: Program, there: Arrays): Promise<() => Promise<void>> {
  const session = await runtime.load(program);
  const bound = session.bind(feedsOf(program.inputs, there), feedsOf(program.outputs, there));
  return () => bound.run();
}

/** Stages whose arrays are in place: each run takes all turns in order. `there` has what is given and what is asked for, and the wires. */
export async function bindStages(
  runtime: Runtime,
  memory: KernelMemory,
  { steps }: Stages,
  there: Arrays,
): Promise<Bound> {
  const turns: (() => void | Promise<void>)[] = [];
  for (const step of steps)
    turns.push(isProgram(step) ? await programTurn(runtime, step, there) : kernelTurn(memory, step, there));
  return {
    run: async () => {
      for (const turn of turns) await turn();
    },
  };
}
