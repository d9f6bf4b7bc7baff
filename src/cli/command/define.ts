import type { Io, Mode } from "../io.ts";
import type { Jobs } from "../jobs.ts";
import type { CommandName } from "../options/define.ts";
import type { Resolved } from "../options/layers.ts";
import { styleOf } from "../print.ts";
import type { Style } from "../report/lines.ts";

export interface CommandArgument {
  readonly name: string;
  readonly doc: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** A value to show when it is missing. */
  readonly example: string;
}

/** What a command gets to work with. */
export interface Context extends Resolved {
  readonly io: Io;
  readonly mode: Mode;
  readonly jobs: Jobs;
  /** The values of the command's arguments, in order; those required are there. */
  readonly args: readonly string[];
  readonly commands: readonly CommandDefinition[];
  /** Who wrote a value on this command line rather than elsewhere. */
  readonly isFlag: (source: string) => boolean;
}

/** A command of the command line: a definition in a file of its own plus a line in `index.ts`. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly CommandArgument[];
  /** The name by which settings say that they are for this command; without it there are none. */
  readonly settings?: CommandName;
  readonly examples: readonly string[];
  run(context: Context): Promise<void>;
}

export const outStyle = ({ io }: Context): Style => styleOf(io, "stdout");
