export type { Format } from "./folder.ts";
export { type ModelRewriter, openRewriter, type RewriterOptions } from "./open.ts";
export { type PreparedCopies, type PrepareOptions, prepareCopies } from "./prepare.ts";
