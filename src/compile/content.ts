import { constantData, type Node } from "../graph/index.ts";
import { digest } from "./digest.ts";

/** A key that two byte arrays share when their contents are equal. */
export const contentKey = (bytes: Uint8Array): string =>
  bytes.length <= 64 ? String.fromCharCode(...bytes) : digest(bytes);

/** A key of a constant's numbers; empty for any other node. */
export function contentOf(node: Node): string {
  const data = constantData({ ...node.outputs[0]!, node, port: 0 });
  return data === undefined ? "" : contentKey(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** A key of a node's attributes. */
export function attributesOf({ attributes }: Node): string {
  for (const _ in attributes) return JSON.stringify(attributes, exact);
  return "";
}

/** JSON has no infinities and one zero. */
const exact = (_: string, value: unknown): unknown =>
  typeof value === "number" ? (Object.is(value, -0) ? "-0" : String(value)) : value;
