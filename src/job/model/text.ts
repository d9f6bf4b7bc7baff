import { embeddingBag, gaussianNoise, linear, sequential, textCnn } from "../../nn/index.ts";
import type { Module } from "../../nn/context.ts";
import type { Recipe } from "../recipe.ts";
import { denseLayers, misplaced } from "./layers.ts";
import type { TextShape } from "./shape.ts";

/** Length of the vectors of words, of a recipe that leaves it open. */
export const FEATURES = 64;

/** Dense layers behind the words, of a recipe that leaves them open: weights of words are learned from directly. */
export const textHidden = (network: string): readonly number[] => (network === "textCnn" ? [] : [64]);

/**
 * A network on texts. `embeddingBag`: the mean of the words' vectors; `textCnn`: what the strongest of some words in a row says;
 * `tfidf`: a weight for each word. Then dense layers.
 */
export function textModel(recipe: Recipe, { vocabulary, outputs, ...shape }: TextShape, network: string): Module {
  const features = recipe.embedding === 0 ? FEATURES : recipe.embedding;
  if (recipe.inputNoise > 0 && network === "textCnn")
    throw misplaced("inputNoise", recipe.inputNoise, network, "the network embeddingBag or tfidf");
  const noise = recipe.inputNoise > 0 ? [gaussianNoise(recipe.inputNoise)] : [];
  const dense = denseLayers(recipe, { ...shape, vocabulary, outputs }, recipe.hidden ?? textHidden(network));
  return sequential(...entry(network, vocabulary, features), ...noise, ...dense, linear(outputs));
}

function entry(network: string, vocabulary: number, features: number): Module[] {
  if (network === "tfidf") return [];
  return [
    network === "textCnn"
      ? textCnn({ vocabulary, vectors: features, features })
      : embeddingBag({ vocabulary, features }),
  ];
}
