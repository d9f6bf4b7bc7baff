import { sizeOf } from "../../core/index.ts";
import { constantOp, input, inputOp, type Node, type Value } from "../../graph/index.ts";
import type { HostedCall } from "./hosted.ts";
import { outputsOf } from "../rewrite.ts";

/** A kernel's turn between two programs: its arrays by the names of their places. */
export interface KernelStep extends Pick<HostedCall, "kernel" | "epsilon" | "rectified"> {
  readonly inputs: Readonly<Record<string, string>>;
  /** What it writes, `room` included. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** What one program gives, by place, on inputs that are places; then the kernels' turns. */
export interface Stage {
  readonly asked: Readonly<Record<string, Value>>;
  readonly kernels: readonly KernelStep[];
}

export interface Plan {
  readonly stages: readonly Stage[];
  /** Floats of each place that is neither an input nor an output of the whole. */
  readonly wires: ReadonlyMap<string, number>;
}

/** One entry for each output of each node. */
class PerValue<T> {
  readonly #of = new Map<Node, (T | undefined)[]>();

  get({ node, port }: Value): T | undefined {
    return this.#of.get(node)?.[port];
  }

  set({ node, port }: Value, entry: T): void {
    const entries = this.#of.get(node) ?? [];
    entries[port] = entry;
    this.#of.set(node, entries);
  }
}

const isSource = ({ op }: Node): boolean => op === inputOp || op === constantOp;

/** When each node and each call has its turn: as soon as what it takes is there. A call comes after the program of its stage. */
class Turns {
  readonly #makers = new PerValue<HostedCall>();
  readonly #of = new Map<Node | HostedCall, number>();

  constructor(calls: readonly HostedCall[]) {
    for (const call of calls) for (const value of Object.values(call.outputs)) this.#makers.set(value, call);
  }

  isMade(value: Value): boolean {
    return this.#makers.get(value) !== undefined;
  }

  /** The first stage that can read the value. */
  ofValue(value: Value): number {
    const call = this.#makers.get(value);
    return call === undefined ? this.ofNode(value.node) : this.ofCall(call) + 1;
  }

  ofNode(node: Node): number {
    return this.#remember(node, node.inputs);
  }

  ofCall(call: HostedCall): number {
    return this.#remember(call, Object.values(call.inputs));
  }

  /** Nodes are asked for in the order of the program, so that this does not go deep. */
  #remember(who: Node | HostedCall, takes: readonly Value[]): number {
    const known = this.#of.get(who) ?? Math.max(0, ...takes.map((value) => this.ofValue(value)));
    this.#of.set(who, known);
    return known;
  }
}

/** Where values lie between stages, and which program has to write them there. */
class Places {
  readonly wires = new Map<string, number>();
  readonly asked: Map<string, Value>[] = [];
  readonly #turns: Turns;
  readonly #names = new PerValue<string>();

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** What the whole gives: it lies where the caller wants it, for later stages too. */
  give(name: string, value: Value): void {
    const first = this.#names.get(value) === undefined && !isSource(value.node);
    if (first) this.#names.set(value, name);
    if (!first || !this.#turns.isMade(value)) this.#ask(this.#turns.ofValue(value), name, value);
  }

  /** The place of a value; its maker is told to write there. */
  of(value: Value): string {
    if (value.node.op === inputOp) return String(value.node.attributes["name"]);
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const name = this.wire(sizeOf(value.shape));
    this.#names.set(value, name);
    if (!this.#turns.isMade(value)) this.#ask(this.#turns.ofValue(value), name, value);
    return name;
  }

  wire(floats: number): string {
    const name = `wire:${this.wires.size}`;
    this.wires.set(name, floats);
    return name;
  }

  #ask(stage: number, name: string, value: Value): void {
    this.asked[stage] ??= new Map();
    this.asked[stage].set(name, value);
  }
}

/** The values of one stage with what lies between stages as inputs: integers and booleans are made anew from floats. */
function cut(
  order: readonly Node[],
  asked: ReadonlyMap<string, Value>,
  { stage, turns, places }: { readonly stage: number; readonly turns: Turns; readonly places: Places },
): Record<string, Value> {
  const lies = (value: Value): boolean =>
    turns.isMade(value) || (!isSource(value.node) && value.dtype === "f32" && turns.ofValue(value) < stage);
  const stands = new PerValue<Value>();
  const inside = new Set<Node>();
  const open = [...asked.values()];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (stands.get(value) !== undefined || inside.has(value.node)) continue;
    if (lies(value)) stands.set(value, input(places.of(value), value.shape));
    else {
      inside.add(value.node);
      open.push(...value.node.inputs);
    }
  }
  const of = (value: Value): Value => stands.get(value) ?? value;
  for (const node of order) {
    if (!inside.has(node)) continue;
    const inputs = node.inputs.map(of);
    if (inputs.every((x, i) => x === node.inputs[i])) continue;
    for (const value of outputsOf({ ...node, inputs }))
      if (stands.get({ ...value, node }) === undefined) stands.set({ ...value, node }, value);
  }
  return Object.fromEntries([...asked].map(([name, value]) => [name, of(value)]));
}

/** Cuts a simplified program where kernels take their turns. `order` has its nodes, inputs before users. */
export function planStages(
  order: readonly Node[],
  calls: readonly HostedCall[],
  outputs: Readonly<Record<string, Value>>,
): Plan {
  const turns = new Turns(calls);
  const covered = new Set(calls.flatMap(({ covers }) => covers));
  for (const node of order) if (!covered.has(node)) turns.ofNode(node);
  const places = new Places(turns);
  for (const [name, value] of Object.entries(outputs)) places.give(name, value);
  const named = (values: Readonly<Record<string, Value>>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, places.of(value)]));
  const kernels: KernelStep[][] = [];
  for (const call of calls) {
    const { kernel, epsilon, rectified, room } = call;
    const written = { ...named(call.outputs), room: places.wire(room) };
    const step = { kernel, epsilon, rectified, inputs: named(call.inputs), outputs: written };
    const turn = turns.ofCall(call);
    kernels[turn] = [...(kernels[turn] ?? []), step];
  }
  const last = Math.max(places.asked.length, kernels.length) - 1;
  const stages: Stage[] = [];
  // From the end: what a stage takes, those before it have to give.
  for (let stage = last; stage >= 0; stage--) {
    const asked = cut(order, places.asked[stage] ?? new Map(), { stage, turns, places });
    stages.unshift({ asked, kernels: kernels[stage] ?? [] });
  }
  return { stages, wires: places.wires };
}
