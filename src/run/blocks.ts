import { OnnxBuilder } from "../compile/index.ts";
import type { Backend } from "./backend.ts";

/** More channels than any block has. */
const CHANNELS = 64;

/**
 * How many channels this processor's blocked convolutions take together: 16 with AVX-512, 8 with AVX2; undefined where it has none.
 * Asked by two places of 64 channels, numbered by place: in blocks, the second place of the first block stands behind its first.
 */
export async function channelBlock(backend: Backend): Promise<number | undefined> {
  const builder = new OnnxBuilder({ microsoft: true });
  const shape = [1, CHANNELS, 1, 2];
  const x = builder.input("x", "f32", shape);
  const blocks = builder.node("ReorderInput", [x], {}, "com.microsoft.nchwc");
  builder.output("blocks", blocks, "f32", shape);
  const session = await backend.session(builder.finish("blocks"), 1).catch(() => undefined);
  if (session === undefined) return undefined;
  const data = Float32Array.from({ length: 2 * CHANNELS }, (_, i) => i % 2);
  const { blocks: found } = await session.run({ x: { type: "float32", data, dims: shape } }, ["blocks"]);
  await session.release();
  const size = (found!.data as Float32Array).indexOf(1);
  return size > 1 && size < CHANNELS ? size : undefined;
}
