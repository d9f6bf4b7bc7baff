import { type Node, topological, type Value } from "../graph/index.ts";
import type { Target } from "./target.ts";
import * as blocked from "./fusions/blockedPlanes.ts";
import * as blocks from "./fusions/blocks.ts";
import type { Fuse, Fusion } from "./fusions/fusion.ts";
import { affine, dot, step } from "./fusions/planes.ts";
import { convolution, gemm, relu } from "./fusions/products.ts";

export interface Fusions {
  /** The node whose outputs the fusion computes, and the nodes that need no lowering of their own. */
  readonly fused: ReadonlyMap<Node, Fusion>;
  readonly absorbed: ReadonlySet<Node>;
}

const FUSES: readonly Fuse[] = [
  blocks.addition,
  blocks.convolution,
  blocks.scaling,
  blocks.centring,
  relu,
  blocked.placewise,
  blocked.keepingBlocks(step),
  blocked.planes,
  blocked.totals,
  blocked.pool,
  blocked.poolGradient,
  blocked.filterGradient,
  gemm,
  convolution,
  affine,
  dot,
  step,
];

/** How often each node's outputs are used, by nodes and as outputs of the program. */
function usesOf(values: readonly Value[], order: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>();
  const count = ({ node }: Value): unknown => uses.set(node, (uses.get(node) ?? 0) + 1);
  values.forEach(count);
  for (const node of order) node.inputs.forEach(count);
  return uses;
}

/** Finds what one ONNX node does for several of ours: a node's inputs come before it. */
export function fusionsOf(values: readonly Value[], target: Target): Fusions {
  const order = topological(values);
  const uses = usesOf(values, order);
  const fused = new Map<Node, Fusion>();
  const absorbed = new Set<Node>();
  const owns = ({ node }: Value): boolean => uses.get(node) === 1 && !absorbed.has(node);
  const inBlocks = ({ node }: Value): boolean => fused.get(node)?.blocks?.outputs === true;
  for (const node of order) {
    let fusion: Fusion | undefined;
    for (const fuse of FUSES) fusion ??= fuse(node, { target, owns, fused, inBlocks });
    if (fusion === undefined) continue;
    fused.set(node, fusion);
    for (const covered of fusion.covers) if (covered !== node) absorbed.add(covered);
  }
  return { fused, absorbed };
}
