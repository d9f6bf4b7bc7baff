export * from "./importance/importance.ts";
export * from "./optimism.ts";
export * from "./prune/index.ts";
export type { Known, Sampler } from "./sampler/define.ts";
export * as samplers from "./sampler/index.ts";
export {
  type Assignment,
  type Constraint,
  checkSpace,
  enumerate,
  type FromMember,
  fromRecipe,
  isInside,
  type Json,
  type Parameter,
  parseSpace,
  type SearchTable,
  type Space,
  spaceFromCatalog,
  toRecipe,
} from "./space/index.ts";
export * from "./study/index.ts";
