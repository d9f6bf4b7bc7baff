import type { ReportLayer, ReportWeights } from "../../observe/index.ts";
import type { NamedTensor } from "../../train/state.ts";

/** Bins of a histogram: odd, so that one is around zero. */
const BINS = 61;
/** Share of the weights that a drawing reaches to; the few beyond are counted. */
const WITHIN = 0.999;

/** The tensors of one model, by name. */
export interface Model {
  readonly recipe: string;
  readonly tensors: Readonly<Record<string, NamedTensor>>;
}

/** Matrices and filters: biases and scales of norms are vectors. */
const isWeight = ({ shape }: NamedTensor): boolean => shape.length >= 2;

/** In the order of the network: names begin with the layer's number. */
const layersOf = ({ tensors }: Model): [name: string, tensor: NamedTensor][] =>
  Object.entries(tensors)
    .filter(([, tensor]) => isWeight(tensor))
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));

/**
 * How large the weights of each layer are. The other model's stand beside, layer by layer, where their shapes are the same:
 * numbers differ where one has a layer of noise before.
 */
export function countLayers(kept: Model, other?: Model): ReportLayer[] {
  const layers = layersOf(kept);
  const twins = other === undefined ? [] : layersOf(other);
  return layers.map(([name, tensor], i) => {
    const twin = twins.length === layers.length ? twins[i]![1] : other?.tensors[name];
    const models = [{ recipe: kept.recipe, data: tensor.data }];
    if (twin?.shape.join() === tensor.shape.join()) models.push({ recipe: other!.recipe, data: twin.data });
    const reach = Math.max(...models.map(({ data }) => reachOf(data))) || 1;
    return {
      name,
      shape: tensor.shape,
      reach,
      models: models.map(({ recipe, data }) => countWeights(recipe, data, reach)),
    };
  });
}

/** The size that all but a thousandth of the weights are within; infinite ones are beyond any. */
function reachOf(data: Float32Array): number {
  const sizes = data.map(Math.abs).filter(Number.isFinite).sort();
  return sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * WITHIN))] ?? 0;
}

function countWeights(recipe: string, data: Float32Array, reach: number): ReportWeights {
  const bins = new Array<number>(BINS).fill(0);
  let zero = 0;
  let beyond = 0;
  let squares = 0;
  for (const weight of data) {
    squares += weight * weight;
    if (weight === 0) zero++;
    else if (!(Math.abs(weight) <= reach)) beyond++;
    else bins[Math.min(BINS - 1, Math.floor(((weight + reach) / (2 * reach)) * BINS))]!++;
  }
  return { recipe, count: data.length, zero, size: Math.sqrt(squares / Math.max(1, data.length)), bins, beyond };
}
