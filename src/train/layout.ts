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
 * The flat state of a model: [large weights | small weights | biases and norm scales | states | strengths].
 * Tensors from `packedFrom` on enter the program as one vector, because each further input costs about 6 µs a call;
 * larger tensors are inputs of their own, because copying them out of the vector would cost more.
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
  /** Start of the packed vector. */
  readonly packedFrom: number;
}

/** Tensors of more floats than this are inputs of their own. */
const PACK_LIMIT = 12_288;

/** Orders the tensors of a trace into one flat state. */
export function layoutOf(trace: Pick<Trace, "parameters" | "states" | "strengths">): Layout {
  const isWeight = (p: { role: Role }): boolean => p.role === "weight";
  const isLarge = (p: { shape: Shape }): boolean => sizeOf(p.shape) > PACK_LIMIT;
  const weights = trace.parameters.filter(isWeight);
  const large = weights.filter(isLarge);
  const small = weights.filter((p) => !isLarge(p));
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
  const first = large.map(placeParameter);
  const packedFrom = offset;
  const second = small.map(placeParameter);
  const weightsEnd = offset;
  const third = trace.parameters.filter((p) => !isWeight(p)).map(placeParameter);
  const learned = offset;
  const states = trace.states.map(place);
  const carried = offset;
  const strengths = trace.strengths.map(({ name }) => place({ name, shape: [] }));
  const parameters = [...first, ...second, ...third];
  return { parameters, states, strengths, weights: weightsEnd, learned, carried, total: offset, packedFrom };
}

/** The tensors that the packed vector holds, in order. */
export const packedPlaces = (layout: Layout): readonly Place[] =>
  [...layout.parameters, ...layout.states, ...layout.strengths].filter((p) => p.offset >= layout.packedFrom);
