import { fromBinary } from "@bufbuild/protobuf";
import { ANY, RegularizeError } from "../core/index.ts";
import {
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./generated/onnx_pb.ts";
import { typeNamed } from "./onnx.ts";
import { type Program, programOf, type Slot } from "./program.ts";

/** A program from a file, with what its author wrote beside it. */
export interface StoredProgram extends Program {
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads an ONNX file. Throws E810 when it is not one, E812 when it wants data from other files (which could be any
 * file of this machine), E813 when an input or output is of a type that this project does not use.
 */
export function readProgram(bytes: Uint8Array): StoredProgram {
  const { graph, metadataProps, functions } = decode(bytes);
  const nodes = [...graph.node, ...functions.flatMap((f) => f.node)];
  if ([...graph.initializer, ...tensorsOf(nodes)].some((tensor) => tensor.dataLocation === 1))
    throw new RegularizeError({
      code: "E812",
      message: "The model keeps data in other files, which are not loaded",
      todo: "save it as one file",
    });
  const constants = new Set(graph.initializer.map((tensor) => tensor.name));
  const inputs = graph.input.filter((info) => !constants.has(info.name)).map(slotOf);
  const metadata = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
  return { ...programOf(bytes, inputs, graph.output.map(slotOf), new Map()), metadata };
}

function decode(bytes: Uint8Array): ModelProto & { graph: GraphProto } {
  let model: ModelProto | undefined;
  let cause: unknown;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    cause = error;
  }
  const { graph } = model ?? {};
  if (model === undefined || graph === undefined || graph.output.length === 0)
    throw new RegularizeError({ code: "E810", message: "This is not an ONNX model", cause });
  return { ...model, graph };
}

/** Every tensor that nodes store, those in graphs within nodes too. */
const tensorsOf = (nodes: readonly NodeProto[]): TensorProto[] =>
  nodes.flatMap((node) =>
    node.attribute.flatMap(({ t, tensors, g, graphs }) => [
      ...(t === undefined ? [] : [t]),
      ...tensors,
      ...(g === undefined ? graphs : [g, ...graphs]).flatMap((graph) => [
        ...graph.initializer,
        ...tensorsOf(graph.node),
      ]),
    ]),
  );

function slotOf({ name, type }: ValueInfoProto): Slot {
  const tensor = type?.value.case === "tensorType" ? type.value.value : undefined;
  const dtype = typeNamed(tensor?.elemType ?? 0);
  if (dtype === undefined)
    throw new RegularizeError({
      code: "E813",
      where: name,
      message: `${JSON.stringify(name)} of the model is of a type that is not supported`,
      expected: "a tensor of float, int64, bool or string",
    });
  const dims = tensor?.shape?.dim ?? [];
  return { name, dtype, shape: dims.map(({ value }) => (value.case === "dimValue" ? Number(value.value) : ANY)) };
}
