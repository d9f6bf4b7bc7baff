import { fromBinary } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "../../src/compile/generated/onnx_pb.ts";

export const modelOf = ({ bytes }: { readonly bytes: Uint8Array }): ModelProto => fromBinary(ModelProtoSchema, bytes);
export const graphOf = (program: { readonly bytes: Uint8Array }): GraphProto => modelOf(program).graph!;
/** Op types of the nodes, in order. */
export const nodesOf = (program: { readonly bytes: Uint8Array }): string[] =>
  graphOf(program).node.map((n) => n.opType);
