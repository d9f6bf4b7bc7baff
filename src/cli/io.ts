/** A stream to print on. */
export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

/** Everything that the command line touches, as arguments: tests bring their own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Out;
  readonly stderr: Out;
  /** Milliseconds; of a command's `io`, since the command began. */
  readonly now: () => number;
  readonly readText: (path: string) => Promise<string>;
  /** Aborted when the user wants to stop; its reason is the exit code. */
  readonly signal: AbortSignal;
}

/** What decides how the rest is printed, known before the command is. */
export interface Mode {
  json: boolean;
  quiet: boolean;
}
