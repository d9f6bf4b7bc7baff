import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Shape } from "../core/index.ts";
import { ANY, RegularizeError } from "../core/index.ts";
import type { DType, OnnxAttribute } from "../graph/index.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./generated/onnx_pb.ts";

/** The opset that every provider of ONNX Runtime and most other runtimes know; IR 8 is its wire format. */
const OPSET = 18;
export const IR_VERSION = 8;
/** Versions of the other domains, imported only when a node uses one. */
const DOMAIN_VERSIONS: Readonly<Record<string, number>> = { "ai.onnx.ml": 3, "com.microsoft": 1 };

export const opsetImports = (domains: Iterable<string>): { domain: string; version: bigint }[] => [
  { domain: "", version: BigInt(OPSET) },
  ...[...domains].toSorted().map((domain) => ({ domain, version: BigInt(DOMAIN_VERSIONS[domain] ?? 1) })),
];

/** What a tensor of an ONNX program holds: the graph's types, and strings and bytes in exported models. */
export type OnnxType = DType | "string" | "u8";

/** TensorProto.DataType. */
const DATA_TYPE = { f32: 1, u8: 2, i64: 7, string: 8, bool: 9 } as const satisfies Record<OnnxType, number>;
/** AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

/** Attributes of hand-written nodes: what lowerings use, the lists that `ai.onnx.ml` needs, the body of a loop. */
export type NodeAttribute =
  | OnnxAttribute
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly graph: GraphProto };

const utf8 = new TextEncoder();

function attributeInit(value: NodeAttribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === "number") return { type: ATTRIBUTE.int, i: integer(value) };
  if (typeof value === "string") return { type: ATTRIBUTE.string, s: utf8.encode(value) };
  if ("float" in value) return { type: ATTRIBUTE.float, f: value.float };
  if ("floats" in value) return { type: ATTRIBUTE.floats, floats: [...value.floats] };
  if ("strings" in value) return { type: ATTRIBUTE.strings, strings: value.strings.map((s) => utf8.encode(s)) };
  if ("graph" in value) return { type: ATTRIBUTE.graph, g: value.graph };
  return { type: ATTRIBUTE.ints, ints: value.map(integer) };
}

export const attributeProto = (name: string, value: NodeAttribute): AttributeProto =>
  create(AttributeProtoSchema, { name, ...attributeInit(value) });

function integer(value: number): bigint {
  if (!Number.isSafeInteger(value))
    throw new RegularizeError({
      code: "E900",
      message: `An ONNX integer cannot be ${value}`,
      todo: "write a real attribute as { float: value }",
    });
  return BigInt(value);
}

/** The bytes of a tensor in the order that ONNX stores: little-endian, row-major. */
export function rawBytes(data: ArrayLike<number>, dtype: DType): Uint8Array {
  if (dtype === "bool") return Uint8Array.from(data, (v) => (v !== 0 ? 1 : 0));
  const typed = dtype === "f32" ? Float32Array.from(data) : BigInt64Array.from(Array.from(data, integer));
  return new Uint8Array(typed.buffer);
}

export const tensorProto = (name: string, raw: Uint8Array, dtype: DType, shape: Shape): TensorProto =>
  create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType: DATA_TYPE[dtype], rawData: raw });

export const stringTensorProto = (name: string, values: readonly string[], shape: Shape): TensorProto =>
  create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: DATA_TYPE.string,
    stringData: values.map((s) => utf8.encode(s)),
  });

/** An input or output of the program; a size known only at run time is the symbol `batch`. */
export const valueInfo = (name: string, dtype: OnnxType, shape: Shape): ValueInfoProto =>
  create(ValueInfoProtoSchema, {
    name,
    type: {
      value: { case: "tensorType", value: { elemType: DATA_TYPE[dtype], shape: { dim: shape.map(dimension) } } },
    },
  });

/** The type of a slot in a file; undefined for types that this project does not write. */
export function typeNamed(dataType: number): OnnxType | undefined {
  return (Object.keys(DATA_TYPE) as OnnxType[]).find((name) => DATA_TYPE[name] === dataType);
}

const dimension = (d: number) => ({
  value: d === ANY ? { case: "dimParam" as const, value: "batch" } : { case: "dimValue" as const, value: BigInt(d) },
});
