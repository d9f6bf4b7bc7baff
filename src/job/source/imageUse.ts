import { compileImagePipeline } from "../../compile/imagePipeline.ts";
import type { Program } from "../../compile/program.ts";
import { readImageSet } from "../../data/index.ts";
import { imageCopies } from "../augment/image.ts";
import type { ImageInput } from "./image.ts";
import { tableReading } from "./table.ts";
import type { NewData, NewRows, Pipeline, Prepared } from "./use.ts";

/** Reads images as those that a model was trained on: the same size, grey or colours. */
export async function readNewImages(
  { image }: ImageInput,
  { data, ...options }: NewData,
): Promise<NewRows<ImageInput>> {
  const [channels, height, width] = image.shape;
  const set = await readImageSet(data, {
    ...(image.column === undefined ? {} : { image: image.column }),
    read: tableReading(options),
    size: `${height}x${width}`,
    channels: channels === 1 ? 1 : 3,
    labels: "optional",
  });
  const rows = Int32Array.from({ length: set.rows }, (_, row) => row);
  const source = { pixels: (row: number) => set.pixels.bytes(row), shape: image.shape };
  const copies: Prepared["copies"] = (steps, key) => imageCopies(steps, source, rows, key);
  return {
    rows: set.rows,
    x: set.pixels,
    notices: set.notices.filter(({ level }) => level === "warning"),
    names: set.names,
    copies,
    // Pixels are the same for every network.
    as: () => ({ x: set.pixels, copies }),
  };
}

/** Pixels as bytes in, label and probabilities, or the value, out. */
export const imageProgram = ({ image: { shape } }: ImageInput, pipeline: Pipeline<ImageInput>): Program =>
  compileImagePipeline({ shape, ...pipeline });
