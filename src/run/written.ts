import type { Program } from "../compile/index.ts";
import { ANY } from "../core/index.ts";

/**
 * What keeps ONNX Runtime from copying outputs that it wrote into the caller's arrays. Its binding for Node (1.30) makes
 * new arrays of all outputs after each run, those with an array of the caller's included. With the garbage that this leaves
 * it was a third of a step of 784-256-128-10 and a fifth of one of 10-100-100-1. The first output that it cannot turn into an array ends
 * the copying, when all outputs are written: an empty sequence that stands before the others. A binding that copies
 * nothing, or that knows sequences, gives the same results.
 */
export const WRITTEN = "all outputs are written";

/** What the binding says of a sequence, and of nothing else. */
const REFUSAL = "Non tensor type is temporarily not supported.";

/** Fewer floats are copied and collected in less time than the error takes, about 11 µs: even between 5,000 and 7,500. */
const LEAST_FLOATS = 6_000;

export const isWritten = (cause: unknown): boolean => cause instanceof Error && cause.message === REFUSAL;

/** Whether a program gives so much that copying it counts. */
export function givesMuch({ outputs }: Program): boolean {
  const sizes = outputs.map(({ shape, dtype }) => (dtype === "f32" && !shape.includes(ANY) ? shape : [0]));
  return sizes.reduce((total, shape) => total + shape.reduce((n, d) => n * d, 1), 0) >= LEAST_FLOATS;
}

/** The program with one more output, before its own: in protobuf, messages one after the other are merged. */
export function withWritten({ bytes }: Program): Uint8Array {
  const whole = new Uint8Array(PREFIX.length + bytes.length);
  whole.set(PREFIX);
  whole.set(bytes, PREFIX.length);
  return whole;
}

const utf8 = new TextEncoder();

/** A field of a protobuf message whose content is shorter than 128 bytes. */
function field(number: number, content: string | readonly number[]): number[] {
  const bytes = typeof content === "string" ? [...utf8.encode(content)] : content;
  return [(number << 3) | 2, bytes.length, ...bytes];
}

/** ModelProto { graph { node { SequenceEmpty }, output { sequence of float tensors } } } */
const NODE = field(1, [...field(2, WRITTEN), ...field(3, WRITTEN), ...field(4, "SequenceEmpty")]);
const FLOAT_TENSOR = field(1, [1 << 3, 1]);
const OUTPUT = field(12, [...field(1, WRITTEN), ...field(2, field(4, field(1, FLOAT_TENSOR)))]);
const PREFIX = Uint8Array.from(field(7, [...NODE, ...OUTPUT]));
