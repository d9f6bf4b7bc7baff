export { backTranslation } from "./backTranslation.ts";
export { openRewriteCache } from "./cache.ts";
export {
  type ModelSource,
  needsModels,
  REWRITING,
  type RewritingFactory,
  type RewritingValues,
  splitStep,
} from "./define.ts";
export { paraphrase } from "./paraphrase.ts";
export {
  type RewriteCounts,
  type RewriteOptions,
  type RewriteProgress,
  type Rewritten,
  rewriteAll,
} from "./rewriteAll.ts";
export type { RewriteCache, Rewriter } from "./rewriter.ts";
