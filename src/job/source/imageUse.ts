import { compileImagePipeline } from "../../compile/imagePipeline.ts";
import type { Program } from "../../compile/program.ts";
import { readImageSet } from "../../data/index.ts";
import type { ImageInput } from "./image.ts";
import type { NewData, NewRows, Pipeline } from "./use.ts";

/** Reads images as those that a model was trained on: the same size, grey or colours. */
export async function readNewImages({ image }: ImageInput, { data }: NewData): Promise<NewRows> {
  const [channels, height, width] = image.shape;
  const set = await readImageSet(data, { size: `${height}x${width}`, channels: channels === 1 ? 1 : 3 });
  return { rows: set.rows, x: set.pixels, notices: set.notices, names: set.names };
}

/** Pixels as bytes in, label and probabilities, or the value, out. */
export const imageProgram = ({ image: { shape } }: ImageInput, pipeline: Pipeline): Program =>
  compileImagePipeline({ shape, ...pipeline });
