import { sameShape, type Shape } from "../core/index.ts";
import type { Value } from "../graph/index.ts";
import { match } from "./match.ts";

/** The numbers [channels] behind a value that broadcasts to one number per channel; undefined when it is something else. */
export function channelVector(value: Value, images: Shape): Value | undefined {
  const vector = match(value, "reshape")?.inputs[0];
  const perChannel = [images[1]!, ...images.slice(2).map(() => 1)];
  if (vector === undefined || vector.shape.length !== 1) return undefined;
  return images.length > 2 && sameShape(value.shape, perChannel) ? vector : undefined;
}
