import { availableParallelism } from "node:os";
import { type ModelSource, REWRITING, type Rewriter } from "../../augment/text/index.ts";
import { fold, type Key, RegularizeError, resolveSettings } from "../../core/index.ts";
import type { Choosing } from "./choice.ts";
import { contentOf, type Format, inspectFolder } from "./folder.ts";
import { loadTransformers } from "./library.ts";
import { checkKind, type Loading, loadModel, type TextModel } from "./model.ts";

export interface RewriterOptions extends Partial<Choosing> {
  /** Threads that work on one model; default all. */
  readonly threads?: number;
  /** Which of a folder's ONNX files to take, such as "q8"; default the most exact that are there. */
  readonly format?: Format;
}

/** A rewriter that holds models. */
export interface ModelRewriter extends Rewriter {
  /** Frees the models; they load again when asked again. */
  dispose(): Promise<void>;
}

/**
 * A rewriter whose texts go through each model in turn: two that translate there and back, or one that paraphrases. Folders are
 * checked at once (E290–E294); models load with the first text, so a run whose texts are all cached loads none. Draws are made by
 * the text and the key alone.
 */
export async function openRewriter(
  sources: readonly ModelSource[],
  { threads = availableParallelism(), format, ...given }: RewriterOptions = {},
): Promise<ModelRewriter> {
  const choosing = choosingOf(given);
  const library = await loadTransformers();
  const loadings = await Promise.all(
    sources.map(async (source): Promise<Loading> => {
      const folder = await inspectFolder(source.folder, format);
      checkKind(library, folder);
      return { ...folder, source, threads };
    }),
  );
  const models = holderOf(loadings);
  return {
    id: JSON.stringify([VERSION, choosing, await Promise.all(loadings.map(identityOf))]),
    deterministic: choosing.temperature === 0,
    rewrite: async (texts, key) => {
      let said = texts;
      for (const [stage, loading] of loadings.entries())
        said = await through(() => models.get(loading), loading, said, fold(key, "stage", stage), choosing);
      return said;
    },
    dispose: models.dispose,
  };
}

/** What a model says hangs on its files and on how it is spoken to, not on where it lies. */
async function identityOf(loading: Loading): Promise<readonly (string | null)[]> {
  const { prefix = null, from = null, to = null } = loading.source;
  return [await contentOf(loading), prefix, from, to];
}

/** Changes when the same models and settings come to give other texts, so that older caches are not taken for theirs. */
const VERSION = 1;

function choosingOf({ temperature, topP }: Partial<Choosing>): Choosing {
  const schema = { temperature: REWRITING.temperature, topP: REWRITING.topP };
  return resolveSettings("openRewriter", schema, { temperature, topP });
}

/** Texts through one model; what is "" stays so. */
async function through(
  model: () => Promise<TextModel>,
  { path }: Loading,
  texts: readonly string[],
  key: Key,
  choosing: Choosing,
): Promise<string[]> {
  const asked = [...new Set(texts.filter((text) => text !== ""))];
  if (asked.length === 0) return texts.map(() => "");
  const loaded = await model();
  try {
    const said = await loaded.generate(asked, key, choosing);
    const answers = new Map(asked.map((text, i) => [text, said[i]!.trim()]));
    return texts.map((text) => answers.get(text) ?? "");
  } catch (cause) {
    throw new RegularizeError({
      code: "E299",
      where: path,
      message: `The model in ${path} failed on ${asked.length} texts, such as ${JSON.stringify(asked[0]!.slice(0, 80))}`,
      details: [(cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/gu, " ").slice(0, 600)],
      todo: "export the folder again with --task text2text-generation-with-past",
      cause,
    });
  }
}

/** Models by how they are loaded, each loaded when first asked for. */
function holderOf(loadings: readonly Loading[]): {
  readonly get: (loading: Loading) => Promise<TextModel>;
  readonly dispose: () => Promise<void>;
} {
  const held = new Map<Loading, Promise<TextModel>>();
  return {
    get: (loading) => {
      const known = held.get(loading) ?? loadModel(loading);
      held.set(loading, known);
      known.catch(() => held.delete(loading));
      return known;
    },
    dispose: async () => {
      const models = loadings.flatMap((loading) => held.get(loading) ?? []);
      held.clear();
      for (const model of await Promise.allSettled(models))
        if (model.status === "fulfilled") await model.value.dispose();
    },
  };
}
