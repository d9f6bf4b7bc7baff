import { fold, invariant, type Key, RegularizeError } from "../core/index.ts";
import { createMemory, type KernelMemory } from "../kernel/index.ts";
import type { Trace } from "../nn/trace.ts";
import type { Optimizer } from "../optim/define.ts";
import { type Layout, packedPlaces, type Place } from "./layout.ts";

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
  /** [gradients | next states | data loss]. */
  readonly results: Float32Array;
  /** One after the other, each as long as the parameters. */
  readonly slots: Float32Array;
  readonly view: (place: Place) => Float32Array;
}

/** Allocates and initializes the state. `extra` floats are left for batches and noise. */
export function createState(trace: Trace, layout: Layout, optimizer: Optimizer, key: Key, extra: number): ModelState {
  const slotFloats = optimizer.slots.length * layout.learned;
  const memory = createMemory({ floats: layout.total + layout.carried + 1 + slotFloats + extra + 256 });
  const values = memory.floats(layout.total);
  const results = memory.floats(layout.carried + 1);
  const slots = memory.floats(Math.max(1, slotFloats));
  const view = (place: Place): Float32Array => values.subarray(place.offset, place.offset + place.size);
  for (const place of layout.parameters) {
    const spec = trace.parameters.find((p) => p.name === place.name);
    invariant(spec, `no parameter ${place.name}`);
    view(place).set(spec.init(fold(key, "init", spec.name), spec.shape));
  }
  for (const place of layout.states) view(place).fill(trace.states.find((s) => s.name === place.name)!.initial);
  for (const place of layout.strengths) view(place).fill(trace.strengths.find((s) => s.name === place.name)!.initial);
  return { memory, values, results, slots, view };
}

/** What every program reads: the packed vector and the large weights. */
export function stateFeeds(layout: Layout, values: Float32Array): Record<string, Float32Array> {
  const feeds: Record<string, Float32Array> = {};
  if (packedPlaces(layout).length > 0) feeds["packed"] = values.subarray(layout.packedFrom, layout.total);
  for (const place of layout.parameters)
    if (place.offset < layout.packedFrom)
      feeds[`large:${place.name}`] = values.subarray(place.offset, place.offset + place.size);
  return feeds;
}

/** Where the learning program writes. */
export function resultFetches(layout: Layout, results: Float32Array): Record<string, Float32Array> {
  const fetches: Record<string, Float32Array> = { results: results.subarray(layout.packedFrom, layout.carried + 1) };
  for (const place of layout.parameters)
    if (place.offset < layout.packedFrom)
      fetches[`gradient:${place.name}`] = results.subarray(place.offset, place.offset + place.size);
  return fetches;
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
      if (found === undefined || found.shape.join() === p.shape.join()) return [];
      return [`${p.name}: expected [${p.shape.join(", ")}], found [${found.shape.join(", ")}]`];
    }),
  ];
  if (wrong.length > 0)
    throw new RegularizeError({ code: "E332", message: "The weights do not fit the model", details: wrong });
  for (const place of places) values.set(given[place.name]!.data, place.offset);
}
