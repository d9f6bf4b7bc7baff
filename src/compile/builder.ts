import { create, toBinary } from "@bufbuild/protobuf";
import { invariant, RegularizeError, type Shape, sizeOf } from "../core/index.ts";
import type { DType, Emitter, OnnxName, Value } from "../graph/index.ts";
import { contentKey } from "./content.ts";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "./generated/onnx_pb.ts";
import { lowerInto } from "./lower.ts";
import * as onnx from "./onnx.ts";
import { Names } from "./names.ts";
import { type Program, programOf, type Slot } from "./program.ts";
import { simplifyNamed } from "./simplify.ts";
import type { Target } from "./target.ts";

type Attributes = Readonly<Record<string, onnx.NodeAttribute>>;

/**
 * An ONNX program being written: inputs, nodes, constants, outputs. Graphs are lowered into it, and hand-written nodes
 * may stand before and after them, so that an exported model can take raw rows.
 */
export class OnnxBuilder implements Emitter {
  readonly microsoft: boolean;
  readonly channelBlock: number | undefined;
  readonly serial: boolean | undefined;
  readonly #names = new Names();
  readonly #inputs: Slot[] = [];
  readonly #outputs: Slot[] = [];
  #nodes: NodeProto[] = [];
  readonly #tensors: TensorProto[] = [];
  /** Constants by type, shape and content. */
  readonly #shared = new Map<string, OnnxName>();
  readonly #domains = new Set<string>();
  readonly #metadata = new Map<string, string>();
  /** The op and shapes behind each scope of nodes. */
  readonly #origins = new Map<string, string>();
  #scope: string | undefined;
  #scopes = 0;

  constructor({ microsoft, channelBlock, serial }: Target) {
    this.microsoft = microsoft;
    this.channelBlock = channelBlock;
    this.serial = serial;
  }

  /** Declares an input of the program; a size of ANY is the symbol `batch`. */
  input(name: string, dtype: onnx.OnnxType, shape: Shape): OnnxName {
    this.#names.choose(name, "input");
    this.#inputs.push({ name, shape, dtype });
    return name;
  }

  /** Makes a tensor an output of the program under this name. */
  output(name: string, from: OnnxName, dtype: onnx.OnnxType, shape: Shape): void {
    this.#names.choose(name, "output");
    this.#outputs.push({ name, shape, dtype });
    const own = this.#names.isOurs(from) && this.#nodes.some((node) => node.output.includes(from));
    this.#names.settle(own ? from : this.node("Identity", [from]), name);
  }

  node(opType: string, inputs: readonly OnnxName[], attributes: Attributes = {}, domain = ""): OnnxName {
    return this.nodes(opType, inputs, attributes, 1, domain)[0]!;
  }

  nodes(opType: string, inputs: readonly OnnxName[], attributes: Attributes, outputs: number, domain = ""): OnnxName[] {
    const output = Array.from({ length: outputs }, () => this.#names.fresh());
    if (domain !== "") this.#domains.add(domain);
    const attribute = Object.entries(attributes).map(([name, value]) => onnx.attributeProto(name, value));
    const name = `${this.#scope ?? opType}/${this.#nodes.length}`;
    const origin = this.#scope === undefined ? undefined : this.#origins.get(this.#scope);
    if (origin !== undefined) this.#origins.set(`${domain}:${opType}`, origin);
    this.#nodes.push(create(NodeProtoSchema, { opType, domain, name, input: [...inputs], output, attribute }));
    return [...output];
  }

  ints(values: readonly number[]): OnnxName {
    return this.tensor(values, [values.length], "i64");
  }

  floats(values: ArrayLike<number>, shape: Shape): OnnxName {
    return this.tensor(values, shape, "f32");
  }

  /** A constant of any numeric type; equal ones are stored once. */
  tensor(values: ArrayLike<number>, shape: Shape, dtype: DType): OnnxName {
    const raw = onnx.rawBytes(values, dtype);
    const key = `${dtype} ${shape.join()} ${contentKey(raw)}`;
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const name = this.#names.fresh();
    this.#shared.set(key, name);
    this.#tensors.push(onnx.tensorProto(name, raw, dtype, shape));
    return name;
  }

  strings(values: readonly string[], shape: Shape = [values.length]): OnnxName {
    const name = this.#names.fresh();
    this.#tensors.push(onnx.stringTensorProto(name, values, shape));
    return name;
  }

  /** A named float32 constant: a parameter of an exported model, found by its name in the file. */
  initializer(name: string, values: ArrayLike<number>, shape: Shape): OnnxName {
    this.#names.choose(name, "initializer");
    if (values.length !== sizeOf(shape))
      throw new RegularizeError({
        code: "E304",
        where: name,
        message: `Initializer ${JSON.stringify(name)} needs ${sizeOf(shape)} numbers, not ${values.length}`,
      });
    this.#tensors.push(onnx.tensorProto(name, onnx.rawBytes(values, "f32"), "f32", shape));
    return name;
  }

  /** A line of `metadata_props`, which readers find without running the model. */
  metadata(key: string, value: string): void {
    this.#metadata.set(key, value);
  }

  /**
   * Simplifies a graph and appends its nodes; returns the tensor of each output. `bind` says which tensor each input of the graph
   * is: an input of the program, a constant, or what another node gave. Throws E321 for an input without one.
   */
  lower(outputs: Readonly<Record<string, Value>>, bind: ReadonlyMap<string, OnnxName>): Record<string, OnnxName> {
    return lowerInto(this, simplifyNamed(outputs, this), bind);
  }

  /** Nodes written by `write` are named after `name`; `Program.describe` explains their names with `origin`. */
  within<T>(name: string, origin: string, write: () => T): T {
    invariant(this.#scope === undefined, "scopes of nodes do not nest");
    this.#scope = `${name}#${this.#scopes++}`;
    this.#origins.set(this.#scope, origin);
    try {
      return write();
    } finally {
      this.#scope = undefined;
    }
  }

  /**
   * Runs nodes once for each of `count` rows (a scalar), and stacks what they give, of the type of `row`: [count, …row.shape].
   * `write` gets the row's number as a scalar, and may use every tensor outside. It needs the memory of one row.
   */
  forEach(count: OnnxName, row: Omit<Slot, "name">, write: (at: OnnxName) => OnnxName): OnnxName {
    const [at, goOn] = [this.#names.fresh(), this.#names.fresh()];
    const outside = this.#nodes;
    this.#nodes = [];
    const [given, going] = [write(at), this.node("Identity", [goOn])];
    const graph = create(GraphProtoSchema, {
      name: "row",
      node: this.#nodes,
      input: [onnx.valueInfo(at, "i64", []), onnx.valueInfo(goOn, "bool", [])],
      output: [onnx.valueInfo(going, "bool", []), onnx.valueInfo(given, row.dtype, row.shape)],
    });
    this.#nodes = outside;
    return this.node("Loop", [count, ""], { body: { graph } });
  }

  /** The finished program. The builder is spent. */
  finish(name = "regularize"): Program {
    this.#settle(this.#nodes);
    for (const tensor of this.#tensors) tensor.name = this.#names.final(tensor.name);
    return programOf(this.#encode(name), this.#inputs, this.#outputs, this.#origins);
  }

  /** Gives the tensors of nodes, and of the graphs within them, their names in the file. */
  #settle(nodes: readonly NodeProto[]): void {
    for (const node of nodes) {
      node.input = node.input.map((tensor) => this.#names.final(tensor));
      node.output = node.output.map((tensor) => this.#names.final(tensor));
      for (const { g } of node.attribute) {
        for (const slot of [...(g?.input ?? []), ...(g?.output ?? [])]) slot.name = this.#names.final(slot.name);
        this.#settle(g?.node ?? []);
      }
    }
  }

  #encode(name: string): Uint8Array<ArrayBuffer> {
    const model = create(ModelProtoSchema, {
      irVersion: BigInt(onnx.IR_VERSION),
      producerName: "regularize",
      opsetImport: onnx.opsetImports(this.#domains),
      metadataProps: [...this.#metadata].map(([key, value]) => ({ key, value })),
      graph: {
        name,
        node: this.#nodes,
        initializer: this.#tensors,
        input: this.#inputs.map((slot) => onnx.valueInfo(slot.name, slot.dtype, slot.shape)),
        output: this.#outputs.map((slot) => onnx.valueInfo(slot.name, slot.dtype, slot.shape)),
      },
    });
    return toBinary(ModelProtoSchema, model);
  }
}
