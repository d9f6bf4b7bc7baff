import type { Program } from "../compile/index.ts";
import { fold, invariant, type Key, RegularizeError } from "../core/index.ts";
import { createMemory, type KernelMemory, roomFor } from "../kernel/index.ts";
import type { Trace } from "../nn/trace.ts";
import type { Layout, Place } from "./layout.ts";

/** A copy of everything that training changes: parameters, states, strengths and optimizer slots. */
export interface Snapshot {
  readonly state: Float32Array;
  readonly slots: Float32Array;
  readonly steps: number;
}

/** One tensor by name. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The numbers of one model under training, in one kernel memory that is sized once. */
export interface ModelState {
  readonly memory: KernelMemory;
  /** [parameters | states | strengths], see Layout. */
  readonly values: Float32Array;
  /** [gradients | next states | data loss], then margins of a batch's rows where they are asked for. */
  readonly results: Float32Array;
  /** One after the other, each as long as the parameters; last an average and its count, if one is kept. */
  readonly slots: Float32Array;
  readonly view: (place: Place) => Float32Array;
}

interface StateSizes {
  readonly slotFloats: number;
  /** Rows of the largest batch, where their margins are asked for. */
  readonly margins?: number;
  readonly key: Key;
  readonly extra: readonly number[];
}

/** Allocates and initializes the state, and leaves room for views of the lengths `extra`: batches and noise. */
export function createState(
  trace: Trace,
  layout: Layout,
  { slotFloats, margins = 0, key, extra }: StateSizes,
): ModelState {
  const sizes = [layout.total, layout.carried + 1 + margins, slotFloats] as const;
  const memory = createMemory({ floats: roomFor(...sizes, ...extra) });
  const [values, results, slots] = [memory.floats(sizes[0]), memory.floats(sizes[1]), memory.floats(sizes[2])];
  const view = (place: Place): Float32Array => values.subarray(place.offset, place.offset + place.size);
  for (const place of layout.parameters) {
    const spec = trace.parameters.find((p) => p.name === place.name);
    invariant(spec, `no parameter ${place.name}`);
    view(place).set(spec.init(fold(key, "init", spec.drawnAs), spec.shape));
  }
  fillCarried(trace, layout, values, key);
  return { memory, values, results, slots, view };
}

/** Writes the first values of states and strengths. */
export function fillCarried(trace: Trace, layout: Layout, values: Float32Array, key: Key): void {
  for (const { name, offset } of layout.strengths)
    values[offset] = trace.strengths.find((s) => s.name === name)!.initial;
  for (const { name, offset, size } of layout.states) {
    const { initial, shape, drawnAs } = trace.states.find((s) => s.name === name)!;
    if (typeof initial === "number") values.fill(initial, offset, offset + size);
    else values.set(initial(fold(key, "init", drawnAs), shape), offset);
  }
}

/** What every program reads: `parameter:…`, `state:…` and `strength:…`. */
export const stateFeeds = (
  { parameters, states, strengths }: Layout,
  values: Float32Array,
): Record<string, Float32Array> => ({
  ...viewsOf("parameter", parameters, values),
  ...viewsOf("state", states, values),
  ...viewsOf("strength", strengths, values),
});

/** Of what there is, what a program has slots for. */
export const feedsOf = (
  slots: Program["inputs"],
  there: Readonly<Record<string, Float32Array>>,
): Record<string, Float32Array> => Object.fromEntries(slots.map(({ name }) => [name, there[name]!]));

/** Where the learning program writes: `gradient:…`, `next:…`, and `loss` with so many `margins`. */
export function resultFetches(layout: Layout, results: Float32Array, margins = 0): Record<string, Float32Array> {
  const { parameters, states, carried } = layout;
  return {
    ...viewsOf("gradient", parameters, results),
    ...viewsOf("next", states, results),
    loss: results.subarray(carried, carried + 1),
    ...(margins === 0 ? {} : { margins: results.subarray(carried + 1, carried + 1 + margins) }),
  };
}

const viewsOf = (kind: string, places: readonly Place[], from: Float32Array): Record<string, Float32Array> =>
  Object.fromEntries(places.map(({ name, offset, size }) => [`${kind}:${name}`, from.subarray(offset, offset + size)]));

/** Writes a snapshot back. Throws E332 for one of another model or optimizer. */
export function restoreState({ values, slots }: ModelState, snapshot: Snapshot): void {
  if (snapshot.state.length !== values.length || snapshot.slots.length !== slots.length)
    throw new RegularizeError({
      code: "E332",
      message: "The snapshot is of another model or optimizer",
      expected: `${values.length} + ${slots.length} numbers`,
      received: `${snapshot.state.length} + ${snapshot.slots.length}`,
    });
  values.set(snapshot.state);
  slots.set(snapshot.slots);
}

/** Copies of parameters and states by name. */
export function namedTensors(layout: Layout, values: Float32Array): Record<string, NamedTensor> {
  const places = [...layout.parameters, ...layout.states];
  return Object.fromEntries(
    places.map(({ name, shape, offset, size }) => [name, { shape, data: values.slice(offset, offset + size) }]),
  );
}

/** Writes tensors by name; all missing, extra and misshapen ones are listed at once (E332). */
export function loadTensors(layout: Layout, values: Float32Array, given: Readonly<Record<string, NamedTensor>>): void {
  const places = [...layout.parameters, ...layout.states];
  const names = new Set(places.map((p) => p.name));
  const wrong = [
    ...places.filter((p) => given[p.name] === undefined).map((p) => `missing: ${p.name} [${p.shape.join(", ")}]`),
    ...Object.keys(given)
      .filter((name) => !names.has(name))
      .map((name) => `extra: ${name}`),
    ...places.flatMap((p) => {
      const found = given[p.name];
      if (found === undefined) return [];
      const expected = `${p.name}: expected [${p.shape.join(", ")}]`;
      if (found.shape.join() !== p.shape.join()) return [`${expected}, found [${found.shape.join(", ")}]`];
      return found.data.length === p.size ? [] : [`${expected}, found ${found.data.length} numbers`];
    }),
  ];
  if (wrong.length > 0)
    throw new RegularizeError({ code: "E332", message: "The weights do not fit the model", details: wrong });
  for (const place of places) values.set(given[place.name]!.data, place.offset);
}
