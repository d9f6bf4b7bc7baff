import { createHash } from "node:crypto";
import type { Key } from "../../../core/index.ts";

/** Says texts in other words: a model (`openRewriter`), or any object of yours. */
export interface Rewriter {
  /** Names the model and its settings: rewriters of one id give the same for the same text and key. */
  readonly id: string;
  /** The key changes nothing, so one copy of a text is all there is. */
  readonly deterministic?: boolean;
  /** One rewriting per text, in their order; "" where there is none. */
  rewrite(texts: readonly string[], key: Key): Promise<readonly string[]>;
}

/** Rewritings that are known already, by the name that `nameOf` gives them. */
export interface RewriteCache {
  get(name: string): string | undefined;
  put(entries: readonly (readonly [name: string, text: string])[]): Promise<void>;
}

/** The SHA-256 of a rewriter, a key and a text. */
export const nameOf = ({ id }: Rewriter, key: Key, text: string): string =>
  createHash("sha256")
    .update(JSON.stringify([id, key.high, key.low, text]))
    .digest("hex");
