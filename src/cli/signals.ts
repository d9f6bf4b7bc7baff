/** Whoever sends signals: `process`, or a test. */
export interface SignalSource {
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
}

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Why a run was asked to stop; the reason of the abort signal. */
interface Stop {
  readonly exitCode: number;
}

/** The exit code of a run that was asked to stop, else undefined. */
export const stopCode = (signal: AbortSignal): number | undefined =>
  signal.aborted ? (signal.reason as Partial<Stop> | undefined)?.exitCode : undefined;

/**
 * The first SIGINT or SIGTERM asks the job to stop; it finishes what it is doing and says what it saved. The second leaves at once.
 */
export function watchSignals(
  source: SignalSource,
  { say, leave }: { readonly say: (text: string) => void; readonly leave: (code: number) => void },
): AbortController {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const)
    source.on(name, () => {
      if (controller.signal.aborted) return leave(CODES[name]);
      const again = name === "SIGINT" ? " (Ctrl-C again: at once)" : "";
      say(`stopping…${again}\n`);
      controller.abort({ exitCode: CODES[name] } satisfies Stop);
    });
  return controller;
}
