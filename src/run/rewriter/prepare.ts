import {
  openRewriteCache,
  type RewriteOptions,
  type Rewritten,
  type RewritingFactory,
  type RewritingValues,
  rewriteAll,
  splitStep,
} from "../../augment/text/index.ts";
import { openRewriter, type RewriterOptions } from "./open.ts";

export interface PrepareOptions
  extends Pick<RewriteOptions, "key" | "batchSize" | "onProgress" | "signal">,
    Pick<RewriterOptions, "threads" | "format"> {
  /** File that keeps rewritings for later runs. */
  readonly cache?: string;
}

/** Copies of texts for one step: put copies[i] as `copies[name]` into the passage of texts[i]. */
export interface PreparedCopies extends Rewritten {
  readonly name: string;
  /** What the step's augmentation takes: its models are told apart. */
  readonly settings: RewritingValues;
}

/**
 * Makes the copies that a step of a recipe asks for, `{ there: "models/en-de", back: "models/de-en", copies: 2 }`: opens its models,
 * rewrites the texts, frees the models. Throws E290–E299, E310 and E311.
 */
export async function prepareCopies(
  factory: RewritingFactory,
  step: Readonly<Record<string, unknown>>,
  texts: readonly string[],
  { cache, threads, format, ...options }: PrepareOptions,
): Promise<PreparedCopies> {
  const { models, settings } = splitStep(factory, step);
  const { temperature, topP, copies, guard } = settings;
  const known = cache === undefined ? undefined : await openRewriteCache(cache);
  const rewriter = await openRewriter(models, {
    temperature,
    topP,
    ...(threads === undefined ? {} : { threads }),
    ...(format === undefined ? {} : { format }),
  });
  try {
    const asked = { ...options, copies, guard, ...(known === undefined ? {} : { cache: known }) };
    return { name: factory.definition.name, settings, ...(await rewriteAll(texts, rewriter, asked)) };
  } finally {
    await rewriter.dispose();
  }
}
