import type { Key } from "../core/index.ts";
import type { AnyExamples } from "./score.ts";

/** What steps learn from where that is not the clean training rows: batches that are augmented as they are drawn. */
export interface BatchSource {
  /** Rows of an epoch, which need not be those of the data. */
  readonly rows: number;
  /** One batch. The same rows and epoch give the same batch, whatever was drawn before; `key` is the epoch's own. */
  draw(rows: Int32Array, epoch: { readonly epoch: number; readonly key: Key }): AnyExamples | Promise<AnyExamples>;
  /** Ends what works for it; it draws no more. */
  close?(): Promise<void>;
}
