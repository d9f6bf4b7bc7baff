import { setImmediate as turn } from "node:timers/promises";
import { RegularizeError } from "../core/index.ts";

/** Whether this is a job that was stopped on purpose. */
export const isInterrupt = (error: unknown): error is RegularizeError =>
  error instanceof RegularizeError && error.code === "E107";

/** For `catch`: an interrupt is given back, anything else is thrown again. */
export function interruptAlone(error: unknown): RegularizeError {
  if (isInterrupt(error)) return error;
  throw error;
}

/** Throws E107 once the user wants a job to stop that leaves nothing behind. */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new RegularizeError({ code: "E107", message: "Interrupted: nothing was saved" });
}

/** Lets a signal come in, which work without a pause would keep waiting; then the same. */
export async function pauseOrStop(signal: AbortSignal | undefined): Promise<void> {
  await turn();
  throwIfStopped(signal);
}
