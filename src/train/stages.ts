import { isProgram, type KernelStep, type Program, type Stages } from "../compile/index.ts";
import { invariant } from "../core/index.ts";
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
function kernelTurn(
  { kernels }: KernelMemory,
  { kernel, epsilon, rectified, inputs, outputs }: KernelStep,
  there: Arrays,
): () => void {
  const at = (names: Readonly<Record<string, string>>): Arrays =>
    Object.fromEntries(Object.entries(names).map(([name, place]) => [name, there[place]!]));
  const arrays = { ...at(inputs), ...at(outputs) };
  if (kernel === "batchNorm") {
    const given = arrays as unknown as Parameters<typeof kernels.batchNorm>[0];
    return () => kernels.batchNorm(given, { epsilon, rectified });
  }
  const given = arrays as unknown as Parameters<typeof kernels.batchNormGradient>[0];
  return () => kernels.batchNormGradient(given, epsilon);
}

async function programTurn(runtime: Runtime, program: Program, there: Arrays): Promise<() => Promise<void>> {
  const session = await runtime.load(program);
  const fetches = feedsOf({ inputs: program.outputs.filter(({ name }) => there[name] !== undefined) }, there);
  const bound = session.bind(feedsOf(program, there), fetches);
  return () => bound.run();
}

/** Stages whose arrays are in place: each run takes all turns in order. `there` has what is given and what is asked for, and the wires. */
export async function bindStages(
  runtime: Runtime,
  memory: KernelMemory,
  { steps }: Stages,
  there: Arrays,
): Promise<Bound> {
  const [only] = steps;
  invariant(only !== undefined, "a program of no steps");
  const turns: (() => void | Promise<void>)[] = [];
  for (const step of steps)
    turns.push(isProgram(step) ? await programTurn(runtime, step, there) : kernelTurn(memory, step, there));
  if (turns.length === 1 && isProgram(only)) return { run: turns[0] as () => Promise<void> };
  return {
    run: async () => {
      for (const turn of turns) await turn();
    },
  };
}
