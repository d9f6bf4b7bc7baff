import { topological, type Value } from "../../graph/index.ts";
import { compileSimple } from "../compile.ts";
import { hostedCalls } from "./hosted.ts";
import { graphKey, remembered } from "../known.ts";
import { type KernelStep, planStages, type Stage } from "./plan.ts";
import type { Program } from "../program.ts";
import { simplifyNamed } from "../simplify.ts";
import type { Target } from "../target.ts";
import { layWires, type Turn, type Wiring } from "./wires.ts";

/** Programs and kernels in turns. What one hands to another lies in a place: an input, an output, or a wire. */
export interface Stages {
  readonly steps: readonly (Program | KernelStep)[];
  readonly wires: Wiring;
}

export interface StagesOptions {
  readonly outputs: Readonly<Record<string, Value>>;
  readonly provider: Target;
}

export const isProgram = (step: Program | KernelStep): step is Program => "bytes" in step;

/** Compiles a program in stages where the target hosts kernels between them; elsewhere, and where no kernel helps, it is one program. */
export function compileStages({ outputs, provider }: StagesOptions): Stages {
  const graph = graphKey(outputs);
  const key = graph && `stages ${JSON.stringify(provider)}\n${graph}`;
  return remembered(key, () => staged(simplifyNamed(outputs, provider), outputs, provider));
}

function staged(
  simple: Readonly<Record<string, Value>>,
  outputs: Readonly<Record<string, Value>>,
  provider: Target,
): Stages {
  const order = topological(Object.values(simple));
  const calls = provider.hosts === true ? hostedCalls(order, Object.values(simple)) : [];
  if (calls.length === 0) return oneStage(compileSimple(simple, outputs, provider));
  const { stages, wires } = planStages(order, calls, simple);
  const compiled = ({ asked }: Stage): readonly Program[] =>
    Object.keys(asked).length === 0 ? [] : [compileSimple(asked, asked, provider)];
  const steps = stages.flatMap((stage) => [...compiled(stage), ...stage.kernels]);
  return { steps, wires: layWires(steps.map(turnOf), wires) };
}

/** A program that needs no kernels. */
export const oneStage = (program: Program): Stages => ({ steps: [program], wires: layWires([], new Map()) });

function turnOf(step: Program | KernelStep): Turn {
  if (isProgram(step))
    return { reads: step.inputs.map(({ name }) => name), writes: step.outputs.map(({ name }) => name) };
  const { inputs, outputs } = step;
  const over = inputs["dy"] && outputs["dx"] ? { read: inputs["dy"], written: outputs["dx"] } : undefined;
  return { reads: Object.values(inputs), writes: Object.values(outputs), over };
}
