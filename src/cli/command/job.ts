import { createObserver, type JobEvent } from "../observe.ts";
import { asTyped, printEvent, printLines } from "../print.ts";
import type { Given } from "../report/run.ts";
import type { Style } from "../report/lines.ts";
import { type Context, outStyle } from "./define.ts";

/**
 * Runs a job that tells its events, and prints its result, its seconds by the clock of the progress; the terminal is left as it
 * was, whatever happens.
 */
export async function printJob<R extends { readonly seconds: number }>(
  context: Context,
  start: (onEvent: (event: JobEvent) => void) => Promise<R>,
  report: (result: R, style: Style, of: Given) => readonly string[],
  of?: Given,
): Promise<void> {
  const { io, mode } = context;
  const observer = await createObserver(io, mode, context.values.threads);
  try {
    const result = await start((event) => observer.onEvent(event));
    observer.stop();
    if (mode.json) printEvent(io, result);
    else
      printLines(
        io.stdout,
        report({ ...result, seconds: io.now() / 1000 }, outStyle(context), of).map((line) => asTyped(line, io)),
      );
  } finally {
    observer.stop();
  }
}
