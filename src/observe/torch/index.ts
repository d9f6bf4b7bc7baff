import type { Trainer } from "../../train/interface.ts";
import { decodeSafetensors, encodeSafetensors } from "../safetensors/index.ts";
import { fromTorch, toTorch } from "./convert.ts";

export { fromTorch, toTorch } from "./convert.ts";

/**
 * Loads a state_dict that PyTorch saved (`safetensors.torch.save_file(net.state_dict(), path)`) into a model of the same
 * structure. `prefix` is what every name begins with, such as `module.`. Throws E820 when it is no safetensors file, E332
 * that lists everything that does not fit; the model is then as it was.
 *
 * @example
 * loadTorch(trainer, await readFile("net.safetensors"));
 */
export function loadTorch(
  trainer: Trainer,
  bytes: Uint8Array,
  { prefix = "" }: { readonly prefix?: string } = {},
): void {
  const { tensors } = decodeSafetensors(bytes, { foreign: true });
  trainer.load(fromTorch(trainer.layout, tensors, prefix));
}

/**
 * The model as a safetensors file for PyTorch: `net.load_state_dict(safetensors.torch.load_file(path))`. All tensors are
 * float32; the counts of batches of norms are the trainer's steps.
 */
export const saveTorch = (trainer: Trainer): Uint8Array =>
  encodeSafetensors(toTorch(trainer.layout, trainer.tensors(), trainer.steps), { format: "pt" });
