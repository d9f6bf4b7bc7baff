import { RegularizeError, type Shape, showShape } from "../core/index.ts";
import { input, type Value } from "../graph/index.ts";
import type { Context, Initializer, Mode, Module, Role, TorchForm } from "./context.ts";

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly role: Role;
  readonly init: Initializer;
  /** The tensor whose key draws its first values: itself, unless they follow from another's. */
  readonly drawnAs: string;
  readonly torch: TorchForm;
  readonly value: Value;
}

export interface StateSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: number | Initializer;
  readonly drawnAs: string;
  readonly value: Value;
  /** Its value after the step, in learn mode. */
  readonly next: Value;
  /** What the batch alone says, where the state follows statistics of batches. */
  readonly now?: Value;
}

export interface StrengthSpec {
  readonly name: string;
  readonly initial: number;
  readonly value: Value;
}

export interface NoiseSpec {
  readonly name: string;
  readonly kind: "keep" | "normal" | "uniform";
  readonly shape: Shape;
  /** Name of the strength that is its rate or standard deviation; undefined for unit noise. */
  readonly amountName: string | undefined;
  readonly value: Value;
}

/** Everything that a traced model asked for, in the order in which it asked. */
export interface Trace {
  readonly output: Value;
  readonly parameters: readonly ParameterSpec[];
  readonly states: readonly StateSpec[];
  readonly strengths: readonly StrengthSpec[];
  readonly noises: readonly NoiseSpec[];
  /** Scalars that join the learning loss. */
  readonly terms: readonly Value[];
}

/** Where the values that a trace asks for come from; by default each is an input of its own. */
export type Source = (kind: "parameter" | "state" | "strength" | "noise", name: string, shape: Shape) => Value;
export const separateInputs: Source = (kind, name, shape) => input(`${kind}:${name}`, shape);

/** A trace being recorded. One recorder may serve a model, its loss and its penalties; no two parts share a name. */
export class Recorder {
  readonly parameters: ParameterSpec[] = [];
  readonly states: StateSpec[] = [];
  readonly strengths: StrengthSpec[] = [];
  readonly noises: NoiseSpec[] = [];
  readonly terms: Value[] = [];
  readonly #next = new Map<string, { readonly next: Value; readonly now: Value | undefined }>();
  readonly #shared = new Map<string, Value>();
  readonly #names = new Set<string>();
  readonly #source: Source;
  readonly mode: Mode;

  constructor(mode: Mode, source: Source = separateInputs) {
    this.mode = mode;
    this.#source = source;
  }

  /** A context whose names start with `path`. */
  context(path: string): Context {
    const full = (name: string): string => (path === "" ? name : `${path}.${name}`);
    const noise = (kind: NoiseSpec["kind"]) => (shape: Shape, amount?: Value) => this.#noise(kind, path, shape, amount);
    return {
      mode: this.mode,
      noise: { keep: noise("keep"), normal: noise("normal"), uniform: noise("uniform") },
      parameter: (name, shape, init, role, drawnAs = name, torch = {}) => {
        const value = this.#claim("parameter", full(name), shape);
        this.parameters.push({ name: full(name), shape, role, init, drawnAs: full(drawnAs), torch, value });
        return value;
      },
      state: (name, shape, initial, drawnAs = name) => {
        const value = this.#claim("state", full(name), shape);
        this.states.push({ name: full(name), shape, initial, drawnAs: full(drawnAs), value, next: value });
        return value;
      },
      update: (name, next, now) => this.#update(full(name), next, now),
      term: (value) => this.#term(path, value),
      strength: (name, initial) => this.#strength(full(name), initial),
      call: (name, child, x) => {
        this.#reserve(full(name));
        return child.apply(x, this.context(full(name)));
      },
    };
  }

  /** A strength outside the model, such as a loss's: asked for again by the same name, it is the same one. */
  strength(name: string, initial: number): Value {
    const value = this.#shared.get(name) ?? this.#strength(name, initial);
    this.#shared.set(name, value);
    return value;
  }

  finish(output: Value): Trace {
    const states = this.states.map((state) => {
      const { next = state.value, now } = this.#next.get(state.name) ?? {};
      return { ...state, next, ...(now === undefined ? {} : { now }) };
    });
    const { parameters, strengths, noises, terms } = this;
    return { output, parameters, states, strengths, noises, terms };
  }

  #strength(name: string, initial: number): Value {
    const value = this.#claim("strength", name, []);
    this.strengths.push({ name, initial, value });
    return value;
  }

  #noise(kind: NoiseSpec["kind"], path: string, shape: Shape, amount?: Value): Value {
    if (this.mode === "infer")
      throw new RegularizeError({ code: "E320", where: path, message: `${path} asks for noise in infer mode` });
    const strength = amount && this.strengths.find((s) => s.value === amount);
    if (amount !== undefined && strength === undefined)
      throw new RegularizeError({
        code: "E323",
        where: path,
        message: `The amount of noise in ${path} must be a strength of its layer`,
        todo: "declare the setting with `strength: true`, or use context.strength(name, value)",
      });
    const name = `${path}#${this.noises.filter((n) => n.name.startsWith(`${path}#`)).length}`;
    const value = this.#claim("noise", name, shape);
    this.noises.push({ name, kind, shape, amountName: strength?.name, value });
    return value;
  }

  #term(path: string, value: Value): void {
    if (value.shape.length !== 0)
      throw new RegularizeError({
        code: "E307",
        where: path,
        message: `A term of the loss is a scalar, not ${showShape(value.shape)}`,
        todo: "take the mean or the sum first",
      });
    if (this.mode === "learn") this.terms.push(value);
  }

  #update(name: string, next: Value, now: Value | undefined): void {
    if (!this.states.some((state) => state.name === name))
      throw new RegularizeError({
        code: "E321",
        where: name,
        message: `There is no state ${JSON.stringify(name)} to update`,
      });
    this.#next.set(name, { next, now });
  }

  #claim(kind: Parameters<Source>[0], name: string, shape: Shape): Value {
    this.#reserve(name);
    return this.#source(kind, name, shape);
  }

  #reserve(name: string): void {
    if (this.#names.has(name))
      throw new RegularizeError({
        code: "E322",
        where: name,
        message: `Two parts of the model are called ${JSON.stringify(name)}`,
        todo: 'give each child its own name: context.call("fc2", …)',
      });
    this.#names.add(name);
  }
}

/** Runs a model on a symbolic input and records what it needs. */
export function trace(model: Module, x: Value, mode: Mode, source?: Source): Trace {
  const recorder = new Recorder(mode, source);
  return recorder.finish(model.apply(x, recorder.context("")));
}
