import type { Target } from "../target.ts";
import type { Pass } from "../rewrite.ts";
import { arithmetic } from "./arithmetic.ts";
import { absorbExpand } from "./broadcast.ts";
import { fill, fold } from "./fold.ts";
import { layout } from "./layout.ts";
import { lines } from "./lines.ts";
import { logic } from "./logic.ts";
import { matmulTranspose } from "./matmul.ts";
import { normInBlocks } from "./norm.ts";
import { reduction } from "./reduction.ts";
import { scale } from "./scale.ts";

export { settle } from "./fold.ts";

/** Every simplification, in the order in which they are tried at a node. */
export const passes: readonly Pass[] = [
  fill,
  absorbExpand,
  fold,
  arithmetic,
  logic,
  layout,
  lines,
  reduction,
  matmulTranspose,
  scale,
];

/** The same, and what is faster on one target only. */
export const passesFor = (target: Target): readonly Pass[] => [normInBlocks(target), ...passes];
