import { sameShape } from "../../core/index.ts";
import { add, reshape } from "../../graph/index.ts";
import { match } from "../match.ts";
import type { Pass } from "../rewrite.ts";

/** Images that are seen as lines [batch, channels, length] are added as images: what made them may add them. */
export const lines: Pass = ({ op, inputs }, [y]) => {
  const [a, b] = inputs.map((value) => match(value, "reshape")?.inputs[0]);
  if (op.name !== "add" || a === undefined || b === undefined || y!.shape.length !== 3) return undefined;
  return a.shape.length === 4 && sameShape(a.shape, b.shape) ? [reshape(add(a, b), y!.shape)] : undefined;
};
