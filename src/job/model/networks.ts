import { RegularizeError } from "../../core/index.ts";
import type { Module } from "../../nn/context.ts";
import type { Recipe } from "../recipe.ts";
import { cnn, filtersOf, HEAD } from "./cnn.ts";
import { HIDDEN, mlp, tabm } from "./mlp.ts";
import { misplaced } from "./layers.ts";
import type { ModelShape, TextShape } from "./shape.ts";
import { FEATURES, textHidden, textModel } from "./text.ts";

export type NetworkName = Exclude<Recipe["network"], "auto">;

/** The kinds of data that each network takes, its own first choice first. */
const NETWORKS: { readonly [N in NetworkName]: { readonly kinds: readonly string[] } } = {
  mlp: { kinds: ["table", "image"] },
  tabm: { kinds: ["table"] },
  cnn: { kinds: ["image"] },
  embeddingBag: { kinds: ["text"] },
  textCnn: { kinds: ["text"] },
  tfidf: { kinds: ["text"] },
};

const AUTO: Readonly<Record<string, NetworkName>> = { table: "mlp", image: "cnn", text: "embeddingBag" };

/** The network of a recipe on data of this shape. Throws E137 where they do not go together. */
export function networkOf(recipe: Recipe, { kind = "table" }: ModelShape): NetworkName {
  const { network } = recipe;
  if (network === "auto") return AUTO[kind]!;
  if (NETWORKS[network].kinds.includes(kind)) return network;
  const fitting = Object.entries(NETWORKS).filter(([, { kinds }]) => kinds.includes(kind));
  throw new RegularizeError({
    code: "E137",
    where: "network",
    message: `The network ${network} does not take ${{ table: "tables", image: "images", text: "texts" }[kind]}`,
    expected: ["auto", ...fitting.map(([name]) => name)].join(" | "),
    todo: "network: auto",
  });
}

/** How the network of a recipe wants texts. */
export const encodingOf = ({ network }: Pick<Recipe, "network">): TextShape["encoding"] =>
  network === "tfidf" ? "tfidf" : "tokens";

/** The model of a recipe: the network that fits the data, with the recipe's layers in it. */
export function modelOf(recipe: Recipe, shape: ModelShape): Module {
  const network = networkOf(recipe, shape);
  if (recipe.spatialDropout > 0 && network !== "cnn")
    throw misplaced("spatialDropout", recipe.spatialDropout, network, "a convolutional network: cnn");
  if (shape.kind === "image" && network === "cnn") return cnn(recipe, shape);
  if (shape.kind === "text") return textModel(recipe, shape, network);
  return network === "tabm" ? tabm(recipe, shape) : mlp(recipe, shape);
}

/** The layers in one word: `20-256-128-2`, `28×28×1 → 16c-32c → 128-10`. */
export function describeModel(recipe: Recipe, shape: ModelShape): string {
  if (shape.kind === "image") {
    const size = `${shape.height}×${shape.width}×${shape.channels}`;
    if (networkOf(recipe, shape) === "mlp")
      return `${size} → ${[...(recipe.hidden ?? HIDDEN), shape.outputs].join("-")}`;
    const blocks = filtersOf(recipe, shape).map((features) => `${features}c`);
    return `${size} → ${blocks.join("-")} → ${[...(recipe.hidden ?? HEAD), shape.outputs].join("-")}`;
  }
  if (shape.kind === "text") {
    const network = networkOf(recipe, shape);
    const words = `${shape.vocabulary - 2} words`;
    const entry = network === "tfidf" ? "tfidf" : `${network} ${recipe.embedding || FEATURES}`;
    return `${words} → ${[entry, ...(recipe.hidden ?? textHidden(network)), shape.outputs].join("-")}`;
  }
  const layers = [shape.width, ...(recipe.hidden ?? HIDDEN), shape.outputs].join("-");
  return networkOf(recipe, shape) === "tabm" ? `${layers} × ${recipe.members}` : layers;
}
