import { join } from "node:path";
import type { Key } from "../../core/index.ts";
import { text } from "../../augment/index.ts";
import { cacheFolder } from "../../data/image/cacheFolder.ts";
import { prepareCopies, type PreparedCopies } from "../../run/rewriter/index.ts";
import { type GivenStep, namedStep } from "./steps.ts";

/** Copies of the training texts that a model of the user's made. */
export type Copies = PreparedCopies;

const factories: Readonly<Record<string, text.RewritingFactory>> = {
  backTranslation: text.backTranslation,
  paraphrase: text.paraphrase,
};

/** Whether a step's copies are made by models, before training. */
export const isRewriting = (step: GivenStep): boolean => namedStep(step, "augment").name in factories;

/** Rewrites the training texts as a step asks; a cache keeps what models said for later runs. Throws E290–E299. */
export async function rewritten(step: GivenStep, texts: readonly string[], key: Key): Promise<Copies> {
  const { name, settings } = namedStep(step, "augment");
  const cache = join(await cacheFolder(undefined), "rewritings.jsonl");
  return prepareCopies(factories[name]!, (settings ?? {}) as Readonly<Record<string, unknown>>, texts, { key, cache });
}
