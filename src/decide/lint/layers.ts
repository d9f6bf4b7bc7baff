import type { Module } from "../../nn/context.ts";

/** Layers in the order in which a value passes them. */
export type Chain = readonly Module[];

/** Ways through a model that are looked at; a model of many branches has too many to see all. */
const MOST_CHAINS = 64;

/** Every way through the model, without containers. A module of one's own without children is a layer like any other. */
export function chainsOf(module: Module): Chain[] {
  const { name, children = [] } = module;
  if (children.length === 0) return name === "sequential" ? [[]] : [[module]];
  if (name === "parallel") return children.flatMap(chainsOf).slice(0, MOST_CHAINS);
  if (name === "residual") return [chainsOf(children[0]!), children.slice(1).flatMap(chainsOf)].flat();
  return children.map(chainsOf).reduce(joined, [[]]);
}

const joined = (heads: readonly Chain[], tails: readonly Chain[]): Chain[] =>
  heads.flatMap((head) => tails.map((tail) => [...head, ...tail])).slice(0, MOST_CHAINS);

/** All layers of a model, each once. */
export function layersOf(module: Module): Module[] {
  const { children = [] } = module;
  return children.length === 0 ? [module] : children.flatMap(layersOf);
}

const DROPS = new Set(["dropout", "dropout1d", "dropout2d", "dropBlock2d", "alphaDropout", "gaussianDropout"]);
const WEIGHS = new Set(["linear", "conv1d", "conv2d"]);
const NORMS = new Set(["layerNorm", "groupNorm", "instanceNorm1d", "instanceNorm2d", "rmsNorm"]);
const PICTURES = new Set(["conv2d", "maxPool2d", "avgPool2d", "batchNorm2d"]);

/** Silences units while it learns. */
export const drops = ({ name, settings }: Module): boolean => DROPS.has(name) && settings["rate"] !== 0;
/** Learns from statistics of its batch. */
export const seesBatch = ({ facts }: Module): boolean => facts.seesBatch === true;
export const normalizes = (layer: Module): boolean => seesBatch(layer) || NORMS.has(layer.name);
/** A dense layer or a convolution. */
export const weighs = ({ name }: Module): boolean => WEIGHS.has(name);
/** What it gives is [batch, channels, height, width]. */
export const givesPictures = ({ name }: Module): boolean => PICTURES.has(name);

/** The blocks of a chain: each begins with a dense layer or a convolution and ends before the next. */
export function blocksOf(chain: Chain): Chain[] {
  const blocks: Module[][] = [[]];
  for (const layer of chain) {
    if (weighs(layer)) blocks.push([]);
    blocks.at(-1)!.push(layer);
  }
  return blocks;
}

export const rateOf = ({ settings }: Module): number => {
  const { rate } = settings;
  return typeof rate === "number" ? rate : Number.NaN;
};
