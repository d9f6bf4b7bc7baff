import type { Sharpness } from "../optim/sharpness/define.ts";
import type { ModelState } from "./state.ts";

/** Replaces the gradients by those at the perturbed weights; statistics and margins stay those of the first pass. */
export async function sharpen(
  sharpness: Sharpness,
  { values, results, memory }: ModelState,
  learned: number,
  {
    backup,
    run,
    check,
  }: { readonly backup: Float32Array; readonly run: () => Promise<void>; readonly check: () => void },
): Promise<void> {
  const parameters = values.subarray(0, learned);
  const firstPass = results.slice(learned);
  backup.set(parameters);
  try {
    sharpness.perturb(memory.kernels, { parameters, gradients: results.subarray(0, learned) });
    await run();
  } finally {
    parameters.set(backup);
  }
  check();
  results.set(firstPass, learned);
}
