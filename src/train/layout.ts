import { type Shape, sizeOf } from "../core/index.ts";
import type { Role, TorchForm } from "../nn/context.ts";
import type { Trace } from "../nn/trace.ts";

/** Where one tensor lies in the flat state of a model, in floats. */
export interface Place {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
  readonly size: number;
}

export interface ParameterPlace extends Place {
  readonly role: Role;
  readonly torch: TorchForm;
  /** How many parameters the model asked for before. */
  readonly rank: number;
}

/**
 * The flat state of a model: [weights | biases and norm scales | states | strengths]. Each tensor enters a program as an input
 * of its own, a view on the state: nothing is copied.
 */
export interface Layout {
  readonly parameters: readonly ParameterPlace[];
  readonly states: readonly Place[];
  readonly strengths: readonly Place[];
  /** End of the weights: decay and penalties act on [0, weights). */
  readonly weights: number;
  /** End of the parameters. */
  readonly learned: number;
  /** End of the states. */
  readonly carried: number;
  /** End of everything. */
  readonly total: number;
}

/** Orders the tensors of a trace into one flat state. */
export function layoutOf(trace: Pick<Trace, "parameters" | "states" | "strengths">): Layout {
  const isWeight = (p: { role: Role }): boolean => p.role === "weight";
  let offset = 0;
  const place = <T extends { name: string; shape: Shape }>({ name, shape }: T): Place => {
    const size = sizeOf(shape);
    offset += size;
    return { name, shape, offset: offset - size, size };
  };
  const placeParameter = (p: Trace["parameters"][number]): ParameterPlace => ({
    ...place(p),
    role: p.role,
    torch: p.torch,
    rank: trace.parameters.indexOf(p),
  });
  const first = trace.parameters.filter(isWeight).map(placeParameter);
  const weights = offset;
  const second = trace.parameters.filter((p) => !isWeight(p)).map(placeParameter);
  const learned = offset;
  const states = trace.states.map(place);
  const carried = offset;
  const strengths = trace.strengths.map(({ name }) => place({ name, shape: [] }));
  const parameters = [...first, ...second];
  return { parameters, states, strengths, weights, learned, carried, total: offset };
}
