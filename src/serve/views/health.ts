import { join } from "node:path";
import { countLayers } from "../../job/evidence/weights.ts";
import { decodeSafetensors } from "../../observe/index.ts";
import { records } from "../scan/disk.ts";
import { at, text } from "../scan/json.ts";
import type { ReadRun } from "../scan/index.ts";
import type { HealthView } from "../types.ts";

/** Epochs that are sent; of more, evenly chosen ones and the last. */
const MOST = 120;

/** The weights of the kept model, layer by layer, and how weights and gradients lay while a fit trained. */
export async function health({ path, run, card }: ReadRun): Promise<HealthView> {
  const has = run !== undefined && Object.hasOwn(run.manifest.files, "model.safetensors");
  const tensors = has ? decodeSafetensors(await run.read("model.safetensors")).tensors : {};
  const name = text(at(card?.["recipe"], "name"));
  const byEpoch = new Map(records(join(path, "health.jsonl")).map((record) => [record["epoch"], record]));
  const all = [...byEpoch.values()] as unknown as HealthView["epochs"];
  const stride = Math.ceil(all.length / MOST);
  return {
    layers: countLayers({ recipe: name, tensors }).slice(0, 80),
    epochs: all.filter((_, i) => i % stride === 0 || i === all.length - 1),
  };
}
